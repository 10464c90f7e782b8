package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What a merchant's page has said beside the order when it opened the payment window.
 *
 * @param pair whose the browser's key was; null: there was none, and either secret key confirms
 * @param metadata the merchant's own, handed back as it is
 * @param refundTo where the payer of a virtual account wants money back
 * @param cashReceipt {@link Word#INCOME_DEDUCTION} or {@link Word#PROOF_OF_EXPENSE}; null: the payer wants none
 */
record Opening(
        Keys.@Nullable Pair pair,
        @Nullable ObjectNode metadata,
        @Nullable RefundAccount refundTo,
        @Nullable Word cashReceipt) {
    static final Opening OF_NOTHING_MORE = new Opening(null, null, null, null);

    static Opening in(Keys.@Nullable Pair pair, JsonNode body) {
        JsonNode metadata = Json.objectOrNull(body, "metadata");
        return new Opening(
                pair,
                metadata == null ? null : metadata.deepCopy(),
                RefundAccount.ofPayer(body),
                cashReceipt(Json.textOrNull(body, "cashReceipt")));
    }

    private static @Nullable Word cashReceipt(@Nullable String type) {
        if (type == null) {
            return null;
        }
        return switch (type) {
            case "소득공제" -> Word.INCOME_DEDUCTION;
            case "지출증빙" -> Word.PROOF_OF_EXPENSE;
            case "미발행" -> null;
            default -> throw TossError.invalid("cashReceipt");
        };
    }
}
