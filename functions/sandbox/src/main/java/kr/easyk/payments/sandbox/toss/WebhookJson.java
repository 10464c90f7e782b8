package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** The two bodies Toss sends about a payment. Neither is signed. */
final class WebhookJson {
    static final String STATUS_CHANGED = "PAYMENT_STATUS_CHANGED";
    static final String DEPOSIT_CALLBACK = "DEPOSIT_CALLBACK";

    /** Korea's time with no zone. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS").withZone(PaymentJson.KOREA);

    private WebhookJson() {}

    static ObjectNode statusChanged(Purchase payment, Instant now) {
        ObjectNode json = Json.object().put("eventType", STATUS_CHANGED).put("createdAt", TIME.format(now));
        json.set("data", PaymentJson.of(payment, now, false));
        return json;
    }

    /** Flat, with no eventType. */
    static ObjectNode depositCallback(Purchase payment, VirtualAccount account, Instant now) {
        return Json.object()
                .put("createdAt", TIME.format(now))
                .put("secret", account.secret())
                .put("status", payment.status().name())
                .put("transactionKey", payment.lastTransactionKey())
                .put("orderId", payment.orderId());
    }

    static String time(Instant at) {
        return TIME.format(at);
    }
}
