package kr.easyk.payments.sandbox.toss;

import java.util.Locale;

/**
 * The ways to fail. Those of the way to Toss and back leave Toss's own memory alone: after {@code BREAK_BEFORE} a repeat with
 * the same idempotency key is the first that arrives, after {@code BREAK_AFTER} it gets the answer that was lost. Those inside
 * Toss are its first answer, and a repeat gets the same one.
 *
 * <p>The late ones are carried out when they are released, or after the fault's {@code after}: Toss has got the request, and is
 * slow. Until then a repeat with the same idempotency key is told that the first is still running.
 */
enum FaultKind {
    /** Inside: a definite refusal with the fault's code. */
    REFUSE,
    /** Inside: 500, nothing done. */
    ERROR_500,
    /** Inside: done, then 500. */
    ERROR_500_AFTER,
    /** Inside: 500, and carried out later. */
    ERROR_500_LATE,
    /** Inside: 500; a payment to be confirmed has come to its end, ABORTED, and nothing was charged. */
    ERROR_500_ABORTED,
    /** Inside: carried out later; answered then, if anybody still listens. */
    STALL,
    /** On the way: never answered, nothing done. */
    HANG,
    /** On the way: done, never answered. */
    HANG_AFTER,
    /** On the way: never answered, carried out later. */
    HANG_LATE,
    /** On the way: the connection closes without an answer, nothing done. */
    BREAK_BEFORE,
    /** On the way: done, then the connection closes without an answer. */
    BREAK_AFTER,
    /** On the way: the connection closes without an answer, carried out later. */
    BREAK_LATE,
    /**
     * On the way: the connection closes without an answer, and Toss gets the request later. Until then it knows nothing of it: a
     * repeat with the same idempotency key is the first, and the late one the repeat.
     */
    ARRIVES_LATE,
    /** On the way: 200 with a page of HTML, nothing done. */
    GARBAGE,
    /** On the way: done, then 200 with a page of HTML. */
    GARBAGE_AFTER,
    /** On the way: 200 with a page of HTML, carried out later. */
    GARBAGE_LATE,
    /** On the way: 429, nothing done. */
    RATE_LIMIT;

    static FaultKind named(String name) {
        return Json.named(FaultKind.class, name);
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
