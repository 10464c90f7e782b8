// One payment: where it stands, how it got there, and the refund.
import { facts, h, money, outward, show, when } from "./dom.js";
import { frame } from "./frame.js";
import { client, Problem } from "./payments.js";
import { account, deed, method, reason, status, trouble, way, working } from "./parts.js";
import { refundForm } from "./refund.js";
import { isAdmin } from "./session.js";

const id = decodeURIComponent(location.pathname.split("/")[2]);
const main = frame("payment_detail");
const back = () => way("/consultations", "to_consultations", true);

async function load() {
  if (!main.querySelector("h1")) show(main, working("loading"));
  try {
    render(await client.payment(id));
  } catch (error) {
    // The service's word stays what it is; only silence is worth asking again.
    show(main, trouble(error, error instanceof Problem ? [back()] : [deed(load, "again"), back()]));
  }
}

function render(it) {
  show(
    main,
    h("p", { class: "above" }, h("a", { href: "/consultations", t: "consultations" })),
    h("h1", {}, it.order_name),
    h("p", { class: "headline" }, money(it.amount), status(it.status)),
    h(
      "div",
      { class: "columns" },
      h(
        "div",
        {},
        it.status === "waiting_for_deposit" &&
          h("section", { class: "card accent" }, h("h2", { t: "deposit" }), h("p", { t: "deposit_text" }), account(it)),
        it.status === "approving" &&
          h("section", { class: "card" }, working("waiting_for_outcome"), h("p", { class: "hint", t: "never_twice" })),
        h("section", { class: "card" }, h("h2", { t: "about" }), about(it)),
      ),
      h(
        "div",
        {},
        h("section", { class: "card" }, h("h2", { t: "timeline" }), timeline(it)),
        actions(it),
      ),
    ),
  );
  follow(it);
}

function about(it) {
  return facts(
    ["amount", money(it.amount)],
    ["refundable", it.balance_amount > 0 ? money(it.balance_amount) : null],
    ["paid_with", method(it.payment_method)],
    ["receipt", it.receipt_url && outward(it.receipt_url, "open_receipt")],
    ["payer", isAdmin() ? it.user_id : null],
    ["order_number", h("code", {}, it.order_id)],
  );
}

function timeline(it) {
  const steps = [step("step_ready", it.created_at)];
  if (it.virtual_account) steps.push(step("step_account", null));
  if (it.approved_at) steps.push(step("step_approved", it.approved_at, { amount: it.amount }));
  if (it.status === "approving") steps.push(step("step_approving", null, {}, "wait"));
  if (it.status === "waiting_for_deposit") steps.push(step("step_waiting", null, {}, "wait"));
  if (it.status === "failed") {
    steps.push(step("step_failed", null, {}, "bad", reason(it.failure?.code, it.failure?.message)));
  }
  if (it.status === "expired") steps.push(step("step_expired", null, {}, "bad"));
  for (const refund of it.cancellations) {
    steps.push(
      step(
        refund.status === "done" && !it.approved_at ? "step_closed" : `step_refund_${refund.status}`,
        refund.cancelled_at ?? refund.requested_at,
        { amount: refund.amount },
        { requested: "wait", in_progress: "wait", failed: "bad", done: "" }[refund.status],
        h("p", { class: "hint" }, refund.reason),
        reason(refund.failure?.code, refund.failure?.message),
      ),
    );
  }
  return h("ol", { class: "timeline" }, steps);
}

const step = (t, at, values, kind = "", ...more) =>
  h("li", { class: kind }, h("p", { class: "step", t, values }), at && h("p", { class: "hint" }, when(at)), more);

const isUnderWay = (refund) => ["requested", "in_progress"].includes(refund.status);

function actions(it) {
  if (it.status === "pending") {
    return isAdmin() ? null : way(`/consultations/${encodeURIComponent(it.consultation_id)}/payment`, "go_on_paying");
  }
  if (it.cancellations.some(isUnderWay)) {
    return h("section", { class: "card" }, working("refund_under_way"), h("p", { class: "hint", t: "never_twice_refund" }));
  }
  return ["approved", "partially_cancelled", "waiting_for_deposit"].includes(it.status) ? refundForm(it, render) : null;
}

let watched = null;

/** What is under way here ends by itself; the page looks until it has. */
async function follow(it) {
  const underWay = (now) =>
    ["approving", "waiting_for_deposit"].includes(now.status) ||
    now.cancellations.some(isUnderWay);
  const mine = (watched = Symbol());
  if (!underWay(it)) return;
  const before = JSON.stringify(it);
  const changed = await client
    .watch(id, (now) => mine !== watched || JSON.stringify(now) !== before, { wait: 3, longest: 30, patience: 1800 })
    .catch(() => null);
  if (changed && mine === watched) render(changed);
}

addEventListener("pageshow", (event) => event.persisted && load());
load();
