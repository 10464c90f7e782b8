// The payer's consultations, and for an administrator everybody's.
import { h, money, show } from "./dom.js";
import { frame } from "./frame.js";
import { book, consultations, Problem } from "./payments.js";
import { deed, trouble, working } from "./parts.js";
import { isAdmin, person } from "./session.js";

const main = frame("consultations");
const list = h("div", { class: "list", "aria-live": "polite" });

function entry(it) {
  const { consultation_id, title, amount, payment_status, payment_id, user_id } = it;
  const open = payment_status === "pending";
  const detail = payment_id && `/payments/${encodeURIComponent(payment_id)}`;
  const link =
    open && !isAdmin()
      ? { class: "button small", href: `/consultations/${encodeURIComponent(consultation_id)}/payment`, t: "pay" }
      : detail
        ? { class: "button small quiet", href: detail, t: "see_payment" }
        : null;
  return h(
    "li",
    {},
    h(
      "div",
      { class: "what" },
      h("h2", {}, title),
      h(
        "p",
        {},
        h("span", { class: `status ${payment_status}`, t: `consultation_${payment_status}` }),
        isAdmin() && h("span", { class: "hint" }, user_id),
      ),
    ),
    money(amount),
    link && h("a", { ...link, "aria-describedby": `c-${consultation_id}` }),
    h("span", { id: `c-${consultation_id}`, hidden: true }, title),
  );
}

async function load() {
  show(list, working("loading"));
  try {
    const entries = (await consultations(isAdmin() ? null : person())).map(entry);
    show(list, entries.length > 0 ? h("ul", {}, entries) : h("p", { class: "empty", t: "no_consultations" }));
  } catch (error) {
    show(list, trouble(error, [deed(load, "again")]));
  }
}

function form() {
  const title = h("input", { id: "title", name: "title", required: true, maxlength: "100", autocomplete: "off" });
  const amount = h("input", {
    id: "amount",
    name: "amount",
    type: "number",
    required: true,
    min: "100",
    max: "10000000",
    step: "1",
    value: "50000",
    inputmode: "numeric",
  });
  const button = h("button", { class: "button", t: "book" });
  const said = h("p", { class: "error", role: "alert" });
  async function submit(event) {
    event.preventDefault();
    said.replaceChildren();
    button.disabled = true;
    try {
      await book(person(), title.value, amount.valueAsNumber);
      title.value = "";
      await load();
    } catch (error) {
      said.replaceChildren(error instanceof Problem ? error.message : h("span", { t: "unreachable" }));
    } finally {
      button.disabled = false;
    }
  }
  return h(
    "form",
    { class: "card booking", onsubmit: submit },
    h("h2", { t: "new_consultation" }),
    h("div", { class: "field" }, h("label", { for: "title", t: "subject" }), title),
    h("div", { class: "field" }, h("label", { for: "amount", t: "price_in_won" }), amount),
    button,
    said,
  );
}

main.replaceChildren(
  h("h1", { t: isAdmin() ? "all_consultations" : "consultations" }),
  h("p", { class: "lead", t: isAdmin() ? "all_consultations_text" : "consultations_text" }),
  list,
  isAdmin() ? "" : form(),
);
load();

// Somebody who comes back with the back button is to see what has become of the payment.
addEventListener("pageshow", (event) => event.persisted && load());
