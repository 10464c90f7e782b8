package kr.easyk.payments.lookup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import kr.easyk.payments.FindPayments;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.edge.Answer;
import kr.easyk.payments.edge.HttpFunction;
import kr.easyk.payments.edge.Ids;
import kr.easyk.payments.edge.PaymentJson;
import kr.easyk.payments.edge.Request;
import kr.easyk.payments.json.Json;
import kr.easyk.payments.model.Caller;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.rehearsal.Rehearsal;
import kr.easyk.payments.rehearsal.Scene;
import kr.easyk.payments.store.Page;

/**
 * {@code GET /api/payments/{payment_id}} and {@code GET /api/payments}: what became of a payment, or of several. Reads only, and
 * has no way to Toss.
 */
public final class LookupFunction extends HttpFunction {
    private static final int DEFAULT_LIMIT = 20;
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]?|100");

    private final FindPayments payments;

    public LookupFunction() {
        this(Wiring.fromEnvironment());
    }

    public LookupFunction(Wiring wiring) {
        super(wiring, "lookup");
        payments = FindPayments.with(wiring);
    }

    @Override
    protected Answer handle(Request request) {
        Caller caller = request.caller();
        Optional<String> paymentId = request.path("payment_id");
        return paymentId.isPresent() ? one(caller, paymentId.get()) : several(caller, request);
    }

    @Override
    protected Rehearsal rehearsal(Instant now) {
        return new Rehearsal(
                LookupFunction::new,
                Scene.approved(now),
                Rehearsal.get("/api/payments/{payment_id}", "payment_id"),
                "\"statusCode\":200");
    }

    private Answer one(Caller caller, String paymentId) {
        return Answer.ok(PaymentJson.of(payments.one(caller, matching(Ids.PAYMENT, paymentId, "payment_id"))));
    }

    private Answer several(Caller caller, Request request) {
        int limit = request.query("limit")
                .map(text -> matching(LIMIT, text, "limit"))
                .map(Integer::parseInt)
                .orElse(DEFAULT_LIMIT);
        Page.Position after = request.query("cursor").map(Cursor::read).orElse(null);
        Optional<String> consultationId =
                request.query("consultation_id").map(text -> matching(Ids.CONSULTATION, text, "consultation_id"));
        Page page = consultationId.isPresent()
                ? payments.forConsultation(caller, consultationId.get(), limit, after)
                : payments.own(caller, limit, after);
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("payments");
        page.payments().forEach(payment -> list.add(PaymentJson.of(payment)));
        answer.put("next_cursor", page.next() == null ? null : Cursor.write(page.next()));
        return Answer.ok(answer);
    }

    private static String matching(Pattern pattern, String text, String name) {
        if (!pattern.matcher(text).matches()) {
            throw Refusal.invalid(name);
        }
        return text;
    }
}
