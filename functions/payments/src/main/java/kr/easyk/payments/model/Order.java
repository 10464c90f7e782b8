package kr.easyk.payments.model;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is to be paid, for what and by whom: the part of a payment that never changes.
 *
 * @param name what Toss shows the payer; at most 100 characters
 * @param amount the price in won
 * @param currency always {@code KRW}
 */
public record Order(
        String paymentId,
        String consultationId,
        String userId,
        String name,
        long amount,
        String currency,
        Instant createdAt) {

    public static final String KRW = "KRW";

    private static final String PREFIX = "easyk_";
    private static final Pattern ID =
            Pattern.compile(PREFIX + "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");

    /** Toss takes at most 100 characters. */
    private static final int LONGEST_NAME = 100;

    public Order {
        if (amount <= 0) {
            throw new IllegalStateException("a payment needs an amount above nothing");
        }
    }

    /** An order of a consultation's price. */
    static Order of(UUID id, Consultation consultation, Instant now) {
        return new Order(
                id.toString(),
                consultation.consultationId(),
                consultation.userId(),
                Texts.cut(consultation.title(), LONGEST_NAME),
                consultation.amount(),
                KRW,
                now);
    }

    /** Toss's name for the order: made from the payment's id, so that whoever has the one can read the other by primary key. */
    public String orderId() {
        return PREFIX + paymentId;
    }

    /** The payment's id in an order id; empty where the order is none of ours. */
    public static Optional<String> paymentIdOf(String orderId) {
        Matcher matcher = ID.matcher(orderId);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
