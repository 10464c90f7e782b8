package kr.easyk.payments.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Puts a {@link Payment} together, from nothing or from another one. */
public final class PaymentBuilder {
    private final Order order;
    private PaymentStatus status;
    private Instant statusSince;
    private Claim claim = Claim.NONE;
    private AtToss atToss = AtToss.NOTHING_YET;
    private @Nullable Instant approvedAt;
    private @Nullable Failure failure;
    private Refunds refunds = Refunds.NONE;
    private Looks looks = Looks.NONE;
    private Instant updatedAt;
    private long version = 1;
    private Carried carried = Carried.NOTHING;

    public PaymentBuilder(Order order, PaymentStatus status, Instant statusSince) {
        this.order = order;
        this.status = status;
        this.statusSince = statusSince;
        this.updatedAt = order.createdAt();
    }

    PaymentBuilder(Payment from) {
        this(from.order(), from.status(), from.statusSince());
        claim = from.claim();
        atToss = from.atToss();
        approvedAt = from.approvedAt();
        failure = from.failure();
        refunds = from.refunds();
        looks = from.looks();
        updatedAt = from.updatedAt();
        version = from.version();
        carried = from.carried();
    }

    /** A payment keeps the time at which it came to its status for as long as it stays there. */
    public PaymentBuilder status(PaymentStatus next, Instant since) {
        if (next != status) {
            statusSince = since;
        }
        status = next;
        return this;
    }

    public PaymentBuilder claim(Claim value) {
        claim = value;
        return this;
    }

    public PaymentBuilder atToss(AtToss value) {
        atToss = value;
        return this;
    }

    public PaymentBuilder approvedAt(@Nullable Instant value) {
        approvedAt = value;
        return this;
    }

    public PaymentBuilder failure(@Nullable Failure value) {
        failure = value;
        return this;
    }

    public PaymentBuilder refunds(Refunds value) {
        refunds = value;
        return this;
    }

    public PaymentBuilder looks(Looks value) {
        looks = value;
        return this;
    }

    public PaymentBuilder updatedAt(Instant value) {
        updatedAt = value;
        return this;
    }

    public PaymentBuilder version(long value) {
        version = value;
        return this;
    }

    public PaymentBuilder carried(Carried value) {
        carried = value;
        return this;
    }

    /** @throws IllegalStateException naming the invariant that does not hold */
    public Payment build() {
        return new Payment(
                order,
                status,
                statusSince,
                claim,
                atToss,
                approvedAt,
                failure,
                refunds,
                looks,
                updatedAt,
                version,
                carried);
    }
}
