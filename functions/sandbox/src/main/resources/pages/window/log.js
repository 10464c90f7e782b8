// The journal: requests, calls to Toss, webhooks and runs, newest first.
import { h } from "/assets/dom.js";
import { callCurl, requestCurl } from "./curl.js";
import { control, curlButton, json, swap, time } from "./parts.js";
import { orderOf, store, whenChanged } from "./store.js";

const KINDS = ["request", "call", "webhook", "run"];
const shown = new Map();
const hidden = new Set();
let only = null;

const list = h("ol", { class: "events" });
const none = h("p", { class: "empty", t: "no_events" });
const onlyNote = h("p", { class: "only", hidden: true });

const kind = (status) => (status == null ? "bad" : status < 300 ? "good" : status < 500 ? "warn" : "bad");

const words = {
  request: (it) => ({
    what: [h("b", {}, it.method), " ", h("span", { class: "path" }, it.path)],
    who: it.function ? it.function.replace(/Function$/, "") : it.status ? "gateway" : "",
    outcome: it.status ? h("span", { class: `code ${kind(it.status)}` }, String(it.status)) : h("span", { class: "code open" }, "…"),
  }),
  call: (it) => ({
    what: [h("b", {}, "Toss"), " ", it.operation],
    who: it.answer?.status ?? (it.fault ? "" : it.code),
    outcome: [
      it.fault && h("span", { class: "code bad" }, it.fault),
      it.ended
        ? h("span", { class: `code ${kind(it.status)}` }, it.status ? String(it.status) : h("span", { t: "no_answer" }))
        : h("span", { class: "code open" }, "…"),
    ],
  }),
  webhook: (it) => ({
    what: [h("b", {}, "webhook"), " ", it.event_type === "DEPOSIT_CALLBACK" ? "DEPOSIT" : "STATUS"],
    who: it.status,
    outcome: it.deliveries.length
      ? it.deliveries.slice(-4).map((each) => h("span", { class: `code ${kind(each.status)}` }, each.status ? String(each.status) : h("span", { t: "no_answer" })))
      : h("span", { class: "code open" }, "…"),
  }),
  run: (it) => ({
    what: [h("b", {}, it.function.replace(/Function$/, "")), " ", h("span", { t: "run_found", values: it.result ?? {} })],
    who: "",
    outcome: it.failed ? h("span", { class: "code bad", t: "failed" }) : h("span", { class: "code good" }, "ok"),
  }),
};

const details = {
  request: (it) => [
    it.caller && part("caller", json(it.caller)),
    it.headers && Object.keys(it.headers).length > 0 && part("headers", json(it.headers)),
    it.body != null && part("body", json(it.body)),
    it.answer != null && part("answer", json(it.answer)),
  ],
  call: (it) => [
    part("address", h("code", {}, `${it.method} ${it.url}`)),
    it.body != null && part("body", json(it.body)),
    it.answer != null && part("answer", json(it.answer)),
  ],
  webhook: (it) => [
    part(
      "deliveries",
      h(
        "ol",
        { class: "deliveries" },
        it.deliveries.map((each) => h("li", {}, time(each.at), " ", h("span", { class: `code ${kind(each.status)}` }, String(each.status ?? "✕")), each.retried_count > 0 && h("span", { class: "soft", t: "retry", values: { n: each.retried_count } }))),
      ),
    ),
    part("body", json(it.body)),
  ],
  run: (it) => [it.result && part("answer", json(it.result))],
};

const part = (key, ...children) => h("div", { class: "part" }, h("p", { class: "name", t: key }), children);

const tools = {
  request: (it) => it.status && curlButton(() => requestCurl(it), it.id),
  call: (it) => curlButton(() => callCurl(it), it.id),
  webhook: (it) => control("resend", () => ({ url: `${store.about.toss}/sandbox/webhooks/${it.id}/resend` }), { k: `resend-${it.id}` }),
  run: () => null,
};

function row(it) {
  const { what, who, outcome } = words[it.kind](it);
  const inside = h("div", { class: "inside" });
  const entry = h(
    "details",
    { "data-kind": it.kind },
    h(
      "summary",
      { "data-k": `row-${it.id}` },
      time(it.at),
      h("span", { class: "what" }, what, who && h("span", { class: "who" }, who)),
      h("span", { class: "outcome" }, outcome),
      h("span", { class: "ms" }, it.ms == null ? "" : `${it.ms < 10 ? it.ms : Math.round(it.ms)} ms`),
    ),
    inside,
  );
  entry.addEventListener("toggle", () => entry.open && inside.replaceChildren(...[details[it.kind](it), h("p", { class: "tools" }, tools[it.kind](it))].flat().filter(Boolean)));
  const item = h("li", { class: it.kind, "data-order": orderOf(it) ?? "" }, entry);
  sift(item, it.kind);
  return item;
}

function sift(item, itsKind) {
  item.hidden = hidden.has(itsKind) || (only != null && item.dataset.order !== only);
}

function siftAll() {
  shown.forEach((item, id) => sift(item, store.events.get(id)?.kind ?? "request"));
  count();
}

function count() {
  none.hidden = [...shown.values()].some((item) => !item.hidden);
}

const chips = KINDS.map((each) => {
  const chip = h("button", { type: "button", class: `chip ${each}`, "aria-pressed": "true", t: `kind_${each}` });
  chip.addEventListener("click", () => {
    const off = hidden.delete(each) ? false : Boolean(hidden.add(each));
    chip.setAttribute("aria-pressed", String(!off));
    siftAll();
  });
  return chip;
});

/** Shows what is about one order only; null: everything. */
export function showOnly(orderId) {
  only = orderId;
  onlyNote.hidden = orderId == null;
  if (orderId) {
    onlyNote.replaceChildren(
      h("span", { t: "only", values: { name: store.payments.get(orderId)?.item.order_name ?? orderId } }),
      " ",
      h("button", { type: "button", class: "link", t: "show_all", onclick: () => showOnly(null) }),
    );
    panel.querySelector("h2").focus();
  }
  siftAll();
}

whenChanged((changed) => {
  if (changed.has("start")) {
    for (const chip of chips) chip.hidden = store.about.toss == null && chip.matches(".call, .webhook");
    list.replaceChildren();
    shown.clear();
    showOnly(null);
  }
  for (const each of changed) {
    if (!each.startsWith("event/")) continue;
    const id = each.slice(6);
    const event = store.events.get(id);
    if (event) draw(id, event);
  }
  for (const [id, item] of shown) {
    if (store.events.has(id)) continue;
    item.remove();
    shown.delete(id);
  }
  count();
});

function draw(id, event) {
  const fresh = row(event);
  const old = shown.get(id);
  shown.set(id, fresh);
  if (old) {
    fresh.firstChild.open = old.firstChild.open;
    swap(old, fresh);
    return;
  }
  const later = [...list.children].find((item) => item.querySelector("time").dateTime <= event.at);
  later ? later.before(fresh) : list.append(fresh);
}

export const panel = h(
  "section",
  { class: "panel journal", "aria-labelledby": "journal" },
  h("header", {}, h("h2", { id: "journal", t: "journal", tabindex: "-1" }), h("div", { class: "chips", role: "group", label: "filter" }, chips)),
  onlyNote,
  h("div", { class: "scroll", tabindex: "0", role: "group", label: "journal" }, list, none),
);
