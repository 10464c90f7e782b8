package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import kr.easyk.payments.model.Times;
import org.jspecify.annotations.Nullable;

/** {@code /sandbox/…}: what no merchant can do at Toss. Plays the payer, the bank, the dashboard and bad luck; shows the money. */
final class SandboxApi {
    private final TossSimulator toss;
    private final Ledger ledger;
    private final Traffic traffic;

    SandboxApi(TossSimulator toss, Ledger ledger, Traffic traffic) {
        this.toss = toss;
        this.ledger = ledger;
        this.traffic = traffic;
    }

    Reply.Answer handle(Call call) {
        try {
            return Reply.json(200, answer(call));
        } catch (TossRefusal refusal) {
            return refusal.answer(call.english());
        }
    }

    private JsonNode answer(Call call) {
        List<String> path = call.segments();
        String what = path.size() < 2 ? "" : path.get(1);
        String action = call.method() + " " + (path.size() == 2 ? what : what + "/…");
        return switch (action) {
            case "POST checkouts" -> key(toss.open(authentication(body(call))));
            case "POST authentications" -> key(toss.authenticate(authentication(body(call))));
            case "POST deposits" -> deposit(body(call));
            case "POST deposits/…" ->
                path.size() == 3 && path.get(2).equals("reversals") ? takeBack(body(call)) : notFound();
            case "POST cancels" -> cancel(body(call));
            case "POST expirations" -> expire(body(call));
            case "GET webhooks" -> webhooks();
            case "POST webhooks/…" ->
                path.size() == 4 && path.get(3).equals("resend") ? resend(path.get(2)) : notFound();
            case "POST faults" -> fault(body(call));
            case "GET faults" -> faults();
            case "DELETE faults" -> clearFaults();
            case "GET payments" -> Json.object().set("payments", payments(call.query("order_id")));
            case "GET payments/…" ->
                path.size() == 3
                        ? ledger.atomically(() -> payment(ledger.payment(Keys.MERCHANT, path.get(2))))
                        : notFound();
            case "POST reset" -> reset();
            default -> notFound();
        };
    }

    private static JsonNode notFound() {
        throw TossError.NOT_FOUND.refusal();
    }

    private static ObjectNode body(Call call) {
        return Json.read(call.body());
    }

    private static ObjectNode key(String paymentKey) {
        return Json.object().put("payment_key", paymentKey);
    }

    private static Authentication authentication(ObjectNode body) {
        String method = Json.textOrNull(body, "method");
        return new Authentication(
                Json.text(body, "order_id"),
                Json.won(body, "amount"),
                method == null ? "card" : method,
                card(Json.objectOrNull(body, "card")),
                Json.textOrNull(body, "account"),
                Json.textOrNull(body, "order_name"),
                Json.textOrNull(body, "customer_name"));
    }

    static @Nullable Card card(@Nullable JsonNode card) {
        return card == null
                ? null
                : new Card(Json.text(card, "number"), Json.text(card, "password"), Json.text(card, "cvc"));
    }

    private JsonNode deposit(ObjectNode body) {
        toss.deposit(Json.text(body, "order_id"));
        return ofOrder(body);
    }

    private JsonNode takeBack(ObjectNode body) {
        toss.takeBackDeposit(Json.text(body, "order_id"));
        return ofOrder(body);
    }

    private JsonNode expire(ObjectNode body) {
        toss.expire(Json.text(body, "order_id"));
        return ofOrder(body);
    }

    private JsonNode cancel(ObjectNode body) {
        String paymentKey = Json.text(body, "payment_key");
        toss.cancelInDashboard(paymentKey, Json.wonOrNull(body, "amount"), Json.text(body, "reason"));
        return ledger.atomically(() -> payment(ledger.payment(Keys.MERCHANT, paymentKey)));
    }

    private JsonNode ofOrder(ObjectNode body) {
        return ledger.atomically(() -> payment(ledger.order(Keys.MERCHANT, Json.text(body, "order_id"))));
    }

    private JsonNode fault(ObjectNode body) {
        Long times = Json.wonOrNull(body, "times");
        toss.fault(
                Json.text(body, "operation"),
                Json.text(body, "kind"),
                times == null ? 1 : Math.toIntExact(Math.min(times, Integer.MAX_VALUE)),
                Json.textOrNull(body, "code"));
        return body;
    }

    private JsonNode faults() {
        return Json.object().set("faults", toss.armedFaults());
    }

    private JsonNode clearFaults() {
        toss.clearFaults();
        return Json.object();
    }

    private JsonNode reset() {
        toss.reset();
        return Json.object();
    }

    private JsonNode resend(String transmissionId) {
        toss.resend(transmissionId);
        return Json.object().put("transmission_id", transmissionId);
    }

    private JsonNode webhooks() {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("webhooks");
        for (Webhook webhook : toss.webhooks()) {
            ObjectNode node = list.addObject()
                    .put("transmission_id", webhook.transmissionId())
                    .put("event_type", webhook.eventType())
                    .put("order_id", webhook.orderId())
                    .put("body", webhook.body());
            webhook.headers().forEach(node.putObject("headers")::put);
            ArrayNode deliveries = node.putArray("deliveries");
            for (Webhook.Delivery delivery : webhook.deliveries()) {
                deliveries
                        .addObject()
                        .put("at", delivery.at().toString())
                        .put("retried_count", delivery.retriedCount())
                        .put("status", delivery.status());
            }
        }
        return json;
    }

    /** @param orderId null: those of every order */
    ArrayNode payments(@Nullable String orderId) {
        ledger.expireOverdue();
        return ledger.atomically(() -> {
            ArrayNode list = Json.array();
            ledger.payments().stream()
                    .filter(it -> orderId == null || it.orderId().equals(orderId))
                    .forEach(it -> list.add(payment(it)));
            return list;
        });
    }

    private ObjectNode payment(Purchase payment) {
        Account account = payment.account();
        ObjectNode json = Json.object()
                .put("payment_key", payment.paymentKey())
                .put("order_id", payment.orderId())
                .put("order_name", payment.orderName())
                .put("amount", payment.amount())
                .put("balance_amount", account.balance())
                .put("status", account.status())
                .put("method", payment.means().method().name(false))
                .put("charge_count", account.chargeCount())
                .put("charged_amount", account.chargedAmount())
                .put("refund_count", account.refundCount())
                .put("refunded_amount", account.refundedAmount());
        ArrayNode history = json.putArray("history");
        for (Purchase.Step step : payment.steps()) {
            history.addObject()
                    .put("status", step.status().name())
                    .put("balance_amount", step.balance())
                    .put("at", Times.text(step.at()));
        }
        traffic.callsFor(payment.paymentKey()).forEach(json.putObject("calls")::put);
        return json;
    }
}
