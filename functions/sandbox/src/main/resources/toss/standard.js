/*
 * The sandbox's stand-in for Toss Payments' browser SDK, version 2: the same global, the same calls, the same order of
 * calls. Nothing here is Toss's own. A page that works with this one works with https://js.tosspayments.com/v2/standard.
 */
(() => {
  "use strict";

  const toss = new URL(document.currentScript.src).origin;

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
    },
  };

  const METHODS = ["card", "easy_pay", "virtual_account", "transfer"];
  const AGREEMENTS = ["terms", "privacy"];

  const language = () => (document.documentElement.lang.startsWith("en") ? "en" : "ko");

  /** An error as the SDK's: callers decide by `code`, people read `message`. */
  function failure(code, message) {
    return Object.assign(new Error(message), { name: "TossPaymentsError", code });
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

  /** A place of its own in the merchant's page, where the merchant's styles do not reach. */
  async function frame(selector, ...children) {
    const place = document.querySelector(selector);
    if (!place) throw failure("INVALID_SELECTOR", `no element matches ${selector}`);
    const host = element("div");
    const root = host.attachShadow({ mode: "open" });
    const style = element("link", { rel: "stylesheet", href: `${toss}/v2/assets/widget.css` });
    const loaded = new Promise((resolve, reject) => {
      style.onload = resolve;
      style.onerror = () => reject(failure("FAILED_TO_LOAD", "the widget's style could not be loaded"));
    });
    root.append(style, ...children);
    translate(root);
    new MutationObserver(() => translate(root)).observe(document.documentElement, { attributeFilter: ["lang"] });
    place.replaceChildren(host);
    await loaded;
    return root;
  }

  function badge() {
    return element("p", { className: "badge" }, say("sandbox"));
  }

  function methodBox(state) {
    const choices = METHODS.map((method) => {
      const input = element("input", { type: "radio", name: "method", value: method, checked: method === state.method });
      input.addEventListener("change", () => (state.method = method));
      const words = element(
        "span",
        { className: "words" },
        element("span", { className: "name" }, say(method)),
        element("span", { className: "hint" }, say(`${method}_hint`)),
      );
      return element("label", { className: "method" }, input, words);
    });
    return element("fieldset", {}, element("legend", {}, say("methods")), ...choices);
  }

  function agreementBox(state) {
    const all = element("input", { type: "checkbox", value: "all" });
    const boxes = AGREEMENTS.map((name) => element("input", { type: "checkbox", value: name }));
    const read = () => {
      state.agreed = boxes.every((box) => box.checked);
      all.checked = state.agreed;
      all.indeterminate = !state.agreed && boxes.some((box) => box.checked);
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

  function absolute(url) {
    try {
      return new URL(url).href;
    } catch {
      throw failure("INCORRECT_URL", `${url} is not a whole address`);
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
      throw failure("NETWORK_ERROR", "the payment window could not be reached");
    }
    const body = await answer.json();
    if (!answer.ok) throw failure(body.code, body.message);
    return body.checkout_url;
  }

  function widgets(clientKey, { customerKey }) {
    if (typeof customerKey !== "string") throw failure("INVALID_CUSTOMER_KEY", "customerKey is missing");
    const state = { amount: null, method: "card", agreed: false, methodsShown: false, agreementShown: false };

    const requireAmount = () => {
      if (!state.amount) throw failure("NOT_SETUP_AMOUNT", "call setAmount first");
    };

    return {
      async setAmount({ currency, value }) {
        if (currency !== "KRW" || !Number.isSafeInteger(value) || value <= 0) {
          throw failure("INVALID_AMOUNT", "the amount must be a whole number of won");
        }
        state.amount = { currency, value };
      },

      async renderPaymentMethods({ selector }) {
        requireAmount();
        await frame(selector, badge(), methodBox(state));
        state.methodsShown = true;
        return { getSelectedPaymentMethod: async () => ({ code: state.method }), destroy: async () => {} };
      },

      async renderAgreement({ selector }) {
        await frame(selector, agreementBox(state));
        state.agreementShown = true;
        return { destroy: async () => {} };
      },

      async requestPayment({ orderId, orderName, successUrl, failUrl, customerName }) {
        requireAmount();
        if (!state.methodsShown || !state.agreementShown) {
          throw failure("NOT_RENDERED", "render the payment methods and the agreement first");
        }
        if (!state.agreed) {
          const message =
            language() === "en" ? "Please agree to the required terms." : "필수 약관에 동의해 주세요.";
          throw failure("NEED_AGREEMENT_WITH_REQUIRED_TERMS", message);
        }
        const url = await checkout({
          client_key: clientKey,
          customer_key: customerKey,
          currency: state.amount.currency,
          amount: state.amount.value,
          method: state.method,
          order_id: orderId,
          order_name: orderName,
          customer_name: customerName,
          success_url: absolute(successUrl),
          fail_url: absolute(failUrl),
        });
        location.assign(`${url}?lang=${language()}`);
        // The page is on its way out: nobody is to think that the payment ended here.
        return new Promise(() => {});
      },
    };
  }

  function TossPayments(clientKey) {
    if (typeof clientKey !== "string" || clientKey === "") {
      throw failure("INVALID_CLIENT_KEY", "the client key is missing");
    }
    return { widgets: (options) => widgets(clientKey, options) };
  }

  TossPayments.ANONYMOUS = "@@ANONYMOUS";
  window.TossPayments = TossPayments;
})();
