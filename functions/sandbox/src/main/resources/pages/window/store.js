// What the page knows, as the server told it. Whoever draws is told, at most once a frame, what has changed.
const listeners = [];
let changed = new Set();
let frame = 0;

export const store = { about: null, live: false, events: new Map(), payments: new Map(), toss: new Map(), consultations: new Map(), faults: [] };

const MOST_EVENTS = 500;

/** @param listener is handed a set of what changed: "start", "live", "faults", "consultations", "event/ID", "order/ID" */
export const whenChanged = (listener) => listeners.push(listener);

function touch(...what) {
  what.forEach((each) => changed.add(each));
  // Not only on frames: a page in a background tab has none, and has to keep up all the same.
  frame ||= setTimeout(() => {
    const now = changed;
    changed = new Set();
    frame = 0;
    listeners.forEach((listener) => listener(now));
  }, 16);
}

const take = {
  start(about) {
    for (const kept of [store.events, store.payments, store.toss, store.consultations]) kept.clear();
    Object.assign(store, { about, faults: [] });
    touch("start");
  },
  payment(payment) {
    store.payments.set(payment.order_id, payment);
    touch(`order/${payment.order_id}`);
  },
  toss(payment) {
    store.toss.set(payment.payment_key, payment);
    touch(`order/${payment.order_id}`);
  },
  consultation(consultation) {
    store.consultations.set(consultation.consultation_id, consultation);
    touch("consultations");
  },
  faults(faults) {
    store.faults = faults;
    touch("faults");
  },
};

for (const kind of ["request", "call", "webhook", "run"]) {
  take[kind] = (event) => {
    store.events.set(event.id, { kind, ...event });
    if (store.events.size > MOST_EVENTS) store.events.delete(store.events.keys().next().value);
    touch(`event/${event.id}`);
    const order = orderOf(store.events.get(event.id));
    if (order) touch(`order/${order}`);
  };
}

export function connect() {
  const source = new EventSource("/sandbox/events");
  for (const [type, taken] of Object.entries(take)) {
    source.addEventListener(type, ({ data }) => taken(JSON.parse(data)));
  }
  const say = (live) => () => {
    store.live = live;
    touch("live");
  };
  source.addEventListener("open", say(true));
  source.addEventListener("error", say(false));
}

/** The order an event is about, where it can be told. */
export function orderOf(event) {
  if (event.order_id) return event.order_id;
  if (event.payment_key) return store.toss.get(event.payment_key)?.order_id ?? null;
  if (event.kind !== "request") return null;
  const found = event.answer?.order_id ?? event.body?.orderId ?? event.body?.data?.orderId ?? event.body?.order_id;
  if (found) return found;
  const id = event.body?.payment_id ?? event.path.match(/^\/api\/payments\/([0-9a-f-]{36})$/)?.[1];
  return id ? `easyk_${id}` : null;
}

/** Toss's tries at an order, oldest first. */
export const triesOf = (orderId) => [...store.toss.values()].filter((it) => it.order_id === orderId);

/** The try that counts: the one that was paid, or else the latest. */
export function tossOf(orderId) {
  const tries = triesOf(orderId);
  const paid = tries.find((it) => ["WAITING_FOR_DEPOSIT", "DONE", "PARTIAL_CANCELED", "CANCELED"].includes(it.status));
  return paid ?? tries.at(-1) ?? null;
}
