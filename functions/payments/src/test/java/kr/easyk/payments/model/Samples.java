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
    public static final String ORDER = "easyk_" + ID;
    public static final long PRICE = 50_000;
    public static final String KEY = "tgen_20260302_sample";
    public static final String SECRET = "ps_sample_secret";
    public static final RefundAccount ACCOUNT = new RefundAccount("88", "11022233344", "KIM");

    /** Names the API key that everything is asked with, until it changes. */
    public static final String DIGEST = "digest-1";

    /** Names the API key that came after it. */
    static final String NEXT_DIGEST = "digest-2";

    /** A status that only a newer version of the code has. */
    static final String FROM_THE_FUTURE = "on_hold";

    static final Failure FAILURE = new Failure("REJECT_CARD_PAYMENT", "limit");
    static final String REASON = "plans changed";
    static final String TX1 = "TX1";
    static final TossPayment.Cancel[] NO_REFUND = {};

    private Samples() {}

    public static Consultation consultation() {
        return consultation("Visa advice");
    }

    static Consultation consultation(String title) {
        return new Consultation(
                "consultation-1", "payer-1", title, PRICE, Consultation.PaymentStatus.PENDING, null, null);
    }

    public static Payment pending() {
        return Payment.open(ID, consultation(), NOW);
    }

    public static Payment approving() {
        return pending().claim(KEY, DIGEST, NOW);
    }

    /**
     * As Toss's own states lead to it; a partly refunded one by a refund of 20,000 won that Toss calls {@code TX1}, one refunded in full
     * by another of 30,000.
     */
    public static Payment in(PaymentStatus status) {
        return switch (status) {
            case PENDING -> pending();
            case APPROVING -> approving();
            case WAITING_FOR_DEPOSIT -> settled(approving(), shows(TossPayment.Status.WAITING_FOR_DEPOSIT));
            case APPROVED -> settled(approving(), shows(TossPayment.Status.DONE));
            case PARTIALLY_CANCELLED -> settled(approving(), shows(TossPayment.Status.PARTIAL_CANCELED));
            case CANCELLED -> settled(approving(), shows(refundedInParts()));
            case FAILED -> settled(approving(), new TossSays.Declined(KEY, FAILURE));
            case EXPIRED -> settled(approving(), new TossSays.SessionOver(KEY));
            case UNRECOGNISED ->
                new PaymentBuilder(in(PaymentStatus.APPROVED))
                        .status(PaymentStatus.UNRECOGNISED, NOW)
                        .carried(attribute -> attribute.equals("status") ? FROM_THE_FUTURE : null)
                        .build();
        };
    }

    public static Payment wished(Payment payment, @Nullable Long amount) {
        return payment.requestRefund(wish("wish-1", amount), DIGEST, NOW);
    }

    public static RefundWish wish(String id, @Nullable Long amount) {
        return new RefundWish(id, amount, REASON, ACCOUNT, "fingerprint-" + id);
    }

    static Payment settled(Payment payment, TossSays says) {
        return settled(payment, says, NOW);
    }

    static Payment settled(Payment payment, TossSays says, Instant now) {
        Verdict verdict = payment.settle(says, now);
        if (verdict instanceof Verdict.Accepted accepted) {
            return accepted.payment();
        }
        throw new AssertionError("not accepted: " + verdict);
    }

    static TossSays shows(TossPayment.Status status) {
        return shows(toss(status));
    }

    /** The answer to a look-up under the API key that everything was asked with. */
    static TossSays shows(TossPayment payment) {
        return new TossSays.Shown(payment, DIGEST);
    }

    /** A payment at Toss in this status, with the refunds that the status implies. */
    public static TossPayment toss(TossPayment.Status status) {
        return switch (status) {
            case PARTIAL_CANCELED -> toss(status, cancel(TX1, 20_000));
            case CANCELED -> toss(status, cancel("TX-ALL", PRICE));
            default -> toss(status, NO_REFUND);
        };
    }

    /** As measured: refunded in part and then for all that is left, the status stays as it is, and the balance is 0. */
    static TossPayment refundedInParts() {
        return toss(TossPayment.Status.PARTIAL_CANCELED, cancel(TX1, 20_000), cancel("TX2", 30_000));
    }

    /** A virtual account that was called off before anybody paid into it. */
    static TossPayment calledOff() {
        TossPayment waiting = toss(TossPayment.Status.WAITING_FOR_DEPOSIT);
        return new TossPayment(
                KEY,
                ORDER,
                TossPayment.Status.CANCELED,
                PRICE,
                0,
                Order.KRW,
                PaymentMethod.VIRTUAL_ACCOUNT,
                null,
                SECRET,
                null,
                waiting.virtualAccount(),
                null,
                List.of(),
                null);
    }

    static TossPayment.Cancel cancel(String transactionKey, long amount) {
        return cancel(transactionKey, amount, "by hand");
    }

    static TossPayment.Cancel cancel(String transactionKey, long amount, String reason) {
        return new TossPayment.Cancel(
                transactionKey, amount, reason, NOW.plusSeconds(1), TossPayment.CancelStatus.DONE);
    }

    static TossPayment toss(TossPayment.Status status, TossPayment.Cancel... cancels) {
        long refunded = List.of(cancels).stream()
                .filter(each -> each.status() != TossPayment.CancelStatus.ABORTED)
                .mapToLong(TossPayment.Cancel::amount)
                .sum();
        boolean waits = status == TossPayment.Status.WAITING_FOR_DEPOSIT;
        boolean charged = status == TossPayment.Status.DONE
                || status == TossPayment.Status.PARTIAL_CANCELED
                || status == TossPayment.Status.CANCELED;
        return new TossPayment(
                KEY,
                ORDER,
                status,
                PRICE,
                PRICE - refunded,
                Order.KRW,
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
