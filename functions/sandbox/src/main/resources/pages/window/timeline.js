// A payment as a drawing: our side above, Toss's below, time from left to right in steps, and between them what was asked,
// what was answered, what got lost, and whether both meant the same meanwhile.
import { follow, word } from "/assets/language.js";
import { agree, look } from "./sides.js";
import { store, orderOf, triesOf } from "./store.js";

const NS = "http://www.w3.org/2000/svg";
const TOP = 38;
const BOTTOM = 116;
const HEIGHT = 164;
const NEVER_REACHED = ["break_before", "hang", "garbage", "rate_limit"];

export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.flat(Infinity).filter(Boolean));
  return element;
}

const text = (x, y, content, kind = "", anchor = "middle") => svg("text", { x, y, class: kind, "text-anchor": anchor }, content);

const line = (x1, y1, x2, y2, kind) => svg("line", { x1, y1, x2, y2, class: kind });

const cross = (x, y) => svg("path", { d: `M${x - 4} ${y - 4}l8 8m0 -8l-8 8`, class: "lost" });

/** A length of time, short. */
export function length(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  return ms < 3_600_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}

const step = (side, at, status, balance, note, rank) => ({ side, at, status, balance_amount: balance, note, rank });

function ourSteps(history) {
  const steps = [];
  for (const it of history) {
    const refunds = it.refunds.join();
    const before = steps.at(-1);
    if (before && before.status === it.status && before.refunds === refunds && before.balance_amount === it.balance_amount) continue;
    const note = before && before.refunds !== refunds ? `refund ${it.refunds.at(-1)}` : null;
    const asking = ["pending", "approving"].includes(it.status) || it.refunds.at(-1) === "requested";
    steps.push({ ...step("ours", Date.parse(it.at), it.status, it.balance_amount, note, asking ? 0 : 3), refunds });
  }
  return steps;
}

const theirSteps = (tries) =>
  tries.flatMap((it) => it.history.map((each) => step("theirs", Date.parse(each.at), each.status, each.balance_amount, null, 2)));

function callOf(event) {
  const ended = Boolean(event.ended);
  const reached = !NEVER_REACHED.includes(event.fault);
  return {
    side: "call",
    at: Date.parse(event.at),
    end: ended ? Date.parse(event.at) + event.ms : Infinity,
    rank: 1,
    operation: event.operation,
    ended,
    reached,
    // The caller got something it can read.
    answered: ended && event.status != null && !event.fault?.startsWith("garbage"),
    ok: event.status === 200 && !event.fault?.startsWith("garbage"),
    result: event.fault ?? event.code ?? null,
    count: 1,
  };
}

const webhooksOf = (event) =>
  event.deliveries.map((it) => ({
    side: "webhook",
    at: Date.parse(it.at),
    rank: 4,
    deposit: event.event_type === "DEPOSIT_CALLBACK",
    status: it.status,
    again: it.retried_count,
    count: 1,
  }));

/** Everything in the drawing, in order; what says the same as the one before it is counted with it. */
function columns(payment) {
  const events = [...store.events.values()].filter((event) => orderOf(event) === payment.order_id);
  const all = [
    ...ourSteps(payment.history),
    ...theirSteps(triesOf(payment.order_id)),
    ...events.filter(({ kind }) => kind === "call").map(callOf),
    ...events.filter(({ kind }) => kind === "webhook").flatMap(webhooksOf),
  ].sort((a, b) => a.at - b.at || a.rank - b.rank);
  const drawn = [];
  for (const it of all) {
    const before = drawn.at(-1);
    const call = it.side === "theirs" && drawn.findLast((each) => each.side === "call" && !each.step && it.at >= each.at && it.at <= each.end);
    if (call && call.operation !== "lookup") {
      call.step = it;
    } else if (before && same(before, it)) {
      before.count += 1;
    } else {
      drawn.push(it);
    }
  }
  return drawn;
}

const same = (a, b) =>
  a.side === b.side &&
  ((a.side === "call" && !a.step && a.ended && b.ended && a.operation === b.operation && a.result === b.result && a.ok === b.ok) ||
    (a.side === "webhook" && a.status === b.status && !a.again && !b.again));

function labels(it) {
  const times = it.count > 1 ? ` ×${it.count}` : "";
  if (it.side === "call") return [it.operation + times, it.result ?? (it.ended ? "" : "…"), it.step?.status ?? ""];
  if (it.side === "webhook") return [`webhook${it.again ? ` #${it.again + 1}` : times}`, it.status === 200 ? "" : `${it.status ?? "✕"}`, ""];
  return [it.status, it.note ?? "", ""];
}

const width = (it) => Math.max(56, ...labels(it).map((label) => label.length * 6.7 + 12));

/** @returns the drawing, how it stands between the sides, how long they differed last, and whether an answer got lost */
export function timeline(payment, withToss) {
  const drawn = columns(payment);
  let x = 0;
  for (const it of drawn) {
    it.width = width(it);
    it.x = x + it.width / 2;
    x += it.width;
  }
  const right = x + 24;
  const layers = { bands: [], lanes: [], between: [], nodes: [], words: [] };
  let ours = null;
  let theirs = null;
  let before = null;
  let differedSince = null;
  let differed = null;
  const band = (to, from) => {
    if (!withToss || !ours || from == null) return;
    const same = agree(ours, theirs);
    layers.bands.push(svg("rect", { x: from, y: TOP, width: Math.max(0, to - from), height: BOTTOM - TOP, class: same ? "meet" : "differ" }));
  };
  const lane = (state, y, to) => state && layers.lanes.push(line(state.x, y, to, y, `lane ${look(state.status)}`));
  const moved = (at) => {
    if (!ours) return;
    const same = agree(ours, theirs);
    if (!same && differedSince == null) differedSince = at;
    if (same && differedSince != null) {
      differed = at - differedSince;
      differedSince = null;
    }
  };
  for (const it of drawn) {
    const landed = it.side === "call" ? it.step : it;
    band(it.x, before);
    before = it.x;
    if (it.side === "call") call(layers, it);
    if (it.side === "webhook") webhook(layers, it);
    if (landed?.side === "ours") {
      lane(ours, TOP, it.x);
      ours = { ...it, x: it.x };
      node(layers, it.x, TOP, it, -14);
      if (it.note) layers.words.push(text(it.x, TOP + 20, it.note, "note"));
    }
    if (landed?.side === "theirs") {
      lane(theirs, BOTTOM, it.x);
      theirs = { ...landed, x: it.x };
      node(layers, it.x, BOTTOM, landed, 22);
    }
    moved(landed?.at ?? it.at);
    layers.words.push(text(it.x, HEIGHT - 6, `+${length(it.at - drawn[0].at)}`, "when"));
  }
  band(right, before);
  lane(ours, TOP, right);
  if (withToss) lane(theirs, BOTTOM, right);
  const drawing = svg("svg", { width: right, height: withToss ? HEIGHT : 84, viewBox: `0 0 ${right} ${withToss ? HEIGHT : 84}`, role: "img" }, Object.values(layers));
  follow(drawing, () => describe(drawn), "aria-label");
  const lost = drawn.some((it) => it.side === "call" && it.ended && !it.answered);
  return { drawing, same: differedSince == null, since: differedSince, differed, lost };
}

function node(layers, x, y, it, up) {
  layers.nodes.push(svg("circle", { cx: x, cy: y, r: 5, class: `node ${look(it.status)}` }));
  layers.words.push(text(x, y + up, it.status, "status"));
}

const MIDDLE = (TOP + BOTTOM) / 2;

/** A line that makes way for the words in its middle. */
const around = (x, from, to, kind, words) => {
  const [top, bottom] = from < to ? [from, to] : [to, from];
  const above = MIDDLE - 11;
  const below = MIDDLE + (words > 1 ? 20 : 6);
  return [top < above && line(x, top, x, Math.min(bottom, above), kind), bottom > below && line(x, Math.max(top, below), x, bottom, kind)];
};

const head = (x, y, up, kind) => svg("path", { d: `M${x - 4} ${y}l4 ${up ? -6 : 6}l4 ${up ? 6 : -6}`, class: kind });

/** Down on the left what is asked, up on the right what is answered. */
function call(layers, it) {
  const [operation, result] = labels(it);
  const words = result ? 2 : 1;
  const bad = it.ended && !it.ok ? " bad" : "";
  if (it.reached) layers.between.push(around(it.x - 4, TOP + 6, BOTTOM - 8, "ask", words), head(it.x - 4, BOTTOM - 13, false, "ask"));
  else layers.between.push(line(it.x, TOP + 6, it.x, TOP + 18, "ask"), cross(it.x, TOP + 22));
  if (it.ended && it.reached) {
    layers.between.push(around(it.x + 4, BOTTOM - 8, it.answered ? TOP + 8 : TOP + 18, `answer${bad}`, words));
    layers.between.push(it.answered ? head(it.x + 4, TOP + 13, true, `answer${bad}`) : cross(it.x + 4, TOP + 15));
  }
  layers.words.push(text(it.x, MIDDLE + 1, operation, "operation"));
  if (result) layers.words.push(text(it.x, MIDDLE + 15, result, it.result ? "fault" : "note"));
}

function webhook(layers, it) {
  const [name, result] = labels(it);
  const ok = it.status === 200;
  layers.between.push(around(it.x, BOTTOM - 6, ok ? TOP + 8 : TOP + 20, `hook${ok ? "" : " bad"}`, result ? 2 : 1));
  layers.between.push(ok ? head(it.x, TOP + 13, true, "hook") : cross(it.x, TOP + 16));
  layers.words.push(text(it.x, MIDDLE + 1, name, "operation"));
  if (result) layers.words.push(text(it.x, MIDDLE + 15, result, "fault"));
}

function describe(drawn) {
  const said = drawn.map((it) => {
    const side = { ours: "easyK ", theirs: "Toss " }[it.side] ?? "";
    return side + labels(it).filter(Boolean).join(" ");
  });
  return word("timeline_is", { steps: said.join(", ") });
}
