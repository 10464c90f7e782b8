package kr.easyk.payments.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Toss says about a payment, as far as it matters here.
 *
 * @param totalAmount won
 * @param balanceAmount won that can still be refunded
 * @param secret authenticates the deposit webhooks of a virtual account; never shown
 * @param lastTransactionKey the latest movement of money; in the answer to a cancel, that cancel
 */
public record TossPayment(
        String paymentKey,
        String orderId,
        Status status,
        long totalAmount,
        long balanceAmount,
        String currency,
        @Nullable PaymentMethod method,
        @Nullable Instant approvedAt,
        @Nullable String secret,
        @Nullable String receiptUrl,
        @Nullable VirtualAccount virtualAccount,
        @Nullable Failure failure,
        List<Cancel> cancels,
        @Nullable String lastTransactionKey) {

    /** Toss's statuses, by their own names. */
    public enum Status {
        READY,
        IN_PROGRESS,
        WAITING_FOR_DEPOSIT,
        DONE,
        CANCELED,
        PARTIAL_CANCELED,
        ABORTED,
        EXPIRED,
        /** One that Toss added after this was written: it says nothing, so nothing follows from it. */
        UNRECOGNISED
    }

    /**
     * A refund that is done.
     *
     * @param amount won
     */
    public record Cancel(String transactionKey, long amount, String reason, Instant cancelledAt) {}

    public TossPayment {
        cancels = List.copyOf(cancels);
    }

    /** Leaves the secret and the account out: this ends up in logs and exceptions. */
    @Override
    public String toString() {
        return "TossPayment[orderId=" + orderId + ", status=" + status + ", totalAmount=" + totalAmount + "]";
    }
}
