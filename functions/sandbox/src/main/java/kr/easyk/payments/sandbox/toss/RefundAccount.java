package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Where the money of a paid virtual account goes back to: Toss has no card to give it back to. */
record RefundAccount(String bankCode, String accountNumber, String holderName) {
    static @Nullable RefundAccount in(JsonNode cancel) {
        JsonNode node = Json.objectOrNull(cancel, "refundReceiveAccount");
        if (node == null) {
            return null;
        }
        String bank = Json.textOrNull(node, "bank");
        String number = Json.textOrNull(node, "accountNumber");
        String holder = Json.textOrNull(node, "holderName");
        if (bank == null || number == null || holder == null || holder.isBlank()) {
            throw TossError.INVALID_REFUND_ACCOUNT_INFO.refusal();
        }
        if (holder.length() > 60) {
            throw TossError.INVALID_REQUEST.refusal();
        }
        if (!number.matches("[0-9]{1,20}")) {
            throw TossError.INVALID_REFUND_ACCOUNT_NUMBER.refusal();
        }
        return new RefundAccount(Banks.codeOf(bank).orElseThrow(TossError.INVALID_BANK::refusal), number, holder);
    }
}
