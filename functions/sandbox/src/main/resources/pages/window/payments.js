// The payments, newest first: how each stands on both sides, how it got there, and what can be done to it from outside.
import { h, money } from "/assets/dom.js";
import { follow, word } from "/assets/language.js";
import { showOnly } from "./log.js";
import { control, json, swap } from "./parts.js";
import { look } from "./sides.js";
import { store, tossOf, triesOf, whenChanged } from "./store.js";
import { length, timeline } from "./timeline.js";

const MOST = 60;
const cards = new Map();
const list = h("div", { class: "cards" });
const none = h("p", { class: "empty", t: "no_payments" });

const pill = (side, status) => h("span", { class: `pill ${look(status)}` }, h("span", { class: "side" }, side), " ", status ?? "–");

function verdict({ same, since, differed, lost }) {
  if (!same) return h("span", { class: "verdict differ", role: "img", label: "differ_long" }, ticking(since));
  const healed = differed > 1000 || (lost && differed != null);
  return h("span", { class: "verdict meet", t: healed ? "healed" : "meet", values: { time: length(differed ?? 0) } });
}

/** How long they have differed, as long as anybody looks. */
function ticking(since) {
  const element = h("span", { class: "ticking", "data-since": since });
  follow(element, () => word("differ", { time: length(Math.max(0, Date.now() - since)) }));
  return element;
}

setInterval(() => {
  document.querySelectorAll(".ticking").forEach((element) => {
    element.textContent = word("differ", { time: length(Math.max(0, Date.now() - element.dataset.since)) });
  });
}, 1000);

function controls(order, theirs) {
  if (!theirs) return [];
  const { toss } = store.about;
  const order_id = order;
  const k = (what) => ({ k: `${what}-${order}` });
  const virtual = theirs.history.some((it) => it.status === "WAITING_FOR_DEPOSIT");
  const list = [];
  if (theirs.status === "WAITING_FOR_DEPOSIT") {
    list.push(control("deposit", () => ({ url: `${toss}/sandbox/deposits`, body: { order_id } }), { ...k("deposit"), kind: "main" }));
    list.push(control("let_due_pass", () => ({ url: `${toss}/sandbox/expirations`, body: { order_id } }), k("expire")));
  }
  if (["READY", "IN_PROGRESS"].includes(theirs.status)) {
    list.push(control("expire", () => ({ url: `${toss}/sandbox/expirations`, body: { order_id } }), k("expire")));
  }
  if (theirs.status === "DONE" && virtual) {
    list.push(control("take_back", () => ({ url: `${toss}/sandbox/deposits/reversals`, body: { order_id } }), k("take_back")));
  }
  if (["DONE", "PARTIAL_CANCELED"].includes(theirs.status) && theirs.balance_amount > 0) {
    const { payment_key } = theirs;
    const reason = "dashboard";
    const half = Math.floor(theirs.balance_amount / 2);
    list.push(control("refund", () => ({ url: `${toss}/sandbox/cancels`, body: { payment_key, reason } }), k("refund")));
    if (half > 0) list.push(control("refund_half", () => ({ url: `${toss}/sandbox/cancels`, body: { payment_key, amount: half, reason } }), k("half")));
  }
  return list;
}

function card(order) {
  const payment = store.payments.get(order);
  const withToss = store.about.toss != null;
  const { item } = payment;
  const theirs = tossOf(order);
  const told = timeline(payment, withToss);
  const charges = triesOf(order).reduce((sum, it) => sum + it.charge_count, 0);
  return h(
    "article",
    { class: `card ${told.same ? "" : "differs"}`, "data-order": order, tabindex: "-1", "aria-labelledby": `name-${order}` },
    h(
      "header",
      {},
      h("h3", { id: `name-${order}` }, item.order_name),
      money(item.amount),
      h("span", { class: "standing" }, pill("easyK", item.status), withToss && pill("Toss", theirs?.status), withToss && verdict(told)),
    ),
    h(
      "div",
      { class: withToss ? "timeline" : "timeline alone" },
      h("div", { class: "sides", "aria-hidden": "true" }, h("span", {}, "easyK"), withToss && h("span", {}, "Toss")),
      h("div", { class: "scroll", tabindex: "0", role: "group", label: "timeline_of", values: { name: item.order_name } }, told.drawing),
    ),
    h(
      "footer",
      {},
      withToss && controls(order, theirs),
      h("button", { type: "button", class: "link", "data-k": `only-${order}`, t: "its_events", onclick: () => showOnly(order) }),
      withToss && h("span", { class: `money-moved ${charges > 1 ? "bad" : ""}`, t: "charges", values: { n: charges } }),
    ),
    records(item, theirs),
  );
}

function records(item, theirs) {
  const inside = h("div", { class: "records" });
  const { calls, ...rest } = theirs ?? {};
  const entry = h("details", { class: "raw" }, h("summary", { "data-k": `raw-${item.payment_id}`, t: "records" }), inside);
  entry.addEventListener("toggle", () => {
    if (entry.open) inside.replaceChildren(h("div", {}, h("p", { class: "name" }, "DynamoDB"), json(item)), theirs ? h("div", {}, h("p", { class: "name" }, "Toss"), json({ ...rest, calls })) : "");
  });
  return entry;
}

function draw(order) {
  if (!store.payments.has(order)) return;
  const fresh = card(order);
  const old = cards.get(order);
  cards.set(order, fresh);
  if (old) {
    const before = old.querySelector(".timeline .scroll");
    const atEnd = before.scrollLeft + before.clientWidth >= before.scrollWidth - 40;
    const left = before.scrollLeft;
    fresh.querySelector("details.raw").open = old.querySelector("details.raw").open;
    swap(old, fresh);
    const now = fresh.querySelector(".timeline .scroll");
    now.scrollLeft = atEnd ? now.scrollWidth : left;
    return;
  }
  const created = store.payments.get(order).item.created_at;
  const later = [...list.children].find((each) => store.payments.get(each.dataset.order)?.item.created_at <= created);
  later ? later.before(fresh) : list.append(fresh);
  const scroll = fresh.querySelector(".timeline .scroll");
  scroll.scrollLeft = scroll.scrollWidth;
  if (list.children.length > MOST) {
    cards.delete(list.lastChild.dataset.order);
    list.lastChild.remove();
  }
}

whenChanged((changed) => {
  if (changed.has("start")) {
    cards.clear();
    list.replaceChildren();
  }
  for (const each of changed) if (each.startsWith("order/")) draw(each.slice(6));
  none.hidden = list.children.length > 0;
});

export const panel = h("section", { class: "payments", "aria-labelledby": "payments" }, h("h2", { id: "payments", t: "payments" }), list, none);
