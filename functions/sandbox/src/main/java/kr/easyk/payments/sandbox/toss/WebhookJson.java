package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

/** The bodies Toss sends about a payment. None is signed. */
final class WebhookJson {
    static final String STATUS_CHANGED = "PAYMENT_STATUS_CHANGED";
    static final String DEPOSIT_CALLBACK = "DEPOSIT_CALLBACK";
    static final String CANCEL_CHANGED = "CANCEL_STATUS_CHANGED";

    /** Korea's time with no zone, to the microsecond, without the zeros at its end (measured). */
    private static final DateTimeFormatter NO_ZONE = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
            .toFormatter()
            .withZone(PaymentJson.KOREA);

    private WebhookJson() {}

    static ObjectNode statusChanged(Purchase payment, Instant now) {
        ObjectNode data = PaymentJson.of(payment, now, false);
        // Nobody has seen a body of this kind that held it.
        data.remove("secret");
        ObjectNode json = event(STATUS_CHANGED, now);
        json.set("data", data);
        return json;
    }

    static ObjectNode cancelChanged(Purchase payment, Purchase.Cancel cancel, Instant now) {
        ObjectNode json = event(CANCEL_CHANGED, now);
        json.set("data", PaymentJson.of(payment, cancel));
        return json;
    }

    /** Flat and with no eventType, as it is documented, or as integrators have seen it. */
    static ObjectNode depositCallback(Purchase payment, Behaviour.DepositCallback shape, Instant now) {
        ObjectNode fields = Json.object()
                .put("secret", payment.secret())
                .put("status", payment.status().name())
                .put("transactionKey", payment.lastTransactionKey())
                .put("orderId", payment.orderId());
        return switch (shape) {
            case FLAT -> Json.object().put("createdAt", PaymentJson.time(now)).setAll(fields);
            case WITH_EVENT_TYPE -> event(DEPOSIT_CALLBACK, now).setAll(fields);
            case WRAPPED_IN_DATA -> event(DEPOSIT_CALLBACK, now).set("data", fields);
        };
    }

    private static ObjectNode event(String eventType, Instant now) {
        return Json.object().put("eventType", eventType).put("createdAt", NO_ZONE.format(now));
    }
}
