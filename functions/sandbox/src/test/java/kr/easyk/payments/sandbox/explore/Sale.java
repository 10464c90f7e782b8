package kr.easyk.payments.sandbox.explore;

import kr.easyk.payments.model.Payment;

/**
 * A payment that a scenario begins with.
 *
 * @param amount won
 * @param paymentKey what the payer has authenticated it under at Toss
 */
record Sale(String consultationId, String userId, String paymentId, String orderId, long amount, String paymentKey) {
    /** Of a payment that was made ready, and not authenticated. */
    static Sale of(Payment ready) {
        return new Sale(
                ready.order().consultationId(),
                ready.order().userId(),
                ready.paymentId(),
                ready.order().orderId(),
                ready.amount(),
                "");
    }

    /** Authenticated, or authenticated anew. */
    Sale under(String key) {
        return new Sale(consultationId, userId, paymentId, orderId, amount, key);
    }
}
