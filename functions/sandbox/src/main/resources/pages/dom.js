// Elements from words and values. Text goes in as text: nothing here, and nothing built on it, reads HTML.
import { follow, moment, won, word } from "./language.js";

/**
 * h("p", { class: "hint", t: "pay_amount", values: { amount } }, child, …)
 *
 * t: the key of the word it shows; label: the key of its aria-label; onclick and the like: listeners; true and false set
 * and leave out an attribute.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "t") follow(element, () => word(value, attributes.values));
    else if (name === "label") follow(element, () => word(value, attributes.values), "aria-label");
    else if (name === "values") continue;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

export function money(amount) {
  const element = h("data", { value: amount, class: "money" });
  follow(element, () => won(amount));
  return element;
}

export function when(iso) {
  const element = h("time", { datetime: iso });
  follow(element, () => moment(iso));
  return element;
}

/** A link to an address that a server gave: only to the web, and never back to this page's window. */
export function outward(url, key) {
  const safe = URL.canParse(url) && ["https:", "http:"].includes(new URL(url).protocol);
  return safe ? h("a", { href: url, rel: "noopener noreferrer", target: "_blank", t: key }) : null;
}

/** A list of names and values; what is null is left out. */
export function facts(...rows) {
  return h(
    "dl",
    { class: "facts" },
    rows
      .filter(([, value]) => value != null)
      .map(([key, value]) => h("div", {}, h("dt", { t: key }), h("dd", {}, value))),
  );
}

/** Copies a text, and says so. */
export function copyButton(text, labelKey) {
  const button = h("button", { type: "button", class: "small", t: "copy", label: labelKey });
  const said = h("span", { class: "said", role: "status" });
  button.addEventListener("click", async () => {
    let key = "copied";
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      key = "copy_failed";
    }
    said.replaceChildren(h("span", { t: key }));
  });
  return h("span", { class: "copy" }, button, said);
}

/** Puts a part of the page in place of another and, where it brings a new heading, tells a screen reader by going there. */
export function show(place, ...children) {
  place.replaceChildren(...children.flat().filter(Boolean));
  const heading = place.querySelector("h1");
  if (heading) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}
