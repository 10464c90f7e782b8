/*
 * The sandbox's stand-in for Toss Payments' browser SDK, version 2: the same global, the same calls, the same order of
 * calls. Nothing here is Toss's own. A page that works with this one works with https://js.tosspayments.com/v2/standard.
 */
(() => {
  "use strict";

  /** @typedef {import("@tosspayments/tosspayments-sdk").TossPaymentsSDK} Toss CI holds this script to the types that Toss publishes */

  const toss = new URL(/** @type {HTMLScriptElement} */ (document.currentScript).src).origin;

  const WORDS = {
    ko: {
      sandbox: "샌드박스 · 실제로 결제되지 않습니다",
      methods: "결제 수단",
      card: "신용·체크카드",
      easy_pay: "간편결제",
      virtual_account: "가상계좌",
      transfer: "계좌이체",
      card_hint: "테스트 카드로 결제합니다",
      easy_pay_hint: "샌드박스 지갑으로 결제합니다",
      virtual_account_hint: "발급된 계좌로 입금하면 결제가 끝납니다",
      transfer_hint: "테스트 계좌에서 바로 이체합니다",
      agreement: "약관 동의",
      all: "모두 동의합니다",
      terms: "[필수] 결제 서비스 이용 약관 (샌드박스)",
      privacy: "[필수] 개인정보 수집·이용 (샌드박스)",
      agree_first: "필수 약관에 동의해 주세요.",
      pay: "결제하기",
      close: "닫기",
    },
    en: {
      sandbox: "Sandbox · no real money moves",
      methods: "Payment method",
      card: "Credit or debit card",
      easy_pay: "Easy pay",
      virtual_account: "Virtual account",
      transfer: "Bank transfer",
      card_hint: "Pay with a test card",
      easy_pay_hint: "Pay with the sandbox wallet",
      virtual_account_hint: "Paid once you deposit into the account you are given",
      transfer_hint: "Straight from a test account",
      agreement: "Agreement",
      all: "I agree to all of it",
      terms: "[Required] Terms of the payment service (sandbox)",
      privacy: "[Required] Use of personal data (sandbox)",
      agree_first: "Please agree to the required terms.",
      pay: "Pay",
      close: "Close",
    },
  };

  /** What the widget offers, by Toss's codes. */
  const METHODS = { CARD: "card", TOSSPAY: "easy_pay", VIRTUAL_ACCOUNT: "virtual_account", TRANSFER: "transfer" };

  /** What the plain payment window takes. */
  const PLAIN_METHODS = {
    CARD: "card",
    TRANSFER: "transfer",
    VIRTUAL_ACCOUNT: "virtual_account",
    FOREIGN_EASY_PAY: "foreign_easy_pay",
  };

  const AGREEMENTS = ["terms", "privacy"];
  const ANONYMOUS = "@@ANONYMOUS";

  const language = () => (document.documentElement.lang.startsWith("en") ? "en" : "ko");

  /** An error as the SDK's: callers decide by `code`, people read `message`. */
  function failure(code, message) {
    return Object.assign(new Error(message), { name: "TossPaymentsError", code });
  }

  /** What Toss has and this has not: listed in functions/docs/sandbox.md. */
  function absent(name) {
    return async () => {
      throw failure("NOT_SUPPORTED_IN_SANDBOX", `the sandbox has no ${name}`);
    };
  }

  const isAbsent = (value) => value === undefined || value === null;

  /** The callbacks of these events. */
  function listeners(...events) {
    const callbacks = new Map(events.map((event) => [event, []]));
    return {
      on(name, callback) {
        if (!callbacks.has(name)) throw failure("INVALID_EVENT_PARAMETER", `there is no event ${name}, only ${events.join(" and ")}`);
        if (typeof callback !== "function") throw failure("INVALID_CALLBACK_PARAMETER", "the callback is no function");
        callbacks.get(name).push(callback);
      },
      tell: (name, ...news) => callbacks.get(name).forEach((callback) => callback(...news)),
    };
  }

  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name in made && name !== "role") made[name] = value;
      else made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  /** Text that follows the page's language. */
  function say(key) {
    return element("span", { "data-say": key });
  }

  function translate(root) {
    root.querySelectorAll("[data-say]").forEach((each) => {
      each.textContent = WORDS[language()][each.getAttribute("data-say")];
    });
    root.host.lang = language();
  }

  /** An element whose styles are its own: the merchant's do not reach it. */
  function island(...children) {
    const host = element("div");
    const root = host.attachShadow({ mode: "open" });
    const style = element("link", { rel: "stylesheet", href: `${toss}/v2/assets/widget.css` });
    const loaded = new Promise((resolve, reject) => {
      style.onload = resolve;
      style.onerror = () => reject(failure("UNKNOWN", "the widget's style could not be loaded"));
    });
    root.append(style, ...children);
    translate(root);
    new MutationObserver(() => translate(root)).observe(document.documentElement, { attributeFilter: ["lang"] });
    return { host, loaded };
  }

  /** A widget in the merchant's page, until it is destroyed. */
  async function place(selector, ...children) {
    const parent = typeof selector === "string" && document.querySelector(selector);
    if (!parent) throw failure("INVALID_SELECTOR", `no element matches ${selector}`);
    const { host, loaded } = island(...children);
    parent.replaceChildren(host);
    await loaded;
    return host;
  }

  /** A dialog over the merchant's page, until it is removed. */
  async function over(dialog) {
    const { host, loaded } = island(dialog);
    document.body.append(host);
    try {
      await loaded;
    } catch (error) {
      host.remove();
      throw error;
    }
    dialog.showModal();
    return host;
  }

  function badge() {
    return element("p", { className: "badge" }, say("sandbox"));
  }

  /** What the payer has chosen and agreed to in one place. */
  const undecided = () => ({ method: "CARD", agreed: false });

  function methodBox(state, chosen) {
    const choices = Object.entries(METHODS).map(([code, name]) => {
      const input = element("input", { type: "radio", name: "method", value: code, checked: code === state.method });
      input.addEventListener("change", () => {
        state.method = code;
        chosen({ code });
      });
      const words = element(
        "span",
        { className: "words" },
        element("span", { className: "name" }, say(name)),
        element("span", { className: "hint" }, say(`${name}_hint`)),
      );
      return element("label", { className: "method" }, input, words);
    });
    return element("fieldset", {}, element("legend", { id: "methods" }, say("methods")), ...choices);
  }

  function agreementBox(state, changed) {
    const all = element("input", { type: "checkbox", value: "all" });
    const boxes = AGREEMENTS.map((name) => element("input", { type: "checkbox", value: name }));
    const read = () => {
      state.agreed = boxes.every((box) => box.checked);
      all.checked = state.agreed;
      all.indeterminate = !state.agreed && boxes.some((box) => box.checked);
      changed({
        agreedRequiredTerms: state.agreed,
        agreements: boxes.map((box) => ({ term: { id: box.value, required: true }, agreed: box.checked })),
      });
    };
    all.addEventListener("change", () => {
      boxes.forEach((box) => (box.checked = all.checked));
      read();
    });
    boxes.forEach((box) => box.addEventListener("change", read));
    return element(
      "fieldset",
      {},
      element("legend", {}, say("agreement")),
      element("label", { className: "agree all" }, all, say("all")),
      ...boxes.map((box, i) => element("label", { className: "agree" }, box, say(AGREEMENTS[i]))),
    );
  }

  /** The methods and the terms in a window over the merchant's page, with a button to pay. It is gone when the payer closes it. */
  async function choiceWindow(state, requested, cancelled) {
    const missing = element("p", { className: "missing", role: "alert", hidden: true }, say("agree_first"));
    const methods = methodBox(state, () => {});
    const agreement = agreementBox(state, () => (missing.hidden = true));
    const pay = element("button", { type: "button", className: "pay" }, say("pay"));
    const close = element("button", { type: "button", className: "close" }, say("close"));
    const parts = [badge(), methods, agreement, missing, pay, close];
    const dialog = element("dialog", { className: "choice", "aria-labelledby": "methods" }, ...parts);
    const host = await over(dialog);
    pay.addEventListener("click", () => {
      missing.hidden = state.agreed;
      if (state.agreed) requested({ paymentMethod: { code: state.method } });
    });
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      host.remove();
      cancelled();
    });
    return host;
  }

  const HAS_FORM = {
    orderId: [/^[A-Za-z0-9_=-]{6,64}$/, "6 to 64 letters, digits and - _ ="],
    orderName: [/^[^]{1,100}$/, "1 to 100 characters"],
  };
  const MAY_HAVE_FORM = {
    customerEmail: [/^[^@\s]+@[^@\s]+\.[^@\s]+$/, "an e-mail address"],
    customerMobilePhone: [/^[0-9]{8,15}$/, "8 to 15 digits, nothing between them"],
  };

  function requireForm(request, forms, isRequired) {
    for (const [name, [form, words]] of Object.entries(forms)) {
      const value = request[name];
      if (isRequired || !isAbsent(value)) {
        if (typeof value !== "string" || !form.test(value)) throw failure("INVALID_PARAMETERS", `${name} must be ${words}`);
      }
    }
  }

  /** What of a currency comes after the point. */
  const DECIMALS = { KRW: 0, USD: 2 };

  /** PayPal takes dollars and nothing else, everything else takes won. */
  function requireAmount(amount, currency) {
    if (amount?.currency !== currency) throw failure("INVALID_AMOUNT_CURRENCY", `amount.currency must be ${currency}`);
    if (amount.value < 0) throw failure("BELOW_ZERO_AMOUNT", "amount.value must not be below 0");
    const isAmount = Number.isFinite(amount.value) && Number(amount.value.toFixed(DECIMALS[currency])) === amount.value;
    if (!isAmount || amount.value === 0) {
      throw failure("INVALID_AMOUNT_VALUE", `amount.value must be a number of ${currency} that there is`);
    }
  }

  /** Whatever the keys are: there is one of each thing to show. */
  function requireVariants(variantKey) {
    const isObject = typeof variantKey === "object";
    const keys = isObject && variantKey ? [variantKey.paymentMethod, variantKey.agreement] : [];
    if ((!isAbsent(variantKey) && !isObject) || keys.some((key) => !isAbsent(key) && typeof key !== "string")) {
      throw failure("INVALID_PARAMETERS", "variantKey must be an object of paymentMethod and agreement, which are texts");
    }
  }

  /** How long a virtual account takes a deposit; the limits are the window's. */
  function requireDue(account) {
    if (!isAbsent(account?.validHours) && !(Number.isSafeInteger(account.validHours) && account.validHours > 0)) {
      throw failure("INVALID_PARAMETERS", "virtualAccount.validHours must be a whole number of hours");
    }
    if (!isAbsent(account?.dueDate) && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(account.dueDate)) {
      throw failure("INVALID_PARAMETERS", "virtualAccount.dueDate must be a time such as 2027-01-01T00:00:00");
    }
  }

  function requireCustomerKey(customerKey) {
    const isKey = typeof customerKey === "string" && /^[A-Za-z0-9_=.@-]{2,50}$/.test(customerKey);
    if (!isKey && customerKey !== ANONYMOUS) {
      throw failure("INVALID_CUSTOMER_KEY", "customerKey must be 2 to 50 letters, digits and - _ = . @");
    }
  }

  function absolute(url, code) {
    try {
      return new URL(url).href;
    } catch {
      throw failure(code, `${url} is not a whole address`);
    }
  }

  async function checkout(order) {
    let answer;
    try {
      answer = await fetch(`${toss}/v2/checkouts`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Accept-Language": language() },
        body: JSON.stringify(order),
      });
    } catch {
      throw failure("UNKNOWN", "the payment window could not be reached");
    }
    const body = await answer.json();
    if (!answer.ok) throw failure(body.code, body.message);
    return `${body.checkout_url}?lang=${language()}`;
  }

  /** The payment window over the merchant's page, until the payer is done there. */
  async function inFrame(url) {
    const frame = element("iframe", { src: url, title: "Toss Payments" });
    const dialog = element("dialog", { className: "window" }, frame);
    const host = await over(dialog);
    // It has a button for that, which says so to Toss.
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    let heard;
    const said = new Promise((resolve) => {
      heard = (event) => event.origin === toss && event.source === frame.contentWindow && resolve(event.data);
      addEventListener("message", heard);
    });
    const { result, failure: refused } = await said;
    removeEventListener("message", heard);
    host.remove();
    if (refused) throw failure(refused.code, refused.message);
    return result;
  }

  /** Sends the payer to Toss and never comes back; without a successUrl it stays, and answers what the merchant must confirm. */
  async function pay(clientKey, customerKey, method, amount, request) {
    requireForm(request, HAS_FORM, true);
    requireForm(request, MAY_HAVE_FORM, false);
    requireDue(request.virtualAccount);
    if (!isAbsent(request.metadata) && typeof request.metadata !== "object") {
      throw failure("INVALID_METADATA", "metadata must be an object");
    }
    const order = {
      clientKey,
      customerKey,
      method,
      currency: amount.currency,
      amount: amount.value,
      orderId: request.orderId,
      orderName: request.orderName,
      customerName: request.customerName,
      metadata: request.metadata,
      refundReceiveAccount: request.virtualAccount?.refundReceiveAccount,
      cashReceipt: (request.virtualAccount ?? request.transfer)?.cashReceipt?.type,
      validHours: request.virtualAccount?.validHours,
      dueDate: request.virtualAccount?.dueDate,
      provider: method === "foreign_easy_pay" ? request.foreignEasyPay.provider : undefined,
    };
    if (isAbsent(request.successUrl) && isAbsent(request.failUrl)) return inFrame(await checkout(order));
    order.successUrl = absolute(request.successUrl, "INCORRECT_SUCCESS_URL_FORMAT");
    order.failUrl = absolute(request.failUrl, "INCORRECT_FAIL_URL_FORMAT");
    location.assign(await checkout(order));
    // The page is on its way out: nobody is to think that the payment ended here.
    return new Promise(() => {});
  }

  /** @returns {ReturnType<Toss["widgets"]>} */
  function widgets(clientKey, { customerKey } = /** @type {{ customerKey?: string }} */ ({})) {
    if (/^(test|live)_ck_/.test(clientKey)) {
      throw failure("NOT_SUPPORTED_API_INDIVIDUAL_KEY", "the widget takes a widget's client key, gck");
    }
    requireCustomerKey(customerKey);
    const inPage = undecided();
    const shown = { methods: null, agreement: null, window: null };
    let amount = null;
    let inWindow = null;

    /** A widget that there is once, until it is destroyed. */
    async function once(name, code, render) {
      if (shown[name]) throw failure(code, "it is rendered already: destroy it first");
      shown[name] = true;
      try {
        shown[name] = await render();
      } catch (error) {
        shown[name] = null;
        throw error;
      }
      const host = shown[name];
      return async () => {
        host.remove();
        if (shown[name] === host) shown[name] = null;
      };
    }

    return {
      async setAmount(asked) {
        requireAmount(asked, "KRW");
        amount = { currency: asked.currency, value: asked.value };
      },

      async renderPaymentMethods({ selector }) {
        if (!amount) throw failure("NOT_SETUP_AMOUNT", "call setAmount first");
        const { on, tell } = listeners("paymentMethodSelect");
        const destroy = await once("methods", "PAYMENT_METHODS_WIDGET_ALREADY_RENDERED", () =>
          place(selector, badge(), methodBox(inPage, (method) => tell("paymentMethodSelect", method))),
        );
        return { on, getSelectedPaymentMethod: async () => ({ code: inPage.method }), destroy };
      },

      async renderAgreement({ selector }) {
        const { on, tell } = listeners("agreementStatusChange");
        const destroy = await once("agreement", "AGREEMENT_WIDGET_ALREADY_RENDERED", () =>
          place(selector, agreementBox(inPage, (status) => tell("agreementStatusChange", status))),
        );
        return {
          on,
          async destroy() {
            await destroy();
            inPage.agreed = false;
          },
        };
      },

      async renderPaymentWindow({ variantKey } = {}) {
        if (!amount) throw failure("NOT_SETUP_AMOUNT", "call setAmount first");
        requireVariants(variantKey);
        const { on, tell } = listeners("paymentRequest", "cancel");
        const destroy = await once("window", "PAYMENT_WINDOW_ALREADY_RENDERED", () => {
          inWindow = undecided();
          return choiceWindow(
            inWindow,
            (asked) => tell("paymentRequest", asked),
            () => {
              shown.window = null;
              tell("cancel");
            },
          );
        });
        return { on, destroy };
      },

      /** Of what the payer has chosen in the window, while there is one, or in the page. */
      async requestPayment(request) {
        if (!amount) throw failure("NOT_SETUP_AMOUNT", "call setAmount first");
        const state = shown.window ? inWindow : inPage;
        if (!shown.window && !shown.methods) throw failure("NOT_SELECTED_PAYMENT_METHOD", "render the payment methods first");
        if (!state.agreed) throw failure("NEED_AGREEMENT_WITH_REQUIRED_TERMS", WORDS[language()].agree_first);
        const paid = await pay(clientKey, customerKey, METHODS[state.method], amount, request);
        return { paymentType: "NORMAL", ...paid };
      },

      requestPaymentWindow: absent("requestPaymentWindow"),
    };
  }

  /** @returns {ReturnType<Toss["payment"]>} the plain payment window */
  function payment(clientKey, { customerKey } = /** @type {{ customerKey?: string }} */ ({})) {
    if (/^(test|live)_gck_/.test(clientKey)) {
      throw failure("NOT_SUPPORTED_WIDGET_KEY", "the plain payment window takes a client key of its own, ck");
    }
    requireCustomerKey(customerKey);
    return {
      async requestPayment(request) {
        const method = PLAIN_METHODS[request.method];
        if (!method) throw failure("NOT_SUPPORTED_METHOD", `the sandbox has no method ${request.method}`);
        if (request.method === "FOREIGN_EASY_PAY" && isAbsent(request.foreignEasyPay?.provider)) {
          throw failure("INVALID_PARAMETERS", "foreignEasyPay.provider is missing");
        }
        const isPayPal = request.method === "FOREIGN_EASY_PAY" && request.foreignEasyPay.provider === "PAYPAL";
        requireAmount(request.amount, isPayPal ? "USD" : "KRW");
        return pay(clientKey, customerKey, method, request.amount, request);
      },
      requestBillingAuth: absent("requestBillingAuth"),
      async destroy() {
        throw failure("NO_ACTIVE_PAYMENT_REQUEST", "no payment is being requested");
      },
    };
  }

  /** @returns {never} */
  function brandpay() {
    throw failure("NOT_SUPPORTED_IN_SANDBOX", "the sandbox has no BrandPay");
  }

  /** @returns {Toss} */
  function TossPayments(clientKey) {
    if (typeof clientKey !== "string" || !/^(test|live)_g?ck_/.test(clientKey)) {
      throw failure("INVALID_CLIENT_KEY", "the client key is missing, or is none");
    }
    return { widgets: (options) => widgets(clientKey, options), payment: (options) => payment(clientKey, options), brandpay };
  }

  TossPayments.ANONYMOUS = ANONYMOUS;
  /** @type {any} */ (window).TossPayments = TossPayments;
})();
