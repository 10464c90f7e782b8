package kr.easyk.payments.model;

import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be granted, with the reason that the caller is told. Nothing was changed for it, or nothing more than can
 * be safely repeated.
 */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The reasons; each is a code of the API. */
    public enum Reason {
        INVALID_REQUEST,
        UNAUTHENTICATED,
        CONSULTATION_NOT_FOUND,
        CONSULTATION_WITHDRAWN,
        PAYMENT_NOT_FOUND,
        AMOUNT_MISMATCH,
        ALREADY_PAID,
        PAYMENT_EXPIRED,
        PAYMENT_FAILED,
        PAYMENT_KEY_MISMATCH,
        NOT_CANCELABLE,
        CANCEL_IN_PROGRESS,
        TOO_MANY_REFUNDS,
        IDEMPOTENCY_KEY_REUSED,
        CANCEL_AMOUNT_EXCEEDS_BALANCE,
        IDEMPOTENCY_KEY_REQUIRED,
        PAYMENT_DECLINED,
        BODY_TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE,
        TOSS_UNAVAILABLE,
        UPGRADE_IN_PROGRESS,
        RECORD_UNREADABLE,
        INTERNAL
    }

    private final Reason reason;
    private final @Nullable String field;
    private final transient @Nullable Failure toss;

    private Refusal(Reason reason, @Nullable String field, @Nullable Failure toss) {
        super(
                reason + (field == null ? "" : " " + field) + (toss == null ? "" : " " + toss.code()),
                null,
                false,
                false);
        this.reason = reason;
        this.field = field;
        this.toss = toss;
    }

    public static Refusal of(Reason reason) {
        return new Refusal(reason, null, null);
    }

    /** An invalid request, naming the part of it that is to blame as the caller wrote it. */
    public static Refusal invalid(String field) {
        return new Refusal(Reason.INVALID_REQUEST, field, null);
    }

    /** As {@link #invalid(String)}, where it was Toss that found the fault. */
    public static Refusal invalid(String field, Failure toss) {
        return new Refusal(Reason.INVALID_REQUEST, field, toss);
    }

    /** For a reason that comes from Toss: its code is passed on, and its message where it is meant for the payer. */
    public static Refusal byToss(Reason reason, @Nullable Failure toss) {
        return new Refusal(reason, null, toss);
    }

    public Reason reason() {
        return reason;
    }

    public @Nullable String field() {
        return field;
    }

    public @Nullable Failure toss() {
        return toss;
    }
}
