// Parts that several pages show.
import { copyButton, facts, h, money, when } from "./dom.js";
import { has } from "./language.js";
import { Problem, Unsettled } from "./payments.js";

export const working = (key, values) =>
  h(
    "div",
    { class: "working", role: "status" },
    h("span", { class: "spinner", "aria-hidden": "true" }),
    h("p", { t: key, values }),
  );

/**
 * How something ended: what happened, what it means for the money, and the way on.
 *
 * @param {"good" | "wait" | "bad"} kind
 * @param {string} key
 * @param {{ text?: string | null, values?: object, more?: any, ways?: any[] }} [options] ways: links and buttons, the first of
 *   them the one to take
 */
export const outcome = (kind, key, { text = `${key}_text`, values, more, ways = [] } = {}) =>
  h(
    "section",
    { class: `outcome ${kind}` },
    h("span", { class: "mark", "aria-hidden": "true" }, { good: "✓", wait: "…", bad: "!" }[kind]),
    h("h1", { t: key, values }),
    text && h("p", { class: "lead", t: text, values }),
    more,
    ways.length > 0 && h("p", { class: "ways" }, ways),
  );

export const way = (href, t, quiet) => h("a", { class: quiet ? "button quiet" : "button", href, t });

export const deed = (onclick, t, quiet) =>
  h("button", { type: "button", class: quiet ? "button quiet" : "button", onclick, t });

export const status = (name) => h("span", { class: `status ${name}`, t: `status_${name}` });

/** Why Toss or the card company said no: our words for the codes we know, theirs for the rest. */
export function reason(code, message) {
  if (!code) return null;
  return h(
    "p",
    { class: "reason" },
    has(`toss_${code}`) ? h("span", { t: `toss_${code}` }) : h("q", {}, (message ?? "").slice(0, 200)),
    " ",
    h("code", {}, code),
  );
}

/** What went wrong, in words for every code of the API; the service's own sentence where the code is a new one. */
export function trouble(error, ways) {
  if (error instanceof Problem) {
    const known = has(`problem_${error.code}`);
    return outcome("bad", known ? `problem_${error.code}` : "problem_UNKNOWN", {
      text: known ? `problem_${error.code}_text` : null,
      more: [
        !known && h("p", { class: "lead" }, error.message),
        reason(error.tossCode, error.message),
        error.requestId && h("p", { class: "hint" }, h("span", { t: "request_id" }), " ", h("code", {}, error.requestId)),
      ],
      ways,
    });
  }
  return outcome("bad", error instanceof Unsettled && error.code ? "unavailable" : "unreachable", { ways });
}

export const bankName = (code) => h("span", { t: has(`bank_${code}`) ? `bank_${code}` : "bank", values: { code } });

/** Where to send the money, with the number ready to be copied into a bank's app. */
export function account(payment) {
  const { bank_code, account_number, customer_name, due_date } = payment.virtual_account;
  return facts(
    ["bank_name", bankName(bank_code)],
    ["account_number", [h("span", { class: "number" }, account_number), " ", copyButton(account_number, "copy_account")]],
    ["account_holder", customer_name],
    ["to_deposit", money(payment.amount)],
    ["due", when(due_date)],
  );
}

export const method = (name) => (name ? h("span", { t: `method_${name}` }) : null);

