// The sandbox's window: puts the panels on the page and starts to listen.
import "./speech.js";
import { h } from "/assets/dom.js";
import { follow, language, switchTo, word } from "/assets/language.js";
import { panels, reconcile } from "./controls.js";
import { panel as journal } from "./log.js";
import { control, notice } from "./parts.js";
import { panel as payments } from "./payments.js";
import { connect, store, whenChanged } from "./store.js";
import { panel as tables } from "./tables.js";

const live = h("span", { class: "live", role: "status" });
const dialog = h(
  "dialog",
  { "aria-labelledby": "reset-title" },
  h("h2", { id: "reset-title", t: "reset_title" }),
  h("p", { t: "reset_text" }),
  h("p", { class: "ways" }, control("reset_now", () => ({ url: `${store.about.api}/sandbox/reset` }), { kind: "danger", done: "reset_done" }), h("button", { type: "button", class: "button", t: "keep", onclick: () => dialog.close() })),
);
dialog.querySelector(".button.danger").addEventListener("click", () => dialog.close());

const NAMES = { ko: "한국어", en: "English" };
const languages = Object.entries(NAMES).map(([code, name]) =>
  h("button", { type: "button", lang: code, "aria-pressed": String(code === language()), onclick: () => choose(code) }, name),
);

function choose(code) {
  switchTo(code);
  languages.forEach((each) => each.setAttribute("aria-pressed", String(each.lang === code)));
}

whenChanged((changed) => {
  if (!changed.has("live")) return;
  live.className = store.live ? "live on" : "live";
  live.replaceChildren(h("span", { t: store.live ? "live" : "reconnecting" }));
});

follow(document.head.querySelector("title"), () => `${word("window_title")} · easyK`);
document.querySelector("body > header").append(
  h("a", { class: "skip", href: "#main", t: "skip" }),
  h("a", { class: "brand", href: "/consultations" }, h("img", { src: "/assets/icon.svg", alt: "" }), "easyK"),
  h("h1", { t: "window_title" }),
  live,
  h(
    "div",
    { class: "tools" },
    reconcile,
    h("button", { type: "button", class: "button", t: "reset", onclick: () => dialog.showModal() }),
    h("a", { class: "button", href: "/consultations", t: "to_checkout" }),
    h("div", { class: "languages", role: "group", label: "language" }, languages),
  ),
);
document.querySelector("main").replaceChildren(panels, h("div", { class: "both" }, payments, journal), tables);
document.body.append(dialog, notice);
connect();
