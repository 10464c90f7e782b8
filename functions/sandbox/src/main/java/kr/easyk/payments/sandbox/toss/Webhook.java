package kr.easyk.payments.sandbox.toss;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as it was written, whether or not there was a URL to send it to.
 *
 * @param eventType {@code PAYMENT_STATUS_CHANGED}, {@code CANCEL_STATUS_CHANGED}, or {@code DEPOSIT_CALLBACK}, whose body may not name it
 * @param body JSON
 * @param headers those of the latest delivery, or of the first one to come
 */
public record Webhook(
        String transmissionId,
        Instant writtenAt,
        String eventType,
        String orderId,
        String body,
        Map<String, String> headers,
        List<Delivery> deliveries) {

    /**
     * @param retriedCount 0 for the first
     * @param status what the receiver answered; null where it did not
     */
    public record Delivery(
            Instant at, int retriedCount, @Nullable Integer status) {
        public boolean received() {
            return status != null && status == 200;
        }
    }
}
