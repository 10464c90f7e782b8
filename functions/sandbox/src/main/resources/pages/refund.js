// Asking for a refund. A double click, a reload or a repeat after a lost answer is the same wish and refunds once; another
// amount, or another go after an answer, is another.
import { h } from "./dom.js";
import { has } from "./language.js";
import { client, Problem } from "./payments.js";
import { reason } from "./parts.js";

const BANKS = ["88", "06", "20", "81", "11", "03", "90", "92", "23", "71"];

function field(name, input, hint) {
  const label = h("label", { for: input.id, t: name });
  return h("div", { class: "field" }, label, input, hint && h("p", { class: "hint", t: hint }));
}

function accountFields() {
  const options = BANKS.map((code) => h("option", { value: code, t: `bank_${code}` }));
  const bank = h("select", { id: "bank" }, options);
  const number = h("input", {
    id: "number",
    required: true,
    inputmode: "numeric",
    pattern: "[0-9]{1,20}",
    autocomplete: "off",
  });
  const holder = h("input", { id: "holder", required: true, maxlength: "60", autocomplete: "name" });
  return {
    box: h(
      "fieldset",
      {},
      h("legend", { t: "refund_account" }),
      field("bank_name", bank),
      field("account_number", number, "digits_only"),
      field("account_holder", holder),
    ),
    read: () => ({ bank: bank.value, account_number: number.value, holder_name: holder.value }),
  };
}

/**
 * @param it the payment
 * @param done told the payment as it is after the refund
 */
export function refundForm(it, done) {
  const unpaid = it.status === "waiting_for_deposit";
  const whole = h("input", { type: "radio", name: "how", value: "whole", checked: true });
  const part = h("input", { type: "radio", name: "how", value: "part" });
  const amount = h("input", {
    id: "refund-amount",
    type: "number",
    min: "1",
    max: String(it.balance_amount),
    step: "1",
    inputmode: "numeric",
    label: "refund_amount",
    disabled: true,
    required: true,
  });
  const why = h("input", { id: "why", required: true, maxlength: "200", autocomplete: "off" });
  const toAccount = !unpaid && it.virtual_account ? accountFields() : null;
  const button = h("button", { class: "button danger", t: unpaid ? "close_account" : "refund" });
  const said = h("div", { class: "error", role: "alert" });

  const choose = () => {
    amount.disabled = whole.checked;
    if (part.checked) amount.focus();
  };
  whole.addEventListener("change", choose);
  part.addEventListener("change", choose);

  async function submit(event) {
    event.preventDefault();
    if (button.disabled) return;
    const wish = {
      payment_id: it.payment_id,
      cancel_reason: why.value,
      ...(part.checked && { cancel_amount: amount.valueAsNumber }),
      ...(toAccount && { refund_receive_account: toAccount.read() }),
    };
    button.disabled = true;
    said.replaceChildren(h("span", { class: "hint", t: "refunding" }));
    try {
      done(await client.cancel(wish));
    } catch (error) {
      button.disabled = false;
      if (!(error instanceof Problem)) return said.replaceChildren(h("p", { t: "refund_unclear" }));
      const text = `problem_${error.code}_text`;
      said.replaceChildren(
        h("p", {}, error.code !== "INVALID_REQUEST" && has(text) ? h("span", { t: text }) : error.message),
        reason(error.tossCode, error.message) ?? "",
      );
    }
  }

  return h(
    "form",
    { class: "card", onsubmit: submit },
    h("h2", { t: unpaid ? "close_account" : "refund" }),
    unpaid
      ? h("p", { t: "close_account_text" })
      : h(
          "fieldset",
          {},
          h("legend", { class: "unseen", t: "how_much" }),
          h("label", { class: "choice" }, whole, h("span", { t: "refund_whole", values: { amount: it.balance_amount } })),
          h("div", { class: "part" }, h("label", { class: "choice" }, part, h("span", { t: "refund_part" })), amount),
        ),
    toAccount?.box,
    field("why", why, "why_hint"),
    said,
    button,
  );
}
