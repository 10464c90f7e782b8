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
     * A refund at Toss.
     *
     * @param amount won
     * @param cancelledAt when it was made; null where it has not been made yet
     * @param left won that it left to be refunded; null where Toss does not say
     */
    public record Cancel(
            String transactionKey,
            long amount,
            String reason,
            @Nullable Instant cancelledAt,
            CancelStatus status,
            @Nullable Long left) {
        /** One of which Toss does not say what it left. */
        public Cancel(
                String transactionKey, long amount, String reason, @Nullable Instant cancelledAt, CancelStatus status) {
            this(transactionKey, amount, reason, cancelledAt, status, null);
        }

        /** Whether Toss made it while there was more to refund than this. */
        boolean wasMadeOnMoreThan(long balance) {
            return left != null && Math.addExact(left, amount) > balance;
        }
    }

    /** How far a refund has come at Toss. Only overseas easy payments are refunded in more than one step. */
    public enum CancelStatus {
        /** Begun; also whatever name Toss adds after this was written, since it does not say that it has ended. */
        IN_PROGRESS,
        DONE,
        /** Given up; the money stays with us. */
        ABORTED
    }

    public TossPayment {
        cancels = List.copyOf(cancels);
    }

    /** Whether Toss has taken money for it and not given all of it back. */
    boolean holdsMoney() {
        return wasCharged() && balanceAmount > 0;
    }

    /** Whether Toss took money for it, even if it has given all back. A cancelled one that was never paid has no time of approval. */
    boolean wasCharged() {
        return status == Status.DONE
                || status == Status.PARTIAL_CANCELED
                || (status == Status.CANCELED && approvedAt != null);
    }

    /** Leaves the secret and the account out: this ends up in logs and exceptions. */
    @Override
    public String toString() {
        return "TossPayment[orderId=" + orderId + ", status=" + status + ", totalAmount=" + totalAmount + "]";
    }
}
