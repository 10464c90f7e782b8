package kr.easyk.payments.sandbox.toss;

/** Toss's states of a payment. */
enum Status {
    READY,
    IN_PROGRESS,
    WAITING_FOR_DEPOSIT,
    DONE,
    PARTIAL_CANCELED,
    CANCELED,
    ABORTED,
    EXPIRED
}
