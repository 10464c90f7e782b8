package kr.easyk.payments.model;

import java.time.Instant;

/**
 * What was learnt from Toss about a payment: everything {@link Payment#settle} decides from.
 *
 * <p>A {@code keyDigest} names the API key that Toss was asked with. Toss knows payments and repeats by API key: under another one it
 * may know nothing of what was done under the first.
 */
public sealed interface TossSays {
    /** Whether it stays true whatever happens later, so that it can be told to a record that somebody else has written meanwhile. */
    boolean isTimeless();

    /**
     * What there is to tell a record that somebody else has written meanwhile, where the payment was looked up once more: the newer
     * answer, but what only this one knew, such as that a refund was refused, goes with it.
     */
    default TossSays lookedUpAgain(TossSays newer) {
        return newer;
    }

    /** Whether Toss shows that it took money, or waits for it. */
    default boolean tellsOfMoney() {
        return this instanceof Shown shown
                && (shown.payment().wasCharged() || shown.payment().status() == TossPayment.Status.WAITING_FOR_DEPOSIT);
    }

    /** Toss showed the payment, in answer to a look-up or a confirm. */
    record Shown(TossPayment payment, String keyDigest) implements TossSays {
        @Override
        public boolean isTimeless() {
            return false;
        }
    }

    /** The confirm with this payment key was declined for good; nothing was charged. */
    record Declined(String paymentKey, Failure failure) implements TossSays {
        @Override
        public boolean isTimeless() {
            return true;
        }
    }

    /** The confirm with this payment key found no session to confirm, and the look-up after it no payment: nothing was charged. */
    record SessionOver(String paymentKey) implements TossSays {
        @Override
        public boolean isTimeless() {
            return true;
        }
    }

    /** The confirm with this payment key was refused as a request, and there is no such payment: the key is nobody's. */
    record UnknownKey(String paymentKey) implements TossSays {
        @Override
        public boolean isTimeless() {
            return true;
        }
    }

    /** The confirm with this payment key was not sent, or only with an API key that Toss refused: nothing was done. */
    record NeverSent(String paymentKey) implements TossSays {
        @Override
        public boolean isTimeless() {
            return true;
        }
    }

    /** A look-up found nothing. That alone proves nothing about a confirm that may have been carried out. */
    record NotFound(String keyDigest) implements TossSays {
        @Override
        public boolean isTimeless() {
            return false;
        }
    }

    /**
     * A look-up found nothing, and a complete list of Toss's transactions holds none of this order's.
     *
     * @param until the end of the list, which was fetched afterwards
     */
    record NotListed(String keyDigest, Instant until) implements TossSays {
        @Override
        public boolean isTimeless() {
            return false;
        }
    }

    /** Toss made this refund: its answer to the call for it, first or repeated. Its latest transaction is the refund. */
    record RefundMade(String refundId, TossPayment payment) implements TossSays {
        @Override
        public boolean isTimeless() {
            return true;
        }
    }

    /** Toss refused this attempt at a refund for good; no money moved. */
    record RefundRefused(String refundId, int attempt, Failure failure) implements TossSays {
        @Override
        public boolean isTimeless() {
            return true;
        }
    }

    /**
     * Toss refused this attempt at a refund for good when it was sent once more, and then showed the payment. The refund can have been
     * made the first time: nobody has measured whether Toss keeps an answer of 500 under the Idempotency-Key.
     */
    record RepeatRefused(String refundId, int attempt, Failure failure, TossPayment payment) implements TossSays {
        @Override
        public TossSays lookedUpAgain(TossSays newer) {
            return newer instanceof Shown shown
                    ? new RepeatRefused(refundId, attempt, failure, shown.payment())
                    : newer;
        }

        @Override
        public boolean isTimeless() {
            return false;
        }
    }

    /**
     * Toss refused this attempt at a refund because it has refunded something else meanwhile, and then showed the payment.
     *
     * @param mayBeItsOwn whether Toss may have answered an earlier call of it with an error: then the refund that overtook it can be
     *     its own, of which Toss did not keep the answer
     * @param failure what the attempt was refused with
     */
    record RefundOvertaken(
            String refundId, int attempt, boolean mayBeItsOwn, Failure failure, TossPayment payment, String keyDigest)
            implements TossSays {
        @Override
        public TossSays lookedUpAgain(TossSays newer) {
            return newer instanceof Shown shown
                    ? new RefundOvertaken(refundId, attempt, mayBeItsOwn, failure, shown.payment(), shown.keyDigest())
                    : newer;
        }

        @Override
        public boolean isTimeless() {
            return false;
        }
    }
}
