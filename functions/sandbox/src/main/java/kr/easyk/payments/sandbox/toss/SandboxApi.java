package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
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
        String rest = String.join("/", path.subList(1, path.size()));
        return switch (call.method() + " " + rest) {
            case "POST checkouts" -> key(toss.open(opening(body(call)), authentication(body(call))));
            case "POST authentications" -> key(toss.authenticate(opening(body(call)), authentication(body(call))));
            case "POST confirmations" -> confirm(body(call));
            case "POST deposits" -> deposit(body(call));
            case "POST deposits/reversals" -> takeBack(body(call));
            case "POST cancels" -> cancel(body(call));
            case "POST cancels/ends" -> endCancel(body(call));
            case "POST expirations" -> expire(body(call));
            case "POST aborts" -> abort(body(call));
            case "GET webhooks" -> webhooks();
            case "POST webhooks/losses" -> loseWebhooks(body(call));
            case "POST faults" -> fault(body(call));
            case "GET faults" -> faults();
            case "DELETE faults" -> clearFaults();
            case "POST faults/releases" -> release(call);
            case "POST transactions" -> strangeRow(body(call));
            case "GET keys" -> Json.object().set("keys", toss.secretKeys());
            case "POST keys" -> Json.object().put("secret_key", toss.newSecretKey());
            case "POST keys/revocations" -> revoke(body(call));
            case "GET behaviour" -> json(toss.behaviour());
            case "POST behaviour" -> behave(body(call));
            case "GET payments" -> Json.object().set("payments", payments(call.query("order_id")));
            case "POST reset" -> reset();
            default -> ofOne(call.method(), path);
        };
    }

    /** What is asked of one payment or webhook by its name. */
    private JsonNode ofOne(String method, List<String> path) {
        if (method.equals("GET") && path.size() == 3 && path.get(1).equals("payments")) {
            return payment(path.get(2));
        }
        if (method.equals("POST")
                && path.size() == 4
                && path.get(1).equals("webhooks")
                && path.get(3).equals("resend")) {
            return resend(path.get(2));
        }
        return notFound();
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
        String named = Json.textOrNull(body, "currency");
        Currency currency = named == null ? Currency.KRW : Json.named(Currency.class, named);
        return new Authentication(
                Json.text(body, "order_id"),
                currency.units(Json.amount(body, "amount"), "amount"),
                currency,
                method == null ? "card" : method,
                card(Json.objectOrNull(body, "card")),
                Json.textOrNull(body, "account"),
                Json.textOrNull(body, "order_name"),
                Json.textOrNull(body, "customer_name"));
    }

    private Opening opening(ObjectNode body) {
        ObjectNode asPagesSayIt = Json.object();
        asPagesSayIt.set("metadata", body.get("metadata"));
        asPagesSayIt.set("cashReceipt", body.get("cash_receipt"));
        return Opening.in(null, asPagesSayIt, ledger.now());
    }

    static @Nullable Card card(@Nullable JsonNode card) {
        return card == null
                ? null
                : new Card(Json.text(card, "number"), Json.text(card, "password"), Json.text(card, "cvc"));
    }

    private JsonNode deposit(ObjectNode body) {
        String orderId = Json.text(body, "order_id");
        if (Json.flag(body, "late", false)) {
            toss.depositLate(orderId);
        } else {
            toss.deposit(orderId);
        }
        return ofOrder(body);
    }

    private JsonNode takeBack(ObjectNode body) {
        toss.takeBackDeposit(Json.text(body, "order_id"));
        return ofOrder(body);
    }

    private JsonNode expire(ObjectNode body) {
        String paymentKey = Json.textOrNull(body, "payment_key");
        if (paymentKey != null) {
            toss.expireKey(paymentKey);
            return payment(paymentKey);
        }
        toss.expire(Json.text(body, "order_id"));
        return ofOrder(body);
    }

    private JsonNode abort(ObjectNode body) {
        String paymentKey = Json.text(body, "payment_key");
        toss.abort(paymentKey);
        return payment(paymentKey);
    }

    private JsonNode confirm(ObjectNode body) {
        String paymentKey = Json.text(body, "payment_key");
        toss.confirm(paymentKey);
        return payment(paymentKey);
    }

    private JsonNode cancel(ObjectNode body) {
        String paymentKey = Json.text(body, "payment_key");
        BigDecimal amount = Json.amountOrNull(body, "amount");
        Currency currency = ledger.payment(Keys.MERCHANT, paymentKey).currency();
        toss.cancelInDashboard(
                paymentKey, amount == null ? null : currency.units(amount, "amount"), Json.text(body, "reason"));
        return payment(paymentKey);
    }

    private JsonNode endCancel(ObjectNode body) {
        String paymentKey = Json.text(body, "payment_key");
        toss.endCancel(paymentKey, Json.textOrNull(body, "transaction_key"), Json.text(body, "status"));
        return payment(paymentKey);
    }

    private JsonNode payment(String paymentKey) {
        return ledger.atomically(() -> payment(ledger.payment(Keys.MERCHANT, paymentKey)));
    }

    private JsonNode ofOrder(ObjectNode body) {
        return ledger.atomically(() -> payment(ledger.order(Keys.MERCHANT, Json.text(body, "order_id"))));
    }

    private JsonNode fault(ObjectNode body) {
        toss.fault(
                Json.text(body, "operation"),
                Json.text(body, "kind"),
                times(body, 1),
                Json.textOrNull(body, "code"),
                duration(Json.textOrNull(body, "after")));
        return body;
    }

    private static int times(ObjectNode body, int otherwise) {
        Long times = Json.countOrNull(body, "times");
        return times == null ? otherwise : Math.toIntExact(Math.min(times, Integer.MAX_VALUE));
    }

    private static @Nullable Duration duration(@Nullable String text) {
        try {
            return text == null ? null : Duration.parse(text);
        } catch (DateTimeParseException notADuration) {
            throw TossError.INVALID_REQUEST.refusal();
        }
    }

    private JsonNode faults() {
        ObjectNode json = Json.object();
        json.set("faults", toss.armedFaults());
        return json.set("late_calls", toss.lateCalls());
    }

    private JsonNode release(Call call) {
        int most = call.body().length == 0 ? Integer.MAX_VALUE : times(body(call), Integer.MAX_VALUE);
        return Json.object().put("carried_out", toss.release(most));
    }

    private JsonNode loseWebhooks(ObjectNode body) {
        String eventType = Json.textOrNull(body, "event_type");
        toss.loseWebhooks(eventType == null ? "any" : eventType, times(body, 1));
        return body;
    }

    private JsonNode strangeRow(ObjectNode row) {
        toss.listStrangeRow(row);
        return row;
    }

    private JsonNode revoke(ObjectNode body) {
        toss.revokeSecretKey(Json.text(body, "secret_key"));
        return Json.object().set("keys", toss.secretKeys());
    }

    private JsonNode behave(ObjectNode body) {
        Behaviour now = toss.behaviour();
        String orderLookup = Json.textOrNull(body, "order_lookup");
        String depositCallback = Json.textOrNull(body, "deposit_callback");
        toss.behave(new Behaviour(
                Json.flag(body, "ignores_refundable_amount", now.ignoresRefundableAmount()),
                Json.flag(body, "forgets_server_errors", now.forgetsServerErrors()),
                Json.flag(body, "denies_other_orders_session", now.deniesOtherOrdersSession()),
                Json.flag(body, "hides_settlements", now.hidesSettlements()),
                orderLookup == null ? now.orderLookup() : Json.named(Behaviour.OrderLookup.class, orderLookup),
                depositCallback == null
                        ? now.depositCallback()
                        : Json.named(Behaviour.DepositCallback.class, depositCallback)));
        return json(toss.behaviour());
    }

    private static JsonNode json(Behaviour behaviour) {
        return Json.object()
                .put("ignores_refundable_amount", behaviour.ignoresRefundableAmount())
                .put("forgets_server_errors", behaviour.forgetsServerErrors())
                .put("denies_other_orders_session", behaviour.deniesOtherOrdersSession())
                .put("hides_settlements", behaviour.hidesSettlements())
                .put("order_lookup", behaviour.orderLookup().name().toLowerCase(Locale.ROOT))
                .put("deposit_callback", behaviour.depositCallback().name().toLowerCase(Locale.ROOT));
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
                .put("amount", payment.written(payment.amount()))
                .put("currency", payment.currency().name())
                .put("balance_amount", payment.written(account.balance()))
                .put("status", account.status())
                .put("method", payment.means().method().name(false))
                .put("charge_count", account.chargeCount())
                .put("charged_amount", payment.written(account.chargedAmount()))
                .put("refund_count", account.refundCount())
                .put("refunded_amount", payment.written(account.refundedAmount()));
        ArrayNode history = json.putArray("history");
        for (Purchase.Step step : payment.steps()) {
            history.addObject()
                    .put("status", step.status().name())
                    .put("balance_amount", payment.written(step.balance()))
                    .put("at", Times.text(step.at()));
        }
        traffic.callsFor(payment.paymentKey()).forEach(json.putObject("calls")::put);
        return json;
    }
}
