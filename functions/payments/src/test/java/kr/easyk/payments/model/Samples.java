package kr.easyk.payments.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Payments in every status, and what Toss says about them. */
public final class Samples {
    public static final Instant NOW = Instant.parse("2026-03-02T01:00:00Z");
    public static final UUID ID = UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e");
    public static final long PRICE = 50_000;
    public static final String KEY = "tgen_20260302_sample";
    public static final String SECRET = "ps_sample_secret";
    public static final RefundAccount ACCOUNT = new RefundAccount("88", "11022233344", "KIM");
    static final Failure FAILURE = new Failure("REJECT_CARD_PAYMENT", "limit");
    static final String TX1 = "TX1";

    private Samples() {}

    public static Consultation consultation() {
        return new Consultation(
                "consultation-1", "payer-1", "Visa advice", PRICE, Consultation.PaymentStatus.PENDING, null);
    }

    public static Payment pending() {
        return Payment.open(ID, consultation(), NOW);
    }

    public static Payment approving() {
        return pending().claim(KEY, NOW);
    }

    /** As Toss's own states lead to it; a refunded one by a refund of 20,000 won that Toss calls {@code TX1}. */
    public static Payment in(PaymentStatus status) {
        return switch (status) {
            case PENDING -> pending();
            case APPROVING -> approving();
            case WAITING_FOR_DEPOSIT -> settled(approving(), shows(TossPayment.Status.WAITING_FOR_DEPOSIT));
            case APPROVED -> settled(approving(), shows(TossPayment.Status.DONE));
            case PARTIALLY_CANCELLED -> settled(approving(), shows(TossPayment.Status.PARTIAL_CANCELED));
            case CANCELLED -> settled(approving(), shows(TossPayment.Status.CANCELED));
            case FAILED -> settled(approving(), new TossSays.Declined(FAILURE));
            case EXPIRED -> settled(approving(), new TossSays.SessionOver());
        };
    }

    public static Payment wished(Payment payment, @Nullable Long amount) {
        return payment.requestRefund(wish("wish-1", amount), NOW);
    }

    public static RefundWish wish(String id, @Nullable Long amount) {
        return new RefundWish(id, amount, "plans changed", ACCOUNT, "fingerprint-" + id);
    }

    static Payment settled(Payment payment, TossSays says) {
        return settled(payment, says, NOW);
    }

    static Payment settled(Payment payment, TossSays says, Instant now) {
        if (payment.settle(says, now) instanceof Settlement.Settled settled) {
            return settled.payment();
        }
        throw new AssertionError("a mismatch: " + payment.settle(says, now));
    }

    static TossSays shows(TossPayment.Status status) {
        return new TossSays.Shown(toss(status));
    }

    /** A payment at Toss in this status, with the refunds that the status implies. */
    public static TossPayment toss(TossPayment.Status status) {
        return switch (status) {
            case PARTIAL_CANCELED -> toss(status, cancel(TX1, 20_000));
            case CANCELED -> toss(status, cancel(TX1, 20_000), cancel("TX2", 30_000));
            default -> toss(status, new TossPayment.Cancel[0]);
        };
    }

    static TossPayment.Cancel cancel(String transactionKey, long amount) {
        return new TossPayment.Cancel(transactionKey, amount, "by hand", NOW.plusSeconds(1));
    }

    static TossPayment toss(TossPayment.Status status, TossPayment.Cancel... cancels) {
        long refunded =
                List.of(cancels).stream().mapToLong(TossPayment.Cancel::amount).sum();
        boolean waits = status == TossPayment.Status.WAITING_FOR_DEPOSIT;
        boolean charged = status == TossPayment.Status.DONE
                || status == TossPayment.Status.PARTIAL_CANCELED
                || status == TossPayment.Status.CANCELED;
        return new TossPayment(
                KEY,
                pending().orderId(),
                status,
                PRICE,
                PRICE - refunded,
                Payment.KRW,
                waits ? PaymentMethod.VIRTUAL_ACCOUNT : PaymentMethod.CARD,
                charged ? NOW : null,
                SECRET,
                "https://receipt.example/1",
                waits ? account(NOW.plus(Duration.ofDays(3))) : null,
                null,
                List.of(cancels),
                cancels.length == 0 ? null : cancels[cancels.length - 1].transactionKey());
    }

    static VirtualAccount account(Instant dueDate) {
        return new VirtualAccount("20", "X6505636518308", "KIM", dueDate);
    }
}
