// What every page has around its own part: the name, the people to be, the language.
import { h } from "./dom.js";
import { follow, language, switchTo, word } from "./language.js";
import { become, PEOPLE, person } from "./session.js";

const LANGUAGES = { ko: "한국어", en: "English" };

function languages() {
  const pressed = (code) => String(code === language());
  const buttons = Object.entries(LANGUAGES).map(([code, name]) =>
    h("button", { type: "button", lang: code, "aria-pressed": pressed(code), onclick: () => choose(code) }, name),
  );
  function choose(code) {
    switchTo(code);
    buttons.forEach((button) => button.setAttribute("aria-pressed", pressed(button.lang)));
  }
  return h("div", { class: "languages", role: "group", label: "language" }, buttons);
}

function people() {
  const options = Object.keys(PEOPLE).map((id) =>
    h("option", { value: id, t: `person_${id}`, selected: id === person() }),
  );
  return h("select", { label: "person", onchange: (event) => become(event.target.value) }, options);
}

/**
 * Sets up the page.
 *
 * @param titleKey the word in the browser's tab
 * @returns the page's main part, to be filled
 */
export function frame(titleKey) {
  follow(document.head.querySelector("title"), () => `${word(titleKey)} · easyK`);
  const main = document.querySelector("main");
  document
    .querySelector("header.top")
    .append(
      h("a", { class: "skip", href: "#main", t: "skip" }),
      h("a", { class: "brand", href: "/consultations" }, h("img", { src: "/assets/icon.svg", alt: "" }), "easyK"),
      h("span", { class: "sandbox", t: "sandbox" }),
      h("div", { class: "tools" }, people(), languages()),
    );
  document.body.append(h("footer", {}, h("p", { t: "footer" }), h("a", { href: "/sandbox", t: "window" })));
  return main;
}
