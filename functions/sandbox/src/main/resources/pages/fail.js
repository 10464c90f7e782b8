// Toss's way back when there is nothing to approve: the payer closed the window, or the card company said no. Nothing is
// charged, and nothing has to be called. Everything in the address is somebody else's text.
import { h, show } from "./dom.js";
import { frame } from "./frame.js";
import { has } from "./language.js";
import { outcome, reason, way } from "./parts.js";

const consultationId = decodeURIComponent(location.pathname.split("/")[2]);
const query = new URLSearchParams(location.search);
const code = query.get("code");
const main = frame("not_paid");

const known = code !== null && has(`fail_${code}`);
const orderId = query.get("orderId");
show(
  main,
  outcome(code === "PAY_PROCESS_CANCELED" ? "wait" : "bad", known ? `fail_${code}` : "fail_unknown", {
    more: [
      !known && reason(code, query.get("message")),
      orderId && h("p", { class: "hint" }, h("span", { t: "order_number" }), " ", h("code", {}, orderId.slice(0, 64))),
    ],
    ways: [
      way(`/consultations/${encodeURIComponent(consultationId)}/payment`, "pay_again"),
      way("/consultations", "to_consultations", true),
    ],
  }),
);
