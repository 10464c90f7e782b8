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
 * @param cashReceipt 소득공제 or 지출증빙; null: the payer wants none
 */
record Opening(
        Keys.@Nullable Pair pair,
        @Nullable ObjectNode metadata,
        @Nullable RefundAccount refundTo,
        @Nullable String cashReceipt) {
    static final Opening OF_NOTHING_MORE = new Opening(null, null, null, null);

    static Opening in(Keys.@Nullable Pair pair, JsonNode body) {
        JsonNode metadata = Json.objectOrNull(body, "metadata");
        String cashReceipt = Json.textOrNull(body, "cashReceipt");
        if (cashReceipt != null && !cashReceipt.matches("소득공제|지출증빙|미발행")) {
            throw TossError.invalid("cashReceipt");
        }
        return new Opening(
                pair,
                metadata == null ? null : metadata.deepCopy(),
                RefundAccount.ofPayer(body),
                cashReceipt == null || cashReceipt.equals("미발행") ? null : cashReceipt);
    }
}
