package kr.easyk.payments.model;

import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One refund of a payment: first wished for, then done or refused. One made in Toss's own dashboard appears here as done.
 *
 * @param cancellationId the Idempotency-Key of the call to Toss; a refund from the dashboard has its transaction key here
 * @param amount won; for a wish to refund all that is left, what was left when it was made
 * @param whole whether all that is left is to be refunded, whatever that is when Toss gets to it
 * @param transactionKey Toss's key of the refund, once it is done
 * @param account where the money goes; kept only until the refund has ended
 * @param fingerprint a digest of the request that made the wish, to tell a repeat from another request with the same key
 */
public record Cancellation(
        String cancellationId,
        long amount,
        boolean whole,
        String reason,
        Status status,
        @Nullable String transactionKey,
        Instant requestedAt,
        @Nullable Instant cancelledAt,
        @Nullable RefundAccount account,
        @Nullable Failure failure,
        String fingerprint) {

    /** Toss's clock and ours need not agree to the second. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    /** How far a refund has come. */
    public enum Status {
        /** Written down; Toss may or may not have been asked yet. */
        REQUESTED,
        /** The money is on its way back. */
        DONE,
        /** Refused for good; no money moved. */
        FAILED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException where no status has this name */
        public static Status ofWireName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    static Cancellation requested(RefundWish wish, long balance, Instant now) {
        Long amount = wish.amount();
        return new Cancellation(
                wish.id(),
                amount == null ? balance : amount,
                amount == null,
                wish.reason(),
                Status.REQUESTED,
                null,
                now,
                null,
                wish.account(),
                null,
                wish.fingerprint());
    }

    static Cancellation inDashboard(TossPayment.Cancel cancel) {
        return new Cancellation(
                cancel.transactionKey(),
                cancel.amount(),
                false,
                cancel.reason(),
                Status.DONE,
                cancel.transactionKey(),
                cancel.cancelledAt(),
                cancel.cancelledAt(),
                null,
                null,
                "");
    }

    public boolean isRequested() {
        return status == Status.REQUESTED;
    }

    boolean isFromDashboard() {
        return cancellationId.equals(transactionKey);
    }

    Cancellation done(TossPayment.Cancel cancel) {
        return new Cancellation(
                cancellationId,
                cancel.amount(),
                whole,
                reason,
                Status.DONE,
                cancel.transactionKey(),
                requestedAt,
                cancel.cancelledAt(),
                null,
                null,
                fingerprint);
    }

    Cancellation failed(Failure why) {
        return new Cancellation(
                cancellationId, amount, whole, reason, Status.FAILED, null, requestedAt, null, null, why, fingerprint);
    }

    /**
     * Whether a refund that Toss lists is the one wished for here. Toss keeps no reference to our Idempotency-Key in the list, so
     * amount, reason and time must do; only one wish is under way at a time.
     */
    boolean isGrantedBy(TossPayment.Cancel cancel) {
        return isRequested()
                && (whole || amount == cancel.amount())
                && essence(reason).equals(essence(cancel.reason()))
                && !cancel.cancelledAt().isBefore(requestedAt.minus(CLOCK_SKEW));
    }

    /** What is left of a reason however Toss trims it, composes its Hangul, or replaces signs that it cannot keep. */
    private static String essence(String reason) {
        return Normalizer.normalize(reason, Normalizer.Form.NFC).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
