package kr.easyk.payments.sandbox.promises;

import kr.easyk.payments.sandbox.toss.Account;

/** A payment on its way: what the payer's browser holds once Toss has sent it back. */
record Checkout(Payer payer, String paymentId, String consultationId, String orderId, String paymentKey, long amount) {
    Reply approve() {
        return payer.approve(paymentKey, orderId, amount);
    }

    Reply lookup() {
        return payer.lookup(paymentId);
    }

    String status() {
        return lookup().is(200).text("status");
    }

    /** What really happened to the payer's money. */
    Account atToss() {
        return payer.world().toss().account(paymentKey);
    }

    String consultationStatus() {
        return payer.world().paymentStatusOf(consultationId);
    }
}
