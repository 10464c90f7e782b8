package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a confirm asks for. */
record Confirmation(String paymentKey, String orderId, long amount) {
    static Confirmation in(ObjectNode body) {
        Confirmation asked =
                new Confirmation(Json.text(body, "paymentKey"), Json.text(body, "orderId"), Json.won(body, "amount"));
        if (asked.paymentKey.length() > 200 || !Authentication.isOrderId(asked.orderId)) {
            throw TossError.INVALID_REQUEST.refusal();
        }
        return asked;
    }
}
