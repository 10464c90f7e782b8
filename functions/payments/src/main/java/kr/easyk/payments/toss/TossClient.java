package kr.easyk.payments.toss;

import static kr.easyk.payments.telemetry.Field.field;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import kr.easyk.payments.Deadline;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.aws.Aws;
import kr.easyk.payments.aws.Tls;
import kr.easyk.payments.json.Json;
import kr.easyk.payments.model.Attempt;
import kr.easyk.payments.model.Claim;
import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.Language;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.Refund;
import kr.easyk.payments.model.RefundAccount;
import kr.easyk.payments.secrets.TossKeyUnavailable;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.telemetry.Metric;
import kr.easyk.payments.toss.TossErrors.Call;
import org.crac.Context;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Toss Payments' API, as far as it is used here. No call throws for what Toss does or fails to do: each comes out as a
 * {@link TossAnswer}.
 *
 * <p>A call takes at most its time limit, or its share of what is left to the request. It includes one repeat on a broken connection
 * (every POST carries an Idempotency-Key, so a repeat is answered with the first outcome) and one with a fetched key when Toss
 * refuses the one at hand.
 */
public final class TossClient implements Resource {
    private static final int CONNECTIONS_TO_TRY = 10;

    private static final Duration LONGEST_TRY = Duration.ofSeconds(5);

    /** What a confirm or refund is given where there is time enough. It can take Toss longer: then its outcome is asked for. */
    public static final Duration CHANGE = Duration.ofSeconds(12);

    /** What a look-up is given where there is time enough. */
    public static final Duration LOOK_UP = Duration.ofSeconds(4);

    /** Kept back from a change, so that what becomes of it can be looked up and written. */
    public static final Duration KEPT_BY_A_CHANGE = Aws.CALL.multipliedBy(2);

    /** Kept back from a look-up, so that what it shows can be written. */
    public static final Duration KEPT_BY_A_LOOK_UP = Aws.CALL;

    /** Toss lists at most 5,000 transactions at a time. */
    private static final int PAGE = 5_000;

    private static final int MOST_PAGES = 10;

    /** Toss takes times without a zone, and means Korea's. */
    private static final DateTimeFormatter KOREAN_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.ofHours(9));

    private final Deadline deadline;
    private final TossConnection connection;
    private final String baseUrl;
    private final Duration changeLimit;
    private final Duration lookUpLimit;

    private TossClient(Wiring wiring) {
        this.deadline = wiring.deadline();
        this.connection = new TossConnection(wiring);
        this.baseUrl = wiring.setting("TOSS_BASE_URL", "https://api.tosspayments.com");
        this.changeLimit = limit(wiring, "TOSS_TIMEOUT_MS", CHANGE);
        this.lookUpLimit = limit(wiring, "TOSS_LOOKUP_TIMEOUT_MS", LOOK_UP);
    }

    private static Duration limit(Wiring wiring, String setting, Duration otherwise) {
        String millis = wiring.setting(setting, "");
        return millis.isEmpty() ? otherwise : Duration.ofMillis(Long.parseLong(millis));
    }

    public static TossClient with(Wiring wiring) {
        TossClient client = new TossClient(wiring);
        wiring.beforeSnapshot(client);
        return client;
    }

    /**
     * Tries the way to Toss, each time over a connection of its own: without a key, so that it is answered 401 and nothing else can
     * come of it. Where Toss cannot be reached, that is no reason not to publish a version.
     */
    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        long end = System.nanoTime() + LONGEST_TRY.toNanos();
        try {
            for (int tried = 0; tried < CONNECTIONS_TO_TRY && System.nanoTime() < end; tried++) {
                tryTheWay(Wiring.newHttp(), end);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            // The first request will tell, which has somebody to tell it to.
        } finally {
            Tls.forgetSessions();
        }
    }

    private void tryTheWay(HttpClient client, long end)
            throws InterruptedException, ExecutionException, TimeoutException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + "/v1/payments/rehearsal"))
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            answer.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } finally {
            answer.cancel(true);
            Wiring.close(client);
        }
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        // There is no connection yet.
    }

    /**
     * Makes sure there is a client and a key, so that nothing is begun that could not be asked of Toss.
     *
     * @return what tells the key apart from others without telling it: to be written down before something is asked for under it
     * @throws TossKeyUnavailable where there is none
     */
    public String keyDigest() {
        return connection.keyDigest();
    }

    /**
     * Takes the money that the payer has authenticated. All confirms have one URL and Toss does not look at the body to tell
     * repeats apart, so the payment's id is the Idempotency-Key: with a shared one, one payment would answer for another. Toss keeps
     * what it refused under it, too: a payment that was claimed for a key that is not its own has another one for the next.
     *
     * @param key the API key that the claim was written with
     */
    public Sent confirm(Payment payment, WrittenKey key, Language language, Journal journal) {
        Claim claim = payment.claim();
        ObjectNode body = Json.object()
                .put("paymentKey", claim.paymentKey())
                .put("orderId", payment.order().orderId())
                .put("amount", payment.amount());
        String idempotencyKey = numbered(payment.paymentId(), claim.number());
        HttpRequest.Builder request = post("/v1/payments/confirm", body, idempotencyKey, language);
        return call(Call.CONFIRM, payment, request, key, journal);
    }

    /**
     * Makes a refund that has been written down. Its id, and the number of the attempt, are the Idempotency-Key: Toss makes it at most
     * once. And it makes it only on the balance that the attempt was made on: {@code refundableAmount} is compared and set at Toss
     * (measured; otherwise 400 NOT_MATCHES_REFUNDABLE_AMOUNT, and nothing is done).
     *
     * @param key the API key that the attempt was written with
     */
    public Sent refund(Payment payment, Refund refund, WrittenKey key, Language language, Journal journal) {
        Refund.Wish wish = refund.wish();
        if (wish == null) {
            throw new IllegalArgumentException("nobody here wished for refund " + refund.id());
        }
        Attempt attempt = wish.attempt();
        ObjectNode body = Json.object().put("cancelReason", refund.reason());
        if (!wish.whole()) {
            body.put("cancelAmount", refund.amount());
        }
        if (attempt.balance() > 0) {
            body.put("refundableAmount", attempt.balance());
        }
        RefundAccount account = wish.account();
        if (account != null) {
            body.putObject("refundReceiveAccount")
                    .put("bank", account.bank())
                    .put("accountNumber", account.accountNumber())
                    .put("holderName", account.holderName());
        }
        String path = "/v1/payments/" + encoded(String.valueOf(payment.claim().paymentKey())) + "/cancel";
        String idempotencyKey = numbered(refund.id(), attempt.number());
        return call(Call.CANCEL, payment, post(path, body, idempotencyKey, language), key, journal);
    }

    private static String numbered(String id, int number) {
        return number == 1 ? id : id + "-" + number;
    }

    /** Asks how a payment stands: by its key once there is one, since an order can have been authenticated more than once. */
    public Sent lookUp(Payment payment, Language language, Journal journal) {
        String paymentKey = payment.claim().paymentKey();
        return paymentKey == null
                ? lookUpAt("orders/" + encoded(payment.order().orderId()), payment, language, journal)
                : lookUp(payment, paymentKey, language, journal);
    }

    /** Asks what Toss has under a payment key that may or may not be this payment's. */
    public Sent lookUp(Payment payment, String paymentKey, Language language, Journal journal) {
        return lookUpAt(encoded(paymentKey), payment, language, journal);
    }

    private Sent lookUpAt(String place, Payment payment, Language language, Journal journal) {
        HttpRequest.Builder request = request("/v1/payments/" + place, language).GET();
        return call(Call.LOOK_UP, payment, request, null, journal);
    }

    /**
     * The movements of money in a stretch of time, the oldest first.
     *
     * @return empty where Toss does not say
     */
    public Optional<TransactionList> transactions(Instant from, Instant to, Journal journal) {
        List<TossTransaction> all = new ArrayList<>();
        int unreadable = 0;
        String keyDigest = null;
        String after = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            String path = "/v1/transactions?limit=" + PAGE + "&startDate=" + KOREAN_TIME.format(from) + "&endDate="
                    + KOREAN_TIME.format(to) + after;
            TossConnection.Sending sending =
                    connection.sending(request(path, Language.KOREAN).GET(), null, share(Call.LOOK_UP));
            try {
                JsonNode body = body(sending.send(), JsonNode::isArray);
                String used = String.valueOf(sending.keyDigest());
                keyDigest = keyDigest == null || keyDigest.equals(used) ? used : "";
                for (JsonNode each : body) {
                    try {
                        all.add(TossPaymentReader.transaction(each));
                    } catch (UnreadableAnswer e) {
                        unreadable++;
                        journal.warn(
                                "a transaction of toss cannot be read",
                                field("what", e.getMessage()),
                                field("toss_trace_id", sending.traceId()));
                    }
                }
                if (body.size() < PAGE) {
                    return Optional.of(new TransactionList(all, keyDigest, unreadable == 0, unreadable));
                }
                after = "&startingAfter=" + encoded(text(body.get(PAGE - 1), "transactionKey"));
            } catch (IOException | UnreadableAnswer | OtherKey | TossKeyUnavailable e) {
                journal.count(Metric.TOSS_UNAVAILABLE);
                journal.warn(
                        "toss lists no transactions",
                        field("why", e.getClass().getSimpleName()),
                        field("toss_trace_id", sending.traceId()));
                return Optional.empty();
            }
        }
        journal.warn("more transactions than a run can look at", field("seen", all.size()));
        return Optional.of(new TransactionList(all, String.valueOf(keyDigest), false, unreadable));
    }

    private static String text(JsonNode row, String name) throws UnreadableAnswer {
        String value = row.path(name).textValue();
        if (value == null) {
            throw new UnreadableAnswer(name);
        }
        return value;
    }

    private HttpRequest.Builder post(String path, ObjectNode body, String idempotencyKey, Language language) {
        return request(path, language)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(HttpRequest.BodyPublishers.ofString(Json.text(body)));
    }

    private HttpRequest.Builder request(String path, Language language) {
        return HttpRequest.newBuilder(URI.create(baseUrl + path)).header("Accept-Language", language.tossTag());
    }

    /** After a change there is always time to find out and write down what became of it: it is not even asked for otherwise. */
    private Duration share(Call call) {
        return call == Call.LOOK_UP
                ? deadline.share(lookUpLimit, KEPT_BY_A_LOOK_UP)
                : deadline.share(changeLimit, KEPT_BY_A_CHANGE);
    }

    private Sent call(
            Call call, Payment payment, HttpRequest.Builder request, @Nullable WrittenKey written, Journal journal) {
        long start = System.nanoTime();
        TossConnection.Sending sending = connection.sending(request, written, share(call));
        TossAnswer answer;
        try {
            answer = answer(call, sending.send());
        } catch (HttpTimeoutException e) {
            answer = new TossAnswer.Unknown(String.valueOf(e.getMessage()), null);
        } catch (IOException e) {
            answer = new TossAnswer.Unknown("connection " + e.getClass().getSimpleName(), null);
        } catch (UnreadableAnswer e) {
            answer = new TossAnswer.Unknown("unreadable " + e.getMessage(), null);
        } catch (OtherKey e) {
            answer = new TossAnswer.OtherKey();
        } catch (TossKeyUnavailable e) {
            journal.error("toss key unavailable", e);
            answer = new TossAnswer.KeyRefused(null);
        }
        report(call, payment, answer, sending.traceId(), Duration.ofNanos(System.nanoTime() - start), journal);
        return new Sent(answer, sending.keyDigest(), sending.isRepeat(), sending.isAnswered());
    }

    private TossAnswer answer(Call call, HttpResponse<byte[]> response) throws IOException, UnreadableAnswer {
        JsonNode body = body(response, JsonNode::isObject);
        if (response.statusCode() == 200) {
            return new TossAnswer.Found(TossPaymentReader.read(body));
        }
        String code = body.path("code").asText("");
        Failure failure = new Failure(code, body.path("message").asText(""));
        return switch (TossErrors.meaning(call, response.statusCode(), code)) {
            case DECLINED -> new TossAnswer.Declined(failure);
            case REFUND_REFUSED -> new TossAnswer.RefundRefused(failure);
            case GONE -> new TossAnswer.Gone(failure);
            case OVERTAKEN -> new TossAnswer.Overtaken(failure);
            case REQUEST_REFUSED -> new TossAnswer.RequestRefused(failure);
            case KEY_REFUSED -> new TossAnswer.KeyRefused(failure);
            case UNKNOWN ->
                new TossAnswer.Unknown(
                        code.isEmpty() ? "http " + response.statusCode() : code, code.isEmpty() ? null : failure);
        };
    }

    private JsonNode body(HttpResponse<byte[]> response, Predicate<JsonNode> expected)
            throws IOException, UnreadableAnswer {
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (!type.startsWith("application/json")) {
            throw new UnreadableAnswer("content type, http " + response.statusCode());
        }
        try {
            JsonNode body = Json.read(response.body());
            if (!expected.test(body)) {
                throw new UnreadableAnswer("body, http " + response.statusCode());
            }
            return body;
        } catch (JsonProcessingException e) {
            throw new UnreadableAnswer("body, http " + response.statusCode());
        }
    }

    private static void report(
            Call call, Payment payment, TossAnswer answer, @Nullable String traceId, Duration taken, Journal journal) {
        if (answer instanceof TossAnswer.OtherKey) {
            journal.warn(
                    "toss not asked, as the api key is another one",
                    field("payment_id", payment.paymentId()),
                    field("call", call),
                    field("toss_trace_id", traceId));
            return;
        }
        journal.time(Metric.TOSS_LATENCY, taken);
        Failure failure = answer.failure();
        if (answer instanceof TossAnswer.Unknown unknown) {
            journal.count(Metric.TOSS_UNAVAILABLE);
            journal.warn(
                    "toss outcome unknown",
                    field("payment_id", payment.paymentId()),
                    field("call", call),
                    field("why", unknown.why()),
                    field("toss_trace_id", traceId),
                    field("duration_ms", taken.toMillis()));
        } else {
            journal.info(
                    "toss answered",
                    field("payment_id", payment.paymentId()),
                    field("call", call),
                    field("outcome", answer.getClass().getSimpleName()),
                    field("toss_code", failure == null ? null : failure.code()),
                    field("toss_trace_id", traceId),
                    field("duration_ms", taken.toMillis()));
        }
        if (answer instanceof TossAnswer.KeyRefused
                || (answer instanceof TossAnswer.RequestRefused && call == Call.CANCEL)) {
            // At a confirm or a look-up it may be the payer's doing, who brings the payment key.
            journal.count(Metric.TOSS_MISCONFIGURED);
            journal.warn(
                    "toss refuses us",
                    field("payment_id", payment.paymentId()),
                    field("call", call),
                    field("toss_code", failure == null ? null : failure.code()));
        }
    }

    /** Dots too, so that no key can climb out of its place in the path. */
    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace(".", "%2E");
    }
}
