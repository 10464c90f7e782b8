package kr.easyk.payments.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a {@link Payment} together, from nothing or from another one: the record has too many parts for a constructor call to be read. */
public final class PaymentBuilder {
    private final String paymentId;
    private final String consultationId;
    private final String userId;
    private final long amount;
    private PaymentStatus status = PaymentStatus.PENDING;
    private Instant statusSince = Instant.EPOCH;
    private @Nullable PaymentMethod method;
    private @Nullable String tossPaymentKey;
    private @Nullable String tossSecret;
    private Instant createdAt = Instant.EPOCH;
    private Instant updatedAt = Instant.EPOCH;
    private @Nullable Instant approvedAt;
    private @Nullable Instant cancelledAt;
    private @Nullable String receiptUrl;
    private @Nullable VirtualAccount virtualAccount;
    private @Nullable Failure failure;
    private List<Cancellation> cancellations = List.of();
    private @Nullable Instant nextCheckAt;
    private int checks;
    private long version;
    private long balance;
    private String orderName = "";
    private String currency = Payment.KRW;

    public PaymentBuilder(String paymentId, String consultationId, String userId, long amount) {
        this.paymentId = paymentId;
        this.consultationId = consultationId;
        this.userId = userId;
        this.amount = amount;
    }

    PaymentBuilder(Payment from) {
        this(from.paymentId(), from.consultationId(), from.userId(), from.amount());
        status = from.status();
        statusSince = from.statusSince();
        method = from.method();
        tossPaymentKey = from.tossPaymentKey();
        tossSecret = from.tossSecret();
        createdAt = from.createdAt();
        updatedAt = from.updatedAt();
        approvedAt = from.approvedAt();
        cancelledAt = from.cancelledAt();
        receiptUrl = from.receiptUrl();
        virtualAccount = from.virtualAccount();
        failure = from.failure();
        cancellations = from.cancellations();
        nextCheckAt = from.nextCheckAt();
        checks = from.checks();
        version = from.version();
        balance = from.balance();
        orderName = from.orderName();
        currency = from.currency();
    }

    /** A payment keeps the time at which it came to its status for as long as it stays there. */
    public PaymentBuilder status(PaymentStatus next, Instant since) {
        if (next != status || statusSince.equals(Instant.EPOCH)) {
            statusSince = since;
            checks = 0;
        }
        status = next;
        return this;
    }

    public PaymentBuilder method(@Nullable PaymentMethod value) {
        method = value;
        return this;
    }

    public PaymentBuilder tossPaymentKey(@Nullable String value) {
        tossPaymentKey = value;
        return this;
    }

    public PaymentBuilder tossSecret(@Nullable String value) {
        tossSecret = value;
        return this;
    }

    public PaymentBuilder createdAt(Instant value) {
        createdAt = value;
        return this;
    }

    public PaymentBuilder updatedAt(Instant value) {
        updatedAt = value;
        return this;
    }

    public PaymentBuilder approvedAt(@Nullable Instant value) {
        approvedAt = value;
        return this;
    }

    public PaymentBuilder cancelledAt(@Nullable Instant value) {
        cancelledAt = value;
        return this;
    }

    public PaymentBuilder receiptUrl(@Nullable String value) {
        receiptUrl = value;
        return this;
    }

    public PaymentBuilder virtualAccount(@Nullable VirtualAccount value) {
        virtualAccount = value;
        return this;
    }

    public PaymentBuilder failure(@Nullable Failure value) {
        failure = value;
        return this;
    }

    public PaymentBuilder cancellations(List<Cancellation> value) {
        cancellations = value;
        return this;
    }

    public PaymentBuilder nextCheckAt(@Nullable Instant value) {
        nextCheckAt = value;
        return this;
    }

    public PaymentBuilder checks(int value) {
        checks = value;
        return this;
    }

    public PaymentBuilder version(long value) {
        version = value;
        return this;
    }

    public PaymentBuilder balance(long value) {
        balance = value;
        return this;
    }

    public PaymentBuilder orderName(String value) {
        orderName = value;
        return this;
    }

    public PaymentBuilder currency(String value) {
        currency = value;
        return this;
    }

    /** @throws IllegalStateException where the parts do not make a payment */
    public Payment build() {
        return new Payment(
                paymentId,
                consultationId,
                userId,
                amount,
                balance,
                currency,
                orderName,
                status,
                method,
                tossPaymentKey,
                tossSecret,
                createdAt,
                updatedAt,
                statusSince,
                approvedAt,
                cancelledAt,
                receiptUrl,
                virtualAccount,
                failure,
                cancellations,
                nextCheckAt,
                checks,
                version);
    }
}
