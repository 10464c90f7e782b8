package kr.easyk.payments.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is paid for. The platform writes it; here it gives the price and the owner, and receives the outcome.
 *
 * @param amount the price in won
 * @param paymentId the active payment; null while there is none
 * @param chargedPaymentId another payment that was charged for it although it was no longer the active one, such as by a deposit that
 *     came late; null where there is none
 */
public record Consultation(
        String consultationId,
        String userId,
        String title,
        long amount,
        PaymentStatus paymentStatus,
        @Nullable String paymentId,
        @Nullable String chargedPaymentId) {

    /** Toss's minimum: 100 won by card (200 by account, which Toss itself checks). */
    private static final long MINIMUM_AMOUNT = 100;

    /** What a consultation shows of its payment. */
    public enum PaymentStatus {
        PENDING,
        PAID,
        PARTIALLY_REFUNDED,
        REFUNDED,
        /** Called off by the platform: it must not be paid any more, and nothing is written over it. */
        WITHDRAWN;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * To the letter, as the conditions of our writes take it.
         *
         * @throws IllegalArgumentException where no status has this name
         */
        public static PaymentStatus ofWireName(String name) {
            for (PaymentStatus status : values()) {
                if (status.wireName().equals(name)) {
                    return status;
                }
            }
            throw new IllegalArgumentException("no status is called " + name);
        }
    }

    public boolean belongsTo(Caller caller) {
        return userId.equals(caller.userId());
    }

    /** A refunded consultation is not paid again: the payer books another one. */
    public boolean isUnpaid() {
        return paymentStatus == PaymentStatus.PENDING && chargedPaymentId == null;
    }

    public boolean isWithdrawn() {
        return paymentStatus == PaymentStatus.WITHDRAWN;
    }

    public boolean hasPayablePrice() {
        return amount >= MINIMUM_AMOUNT;
    }
}
