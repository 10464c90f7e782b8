// Parts the panels share.
import { h } from "/assets/dom.js";
import { follow, language, word } from "/assets/language.js";
import { controlCurl } from "./curl.js";

export const notice = h("p", { class: "notice", role: "status" });
let hiding = 0;

/** Says something to everybody: shown for a while, and read out. */
export function say(key, values, kind = "") {
  notice.textContent = word(key, values);
  notice.className = `notice shown ${kind}`;
  clearTimeout(hiding);
  hiding = setTimeout(() => (notice.className = "notice"), 5000);
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say("copied_curl");
  } catch {
    say("copy_failed", {}, "bad");
  }
}

/** @param key what is told of it: which control, or which request, the command repeats */
export const curlButton = (command, key) =>
  h("button", { type: "button", class: "curl", "data-k": `curl-${key}`, onclick: () => copy(command()), t: "curl", label: "copy_curl" });

export const json = (value) => h("pre", { class: "json", tabindex: "0" }, JSON.stringify(value, null, 2));

export function time(iso) {
  const element = h("time", { datetime: iso });
  follow(element, () =>
    new Intl.DateTimeFormat(language(), { hour12: false, hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 }).format(new Date(iso)),
  );
  return element;
}

/** Puts an element in another's place, and leaves the keyboard where it was. */
export function swap(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement.dataset.k : null;
  old.replaceWith(fresh);
  if (focused) (fresh.querySelector(`[data-k="${CSS.escape(focused)}"]`) ?? fresh).focus({ preventScroll: true });
}

/** Asks the sandbox for something; what it refuses is thrown, with its code. */
export async function send({ method = "POST", url, body }) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const answer = await fetch(url, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await answer.text();
  let read = null;
  try {
    read = JSON.parse(text);
  } catch {
    read = null;
  }
  if (!answer.ok) throw Object.assign(new Error(read?.message ?? read?.detail ?? answer.statusText), { code: read?.code ?? answer.status, status: answer.status });
  return read;
}

/** A button that does something to the sandbox, and the same as a command. */
export function control(key, request, { k = key, kind = "", done = "done", values } = {}) {
  const button = h("button", { type: "button", class: `button ${kind}`, "data-k": k, t: key, values });
  button.addEventListener("click", async () => {
    button.setAttribute("aria-disabled", "true");
    try {
      const result = await send(request());
      say(done, { ...result, what: word(key, values) });
    } catch (error) {
      say("refused", { code: error.code ?? "", message: error.message }, "bad");
    }
    button.removeAttribute("aria-disabled");
  });
  return h("span", { class: "control" }, button, curlButton(() => controlCurl(request()), k));
}
