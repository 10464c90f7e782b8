package kr.easyk.payments.webhook;

import static kr.easyk.payments.telemetry.Field.field;

import java.util.Optional;
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
            boolean ours = notice(request)
                    .map(notice -> toss.hear(notice, request.journal()))
                    .orElse(false);
            return Answer.ok(Json.object().put("status", ours ? "done" : "ignored"));
        } catch (Refusal refusal) {
            if (refusal.reason() != Reason.TOSS_UNAVAILABLE) {
                request.journal().count(Metric.WEBHOOK_REFUSED);
            }
            throw refusal;
        }
    }

    @Override
    protected Rehearsal rehearsal() {
        return new Rehearsal(
                WebhookFunction::new,
                Scene.approving(),
                Rehearsal.post(
                        "/api/payments/webhook",
                        Json.object()
                                .put("eventType", "PAYMENT_STATUS_CHANGED")
                                .set("data", Json.object().put("orderId", "easyk_" + Scene.NOBODYS_ID))),
                "\"statusCode\":200");
    }

    /** What the webhook is about; empty where it is of a kind that is none of ours. */
    private static Optional<TossNotice> notice(Request request) {
        Fields body = request.body();
        String eventType = body.optionalText("eventType", LONGEST_EVENT_TYPE);
        if (eventType == null) {
            // DEPOSIT_CALLBACK is flat and names no type.
            return Optional.of(
                    new TossNotice(body.text("orderId", LONGEST_ORDER_ID), body.text("secret", LONGEST_SECRET)));
        }
        if (eventType.equals("PAYMENT_STATUS_CHANGED")) {
            return Optional.of(new TossNotice(body.object("data").text("orderId", LONGEST_ORDER_ID), null));
        }
        request.journal().info("webhook of a kind that is none of ours", field("event_type", eventType));
        return Optional.empty();
    }
}
