package kr.easyk.payments.sandbox.toss;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A webhook on its way, with the deliveries that were tried. */
final class Letter {
    private final String transmissionId;
    private final Instant writtenAt;
    private final String eventType;
    private final String orderId;
    private final String body;
    private final List<Webhook.Delivery> deliveries = new ArrayList<>();
    private int retriedCount;

    Letter(String transmissionId, Instant writtenAt, String eventType, String orderId, String body) {
        this.transmissionId = transmissionId;
        this.writtenAt = writtenAt;
        this.eventType = eventType;
        this.orderId = orderId;
        this.body = body;
    }

    /** The webhook as it goes out now. */
    synchronized Webhook snapshot() {
        return new Webhook(transmissionId, writtenAt, eventType, orderId, body, headers(), List.copyOf(deliveries));
    }

    private Map<String, String> headers() {
        return Map.of(
                "content-type",
                "application/json",
                "tosspayments-webhook-transmission-id",
                transmissionId,
                "tosspayments-webhook-transmission-time",
                String.valueOf(PaymentJson.time(writtenAt)),
                "tosspayments-webhook-transmission-retried-count",
                Integer.toString(retriedCount));
    }

    String transmissionId() {
        return transmissionId;
    }

    synchronized int retriedCount() {
        return retriedCount;
    }

    synchronized void retry() {
        retriedCount++;
    }

    synchronized Webhook delivered(Webhook.Delivery delivery) {
        deliveries.add(delivery);
        return snapshot();
    }
}
