// Toss's way back. The payer has agreed, and nothing is charged until approve is called: from here, with the three values
// in the address. The same call with the same values never charges twice, so a reload simply makes it again.
import { facts, h, money, outward, show, when } from "./dom.js";
import { frame } from "./frame.js";
import { client, handedOver, Problem } from "./payments.js";
import { account, deed, method, outcome, reason, trouble, way, working } from "./parts.js";

const consultationId = decodeURIComponent(location.pathname.split("/")[2]);
const main = frame("paying");

const payAgain = () => way(`/consultations/${encodeURIComponent(consultationId)}/payment`, "pay_again");
const back = (quiet = true) => way("/consultations", "to_consultations", quiet);
const detail = (id, quiet) => way(`/payments/${encodeURIComponent(id)}`, "see_payment", quiet);

async function start() {
  const given = handedOver(location.search);
  if (!given) return show(main, outcome("bad", "incomplete", { ways: [payAgain(), back()] }));
  wait("approving_now");
  try {
    await ended(await client.approve(given, { waiting: wait }));
  } catch (error) {
    await (error instanceof Problem ? refused(error) : later());
  }
}

function wait(key) {
  show(
    main,
    h("section", { class: "card" }, h("h1", { t: "paying" }), working(key), h("p", { class: "hint", t: "never_twice" })),
  );
}

/** Waiting longer serves nobody: it will be confirmed without the payer, who need not and must not pay again. */
function later(id) {
  show(main, outcome("wait", "later", { ways: [deed(start, "look_again"), id ? detail(id, true) : back()] }));
}

const ENDINGS = {
  approved: paid,
  partially_cancelled: refunded,
  cancelled: refunded,
  waiting_for_deposit: deposit,
  failed: declined,
  expired: () => show(main, outcome("bad", "problem_PAYMENT_EXPIRED", { ways: [payAgain(), back()] })),
};

const ended = (it) => (ENDINGS[it.status] ?? (() => later(it.payment_id)))(it);

function receipt(it) {
  return facts(
    ["subject", it.order_name],
    ["amount", money(it.amount)],
    ["paid_with", method(it.payment_method)],
    ["paid_at", it.approved_at && when(it.approved_at)],
    ["receipt", it.receipt_url && outward(it.receipt_url, "open_receipt")],
  );
}

function paid(it) {
  show(
    main,
    outcome("good", "paid", { more: receipt(it), ways: [back(false), detail(it.payment_id, true)] }),
  );
}

function refunded(it) {
  show(main, outcome("good", `status_${it.status}`, { text: "refunded_text", ways: [detail(it.payment_id), back()] }));
}

async function deposit(it) {
  show(
    main,
    outcome("wait", "deposit", { more: account(it), ways: [detail(it.payment_id, true), back()] }),
  );
  const settled = await client
    .watch(it.payment_id, (now) => now.status !== "waiting_for_deposit", { wait: 3, longest: 30, patience: 1800 })
    .catch(() => null);
  if (settled) ended(settled);
}

function declined(it) {
  show(
    main,
    outcome("bad", "declined", { more: reason(it.failure?.code, it.failure?.message), ways: [payAgain(), back()] }),
  );
}

async function refused(error) {
  if (error.code === "PAYMENT_DECLINED" || error.code === "PAYMENT_FAILED") {
    return declined({ failure: { code: error.tossCode, message: error.message } });
  }
  const other = ["ALREADY_PAID", "PAYMENT_KEY_MISMATCH"].includes(error.code) && (await theOther());
  if (other && other.status !== "pending") return show(main, trouble(error, [detail(other.payment_id), back()]));
  const again = ["PAYMENT_EXPIRED", "AMOUNT_MISMATCH", "PAYMENT_KEY_MISMATCH"].includes(error.code);
  show(main, trouble(error, again ? [payAgain(), back()] : [back(false)]));
}

/** The payment that stands for the consultation, when the one in the address does not. */
async function theOther() {
  try {
    return (await client.payments({ consultation_id: consultationId })).payments[0];
  } catch {
    return null;
  }
}

addEventListener("pageshow", (event) => event.persisted && start());
start();
