package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What a confirm asks for. */
record Confirmation(String paymentKey, String orderId, BigDecimal amount) {
    /** @param ofPath the key as old clients send it; null: it stands in the body */
    static Confirmation in(ObjectNode body, @Nullable String ofPath) {
        String paymentKey = ofPath == null ? Json.text(body, "paymentKey") : ofPath;
        Confirmation asked = new Confirmation(paymentKey, Json.text(body, "orderId"), Json.amount(body, "amount"));
        if (asked.paymentKey.length() > 200) {
            throw TossError.invalid("paymentKey");
        }
        if (!Authentication.isOrderId(asked.orderId)) {
            throw TossError.invalid("orderId");
        }
        return asked;
    }
}
