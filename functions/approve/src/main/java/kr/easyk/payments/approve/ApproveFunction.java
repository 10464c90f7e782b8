package kr.easyk.payments.approve;

import java.time.Instant;
import java.util.regex.Pattern;
import kr.easyk.payments.Approval;
import kr.easyk.payments.ApprovePayment;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.edge.Answer;
import kr.easyk.payments.edge.Fields;
import kr.easyk.payments.edge.HttpFunction;
import kr.easyk.payments.edge.PaymentJson;
import kr.easyk.payments.edge.Request;
import kr.easyk.payments.json.Json;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;
import kr.easyk.payments.rehearsal.Rehearsal;
import kr.easyk.payments.rehearsal.Scene;
import kr.easyk.payments.toss.TossClient;

/** {@code POST /api/payments/approve}: captures the money the payer has just authenticated with Toss. */
public final class ApproveFunction extends HttpFunction {
    private static final Pattern PAYMENT_KEY = Pattern.compile("[!-~]{1,200}");
    private static final Pattern ORDER_ID = Pattern.compile("[A-Za-z0-9_=-]{6,64}");

    private final ApprovePayment payments;

    public ApproveFunction() {
        this(Wiring.fromEnvironment());
    }

    public ApproveFunction(Wiring wiring) {
        super(wiring, "approve");
        payments = ApprovePayment.with(wiring, TossClient.with(wiring));
    }

    @Override
    protected Answer handle(Request request) {
        Payment payment = payments.approve(request.caller(), approval(request.body()), request.journal());
        return switch (payment.status()) {
            case FAILED -> throw Refusal.byToss(Reason.PAYMENT_DECLINED, payment.failure());
            case EXPIRED -> throw Refusal.byToss(Reason.PAYMENT_EXPIRED, payment.failure());
            case APPROVING -> Answer.accepted(PaymentJson.of(payment));
            default -> Answer.ok(PaymentJson.of(payment));
        };
    }

    @Override
    protected Rehearsal rehearsal(Instant now) {
        return new Rehearsal(
                ApproveFunction::new,
                Scene.pending(now),
                Rehearsal.post(
                        "/api/payments/approve",
                        Json.object()
                                .put("paymentKey", Scene.PAYMENT_KEY)
                                .put("orderId", "easyk_" + Scene.NOBODYS_ID)
                                .put("amount", Scene.AMOUNT)),
                "\"statusCode\":200");
    }

    /** Toss's redirect writes {@code paymentKey} and {@code orderId}; the rest of this API would write them with underscores. */
    private static Approval approval(Fields body) {
        return new Approval(
                body.text(body.has("payment_key") ? "payment_key" : "paymentKey", PAYMENT_KEY),
                body.text(body.has("order_id") ? "order_id" : "orderId", ORDER_ID),
                body.won("amount"));
    }
}
