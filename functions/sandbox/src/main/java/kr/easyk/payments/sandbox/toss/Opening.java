package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * What a merchant's page has said beside the order when it opened the payment window.
 *
 * @param pair whose the browser's key was; null: there was none, and either secret key confirms
 * @param metadata the merchant's own, handed back as it is
 * @param refundTo where the payer of a virtual account wants money back
 * @param cashReceipt {@link Word#INCOME_DEDUCTION} or {@link Word#PROOF_OF_EXPENSE}; null: the payer wants none
 * @param depositBy until when a virtual account takes a deposit; null: for as long as usual
 * @param provider whose the wallet from overseas is, by Toss's code; null: it was not said
 */
record Opening(
        Keys.@Nullable Pair pair,
        @Nullable ObjectNode metadata,
        @Nullable RefundAccount refundTo,
        @Nullable Word cashReceipt,
        @Nullable Instant depositBy,
        @Nullable String provider) {
    static final Opening OF_NOTHING_MORE = new Opening(null, null, null, null, null, null);

    /** Of {@code validHours} and {@code dueDate}: the types of the SDK say 2160 hours. */
    private static final Duration LONGEST_FOR_DEPOSIT = Duration.ofDays(90);

    /** @param now when the payer has asked for the payment */
    static Opening in(Keys.@Nullable Pair pair, JsonNode body, Instant now) {
        JsonNode metadata = Json.objectOrNull(body, "metadata");
        String provider = Json.textOrNull(body, "provider");
        if (provider != null && !provider.matches("[A-Z_]{2,20}")) {
            throw TossError.invalid("provider");
        }
        return new Opening(
                pair,
                metadata == null ? null : metadata.deepCopy(),
                RefundAccount.ofPayer(body),
                cashReceipt(Json.textOrNull(body, "cashReceipt")),
                depositBy(body, now),
                provider);
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

    private static @Nullable Instant depositBy(JsonNode body, Instant now) {
        Long hours = Json.countOrNull(body, "validHours");
        String dueDate = Json.textOrNull(body, "dueDate");
        if (hours != null) {
            if (hours > LONGEST_FOR_DEPOSIT.toHours()) {
                throw TossError.EXCEED_MAX_VALID_HOURS.refusal();
            }
            return now.plus(Duration.ofHours(hours));
        }
        return dueDate == null ? null : depositBy(dueDate, now);
    }

    private static Instant depositBy(String dueDate, Instant now) {
        Instant due;
        try {
            due = LocalDateTime.parse(dueDate).toInstant(PaymentJson.KOREA);
        } catch (DateTimeParseException notATime) {
            throw TossError.invalid("dueDate");
        }
        if (!due.isAfter(now)) {
            throw TossError.INVALID_DATE.refusal();
        }
        if (due.isAfter(now.plus(LONGEST_FOR_DEPOSIT))) {
            throw TossError.EXCEED_MAX_DUE_DATE.refusal();
        }
        return due;
    }

    /** PayPal takes dollars and nothing else, everything else takes won. */
    Currency currency() {
        return "PAYPAL".equals(provider) ? Currency.USD : Currency.KRW;
    }
}
