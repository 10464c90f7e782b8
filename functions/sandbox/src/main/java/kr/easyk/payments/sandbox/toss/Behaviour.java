package kr.easyk.payments.sandbox.toss;

/**
 * What Toss does where nobody has measured it, where integrators differ, and where a client must be right even if Toss does not
 * keep its word. Every client must live with either way.
 *
 * @param ignoresRefundableAmount a cancel's {@code refundableAmount} is not compared with the balance
 * @param forgetsServerErrors an answer of 500 or more is not kept under its Idempotency-Key: a repeat is the first again
 * @param deniesOtherOrdersSession a confirm with another order's payment key is answered {@code NOT_FOUND_PAYMENT_SESSION}
 *     and not {@code INVALID_REQUEST}
 * @param hidesSettlements the list of settlements is a 200 without a body, as with Toss's own test keys (measured)
 * @param hidesSettlements the list of settlements is 200 without a body, as with Toss's own test keys
 * @param orderLookup which payment a look-up by order shows
 * @param depositCallback the shape of that webhook
 */
public record Behaviour(
        boolean ignoresRefundableAmount,
        boolean forgetsServerErrors,
        boolean deniesOtherOrdersSession,
        boolean hidesSettlements,
        OrderLookup orderLookup,
        DepositCallback depositCallback) {

    /** Of an order that was authenticated several times. */
    public enum OrderLookup {
        /** The one that was paid, or else the latest. */
        PAID_OR_LATEST,
        LATEST,
        FIRST
    }

    public enum DepositCallback {
        /** As documented: no eventType. */
        FLAT,
        WITH_EVENT_TYPE,
        WRAPPED_IN_DATA
    }

    /** As documented or measured. */
    public static final Behaviour USUAL =
            new Behaviour(false, false, false, false, OrderLookup.PAID_OR_LATEST, DepositCallback.FLAT);

    public Behaviour ignoringRefundableAmount() {
        return new Behaviour(
                true, forgetsServerErrors, deniesOtherOrdersSession, hidesSettlements, orderLookup, depositCallback);
    }

    public Behaviour forgettingServerErrors() {
        return new Behaviour(
                ignoresRefundableAmount,
                true,
                deniesOtherOrdersSession,
                hidesSettlements,
                orderLookup,
                depositCallback);
    }

    public Behaviour denyingOtherOrdersSession() {
        return new Behaviour(
                ignoresRefundableAmount, forgetsServerErrors, true, hidesSettlements, orderLookup, depositCallback);
    }

    public Behaviour hidingSettlements() {
        return new Behaviour(
                ignoresRefundableAmount,
                forgetsServerErrors,
                deniesOtherOrdersSession,
                true,
                orderLookup,
                depositCallback);
    }

    public Behaviour with(OrderLookup other) {
        return new Behaviour(
                ignoresRefundableAmount,
                forgetsServerErrors,
                deniesOtherOrdersSession,
                hidesSettlements,
                other,
                depositCallback);
    }

    public Behaviour with(DepositCallback other) {
        return new Behaviour(
                ignoresRefundableAmount,
                forgetsServerErrors,
                deniesOtherOrdersSession,
                hidesSettlements,
                orderLookup,
                other);
    }
}
