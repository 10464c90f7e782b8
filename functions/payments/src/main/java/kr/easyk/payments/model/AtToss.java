package kr.easyk.payments.model;

import org.jspecify.annotations.Nullable;

/**
 * What Toss has told of a payment beside the money.
 *
 * @param secret authenticates the deposit webhooks of a virtual account; never shown
 * @param virtualAccount the account the payer is to pay into; null for any other method
 */
public record AtToss(
        @Nullable PaymentMethod method,
        @Nullable String secret,
        @Nullable String receiptUrl,
        @Nullable VirtualAccount virtualAccount) {

    public static final AtToss NOTHING_YET = new AtToss(null, null, null, null);

    /** What Toss leaves out this time is still true. */
    AtToss and(TossPayment toss) {
        return new AtToss(
                toss.method() != null ? toss.method() : method,
                toss.secret() != null ? toss.secret() : secret,
                toss.receiptUrl() != null ? toss.receiptUrl() : receiptUrl,
                toss.virtualAccount() != null ? toss.virtualAccount() : virtualAccount);
    }

    /** Leaves out what must not be read in a log. */
    @Override
    public String toString() {
        return "AtToss[method=" + method + "]";
    }
}
