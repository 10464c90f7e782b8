package kr.easyk.payments.sandbox.explore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kr.easyk.payments.sandbox.toss.Account;
import kr.easyk.payments.sandbox.toss.Call;
import kr.easyk.payments.sandbox.toss.Reply;
import kr.easyk.payments.sandbox.toss.TossListener;
import kr.easyk.payments.sandbox.toss.TossSimulator;
import kr.easyk.payments.sandbox.toss.Webhook;
import org.jspecify.annotations.Nullable;

/** Toss, and what is known of it that no client is told: which call made which refund, and what has changed it so far. */
final class Books {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TRACE = "x-tosspayments-trace-id";

    private final TossSimulator toss;
    private final Supplier<Instant> now;
    private String merchantKey;
    private final List<Webhook> letters = new ArrayList<>();
    private final Map<String, String> madeUnder = new HashMap<>();
    /** Those that Toss has got and not carried out, in its order: two equal ones are two. */
    private final List<Call> begun = new ArrayList<>();

    private Digest changes = Digest.NOTHING;
    private Digest place = Digest.NOTHING;
    private int idsTaken;

    Books(Clock clock, String secretKey) {
        now = clock::instant;
        merchantKey = secretKey;
        toss = TossSimulator.inProcess(TossSimulator.Options.defaults()
                .withClock(clock)
                .withKeys(secretKey, "test_gck_sandbox")
                .withIds(this::newId)
                .withListener(new TossListener() {
                    @Override
                    public void written(Webhook webhook) {
                        letters.add(webhook);
                    }
                }));
    }

    /** From here on the ids that Toss makes up are made of this place: who else has asked in between does not change them. */
    void at(Digest where) {
        place = where;
        idsTaken = 0;
    }

    private UUID newId() {
        Digest id = place.then(idsTaken++);
        return new UUID(id.one(), id.other());
    }

    /** Stands for all that Toss has in its books: what changed them, in its order. */
    Digest digest() {
        return changes;
    }

    List<Webhook> letters() {
        return letters;
    }

    TossSimulator toss() {
        return toss;
    }

    /** Something that happens at Toss without a call: in its window, at the bank, in its dashboard. */
    void change(String what, Consumer<TossSimulator> change) {
        change.accept(toss);
        changed(what);
    }

    private void changed(String what) {
        changes = changes.then(what).then(place).then(now.get().toEpochMilli());
    }

    /** The merchant has a new secret key; the old one goes on for some days, or ends at once. */
    void rotate(String newKey, boolean atOnce) {
        change("rotate " + newKey + atOnce, it -> {
            if (atOnce) {
                it.rotateSecretKey(newKey);
            } else {
                it.issueSecretKey(newKey);
            }
        });
        merchantKey = newKey;
    }

    Reply.Answer answer(Call call, Fate how) {
        String kind = switch (how) {
            case REFUSED -> "rate_limit";
            case ERROR -> "error_500";
            case DONE_WITH_ERROR -> "error_500_after";
            default -> null;
        };
        String before = lastRefund(call);
        if (kind != null) {
            toss.fault("any", kind, 1);
        }
        Reply.Answer answer = (Reply.Answer) toss.answer(call);
        if (kind != null && !toss.armedFaults().isEmpty()) {
            toss.clearFaults();
        }
        note(call, answer, how, before);
        return answer;
    }

    /** Toss gets the call now, and carries it out when it is let go. */
    Runnable slow(Call call) {
        String refundBefore = lastRefund(call);
        toss.fault("any", "break_late", 1);
        Reply reply = toss.answer(call);
        if (toss.lateCalls().size() == begun.size()) {
            // It was refused at once, or is one that was answered before.
            toss.clearFaults();
            if (reply instanceof Reply.Answer answer) {
                note(call, answer, Fate.DONE, refundBefore);
            }
            return () -> {};
        }
        begun.add(call);
        changed("begun", call);
        return () -> {
            String before = lastRefund(call);
            toss.releaseOne(place(call));
            begun.remove(place(call));
            made(call, Fate.SLOW, before);
        };
    }

    private int place(Call call) {
        for (int i = 0; i < begun.size(); i++) {
            if (begun.get(i) == call) {
                return i;
            }
        }
        throw new IllegalArgumentException(call.url() + " is not under way");
    }

    private void note(Call call, Reply.Answer answer, Fate how, @Nullable String refundBefore) {
        if (!call.method().equals("POST") || answer.status() == 401 || answer.status() == 429) {
            return;
        }
        String trace = answer.headers().get(TRACE);
        if (trace != null && trace.contains(",")) {
            // What was answered before: nothing has changed.
            return;
        }
        made(call, how, refundBefore);
    }

    private void made(Call call, Fate how, @Nullable String refundBefore) {
        changed(how.toString(), call);
        String refund = lastRefund(call);
        if (refund != null && !refund.equals(refundBefore)) {
            madeUnder.put(refund, String.valueOf(call.headers().get("idempotency-key")));
        }
    }

    private void changed(String how, Call call) {
        changes = changes.then(content(call));
        changed(how);
    }

    /** Stands for all of a call that Toss looks at. */
    static Digest content(Call call) {
        return Digest.of(call.body())
                .then(call.url())
                .then(String.valueOf(call.headers().get("idempotency-key")))
                .then(String.valueOf(call.headers().get("authorization")));
    }

    /** The latest refund of the payment that a call would refund; null where there is none, and for any other call. */
    private @Nullable String lastRefund(Call call) {
        if (!call.url().endsWith("/cancel")) {
            return null;
        }
        JsonNode cancels = shown(call.url().split("/")[3]).path("cancels");
        return cancels.isEmpty()
                ? null
                : cancels.get(cancels.size() - 1).path("transactionKey").textValue();
    }

    /** The payment as Toss would show it, whoever asks. */
    JsonNode shown(String paymentKey) {
        String basic =
                "Basic " + Base64.getEncoder().encodeToString((merchantKey + ":").getBytes(StandardCharsets.UTF_8));
        Call call = new Call("GET", "/v1/payments/" + paymentKey, Map.of("authorization", basic), new byte[0]);
        return json(((Reply.Answer) toss.answer(call)).body());
    }

    /** The Idempotency-Key of the call that made a refund; null where it was made in the dashboard. */
    @Nullable
    String madeUnder(String transactionKey) {
        return madeUnder.get(transactionKey);
    }

    /** Whether a call under this Idempotency-Key made a refund that has not come to nothing. */
    boolean hasMadeRefundUnder(String idempotencyKey) {
        return madeUnder.entrySet().stream()
                .filter(each -> each.getValue().equals(idempotencyKey))
                .anyMatch(each ->
                        !refund(each.getKey()).path("cancelStatus").asText().equals("ABORTED"));
    }

    /** A refund as Toss would show it. */
    JsonNode refund(String transactionKey) {
        for (JsonNode payment : toss.payments()) {
            for (JsonNode cancel : shown(payment.path("payment_key").asText()).path("cancels")) {
                if (cancel.path("transactionKey").asText().equals(transactionKey)) {
                    return cancel;
                }
            }
        }
        return JSON.missingNode();
    }

    /** Whether this key of this order has taken money, whatever has become of it since. */
    boolean chargedUnder(String paymentKey, String orderId) {
        JsonNode shown = shown(paymentKey);
        return shown.path("orderId").asText().equals(orderId)
                && !shown.path("approvedAt").isMissingNode()
                && !shown.path("approvedAt").isNull();
    }

    /** What Toss has begun to give back, it gives back. */
    void endRefundsUnderWay() {
        for (JsonNode payment : toss.payments()) {
            String key = payment.path("payment_key").asText();
            for (JsonNode cancel : shown(key).path("cancels")) {
                if (cancel.path("cancelStatus").asText().equals("IN_PROGRESS")) {
                    toss.endCancel(key, cancel.path("transactionKey").asText(), "done");
                }
            }
        }
    }

    Account account(String orderId) {
        return toss.accountOfOrder(orderId).orElse(new Account(0, 0, 0, 0, "NONE", 0));
    }

    static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String words(Reply.Answer answer) {
        JsonNode body = json(answer.body());
        String what = answer.status() == 200
                ? body.isArray()
                        ? body.size() + " rows"
                        : body.path("status").asText() + ", "
                                + body.path("balanceAmount").asText()
                : body.path("code").asText();
        return answer.status() + " " + what;
    }
}
