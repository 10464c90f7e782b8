package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Where the money of a paid virtual account goes back to: Toss has no card to give it back to. */
record RefundAccount(String bankCode, String accountNumber, String holderName) {
    static @Nullable RefundAccount in(JsonNode cancel) {
        return read(cancel, "bank");
    }

    /** As the payer's page gives it, which names the bank otherwise. */
    static @Nullable RefundAccount ofPayer(JsonNode window) {
        return read(window, "bankCode");
    }

    private static @Nullable RefundAccount read(JsonNode body, String bankField) {
        JsonNode node = Json.objectOrNull(body, "refundReceiveAccount");
        if (node == null) {
            return null;
        }
        String bank = Json.textOrNull(node, bankField);
        String number = Json.textOrNull(node, "accountNumber");
        String holder = Json.textOrNull(node, "holderName");
        if (bank == null || number == null || holder == null || holder.isBlank()) {
            throw TossError.INVALID_REFUND_ACCOUNT_INFO.refusal();
        }
        if (holder.length() > 60) {
            throw TossError.invalid("holderName");
        }
        if (!number.matches("[0-9]{1,20}")) {
            throw TossError.INVALID_REFUND_ACCOUNT_NUMBER.refusal();
        }
        return new RefundAccount(Banks.codeOf(bank).orElseThrow(TossError.INVALID_BANK::refusal), number, holder);
    }
}
