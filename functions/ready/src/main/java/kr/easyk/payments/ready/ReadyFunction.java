package kr.easyk.payments.ready;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import kr.easyk.payments.ReadyPayment;
import kr.easyk.payments.ReadyPayment.Opened;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.edge.Answer;
import kr.easyk.payments.edge.Fields;
import kr.easyk.payments.edge.HttpFunction;
import kr.easyk.payments.edge.Ids;
import kr.easyk.payments.edge.Request;
import kr.easyk.payments.json.Json;
import kr.easyk.payments.model.Caller;
import kr.easyk.payments.rehearsal.Rehearsal;
import kr.easyk.payments.rehearsal.Scene;

/** {@code POST /api/payments/ready}: fixes the price of a consultation and opens a payment for it. */
public final class ReadyFunction extends HttpFunction {
    private final ReadyPayment payments;
    private final Checkout checkout;

    public ReadyFunction() {
        this(Wiring.fromEnvironment());
    }

    public ReadyFunction(Wiring wiring) {
        super(wiring, "ready");
        payments = ReadyPayment.with(wiring);
        checkout = Checkout.with(wiring);
    }

    @Override
    protected Answer handle(Request request) {
        Caller caller = request.caller();
        Fields body = request.body();
        Opened opened = payments.ready(
                caller, body.text("consultation_id", Ids.CONSULTATION), body.optionalWon("amount"), request.journal());
        ObjectNode answer = checkout.of(opened.payment());
        return opened.isNew() ? Answer.created(answer) : Answer.ok(answer);
    }

    @Override
    protected Rehearsal rehearsal(Instant now) {
        return new Rehearsal(
                ReadyFunction::new,
                Scene.consultation(),
                Rehearsal.post("/api/payments/ready", Json.object().put("consultation_id", Scene.NOBODYS_ID)),
                "\"statusCode\":201");
    }
}
