package kr.easyk.payments.model;

/** What a payment makes of what Toss says: the outcome of {@link Payment#settle}. */
public sealed interface Verdict {
    /** The payment as it is now; the very same object where nothing changed. */
    record Accepted(Payment payment) implements Verdict {}

    /**
     * The payment key that a payer brought is not this payment's: what Toss shows under it is another order's or of another amount,
     * and holds no money of this order. The claim is given up, and the payment can be paid again.
     *
     * @param payment pending again, without the key
     * @param reason PAYMENT_KEY_MISMATCH or AMOUNT_MISMATCH
     */
    record Released(Payment payment, Refusal.Reason reason) implements Verdict {}

    /**
     * Toss's answer contradicts the record, and money may be in it: it must not change anything, and somebody has to look.
     *
     * @param payment as it was
     * @param what the part that does not fit, such as {@code totalAmount}
     */
    record Mismatch(Payment payment, String what) implements Verdict {}

    Payment payment();
}
