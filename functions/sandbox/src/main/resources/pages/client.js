// The payments API for a front end: one file to copy, with no dependency and no build. It sends again what may be sent again,
// waits as long as it is told to, and never asks for the same refund twice.
//
// Its types are openapi.yaml's: with the openapi.d.ts that openapi-typescript makes of it beside this file, TypeScript knows
// every request and answer.

/** @typedef {import("./openapi.js").paths} paths */
/** @typedef {import("./openapi.js").components["schemas"]} Schemas */
/** @typedef {Schemas["ReadyPayment"]} ReadyPayment */
/** @typedef {Schemas["Payment"]} Payment */
/** @typedef {Schemas["PaymentPage"]} PaymentPage */
/** @typedef {Schemas["CancelRequest"]} CancelRequest */

/** @typedef {{ paymentKey: string, orderId: string, amount: number }} HandedOver what Toss puts into success_url's query */
/** @typedef {NonNullable<Exclude<Schemas["Problem"], { detail: string }>["code"]>} Code what an error's code can be */

/**
 * What a route takes in its body, and what it answers with.
 *
 * @template {keyof paths} P
 * @typedef {paths[P] extends { post: { requestBody: { content: { "application/json": infer Body } } } } ? Body : never} Sent
 */
/**
 * @template {keyof paths} P
 * @template {"get" | "post"} M
 * @typedef {paths[P] extends { [method in M]: { responses: { 200: { content: { "application/json": infer Body } } } } }
 *   ? Body : never} Answered
 */

/**
 * @template Body
 * @typedef {{ status: number, body: Body, retryAfter: number | null }} Answer
 */

/** API Gateway gives up after 30 seconds; whoever waits less gives up on answers that come. */
const PATIENCE_MS = 35_000;

/** A person can press the button again; where money may have moved, it is better to know. */
const TRIES = 3;
const TRIES_FOR_MONEY = 6;

/** The service's word on a request: nothing was charged or refunded by it. Decide by `code`. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {Partial<Extract<Schemas["Problem"], { detail: string }>> & { message?: string }} body
   */
  constructor(status, body) {
    super(body.detail ?? body.message ?? String(status));
    this.status = status;
    /** UNKNOWN: API Gateway's own answer, which has no code. */
    this.code = /** @type {Code | "UNKNOWN"} */ (body.code ?? (status === 401 ? "UNAUTHENTICATED" : "UNKNOWN"));
    this.tossCode = body.toss_code;
    this.field = body.field;
    this.requestId = body.request_id;
  }
}

/** No answer, or one that says nothing about the outcome: money may have moved. The same request may be sent again. */
export class Unsettled extends Error {
  /**
   * @param {number | null} retryAfter in seconds, where the service said it
   * @param {string} [code] where the service answered at all
   */
  constructor(retryAfter, code) {
    super(code ?? "no answer");
    this.retryAfter = retryAfter;
    this.code = code;
  }
}

export class PaymentsClient {
  #api;
  #token;
  #language;
  #storage;

  /**
   * @param {object} options
   * @param {(refused: boolean) => string | Promise<string>} options.token gives the payer's access token; `refused` asks for a
   *   new one, after a 401
   * @param {string} [options.api] the API's address, with no slash at its end; the page's own where it is left out
   * @param {() => string} [options.language] ko or en, for `detail` in errors
   * @param {Pick<Storage, "getItem" | "setItem" | "removeItem">} [options.storage] keeps the keys of refunds that have no answer
   *   yet; the browser's sessionStorage
   */
  constructor({ token, api = "", language = () => "ko", storage = globalThis.sessionStorage }) {
    this.#token = token;
    this.#api = api;
    this.#language = language;
    this.#storage = storage;
  }

  /**
   * What Toss's window needs. Open it for status `pending` only.
   *
   * @param {string} consultationId
   * @param {number} [amount] the price the payer was shown, in won: another one is refused with AMOUNT_MISMATCH
   */
  async ready(consultationId, amount) {
    const wish = { consultation_id: consultationId, amount: amount ?? null };
    return (await insist(TRIES, () => this.#post("/api/payments/ready", wish))).body;
  }

  /**
   * Charges, once, however often it is called with the same three values. While the outcome is not known it goes on looking for
   * two minutes; a payment that is `approving` even then is settled by the service: do not start another one.
   *
   * @param {HandedOver} handedOver
   * @param {{ waiting?: (why: "asking_again" | "waiting_for_outcome") => void }} [options] told why it takes longer
   */
  async approve(handedOver, { waiting = () => {} } = {}) {
    const { status, body, retryAfter } = await insist(
      TRIES_FOR_MONEY,
      () => this.#post("/api/payments/approve", handedOver),
      () => waiting("asking_again"),
    );
    if (status !== 202) return body;
    waiting("waiting_for_outcome");
    const settled = await this.watch(body.payment_id, (it) => it.status !== "approving", { wait: retryAfter ?? 2 });
    return settled ?? body;
  }

  /**
   * Refunds, once: until there is an answer, the same wish goes by the same Idempotency-Key, also after a reload. The refund may
   * still be under way when this answers: `watch` the payment until none of its cancellations is.
   *
   * @param {CancelRequest} wish
   */
  async cancel(wish) {
    const place = `easyk.refund.${wish.payment_id}`;
    const text = JSON.stringify(wish);
    const kept = JSON.parse(this.#storage.getItem(place) ?? "null");
    const key = kept?.wish === text ? kept.key : crypto.randomUUID();
    this.#storage.setItem(place, JSON.stringify({ wish: text, key }));
    try {
      const headers = { "Idempotency-Key": key };
      const { body } = await insist(TRIES_FOR_MONEY, () => this.#post("/api/payments/cancel", wish, headers));
      this.#storage.removeItem(place);
      return body;
    } catch (error) {
      if (error instanceof Problem && error.code !== "CANCEL_IN_PROGRESS") this.#storage.removeItem(place);
      throw error;
    }
  }

  /** @param {string} id */
  async payment(id) {
    return (await insist(TRIES, () => this.#payment(id))).body;
  }

  /** @param {NonNullable<paths["/api/payments"]["get"]["parameters"]["query"]>} [query] */
  async payments(query = {}) {
    const given = Object.entries(query).map(([name, value]) => [name, String(value)]);
    const search = given.length > 0 ? `?${new URLSearchParams(given)}` : "";
    return (await insist(TRIES, () => this.#get("/api/payments", search))).body;
  }

  /**
   * Reads a payment until `ended` says so: first after `wait` seconds, then ever less often.
   *
   * @param {string} id
   * @param {(payment: Payment) => boolean} ended
   * @param {{ wait?: number, longest?: number, patience?: number }} [seconds]
   * @returns {Promise<Payment | null>} null when the patience is at its end
   */
  async watch(id, ended, { wait = 2, longest = 15, patience = 120 } = {}) {
    const until = Date.now() + patience * 1000;
    while (Date.now() < until) {
      await pause(wait);
      wait = Math.min(wait * 1.5, longest);
      try {
        const { body } = await this.#payment(id);
        if (ended(body)) return body;
      } catch (error) {
        if (!(error instanceof Unsettled)) throw error;
        wait = Math.max(wait, error.retryAfter ?? 0);
      }
    }
    return null;
  }

  /** @param {string} id */
  #payment(id) {
    return this.#get("/api/payments/{payment_id}", "", id);
  }

  /**
   * @template {keyof paths} P
   * @param {P} path
   * @param {string} [search]
   * @param {string} [id] of the path
   * @returns {Promise<Answer<Answered<P, "get">>>}
   */
  #get(path, search = "", id = "") {
    return this.#signedIn(path.replace("{payment_id}", encodeURIComponent(id)) + search, { method: "GET" });
  }

  /**
   * @template {keyof paths} P
   * @param {P} path
   * @param {Sent<P>} body
   * @param {Record<string, string>} [headers]
   * @returns {Promise<Answer<Answered<P, "post">>>}
   */
  #post(path, body, headers = {}) {
    const json = { "Content-Type": "application/json", ...headers };
    return this.#signedIn(path, { method: "POST", headers: json, body: JSON.stringify(body) });
  }

  /**
   * @param {string} path
   * @param {RequestInit} request
   */
  async #signedIn(path, request) {
    const as = async (/** @type {boolean} */ refused) => {
      const token = await Promise.resolve(this.#token(refused)).catch(() => Promise.reject(new Unsettled(null)));
      const headers = { Authorization: `Bearer ${token}`, "Accept-Language": this.#language(), ...request.headers };
      return ask(this.#api + path, { ...request, headers });
    };
    try {
      return await as(false);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
      return as(true);
    }
  }
}

/**
 * What stands in the query of success_url; null where something is missing or is not what Toss puts there.
 *
 * @param {string} search `location.search`
 * @returns {HandedOver | null}
 */
export function handedOver(search) {
  const query = new URLSearchParams(search);
  const paymentKey = query.get("paymentKey");
  const orderId = query.get("orderId");
  const amount = Number(query.get("amount"));
  return paymentKey && orderId && Number.isSafeInteger(amount) && amount > 0 ? { paymentKey, orderId, amount } : null;
}

/**
 * Sends one request, for the platform's own routes too: a Problem or an Unsettled is thrown where there is no good answer.
 *
 * @param {string} url
 * @param {RequestInit} request
 * @returns {Promise<Answer<any>>}
 */
export async function ask(url, request) {
  let answer;
  try {
    answer = await fetch(url, { ...request, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    throw new Unsettled(null);
  }
  const retryAfter = Number(answer.headers.get("Retry-After")) || null;
  const body = await answer.json().catch(() => null);
  if (answer.status === 429 || answer.status >= 500) throw new Unsettled(retryAfter, body?.code ?? String(answer.status));
  if (!answer.ok) throw new Problem(answer.status, body ?? {});
  if (body === null) throw new Unsettled(null);
  return { status: answer.status, body, retryAfter };
}

/**
 * Sends the same request until there is an answer: after as long as Retry-After says, or else 1, 2, 4 … seconds.
 *
 * @template T
 * @param {number} tries
 * @param {() => Promise<T>} request
 * @param {() => void} [waiting] told before each pause
 */
export async function insist(tries, request, waiting = () => {}) {
  for (let tried = 1; ; tried++) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof Unsettled) || tried === tries) throw error;
      waiting();
      await pause(error.retryAfter ?? 2 ** (tried - 1));
    }
  }
}

/** @param {number} seconds */
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
