// The order and Toss's widget. Nothing is charged here: the widget sends the payer to Toss, and Toss to the success page.
import { h, money, show, facts } from "./dom.js";
import { frame } from "./frame.js";
import { client, Problem } from "./payments.js";
import { deed, outcome, trouble, way, working } from "./parts.js";
import { loadToss } from "./toss.js";

const consultationId = decodeURIComponent(location.pathname.split("/")[2]);
const main = frame("payment");
const back = () => way("/consultations", "to_consultations", true);

function order(it) {
  return h(
    "section",
    { class: "card order" },
    h("h2", { t: "order" }),
    facts(["subject", it.order_name]),
    h("p", { class: "total" }, h("span", { t: "to_pay" }), money(it.amount)),
  );
}

async function start() {
  show(main, working("preparing"));
  let it;
  try {
    it = await client.ready(consultationId);
  } catch (error) {
    return refused(error);
  }
  const detail = `/payments/${encodeURIComponent(it.payment_id)}`;
  if (it.status === "approving") return show(main, outcome("wait", "approving", { ways: [way(detail, "see_payment")] }));
  if (it.status === "waiting_for_deposit") return location.replace(detail);
  await offer(it);
}

async function refused(error) {
  if (!(error instanceof Problem)) return show(main, trouble(error, [deed(start, "again"), back()]));
  if (error.code !== "ALREADY_PAID") return show(main, trouble(error, [back()]));
  const paid = await client.payments({ consultation_id: consultationId }).then(
    ({ payments }) => payments[0],
    () => null,
  );
  show(main, trouble(error, [paid && way(`/payments/${encodeURIComponent(paid.payment_id)}`, "see_payment"), back()]));
}

async function offer(it) {
  const said = h("p", { class: "error", role: "alert" });
  const loading = h("div", {}, working("loading_widget"));
  const button = h("button", { type: "button", class: "button", t: "pay_amount", values: { amount: it.amount } });
  const pay = h("div", { class: "pay", hidden: true }, said, button, h("p", { class: "hint", t: "pay_hint" }));
  show(
    main,
    h("h1", { t: "payment" }),
    h(
      "div",
      { class: "columns" },
      order(it),
      h(
        "section",
        { class: "card" },
        loading,
        h("div", { id: "payment-methods" }),
        h("div", { id: "payment-agreement" }),
        pay,
      ),
    ),
    h("p", {}, back()),
  );

  let widgets;
  try {
    const TossPayments = await loadToss();
    widgets = TossPayments(it.client_key).widgets({ customerKey: it.customer_key });
    await widgets.setAmount({ currency: it.currency, value: it.amount });
    await Promise.all([
      widgets.renderPaymentMethods({ selector: "#payment-methods", variantKey: "DEFAULT" }),
      widgets.renderAgreement({ selector: "#payment-agreement", variantKey: "AGREEMENT" }),
    ]);
  } catch (error) {
    console.error(error);
    const again = deed(() => location.reload(), "again");
    return show(main, outcome("bad", "no_widget", { ways: [again, back()] }));
  }
  loading.remove();
  pay.hidden = false;

  button.addEventListener("click", async () => {
    said.replaceChildren();
    button.disabled = true;
    try {
      await widgets.requestPayment({
        orderId: it.order_id,
        orderName: it.order_name,
        successUrl: it.success_url,
        failUrl: it.fail_url,
      });
    } catch (error) {
      // The payer is still here: a box not ticked, or a window that would not open. The widget says which.
      said.replaceChildren(error.message);
      button.disabled = false;
    }
  });
}

// Back from Toss with the browser's back button: what was shown may be long over.
addEventListener("pageshow", (event) => event.persisted && location.reload());
start();
