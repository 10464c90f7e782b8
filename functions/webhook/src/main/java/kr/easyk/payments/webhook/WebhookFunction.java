package kr.easyk.payments.webhook;

import static kr.easyk.payments.telemetry.Field.field;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import kr.easyk.payments.HearToss;
import kr.easyk.payments.TossNotice;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.edge.Answer;
import kr.easyk.payments.edge.Fields;
import kr.easyk.payments.edge.HttpFunction;
import kr.easyk.payments.edge.Request;
import kr.easyk.payments.json.Json;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;
import kr.easyk.payments.rehearsal.Rehearsal;
import kr.easyk.payments.rehearsal.Scene;
import kr.easyk.payments.telemetry.Field;
import kr.easyk.payments.telemetry.Metric;
import kr.easyk.payments.toss.TossClient;

/**
 * {@code POST /api/payments/webhook}: hears from Toss that something changed, and asks Toss what. Answers 200 when it has been
 * dealt with or is none of ours; anything else makes Toss send it again (seven times, over three days).
 */
public final class WebhookFunction extends HttpFunction {
    private static final int LONGEST_EVENT_TYPE = 100;
    private static final int LONGEST_ORDER_ID = 64;
    private static final int LONGEST_SECRET = 200;
    private static final int LONGEST_TRANSACTION_KEY = 200;
    private static final Set<Reason> SENT_AGAIN = EnumSet.of(Reason.TOSS_UNAVAILABLE, Reason.UPGRADE_IN_PROGRESS);
    private static final String DEPOSIT_CALLBACK = "DEPOSIT_CALLBACK";

    private final HearToss toss;

    public WebhookFunction() {
        this(Wiring.fromEnvironment());
    }

    public WebhookFunction(Wiring wiring) {
        super(wiring, "webhook");
        toss = HearToss.with(wiring, TossClient.with(wiring));
    }

    @Override
    protected Answer handle(Request request) {
        try {
            boolean ours = heard(request);
            if (ours) {
                request.journal().count(Metric.WEBHOOK_HEARD);
            }
            return Answer.ok(Json.object().put("status", ours ? "done" : "ignored"));
        } catch (Refusal refusal) {
            if (SENT_AGAIN.contains(refusal.reason())) {
                request.journal().count(Metric.WEBHOOK_HEARD);
            } else {
                request.journal().count(Metric.WEBHOOK_REFUSED);
                request.journal().warn("webhook refused", Field.field("code", refusal.reason()));
            }
            throw refusal;
        }
    }

    @Override
    protected Rehearsal rehearsal(Instant now) {
        return new Rehearsal(
                WebhookFunction::new,
                Scene.approving(now),
                Rehearsal.post(
                        "/api/payments/webhook",
                        Json.object()
                                .put("eventType", "PAYMENT_STATUS_CHANGED")
                                .set("data", Json.object().put("orderId", "easyk_" + Scene.NOBODYS_ID))),
                "\"statusCode\":200");
    }

    /** @return whether the webhook is about one of our payments */
    private boolean heard(Request request) {
        Fields body = request.body();
        String eventType = body.optionalText("eventType", LONGEST_EVENT_TYPE);
        switch (eventType == null ? DEPOSIT_CALLBACK : eventType) {
            case DEPOSIT_CALLBACK -> {
                // Documented flat and without a type; seen with one, and with its fields in data.
                Fields deposit = body.has("data") ? body.object("data") : body;
                TossNotice notice = new TossNotice(
                        deposit.text("orderId", LONGEST_ORDER_ID), deposit.text("secret", LONGEST_SECRET));
                return toss.hear(notice, request.journal());
            }
            case "PAYMENT_STATUS_CHANGED" -> {
                TossNotice notice = new TossNotice(body.object("data").text("orderId", LONGEST_ORDER_ID), null);
                return toss.hear(notice, request.journal());
            }
            case "CANCEL_STATUS_CHANGED" -> {
                return toss.hearOfRefund(
                        body.object("data").text("transactionKey", LONGEST_TRANSACTION_KEY), request.journal());
            }
            default -> {
                request.journal().info("webhook of a kind that is none of ours", field("event_type", eventType));
                return false;
            }
        }
    }
}
