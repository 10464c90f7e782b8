package kr.easyk.payments.sandbox.toss;

import java.util.Locale;

/**
 * The ways to fail. Those of the way to Toss and back leave Toss's own memory alone: after {@code BREAK_BEFORE} a repeat with
 * the same idempotency key is the first that arrives, after {@code BREAK_AFTER} it gets the answer that was lost. Those inside
 * Toss are its first answer, and a repeat gets the same one.
 */
enum FaultKind {
    /** Inside: a definite refusal with the fault's code. */
    REFUSE,
    /** Inside: 500, nothing done. */
    ERROR_500,
    /** Inside: done, then 500. */
    ERROR_500_AFTER,
    /** Inside: the call waits until the faults are cleared and is carried out then, whether or not anybody still listens. */
    STALL,
    /** On the way: never answered, nothing done. */
    HANG,
    /** On the way: done, never answered. */
    HANG_AFTER,
    /** On the way: the connection closes without an answer, nothing done. */
    BREAK_BEFORE,
    /** On the way: done, then the connection closes without an answer. */
    BREAK_AFTER,
    /** On the way: 200 with a page of HTML, nothing done. */
    GARBAGE,
    /** On the way: done, then 200 with a page of HTML. */
    GARBAGE_AFTER,
    /** On the way: 429, nothing done. */
    RATE_LIMIT;

    static FaultKind named(String name) {
        for (FaultKind kind : values()) {
            if (kind.name().equals(name.toUpperCase(Locale.ROOT))) {
                return kind;
            }
        }
        throw TossError.INVALID_REQUEST.refusal();
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
