package kr.easyk.payments.sandbox.explore;

import java.util.Set;
import kr.easyk.payments.model.Caller;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What a caller was told at the end of a request.
 *
 * @param request ready, approve, cancel, webhook or reconcile
 * @param about the payment's id, or, for ready, the consultation's
 * @param caller who asked; null where nobody with a name did
 * @param paymentKey what was brought to approve; null for other requests
 * @param payment as it was told; null where it was not
 * @param reason why it was refused; null where it was not
 * @param isDone whether a refund was said to be done
 * @param refundsAsked the Idempotency-Keys under which the request asked Toss for refunds
 * @param words all of it, as far as a caller can tell it from another answer
 */
record Told(
        String by,
        String request,
        String about,
        @Nullable Caller caller,
        @Nullable String paymentKey,
        @Nullable Payment payment,
        Refusal.@Nullable Reason reason,
        boolean isDone,
        Set<String> refundsAsked,
        String words) {}
