package kr.easyk.payments.cancel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import kr.easyk.payments.CancelPayment;
import kr.easyk.payments.CancelPayment.Cancelled;
import kr.easyk.payments.RefundRequest;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.edge.Answer;
import kr.easyk.payments.edge.Fields;
import kr.easyk.payments.edge.HttpFunction;
import kr.easyk.payments.edge.Ids;
import kr.easyk.payments.edge.PaymentJson;
import kr.easyk.payments.edge.Request;
import kr.easyk.payments.json.Json;
import kr.easyk.payments.model.RefundAccount;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;
import kr.easyk.payments.rehearsal.Rehearsal;
import kr.easyk.payments.rehearsal.Scene;
import kr.easyk.payments.toss.TossClient;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/payments/cancel}: refunds a payment in full or in part, or calls off one that waits for a deposit. */
public final class CancelFunction extends HttpFunction {
    private static final int LONGEST_REASON = 200;
    private static final int LONGEST_HOLDER_NAME = 60;
    private static final Pattern BANK = Pattern.compile("[A-Za-z0-9]{2,20}");
    private static final Pattern ACCOUNT_NUMBER = Pattern.compile("[0-9]{1,20}");
    private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[!-~]{1,255}");

    private final CancelPayment payments;

    public CancelFunction() {
        this(Wiring.fromEnvironment());
    }

    public CancelFunction(Wiring wiring) {
        super(wiring, "cancel");
        payments = CancelPayment.with(wiring, TossClient.with(wiring));
    }

    @Override
    protected Answer handle(Request request) {
        Cancelled cancelled = payments.cancel(request.caller(), refund(request), request.journal());
        ObjectNode answer = PaymentJson.of(cancelled.payment());
        return cancelled.isUnderWay() ? Answer.accepted(answer) : Answer.ok(answer);
    }

    @Override
    protected Rehearsal rehearsal(Instant now) {
        return new Rehearsal(
                CancelFunction::new,
                Scene.approved(now),
                Rehearsal.post(
                        "/api/payments/cancel",
                        Json.object().put("payment_id", Scene.NOBODYS_ID).put("cancel_reason", "rehearsal")),
                "\"statusCode\":200");
    }

    private static RefundRequest refund(Request request) {
        Fields body = request.body();
        Fields account = body.optionalObject("refund_receive_account");
        RefundRequest refund = new RefundRequest(
                body.text("payment_id", Ids.PAYMENT),
                body.text("cancel_reason", LONGEST_REASON),
                body.optionalWon("cancel_amount"),
                account == null ? null : account(account),
                idempotencyKey(request));
        if (refund.amount() != null && refund.idempotencyKey() == null) {
            // Two refunds of the same amount may both be meant: only the caller can say which request repeats which.
            throw Refusal.of(Reason.IDEMPOTENCY_KEY_REQUIRED);
        }
        return refund;
    }

    private static RefundAccount account(Fields fields) {
        return new RefundAccount(
                fields.text("bank", BANK),
                fields.text("account_number", ACCOUNT_NUMBER),
                fields.text("holder_name", LONGEST_HOLDER_NAME));
    }

    private static @Nullable String idempotencyKey(Request request) {
        Optional<String> key = request.header("idempotency-key");
        if (key.filter(each -> !IDEMPOTENCY_KEY.matcher(each).matches()).isPresent()) {
            throw Refusal.invalid("Idempotency-Key");
        }
        return key.orElse(null);
    }
}
