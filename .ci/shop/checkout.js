// @ts-check
// Where the shop's payer chooses: the widget under /widget, the plain payment window under /payment, both for somebody it does not know.
import { ANONYMOUS, loadTossPayments } from "@tosspayments/tosspayments-sdk";

const src = "http://localhost:3001/v2/standard";
const pair = location.pathname.split("/")[1];
const amount = { currency: "KRW", value: 50_000 };
const button = /** @type {HTMLButtonElement} */ (document.querySelector("#pay"));

const order = () => ({
  orderId: `shop_${crypto.randomUUID()}`,
  orderName: "상담 1건",
  successUrl: `${location.origin}/${pair}/success`,
  failUrl: `${location.origin}/${pair}/fail`,
});

async function widget() {
  const toss = await loadTossPayments("test_gck_sandbox", { src });
  const widgets = toss.widgets({ customerKey: ANONYMOUS });
  await widgets.setAmount(amount);
  await Promise.all([
    widgets.renderPaymentMethods({ selector: "#methods", variantKey: "DEFAULT" }),
    widgets.renderAgreement({ selector: "#agreement", variantKey: "AGREEMENT" }),
  ]);
  button.onclick = () => widgets.requestPayment(order());
}

async function plain() {
  const toss = await loadTossPayments("test_ck_sandbox", { src });
  const payment = toss.payment({ customerKey: ANONYMOUS });
  /** @type {(method: string, request: () => Promise<unknown>) => void} */
  const offer = (method, request) => document.getElementById(method)?.addEventListener("click", () => (button.onclick = request));
  offer("CARD", () => payment.requestPayment({ method: "CARD", amount, ...order() }));
  offer("TRANSFER", () => payment.requestPayment({ method: "TRANSFER", amount, ...order() }));
  offer("VIRTUAL_ACCOUNT", () => payment.requestPayment({ method: "VIRTUAL_ACCOUNT", amount, ...order() }));
  const dollars = { currency: "USD", value: 100 };
  const payPal = /** @type {const} */ ({ provider: "PAYPAL", country: "US" });
  offer("FOREIGN_EASY_PAY", () =>
    payment.requestPayment({ method: "FOREIGN_EASY_PAY", amount: dollars, foreignEasyPay: payPal, ...order() }),
  );
}

await (pair === "widget" ? widget() : plain());
button.disabled = false;
