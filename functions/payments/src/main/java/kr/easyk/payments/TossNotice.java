package kr.easyk.payments;

import org.jspecify.annotations.Nullable;

/**
 * What a webhook says has changed. Toss signs none of its payment webhooks, so nothing in here is believed.
 *
 * @param orderId which order to ask Toss about
 * @param depositSecret what a deposit callback shows to prove where it comes from; null for any other webhook
 */
public record TossNotice(String orderId, @Nullable String depositSecret) {
    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "TossNotice[orderId=" + orderId + "]";
    }
}
