// The payments API, as functions/openapi.yaml describes it. Two kinds of error leave this module, and the difference is
// money: a Problem is the service's word, and Unsettled means that nobody knows yet what became of the request.
import { language } from "./language.js";
import { accessToken, forgetToken } from "./session.js";

/** API Gateway gives up after 30 seconds; whoever waits less gives up on answers that come. */
const PATIENCE_MS = 35_000;

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? body.message ?? String(status));
    this.status = status;
    this.code = body.code ?? (status === 401 ? "UNAUTHENTICATED" : "UNKNOWN");
    this.tossCode = body.toss_code;
    this.field = body.field;
    this.requestId = body.request_id;
  }
}

/** No answer, or one of those that say nothing about the outcome. The same request may be sent again. */
export class Unsettled extends Error {
  constructor(retryAfter, code) {
    super(code ?? "no answer");
    this.retryAfter = retryAfter;
    this.code = code;
  }
}

export const ready = (consultationId) => send("POST", "/api/payments/ready", { consultation_id: consultationId });

/** Charges nothing a second time, however often it is sent with the same three values. */
export const approve = ({ paymentKey, orderId, amount }) =>
  send("POST", "/api/payments/approve", { paymentKey, orderId, amount });

export const payment = (id) => send("GET", `/api/payments/${encodeURIComponent(id)}`);

export const paymentsOf = (consultationId) =>
  send("GET", `/api/payments?consultation_id=${encodeURIComponent(consultationId)}`);

/** @param key the refund's Idempotency-Key: one for each intention, the same one for each repeat of it */
export const cancel = (body, key) => send("POST", "/api/payments/cancel", body, { "Idempotency-Key": key });

/** The platform's own; in the sandbox, its helper. */
export const consultations = (userId) =>
  send("GET", `/sandbox/consultations${userId ? `?user_id=${encodeURIComponent(userId)}` : ""}`);

export const book = (userId, title, amount) =>
  send("POST", "/sandbox/consultations", { user_id: userId, title, amount });

async function send(method, path, body, headers = {}) {
  let answer = await attempt(method, path, body, headers);
  if (answer.status === 401) {
    // An old token, or a sandbox that was started again.
    forgetToken();
    answer = await attempt(method, path, body, headers);
  }
  const retryAfter = Number(answer.headers.get("Retry-After")) || null;
  const json = await answer.json().catch(() => null);
  if (answer.status === 429 || answer.status >= 500) throw new Unsettled(retryAfter, json?.code);
  if (!answer.ok) throw new Problem(answer.status, json ?? {});
  if (json === null) throw new Unsettled(null);
  return { status: answer.status, body: json, retryAfter };
}

async function attempt(method, path, body, headers) {
  try {
    return await fetch(path, {
      method,
      headers: {
        Authorization: `Bearer ${await accessToken()}`,
        "Accept-Language": language(),
        ...(body && { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body && JSON.stringify(body),
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new Unsettled(null);
  }
}

export const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/**
 * Sends the same request until there is an answer: after as long as Retry-After says, or else 1, 2, 4 … seconds.
 *
 * @param waiting told before each pause
 */
export async function insist(request, { tries = 5, waiting = () => {} } = {}) {
  for (let tried = 1; ; tried++) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof Unsettled) || tried === tries) throw error;
      waiting(error);
      await pause(Math.min(error.retryAfter ?? 2 ** (tried - 1), 30));
    }
  }
}

/**
 * Reads a payment until `ended` says so: first after `wait` seconds, then ever less often. Answers null when `patience`
 * seconds have gone by.
 */
export async function watch(id, ended, { wait = 2, longest = 15, patience = 120 } = {}) {
  const until = Date.now() + patience * 1000;
  while (Date.now() < until) {
    await pause(wait);
    wait = Math.min(wait * 1.5, longest);
    try {
      const { body } = await payment(id);
      if (ended(body)) return body;
    } catch (error) {
      if (!(error instanceof Unsettled)) throw error;
      wait = Math.max(wait, error.retryAfter ?? 0);
    }
  }
  return null;
}
