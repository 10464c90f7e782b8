package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What a cancel asks for.
 *
 * @param amount won; null: all that is left
 * @param refundable the balance in won that must be found; null: any
 */
record Cancellation(
        String paymentKey,
        @Nullable Long amount,
        @Nullable Long refundable,
        long taxFree,
        String reason,
        @Nullable RefundAccount to) {
    static Cancellation in(String paymentKey, ObjectNode body) {
        String reason = Json.text(body, "cancelReason");
        if (reason.length() > 200) {
            throw TossError.invalid("cancelReason");
        }
        return new Cancellation(
                paymentKey,
                Json.wonOrNull(body, "cancelAmount"),
                Json.wonOrZeroOrNull(body, "refundableAmount"),
                Json.wonOrNone(body, "taxFreeAmount"),
                reason,
                RefundAccount.in(body));
    }

    Cancellation ofAnyBalance() {
        return new Cancellation(paymentKey, amount, null, taxFree, reason, to);
    }
}
