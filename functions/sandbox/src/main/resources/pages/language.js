// Korean and English. What is on the page says which word it shows, so that a switch rewrites it in place: nothing typed
// is lost, nothing is asked for again, and Toss's widget stays where it is.
import { WORDS } from "./words.js";

const REMEMBERED = "easyk.language";

const shown = new WeakMap();

function first() {
  const stored = localStorage.getItem(REMEMBERED);
  if (stored in WORDS) return stored;
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag in WORDS);
  return wanted ?? "en";
}

let current = first();
document.documentElement.lang = current;

export const language = () => current;

export function switchTo(other) {
  current = other;
  localStorage.setItem(REMEMBERED, other);
  document.documentElement.lang = other;
  document.querySelectorAll("[data-shows]").forEach(write);
}

export const won = (amount) =>
  new Intl.NumberFormat(current, { style: "currency", currency: "KRW" }).format(amount);

/** A line may break between the day and the time of day, not within "오전 5:26" or "5:26 AM". */
export function moment(iso) {
  const parts = new Intl.DateTimeFormat(current, { dateStyle: "medium", timeStyle: "short" }).formatToParts(new Date(iso));
  const time = parts.findIndex(({ type }) => type === "dayPeriod" || type === "hour");
  return parts.map(({ value }, i) => (i > time ? value.replace(/\s/g, "\u00a0") : value)).join("");
}

export const has = (key) => key in WORDS[current];

/** The word for a key. {name} takes what `values` has; {name:won} and {name:moment} write it as money or time. */
export function word(key, values = {}) {
  const text = WORDS[current][key] ?? key;
  return text.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name, kind) => {
    const value = values[name];
    return kind === "won" ? won(value) : kind === "moment" ? moment(value) : kind === "word" ? word(value) : value;
  });
}

/** Makes an element show what `text` answers, now and after a switch. `attribute`: there, rather than as its text. */
export function follow(element, text, attribute) {
  const writers = shown.get(element) ?? [];
  writers.push(() => (attribute ? element.setAttribute(attribute, text()) : (element.textContent = text())));
  shown.set(element, writers);
  element.dataset.shows = "";
  write(element);
}

function write(element) {
  shown.get(element)?.forEach((writer) => writer());
}
