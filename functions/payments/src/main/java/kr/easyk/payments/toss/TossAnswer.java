package kr.easyk.payments.toss;

import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.TossPayment;
import org.jspecify.annotations.Nullable;

/** How a call to Toss came out, in the terms that matter for the money. */
public sealed interface TossAnswer {
    /** Toss's error; null where Toss did what was asked, or gave no readable answer. */
    @Nullable
    Failure failure();

    /** Toss did it, or showed it: paid, waiting for a deposit, refunded, or not yet any of these. The payment says which. */
    record Found(TossPayment payment) implements TossAnswer {
        @Override
        public @Nullable Failure failure() {
            return null;
        }
    }

    /** Refused for good, nothing was charged; the payer can act on it. */
    record Declined(Failure failure) implements TossAnswer {}

    /** A refund refused for good; no money moved. */
    record RefundRefused(Failure failure) implements TossAnswer {}

    /** There is no such payment at Toss, or no session any more in which it could be confirmed. */
    record Gone(Failure failure) implements TossAnswer {}

    /**
     * This call did nothing: what was asked for, or something else that stands in its way, has been done before. A look-up shows what.
     */
    record Overtaken(Failure failure) implements TossAnswer {}

    /**
     * It may have been done or not. Only a look-up, or a repeat with the same Idempotency-Key, can tell.
     *
     * @param why for operators: a code of Toss's or what broke
     * @param failure Toss's error; null where there was no readable answer
     */
    record Unknown(String why, @Nullable Failure failure) implements TossAnswer {}

    /**
     * Refused as a request: nothing was done, and repeating it changes nothing. Ours to fix, as our contract or the request itself;
     * or, at a confirm, a payment key that the payer has brought and that is another payment's.
     */
    record RequestRefused(Failure failure) implements TossAnswer {}

    /** Refused because of our API key, or not asked because there is none: nothing was done. Ours to fix. */
    record KeyRefused(@Nullable Failure failure) implements TossAnswer {}

    /**
     * Not asked: it has to go out under the API key that was written down for it, and that is not the one to use now. What was asked
     * under it before, only a look-up can tell.
     */
    record OtherKey() implements TossAnswer {
        @Override
        public @Nullable Failure failure() {
            return null;
        }
    }
}
