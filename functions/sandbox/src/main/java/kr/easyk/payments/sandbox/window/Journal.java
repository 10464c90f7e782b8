package kr.easyk.payments.sandbox.window;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import kr.easyk.payments.model.Times;
import kr.easyk.payments.sandbox.gateway.GatewayEvent;
import kr.easyk.payments.sandbox.gateway.GatewayListener;
import kr.easyk.payments.sandbox.lambda.Invocation;
import kr.easyk.payments.sandbox.toss.TossListener;
import kr.easyk.payments.sandbox.toss.Webhook;

/** Writes down what happens, as it happens: requests, calls to Toss, webhooks, scheduled runs. */
public final class Journal implements GatewayListener, TossListener {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a request must carry to be the same request again. */
    private static final Set<String> HEADERS = Set.of("accept-language", "content-type", "idempotency-key");

    /** Reconcile's look through Toss's list, every few seconds: news only where it fails. */
    private static final String SWEEP = "transactions";

    private final Board board = new Board();

    Board board() {
        return board;
    }

    @Override
    public void arrived(Instant at, String requestId, String method, String path) {
        board.happens(
                "request",
                requestId,
                JSON.createObjectNode()
                        .put("id", requestId)
                        .put("at", Times.text(at))
                        .put("method", method)
                        .put("path", path));
    }

    @Override
    public void answered(GatewayEvent event) {
        ObjectNode json = JSON.createObjectNode()
                .put("id", event.requestId())
                .put("at", Times.text(event.at()))
                .put("method", event.method())
                .put("path", event.path())
                .put("query", Masked.text(event.query()))
                .put("function", event.function())
                .put("status", event.status())
                .put("ms", milliseconds(event.took()));
        String authorization = event.headers().get("authorization");
        if (authorization != null) {
            json.set("caller", Masked.caller(authorization));
        }
        ObjectNode headers = json.putObject("headers");
        event.headers().forEach((name, value) -> {
            if (HEADERS.contains(name)) {
                headers.put(name, Masked.text(value));
            }
        });
        json.set("body", Masked.body(event.body()));
        json.set("answer", Masked.body(event.answer()));
        board.happens("request", event.requestId(), json);
    }

    @Override
    public void arrived(TossCall call) {
        if (call.operation().equals(SWEEP)) {
            return;
        }
        board.happens("call", call.id(), json(call));
    }

    @Override
    public void called(TossCall call) {
        ObjectNode json =
                json(call).put("ended", true).put("status", call.status()).put("ms", milliseconds(call.took()));
        if (call.operation().equals(SWEEP) && call.status() != null && call.status() == 200 && call.fault() == null) {
            return;
        }
        JsonNode answer = Masked.body(call.answer());
        json.set("answer", answer);
        if (answer.path("code").isTextual()) {
            json.set("code", answer.path("code"));
        }
        if (answer.path("orderId").isTextual()) {
            json.set("order_id", answer.path("orderId"));
        }
        board.happens("call", call.id(), json);
    }

    private static ObjectNode json(TossCall call) {
        ObjectNode json = JSON.createObjectNode()
                .put("id", call.id())
                .put("at", Times.text(call.at()))
                .put("operation", call.operation())
                .put("method", call.method())
                .put("url", call.url())
                .put("payment_key", call.paymentKey())
                .put("fault", call.fault());
        JsonNode body = Masked.body(call.body());
        json.set("body", body);
        if (body.path("orderId").isTextual()) {
            json.set("order_id", body.path("orderId"));
        }
        return json;
    }

    @Override
    public void written(Webhook webhook) {
        show(webhook);
    }

    @Override
    public void delivered(Webhook webhook, Webhook.Delivery delivery) {
        show(webhook);
    }

    private void show(Webhook webhook) {
        JsonNode body = Masked.body(webhook.body());
        JsonNode status = body.path("data").path("status");
        ObjectNode json = JSON.createObjectNode()
                .put("id", webhook.transmissionId())
                .put("at", Times.text(webhook.writtenAt()))
                .put("event_type", webhook.eventType())
                .put("order_id", webhook.orderId())
                .put("status", (status.isMissingNode() ? body.path("status") : status).asText());
        json.set("body", body);
        ArrayNode deliveries = json.putArray("deliveries");
        for (Webhook.Delivery delivery : webhook.deliveries()) {
            deliveries
                    .addObject()
                    .put("at", Times.text(delivery.at()))
                    .put("retried_count", delivery.retriedCount())
                    .put("status", delivery.status());
        }
        board.happens("webhook", webhook.transmissionId(), json);
    }

    /** A scheduled function ran. A run of reconcile that found nothing to look at is no news. */
    public void ran(Instant at, String function, Duration took, Invocation end) {
        JsonNode result = end instanceof Invocation.Answered answered ? Masked.body(answered.payload()) : null;
        if (result != null
                && result.path("checked").isInt()
                && result.path("checked").intValue() == 0) {
            return;
        }
        ObjectNode json = JSON.createObjectNode()
                .put("id", UUID.randomUUID().toString())
                .put("at", Times.text(at))
                .put("function", function)
                .put("ms", milliseconds(took))
                .put("failed", result == null);
        json.set("result", result);
        board.happens("run", json.path("id").textValue(), json);
    }

    private static double milliseconds(Duration took) {
        return Math.round(took.toNanos() / 100_000.0) / 10.0;
    }
}
