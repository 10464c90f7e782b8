// The tables' items as DynamoDB holds them, secrets aside.
import { h, money } from "/assets/dom.js";
import { json, time } from "./parts.js";
import { look } from "./sides.js";
import { store, whenChanged } from "./store.js";

const MOST = 100;
const money_ = (name) => (item) => (item[name] == null ? "–" : money(item[name]));
const text = (name) => (item) => item[name] ?? "–";
const clock = (name) => (item) => (item[name] ? time(item[name]) : "–");
const status = (name) => (item) => h("span", { class: `pill ${look(item[name])}` }, item[name]);

const TABLES = {
  payments: {
    items: () => [...store.payments.values()].map((it) => it.item),
    key: "payment_id",
    columns: { order_name: text("order_name"), status: status("status"), amount: money_("amount"), balance_amount: money_("balance_amount"), version: text("version"), status_since: clock("status_since"), next_check_at: clock("next_check_at") },
  },
  consultations: {
    items: () => [...store.consultations.values()],
    key: "consultation_id",
    columns: { title: text("title"), payment_status: text("payment_status"), amount: money_("amount"), user_id: text("user_id"), payment_id: text("payment_id") },
  },
};

let chosen = "payments";
const open = new Set();
const place = h("div", { class: "scroll", tabindex: "0", role: "group", label: "tables" });

function row(item, { key, columns }) {
  const id = item[key];
  const names = Object.keys(columns);
  const raw = h("tr", { class: "raw", hidden: !open.has(id) }, h("td", { colspan: names.length + 1 }));
  const fill = () => raw.firstChild.replaceChildren(json(item));
  if (open.has(id)) fill();
  const button = h("button", { type: "button", class: "link", "data-k": `item-${id}`, "aria-expanded": String(open.has(id)), t: "item" });
  button.addEventListener("click", () => {
    const now = open.delete(id) ? false : Boolean(open.add(id));
    raw.hidden = !now;
    button.setAttribute("aria-expanded", String(now));
    if (now) fill();
  });
  return [h("tr", {}, names.map((name) => h("td", { class: name }, columns[name](item))), h("td", {}, button)), raw];
}

function draw() {
  const table = TABLES[chosen];
  const items = table.items().slice(-MOST).reverse();
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.k : null;
  place.replaceChildren(
    items.length === 0
      ? h("p", { class: "empty", t: "no_items" })
      : h(
          "table",
          {},
          h("thead", {}, h("tr", {}, Object.keys(table.columns).map((name) => h("th", { scope: "col" }, name)), h("th", { scope: "col" }, h("span", { class: "unseen", t: "item" })))),
          h("tbody", {}, items.flatMap((item) => row(item, table))),
        ),
  );
  if (focused) place.querySelector(`[data-k="${CSS.escape(focused)}"]`)?.focus();
}

const tabs = Object.keys(TABLES).map((name) => {
  const tab = h("button", { type: "button", class: "chip", "aria-pressed": String(name === chosen) }, name);
  tab.addEventListener("click", () => {
    chosen = name;
    tabs.forEach((each) => each.setAttribute("aria-pressed", String(each === tab)));
    draw();
  });
  return tab;
});

whenChanged((changed) => {
  const mine = (each) => each === "start" || each === "consultations" || each.startsWith("order/");
  if ([...changed].some(mine)) draw();
});

export const panel = h(
  "section",
  { class: "panel tables", "aria-labelledby": "tables" },
  h("header", {}, h("h2", { id: "tables", t: "tables" }), h("div", { class: "chips", role: "group", label: "tables" }, tabs)),
  place,
);
