package kr.easyk.payments.model;

import org.jspecify.annotations.Nullable;

/** What was learnt from Toss about a payment: everything {@link Payment#settle} decides from. */
public sealed interface TossSays {
    /**
     * Toss showed the payment.
     *
     * @param answeredRefund the cancellation whose call this is the answer to; null for any other answer
     */
    record Shown(TossPayment payment, @Nullable String answeredRefund) implements TossSays {
        public Shown(TossPayment payment) {
            this(payment, null);
        }
    }

    /** The confirm was declined for good; nothing was charged. */
    record Declined(Failure failure) implements TossSays {}

    /** The confirm found no session to confirm, and the look-up after it no charge either: nothing was or will be charged. */
    record SessionOver() implements TossSays {}

    /** A look-up found nothing. Until the payment window is over that may only mean "not yet". */
    record NotFound() implements TossSays {}

    /** This refund was refused for good; no money moved. */
    record RefundRefused(String cancellationId, Failure failure) implements TossSays {}
}
