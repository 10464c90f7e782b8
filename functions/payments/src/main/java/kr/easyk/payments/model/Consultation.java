package kr.easyk.payments.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is paid for. The platform writes it; here it gives the price and the owner, and receives the outcome.
 *
 * @param amount the price in won
 * @param paymentId the active payment; null while there is none
 */
public record Consultation(
        String consultationId,
        String userId,
        String title,
        long amount,
        PaymentStatus paymentStatus,
        @Nullable String paymentId) {

    /** Toss's minimum: 100 won by card (200 by account, which Toss itself checks). */
    private static final long MINIMUM_AMOUNT = 100;

    /** What a consultation shows of its payment. */
    public enum PaymentStatus {
        PENDING,
        PAID,
        PARTIALLY_REFUNDED,
        REFUNDED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException where no status has this name */
        public static PaymentStatus ofWireName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    public boolean belongsTo(Caller caller) {
        return userId.equals(caller.userId());
    }

    /** A refunded consultation is not paid again: the payer books another one. */
    public boolean isUnpaid() {
        return paymentStatus == PaymentStatus.PENDING;
    }

    public boolean hasPayablePrice() {
        return amount >= MINIMUM_AMOUNT;
    }
}
