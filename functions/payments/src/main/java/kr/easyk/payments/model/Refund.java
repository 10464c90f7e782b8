package kr.easyk.payments.model;

import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One refund of a payment: wished for and then made or refused, or made in Toss's own dashboard.
 *
 * @param id names the wish; a refund from the dashboard has its transaction key here
 * @param amount won; for a wish to refund all that is left, what was left when Toss was asked last
 * @param reason at most 200 characters
 * @param requestedAt when somebody wished for it; for one from the dashboard, when it was made
 * @param refundedAt when Toss made it
 * @param transactionKey Toss's name of the refund, once Toss has begun it
 * @param wish what was wished for, and how Toss was asked; null for a refund from the dashboard
 */
public record Refund(
        String id,
        long amount,
        String reason,
        Status status,
        Instant requestedAt,
        @Nullable Instant refundedAt,
        @Nullable String transactionKey,
        @Nullable Failure failure,
        @Nullable Wish wish,
        Carried carried) {

    /** Toss's clock and ours need not agree to the second. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private static final int LONGEST_REASON = 200;

    /** How far a refund has come. */
    public enum Status {
        /** Written down; Toss may or may not have been asked yet. */
        REQUESTED,
        /** Toss has begun it and not ended it: overseas easy payments. The money is no longer ours to refund otherwise. */
        IN_PROGRESS,
        /** The money is on its way back. */
        DONE,
        /** Refused for good; no money moved. */
        FAILED,
        /** One that a newer version of this code has written. */
        UNRECOGNISED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Status ofWireName(String name) {
            return switch (name) {
                case "requested" -> REQUESTED;
                case "in_progress" -> IN_PROGRESS;
                case "done" -> DONE;
                case "failed" -> FAILED;
                default -> UNRECOGNISED;
            };
        }
    }

    /**
     * What only a refund that was wished for here has.
     *
     * @param whole whether all that is left is to be refunded
     * @param account where the money goes; kept only until the refund has ended
     * @param fingerprint a digest of the request, to tell a repeat from another request with the same key
     * @param attempt how Toss is asked, or was asked last
     */
    public record Wish(boolean whole, @Nullable RefundAccount account, String fingerprint, Attempt attempt) {
        Wish with(Attempt other) {
            return new Wish(whole, account, fingerprint, other);
        }

        Wish ended() {
            return new Wish(whole, null, fingerprint, attempt);
        }
    }

    public Refund {
        reason = Texts.cut(reason, LONGEST_REASON);
        require(amount > 0 || status == Status.UNRECOGNISED, "an amount");
        require(
                status != Status.REQUESTED || (wish != null && transactionKey == null),
                "a wish that Toss has not begun");
        require(status != Status.IN_PROGRESS || transactionKey != null, "Toss's name for it, once Toss has begun it");
        require(
                status != Status.DONE || (transactionKey != null && refundedAt != null),
                "Toss's name and time, once made");
        require(status != Status.FAILED || failure != null, "a reason why it was refused");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("a refund needs " + what);
        }
    }

    static Refund wished(RefundWish wish, long left, Attempt attempt) {
        Long amount = wish.amount();
        return new Refund(
                wish.id(),
                amount == null ? left : amount,
                wish.reason(),
                Status.REQUESTED,
                attempt.since(),
                null,
                null,
                null,
                new Wish(amount == null, wish.account(), wish.fingerprint(), attempt),
                Carried.NOTHING);
    }

    /** One that nobody wished for here. */
    static Refund unwished(TossPayment.Cancel cancel, Instant now) {
        Instant at = cancel.cancelledAt() == null ? now : cancel.cancelledAt();
        return new Refund(
                        cancel.transactionKey(),
                        cancel.amount(),
                        cancel.reason(),
                        Status.IN_PROGRESS,
                        at,
                        null,
                        cancel.transactionKey(),
                        null,
                        null,
                        Carried.NOTHING)
                .shown(cancel, now);
    }

    /** The name of the status in records and answers, whether or not this version knows it. */
    public String statusName() {
        String carriedName = status == Status.UNRECOGNISED ? carried.text("status") : null;
        return carriedName != null ? carriedName : status.wireName();
    }

    /** Whether a wish made here has not ended: Toss may be dealing with it. */
    public boolean isUnderWay() {
        return wish != null && (status == Status.REQUESTED || status == Status.IN_PROGRESS);
    }

    /** Whether Toss has not yet said that it made this wish's refund, or began to. */
    public boolean isAwaited() {
        return status == Status.REQUESTED;
    }

    /** Whether the money is no longer ours to refund: given back, or on its way. */
    boolean holdsMoney() {
        return status == Status.DONE || status == Status.IN_PROGRESS;
    }

    /** Whether Toss never began it. */
    boolean isRefused() {
        return status == Status.FAILED && transactionKey == null;
    }

    /** The refund as Toss shows it: what has ended stays as it ended. */
    Refund shown(TossPayment.Cancel cancel, Instant now) {
        if (status != Status.REQUESTED && status != Status.IN_PROGRESS) {
            return this;
        }
        return switch (cancel.status()) {
            case DONE -> made(cancel, now);
            case ABORTED -> refused(Failure.REFUND_ABORTED, cancel.transactionKey());
            case IN_PROGRESS -> begun(cancel);
        };
    }

    private Refund made(TossPayment.Cancel cancel, Instant now) {
        Instant at = cancel.cancelledAt() == null ? now : cancel.cancelledAt();
        return new Refund(
                id,
                cancel.amount(),
                reason,
                Status.DONE,
                requestedAt,
                at,
                cancel.transactionKey(),
                null,
                wish == null ? null : wish.ended(),
                carried);
    }

    private Refund begun(TossPayment.Cancel cancel) {
        return new Refund(
                id,
                cancel.amount(),
                reason,
                Status.IN_PROGRESS,
                requestedAt,
                null,
                cancel.transactionKey(),
                null,
                wish,
                carried);
    }

    Refund refused(Failure why) {
        return refused(why, null);
    }

    private Refund refused(Failure why, @Nullable String key) {
        return new Refund(
                id,
                amount,
                reason,
                Status.FAILED,
                requestedAt,
                null,
                key,
                why,
                wish == null ? null : wish.ended(),
                carried);
    }

    /** Asked for in this way. All that is left is another amount on another balance. */
    Refund withAttempt(Attempt attempt) {
        if (wish == null) {
            throw new IllegalStateException("nobody here asked for refund " + id);
        }
        long next = wish.whole() && attempt.balance() > 0 ? attempt.balance() : amount;
        return new Refund(
                id,
                next,
                reason,
                status,
                requestedAt,
                refundedAt,
                transactionKey,
                failure,
                wish.with(attempt),
                carried);
    }

    /** Whether it is a wish for all that is left. */
    boolean isForAll() {
        return wish != null && wish.whole();
    }

    /**
     * Whether this, which nobody is known to have wished for, may be the wish's: for the same reason, and not from before. Toss keeps
     * no reference to our Idempotency-Key in its list. Only where repeating the call cannot tell any more.
     */
    boolean isLike(Refund wished) {
        return wish == null
                && holdsMoney()
                && !requestedAt.isBefore(wished.requestedAt.minus(CLOCK_SKEW))
                && haveSameEssence(reason, wished.reason);
    }

    /** This, which Toss made, under the name of the wish it turned out to be. */
    Refund as(Refund wished) {
        return new Refund(
                wished.id,
                amount,
                wished.reason,
                status,
                wished.requestedAt,
                refundedAt,
                transactionKey,
                failure,
                wished.wish == null ? null : wished.wish.ended(),
                wished.carried);
    }

    /** What is left of a reason however Toss trims it, composes its Hangul, or replaces signs that it cannot keep. */
    private static boolean haveSameEssence(String one, String other) {
        String essence = essence(one);
        return essence.isEmpty() ? one.strip().equals(other.strip()) : essence.equals(essence(other));
    }

    private static String essence(String reason) {
        return Normalizer.normalize(reason, Normalizer.Form.NFC).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
