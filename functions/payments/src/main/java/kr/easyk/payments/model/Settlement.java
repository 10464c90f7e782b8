package kr.easyk.payments.model;

/** What {@link Payment#settle} comes to. */
public sealed interface Settlement {
    /** The payment as it is now; the very same object where nothing changed. */
    record Settled(Payment payment) implements Settlement {}

    /**
     * Toss's answer is not about this payment, or contradicts it: it must not change anything.
     *
     * @param what the part that does not fit, such as {@code amount}
     */
    record Mismatch(String what) implements Settlement {}
}
