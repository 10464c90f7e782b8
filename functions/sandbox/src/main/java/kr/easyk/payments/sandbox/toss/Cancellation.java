package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a cancel asks for.
 *
 * @param amount null: all that is left
 * @param refundable the balance that must be found; null: any
 */
record Cancellation(
        String paymentKey,
        @Nullable BigDecimal amount,
        @Nullable BigDecimal refundable,
        BigDecimal taxFree,
        String reason,
        @Nullable RefundAccount to) {
    static Cancellation in(String paymentKey, ObjectNode body) {
        String reason = Json.text(body, "cancelReason");
        if (reason.length() > 200) {
            throw TossError.invalid("cancelReason");
        }
        return new Cancellation(
                paymentKey,
                Json.amountOrNull(body, "cancelAmount"),
                Json.amountOrZeroOrNull(body, "refundableAmount"),
                Objects.requireNonNullElse(Json.amountOrZeroOrNull(body, "taxFreeAmount"), BigDecimal.ZERO),
                reason,
                RefundAccount.in(body));
    }

    Cancellation ofAnyBalance() {
        return new Cancellation(paymentKey, amount, null, taxFree, reason, to);
    }
}
