// @ts-check
// A merchant's page that uses all the sandbox has of Toss's browser SDK. CI compiles it against the types that Toss publishes, and a
// test walks through it in Chromium against the sandbox's own script.

/** @typedef {import("@tosspayments/tosspayments-sdk").TossPaymentsSDK} Toss */

const TossPayments =
  /** @type {{ TossPayments: ((clientKey: string) => Toss) & { ANONYMOUS: string } }} */ (/** @type {unknown} */ (window)).TossPayments;
const asked = new URLSearchParams(location.search);
const said = /** @type {HTMLElement} */ (document.querySelector("#said"));
const button = /** @type {HTMLButtonElement} */ (document.querySelector("#pay"));
const amount = { currency: "KRW", value: 50_000 };
const dollars = { currency: "USD", value: 19.99 };
/** @type {{ provider: "PAYPAL", country: string }} */
const payPal = { provider: "PAYPAL", country: "KR" };

/** @type {() => { orderId: string, orderName: string, customerEmail: string, customerName: string, customerMobilePhone: string }} */
const order = () => ({
  orderId: `sdk_${crypto.randomUUID()}`,
  orderName: "토스 티셔츠 외 2건",
  customerEmail: "customer123@gmail.com",
  customerName: "김토스",
  customerMobilePhone: "01012341234",
});
const addresses = { successUrl: `${location.origin}/success`, failUrl: `${location.origin}/fail` };

/** @type {(what: string, news: unknown) => void} */
const say = (what, news) => said.append(`${what} ${JSON.stringify(news)}\n`);

/** @type {(what: string, work: () => unknown) => Promise<void>} */
async function tried(what, work) {
  try {
    say(what, await work());
  } catch (error) {
    say(what, /** @type {{ code: string }} */ (error).code);
  }
}

async function widget() {
  const widgets = TossPayments("test_gck_sandbox").widgets({ customerKey: "lettersAndDigits01" });
  await widgets.setAmount(amount);
  const methods = await widgets.renderPaymentMethods({ selector: "#methods", variantKey: "DEFAULT" });
  const agreement = await widgets.renderAgreement({ selector: "#agreement", variantKey: "AGREEMENT" });
  methods.on("paymentMethodSelect", ({ code }) => say("selected", code));
  agreement.on("agreementStatusChange", ({ agreedRequiredTerms, agreements }) => say("agreed", [agreedRequiredTerms, agreements.length]));
  say("method", (await methods.getSelectedPaymentMethod()).code);
  await tried("again", () => widgets.renderPaymentMethods({ selector: "#methods" }));
  await tried("window", () => widgets.requestPaymentWindow({ amount, ...order(), ...addresses }));
  button.onclick = () =>
    tried("paid", () => (asked.has("stay") ? widgets.requestPayment(order()) : widgets.requestPayment({ ...order(), ...addresses })));
  addEventListener("leave", async () => {
    await methods.destroy();
    await agreement.destroy();
    say("left", document.querySelectorAll("#methods > *, #agreement > *").length);
    await tried("after", () => widgets.requestPayment(order()));
  });
}

async function paymentWindow() {
  const widgets = TossPayments("test_gck_sandbox").widgets({ customerKey: TossPayments.ANONYMOUS });
  const windows = () => document.querySelectorAll("body > div").length;
  /** @type {any} What no type lets through. */
  const wrong = { variantKey: "DEFAULT", event: "closed" };
  await tried("early", () => widgets.renderPaymentWindow());
  await widgets.setAmount(amount);
  await tried("variant", () => widgets.renderPaymentWindow(wrong));
  button.onclick = async () => {
    const opened = await widgets.renderPaymentWindow({ variantKey: { paymentMethod: "DEFAULT", agreement: "AGREEMENT" } });
    await tried("twice", () => widgets.renderPaymentWindow());
    await tried("event", () => opened.on(wrong.event, async () => {}));
    await tried("callback", () => opened.on("cancel", wrong.callback));
    await tried("unasked", () => widgets.requestPayment(order()));
    opened.on("cancel", async () => say("cancelled", windows()));
    opened.on("paymentRequest", async ({ paymentMethod }) => {
      say("requested", paymentMethod.code);
      if (!asked.has("stay")) return tried("paid", () => widgets.requestPayment({ ...order(), ...addresses }));
      await tried("paid", () => widgets.requestPayment(order()));
      await opened.destroy();
      say("destroyed", windows());
    });
  };
}

async function plain() {
  const payment = TossPayments("test_ck_sandbox").payment({ customerKey: TossPayments.ANONYMOUS });
  await tried("billing", () => payment.requestBillingAuth({ method: "CARD", ...addresses }));
  await tried("phone", () => payment.requestPayment({ method: "MOBILE_PHONE", amount, ...order(), ...addresses }));
  button.onclick = () => {
    switch (asked.get("method")) {
      case "TRANSFER":
        return tried("paid", () => payment.requestPayment({ method: "TRANSFER", amount, ...order(), ...addresses, windowTarget: "self" }));
      case "VIRTUAL_ACCOUNT":
        return tried("paid", () =>
          payment.requestPayment({ method: "VIRTUAL_ACCOUNT", amount, ...order(), ...addresses, virtualAccount: { validHours: 24 } }),
        );
      case "FOREIGN_EASY_PAY":
        return tried("paid", () =>
          payment.requestPayment({ method: "FOREIGN_EASY_PAY", amount: dollars, ...order(), ...addresses, foreignEasyPay: payPal }),
        );
      default:
        return tried("paid", () => payment.requestPayment({ method: "CARD", amount, ...order() }));
    }
  };
}

/** What Toss refuses before anything is asked of it. */
async function wrong() {
  const gck = TossPayments("test_gck_sandbox");
  const payment = TossPayments("test_ck_sandbox").payment({ customerKey: "a.b@c-d=" });
  /** @type {(more: object) => Promise<unknown>} */
  const ask = (more) => payment.requestPayment({ method: "CARD", amount, ...order(), ...addresses, ...more });
  await tried("key", () => TossPayments("test_gsk_sandbox"));
  await tried("customerKey", () => gck.widgets({ customerKey: "김토스" }));
  await tried("short", () => gck.widgets({ customerKey: "k" }));
  await tried("pair", () => gck.payment({ customerKey: "easyk_1" }));
  await tried("otherPair", () => TossPayments("test_ck_sandbox").widgets({ customerKey: "easyk_1" }));
  await tried("amount", () => gck.widgets({ customerKey: "easyk_1" }).setAmount({ currency: "KRW", value: 0.5 }));
  await tried("currency", () => gck.widgets({ customerKey: "easyk_1" }).setAmount({ currency: "USD", value: 5 }));
  await tried("early", () => gck.widgets({ customerKey: "easyk_1" }).renderPaymentMethods({ selector: "#methods" }));
  await tried("selector", () => gck.widgets({ customerKey: "easyk_1" }).renderAgreement({ selector: "#nowhere" }));
  await tried("mobile", () => ask({ customerMobilePhone: "010-1234-1234" }));
  await tried("email", () => ask({ customerEmail: "nobody" }));
  await tried("orderId", () => ask({ orderId: "short" }));
  await tried("success", () => ask({ successUrl: "/success" }));
  await tried("fail", () => ask({ failUrl: "" }));
  await tried("brandpay", () => gck.brandpay({ customerKey: "easyk_1" }));
  await tried("metadata", () => ask({ metadata: "none" }));
  await tried("won", () => ask({ method: "FOREIGN_EASY_PAY", foreignEasyPay: payPal }));
  await tried("dollars", () => ask({ amount: dollars }));
  await tried("cents", () => ask({ method: "FOREIGN_EASY_PAY", amount: { currency: "USD", value: 19.999 }, foreignEasyPay: payPal }));
  await tried("alipay", () => ask({ method: "FOREIGN_EASY_PAY", amount: dollars, foreignEasyPay: { provider: "ALIPAY", country: "CN" } }));
  await tried("hours", () => ask({ method: "VIRTUAL_ACCOUNT", virtualAccount: { validHours: 0.5 } }));
  await tried("months", () => ask({ method: "VIRTUAL_ACCOUNT", virtualAccount: { validHours: 2161 } }));
  await tried("due", () => ask({ method: "VIRTUAL_ACCOUNT", virtualAccount: { dueDate: "2027-01-01" } }));
  await tried("past", () => ask({ method: "VIRTUAL_ACCOUNT", virtualAccount: { dueDate: "2020-01-01T00:00:00" } }));
}

const pages = new Map([
  ["/widget", widget],
  ["/window", paymentWindow],
  ["/plain", plain],
  ["/wrong", wrong],
]);
await pages.get(location.pathname)?.();
say("ready", location.search);

export {};
