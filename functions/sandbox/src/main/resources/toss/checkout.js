// The page a payer authenticates on. It knows the payment by the key in its address and asks the simulator for the rest.
import { WORDS } from "./checkout-words.js";

const TEST_CARDS = ["shinhan", "kookmin", "hana"];

const language = new URLSearchParams(location.search).get("lang") === "en" ? "en" : "ko";
const words = WORDS[language];
const main = document.querySelector("main");

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

async function ask(path, body) {
  const answer = await fetch(`${location.pathname}/${path}`, {
    method: body ? "POST" : "GET",
    headers: { "Accept-Language": language, ...(body && { "Content-Type": "application/json" }) },
    body: body && JSON.stringify(body),
    cache: "no-store",
  });
  const json = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(json.message), { code: json.code });
  return json;
}

/**
 * Leaves for the merchant's page; the back button then leads to before this window, not into it. A page that has this window in a
 * frame is told instead.
 */
function leave({ next_url, embedded_in, ...said }) {
  if (next_url) location.replace(next_url);
  else parent.postMessage(said, embedded_in);
}

function ending(key, end) {
  document.title = words[key];
  main.replaceChildren(
    element(
      "section",
      { class: "ending" },
      element("h1", { tabindex: "-1" }, words[key]),
      element("p", {}, words[`${key}_text`]),
      wayBack(end),
    ),
  );
  main.querySelector("h1").focus();
}

function wayBack(end) {
  if (!end) return null;
  return end.next_url
    ? element("a", { class: "button", href: end.next_url }, words.back)
    : element("button", { class: "button", type: "button", onclick: () => leave(end) }, words.back);
}

function field(name, attributes, hint) {
  const id = `field-${name}`;
  const input = element("input", { id, name, autocomplete: "off", inputmode: "numeric", ...attributes });
  const error = element("p", { class: "error", id: `${id}-error`, hidden: true });
  if (hint) input.setAttribute("aria-describedby", `${id}-hint`);
  return {
    input,
    box: element(
      "div",
      { class: `field ${name}` },
      element("label", { for: id }, words[name]),
      input,
      hint ? element("p", { class: "hint", id: `${id}-hint` }, hint) : null,
      error,
    ),
    say(message) {
      error.textContent = message ?? "";
      error.hidden = !message;
      input.setAttribute("aria-invalid", String(Boolean(message)));
      const described = [message && error.id, hint && `${id}-hint`].filter(Boolean).join(" ");
      if (described) input.setAttribute("aria-describedby", described);
      else input.removeAttribute("aria-describedby");
    },
  };
}

function choices(name, legend, options, chosen) {
  return element(
    "fieldset",
    {},
    element("legend", {}, legend),
    ...options.map(({ value, title, hint }, i) =>
      element(
        "label",
        { class: "choice" },
        element("input", { type: "radio", name, value, checked: i === 0, onchange: () => chosen?.(value) }),
        element(
          "span",
          {},
          element("span", { class: "name" }, title),
          hint ? element("span", { class: "hint" }, hint) : null,
        ),
      ),
    ),
  );
}

function outcomeOf(means) {
  return words[means.id] ?? means.outcome ?? words.works;
}

/** Each kind of payment gives its part of the form, and what the simulator is to be asked with. */
function cardForm(order) {
  const number = field("number", { placeholder: "0000-0000-0000-0000", maxlength: "19" });
  const expiry = field("expiry", { placeholder: words.expiry_format, maxlength: "5" });
  const cvc = field("cvc", { maxlength: "3", type: "password" }, words.cvc_hint);
  const password = field("password", { maxlength: "2", type: "password" }, words.password_hint);
  const group = (input, size, sign) =>
    input.addEventListener("input", () => {
      const digits = input.value.replace(/\D/g, "").slice(0, size === 4 ? 16 : 4);
      input.value = digits.match(new RegExp(`.{1,${size}}`, "g"))?.join(sign) ?? "";
    });
  group(number.input, 4, "-");
  group(expiry.input, 2, "/");

  const cards = order.means.filter((means) => TEST_CARDS.includes(means.id));
  const others = order.means.filter((means) => !TEST_CARDS.includes(means.id));
  const own = element(
    "div",
    { class: "own", hidden: true },
    number.box,
    element(
      "details",
      {},
      element("summary", {}, words.outcomes),
      element("p", { class: "hint" }, words.outcomes_hint),
      element(
        "ul",
        {},
        ...others.map((means) =>
          element(
            "li",
            {},
            element(
              "button",
              { type: "button", onclick: () => ((number.input.value = means.number), number.say(null)) },
              element("span", { class: "digits" }, means.number),
              element("span", {}, outcomeOf(means)),
            ),
          ),
        ),
      ),
    ),
  );
  let chosen = cards[0].number;
  const options = cards
    .map((means) => ({ value: means.number, title: words[means.id], hint: `${words.test_card} ${means.number}` }))
    .concat({ value: "other", title: words.another });
  const byCode = { INVALID_CARD_NUMBER: number, INVALID_AUTHORIZE_AUTH: cvc, INVALID_PASSWORD: password };
  return {
    button: words.pay,
    parts: [
      choices("card", words.choose_card, options, (value) => {
        chosen = value;
        own.hidden = value !== "other";
        if (!own.hidden) number.input.focus();
      }),
      own,
      element("div", { class: "row" }, expiry.box, cvc.box, password.box),
    ],
    fieldOf: (code) => byCode[code],
    read() {
      const other = chosen === "other";
      const month = Number(expiry.input.value.slice(0, 2));
      const checks = [
        [number, other && number.input.value.replace(/\D/g, "").length !== 16, "number_needed"],
        [expiry, !/^\d\d\/\d\d$/.test(expiry.input.value) || month < 1 || month > 12, "expiry_needed"],
        [cvc, !/^\d{3}$/.test(cvc.input.value), "cvc_needed"],
        [password, !/^\d{2}$/.test(password.input.value), "password_needed"],
      ];
      checks.forEach(([each, wrong, key]) => each.say(wrong ? words[key] : null));
      const first = checks.find(([, wrong]) => wrong);
      if (first) {
        first[0].input.focus();
        return null;
      }
      const card = {
        number: other ? number.input.value : chosen,
        cvc: cvc.input.value,
        password: password.input.value,
      };
      return { card };
    },
  };
}

function accountForm(order) {
  let account = order.means[0].number;
  const options = order.means.map((means) => ({ value: means.number, title: means.number, hint: outcomeOf(means) }));
  const legend = order.method.endsWith("easy_pay") ? words.choose_wallet : words.choose_account;
  return {
    button: words.pay,
    parts: [choices("account", legend, options, (value) => (account = value))],
    fieldOf: () => undefined,
    read: () => ({ account }),
  };
}

function virtualAccountForm() {
  return {
    button: words.issue,
    parts: [element("p", {}, words.account_text)],
    fieldOf: () => undefined,
    read: () => ({}),
  };
}

const FORMS = {
  card: cardForm,
  transfer: accountForm,
  easy_pay: accountForm,
  foreign_easy_pay: accountForm,
  virtual_account: virtualAccountForm,
};

function clock(order) {
  const shown = element("p", { class: "left", role: "timer" });
  const end = performance.now() + order.seconds_left * 1000;
  const tick = () => {
    const left = Math.max(0, Math.round((end - performance.now()) / 1000));
    const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    shown.textContent = words.left.replace("{time}", time);
    if (left === 0) {
      clearInterval(timer);
      ending("expired", order.abort);
    }
  };
  const timer = setInterval(tick, 1000);
  tick();
  return shown;
}

function show(order) {
  const form = FORMS[order.method](order);
  const alert = element("p", { class: "alert", role: "alert" });
  const button = element("button", { class: "button", type: "submit" }, form.button);
  const say = (message) => (alert.textContent = message ?? "");
  const busy = (is) => {
    button.disabled = is;
    button.textContent = is ? words.working : form.button;
  };

  async function submit(event) {
    event.preventDefault();
    say(null);
    const means = form.read();
    if (!means) return;
    busy(true);
    try {
      leave(await ask("authentications", means));
    } catch (error) {
      busy(false);
      if (error.code === "NOT_FOUND_PAYMENT_SESSION") return ending("expired", order.abort);
      if (error.code === "ALREADY_PROCESSED_PAYMENT") return ending("done");
      const message = words[error.code] ?? (error.code ? error.message : words.unreachable);
      const wrong = form.fieldOf(error.code);
      if (wrong && !wrong.box.closest("[hidden]")) {
        wrong.say(message);
        wrong.input.focus();
      } else {
        say(message);
      }
    }
  }

  async function cancel() {
    try {
      leave(await ask("cancellations", {}));
    } catch {
      say(words.unreachable);
    }
  }

  const amount = new Intl.NumberFormat(language, { style: "currency", currency: order.currency }).format(order.amount);
  main.replaceChildren(
    element(
      "header",
      {},
      element("p", { class: "name" }, order.order_name),
      element(
        "h1",
        {},
        element("span", { class: "label" }, words.amount),
        element("span", { class: "sum" }, amount),
      ),
      clock(order),
    ),
    element(
      "form",
      { novalidate: true, onsubmit: submit },
      element("h2", {}, words[order.method]),
      ...form.parts,
      alert,
      button,
      element("button", { class: "button quiet", type: "button", onclick: cancel }, words.cancel),
    ),
  );
}

async function start() {
  document.documentElement.lang = language;
  document.title = words.title;
  document.querySelectorAll("[data-say]").forEach((each) => (each.textContent = words[each.dataset.say]));
  try {
    const order = await ask("order");
    if (order.open) show(order);
    else ending(order.expired ? "expired" : "done", order.expired ? order.abort : null);
  } catch {
    ending("unknown");
  }
}

// A page the browser kept while the payer was elsewhere may show a payment that has ended meanwhile.
addEventListener("pageshow", (event) => event.persisted && start());
start();
