// What somebody can do to the sandbox as a whole: pay, make Toss fail, run reconcile.
import { h } from "/assets/dom.js";
import { follow, word } from "/assets/language.js";
import { control, curlButton, say, send } from "./parts.js";
import { controlCurl } from "./curl.js";
import { store, whenChanged } from "./store.js";

const OPERATIONS = ["confirm", "cancel", "lookup", "transactions", "any"];
const KINDS = ["break_after", "break_before", "hang_after", "hang", "error_500", "error_500_after", "refuse", "stall", "garbage", "garbage_after", "rate_limit"];
const METHODS = ["card", "virtual_account", "transfer", "easy_pay", "foreign_easy_pay"];
const STEPS = ["PT10M", "PT40M", "P1D", "P8D", "P16D"];
const PAYER = "mina";

const field = (key, input) => h("label", {}, h("span", { t: key }), input);
const choice = (name, values, prefix) => h("select", { name }, values.map((value) => h("option", { value, t: `${prefix}_${value}` })));

/**
 * What a front end and a payer do together, in five requests: everything it causes shows in the journal. `client.js` would go on asking
 * where something is in the way; here what it leads to is to be seen.
 */
async function pay(method, title, amount) {
  const { toss } = store.about;
  const { consultation_id } = await send({ url: "/sandbox/consultations", body: { user_id: PAYER, title, amount } });
  const { access_token } = await send({ url: "/sandbox/token", body: { user_id: PAYER } });
  const api = async (path, body) => {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${access_token}` },
      body: JSON.stringify(body),
    });
    const read = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(read.detail ?? ""), { code: read.code ?? answer.status });
    return { ...read, http: answer.status };
  };
  const { order_id, order_name } = await api("/api/payments/ready", { consultation_id });
  const { payment_key } = await send({ url: `${toss}/sandbox/authentications`, body: { order_id, amount, method, order_name } });
  return api("/api/payments/approve", { paymentKey: payment_key, orderId: order_id, amount });
}

function payForm() {
  const title = h("input", { name: "title", required: true, maxlength: "100", autocomplete: "off" });
  follow(title, () => word("demo_title"), "value");
  const amount = h("input", { name: "amount", type: "number", min: "100", max: "10000000", value: "50000", required: true, inputmode: "numeric" });
  const method = choice("method", METHODS, "pay");
  const button = h("button", { class: "button main", t: "pay_now" });
  async function submit(event) {
    event.preventDefault();
    button.setAttribute("aria-disabled", "true");
    try {
      const { http, status } = await pay(method.value, title.value, amount.valueAsNumber);
      say("paid_now", { http, status });
    } catch (error) {
      say("refused", { code: error.code ?? "", message: error.message }, "bad");
    }
    button.removeAttribute("aria-disabled");
  }
  return h("form", { class: "row", onsubmit: submit, "aria-labelledby": "try" }, field("subject_short", title), field("won", amount), field("method_short", method), button);
}

/** Moves both sides' time: a session ends, a due date passes, a key's memory is over. */
function clockForm() {
  const by = choice("advance", STEPS, "step");
  return h(
    "div",
    { class: "row" },
    field("step", by),
    control("advance", () => ({ url: `${store.about.api}/sandbox/clock`, body: { advance: by.value } }), { done: "advanced" }),
  );
}

const armed = h("div", { class: "armed" });

function faultForm() {
  const operation = choice("operation", OPERATIONS, "operation");
  const kind = choice("kind", KINDS, "fault");
  const times = h("input", { name: "times", type: "number", min: "1", max: "99", value: "1", required: true, inputmode: "numeric" });
  const code = h("input", { name: "code", placeholder: "REJECT_CARD_PAYMENT", pattern: "[A-Z_]{3,60}", autocomplete: "off", spellcheck: "false" });
  const codeField = field("refuse_code", code);
  codeField.hidden = true;
  const meaning = h("p", { class: "meaning", "aria-live": "polite" });
  const explain = () => {
    codeField.hidden = kind.value !== "refuse";
    meaning.replaceChildren(h("span", { t: `meaning_${kind.value}` }));
  };
  kind.addEventListener("change", explain);
  explain();
  const request = () => ({
    url: `${store.about.toss}/sandbox/faults`,
    body: { operation: operation.value, kind: kind.value, times: times.valueAsNumber || 1, ...(kind.value === "refuse" && code.value ? { code: code.value } : {}) },
  });
  async function submit(event) {
    event.preventDefault();
    try {
      await send(request());
      say("armed_now", { times: times.value, operation: word(`operation_${operation.value}`), kind: word(`fault_${kind.value}`) });
    } catch (error) {
      say("refused", { code: error.code ?? "", message: error.message }, "bad");
    }
  }
  return [
    h(
      "form",
      { class: "row", onsubmit: submit, "aria-labelledby": "faults" },
      field("operation", operation),
      field("fault", kind),
      codeField,
      field("times", times),
      h("span", { class: "control" }, h("button", { class: "button", t: "arm" }), curlButton(() => controlCurl(request()), "fault")),
    ),
    meaning,
  ];
}

function showArmed() {
  const faults = store.faults ?? [];
  armed.replaceChildren(
    ...(faults.length === 0
      ? [h("p", { class: "soft", t: "no_faults" })]
      : [
          h("ul", {}, faults.map((it) => h("li", { class: "code bad" }, `${it.operation} ${it.kind}${it.code ? ` ${it.code}` : ""} ×${it.times}`))),
        ]),
    control("clear_faults", () => ({ method: "DELETE", url: `${store.about.toss}/sandbox/faults` })),
  );
}

export const reconcile = control("reconcile", () => ({ url: `${store.about.api}/sandbox/reconcile` }), { done: "reconciled" });

export const panels = h("div", { class: "panels" });

whenChanged((changed) => {
  if (changed.has("start") && store.about) {
    panels.replaceChildren(
      ...(store.about.toss
        ? [
            h("section", { class: "panel" }, h("h2", { id: "try", t: "try" }), payForm(), h("p", { class: "meaning", t: "try_text" })),
            h("section", { class: "panel" }, h("h2", { id: "faults", t: "faults" }), faultForm(), armed),
            h("section", { class: "panel" }, h("h2", { t: "clock" }), clockForm(), h("p", { class: "meaning", t: "clock_text" })),
          ]
        : [h("section", { class: "panel wide" }, h("h2", { t: "real_toss" }), h("p", { t: "real_toss_text" }))]),
    );
  }
  if (store.about?.toss && (changed.has("start") || changed.has("faults"))) showArmed();
});
