package kr.easyk.payments.toss;

import static kr.easyk.payments.telemetry.Field.field;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.aws.Tls;
import kr.easyk.payments.json.Json;
import kr.easyk.payments.model.Cancellation;
import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.Language;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.RefundAccount;
import kr.easyk.payments.secrets.TossKey;
import kr.easyk.payments.secrets.TossKeyUnavailable;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.telemetry.Metric;
import kr.easyk.payments.toss.TossErrors.Call;
import org.crac.Context;
import org.crac.Resource;

/**
 * Toss Payments' API, as far as it is used here. No call throws for what Toss does or fails to do: each comes out as a
 * {@link TossAnswer}.
 *
 * <p>A call takes at most its time limit, including one repeat on a broken connection (every POST carries an Idempotency-Key, so
 * a repeat is answered with the first outcome) and one with a fetched key when Toss refuses the one at hand.
 */
public final class TossClient implements Resource {
    private static final int CONNECTIONS_TO_TRY = 10;

    private static final Duration LONGEST_TRY = Duration.ofSeconds(5);
    private static final Duration LEAST_TIME_FOR_A_REPEAT = Duration.ofMillis(500);

    /** Toss lists at most 5,000 transactions at a time. */
    private static final int PAGE = 5_000;

    private static final int MOST_PAGES = 10;

    /** Toss takes times without a zone, and means Korea's. */
    private static final DateTimeFormatter KOREAN_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.ofHours(9));

    private final Wiring wiring;

    /** Made on another thread, while this one makes the client for DynamoDB: each takes some 100 ms of a cold start. */
    private final CompletableFuture<HttpClient> http;

    private final TossKey key;
    private final String baseUrl;
    private final Duration changeLimit;
    private final Duration lookUpLimit;

    private TossClient(Wiring wiring) {
        this.wiring = wiring;
        this.http = CompletableFuture.supplyAsync(wiring::http);
        this.key = TossKey.with(wiring);
        this.baseUrl = wiring.setting("TOSS_BASE_URL", "https://api.tosspayments.com");
        this.changeLimit = Duration.ofMillis(Long.parseLong(wiring.setting("TOSS_TIMEOUT_MS", "12000")));
        this.lookUpLimit = Duration.ofMillis(Long.parseLong(wiring.setting("TOSS_LOOKUP_TIMEOUT_MS", "4000")));
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
            answer.get(Math.max(1, remaining(end).toMillis()), TimeUnit.MILLISECONDS);
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
     * @throws TossKeyUnavailable where there is none
     */
    public void requireKey() {
        http.join();
        key.current();
    }

    /**
     * Takes the money that the payer has authenticated. All confirms have one URL and Toss does not look at the body to tell
     * repeats apart, so the payment's id is the Idempotency-Key: with a shared one, one payment would answer for another.
     */
    public TossAnswer confirm(Payment payment, Language language, Journal journal) {
        ObjectNode body = Json.object()
                .put("paymentKey", payment.tossPaymentKey())
                .put("orderId", payment.orderId())
                .put("amount", payment.amount());
        HttpRequest.Builder request = post("/v1/payments/confirm", body, payment.paymentId(), language);
        return call(Call.CONFIRM, payment, request, journal);
    }

    /** Refunds a wish that has been written down. Its id is the Idempotency-Key: it is granted at most once. */
    public TossAnswer cancel(Payment payment, Cancellation wish, Language language, Journal journal) {
        ObjectNode body = Json.object().put("cancelReason", wish.reason());
        if (!wish.whole()) {
            body.put("cancelAmount", wish.amount());
        }
        RefundAccount account = wish.account();
        if (account != null) {
            body.putObject("refundReceiveAccount")
                    .put("bank", account.bank())
                    .put("accountNumber", account.accountNumber())
                    .put("holderName", account.holderName());
        }
        String path = "/v1/payments/" + encoded(String.valueOf(payment.tossPaymentKey())) + "/cancel";
        return call(Call.CANCEL, payment, post(path, body, wish.cancellationId(), language), journal);
    }

    /** Asks how a payment stands: by its key once there is one, since an order can have been authenticated more than once. */
    public TossAnswer lookUp(Payment payment, Language language, Journal journal) {
        String paymentKey = payment.tossPaymentKey();
        String path = paymentKey == null
                ? "/v1/payments/orders/" + encoded(payment.orderId())
                : "/v1/payments/" + encoded(paymentKey);
        return call(Call.LOOK_UP, payment, request(path, language, lookUpLimit).GET(), journal);
    }

    /**
     * The movements of money in a stretch of time, the oldest first.
     *
     * @return empty where Toss does not say
     */
    public Optional<List<TossTransaction>> transactions(Instant from, Instant to, Journal journal) {
        List<TossTransaction> all = new ArrayList<>();
        String after = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            String path = "/v1/transactions?limit=" + PAGE + "&startDate=" + KOREAN_TIME.format(from) + "&endDate="
                    + KOREAN_TIME.format(to) + after;
            HttpRequest.Builder request =
                    request(path, Language.KOREAN, lookUpLimit).GET();
            try {
                JsonNode body = body(send(request, lookUpLimit), JsonNode::isArray);
                for (JsonNode each : body) {
                    all.add(TossPaymentReader.transaction(each));
                }
                if (body.size() < PAGE) {
                    return Optional.of(all);
                }
                after = "&startingAfter=" + encoded(all.get(all.size() - 1).transactionKey());
            } catch (IOException | UnreadableAnswer | TossKeyUnavailable e) {
                journal.count(Metric.TOSS_UNAVAILABLE);
                journal.warn(
                        "toss lists no transactions", field("why", e.getClass().getSimpleName()));
                return Optional.empty();
            }
        }
        journal.warn("more transactions than a run can look at", field("seen", all.size()));
        return Optional.of(all);
    }

    private HttpRequest.Builder post(String path, ObjectNode body, String idempotencyKey, Language language) {
        return request(path, language, changeLimit)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(HttpRequest.BodyPublishers.ofString(Json.text(body)));
    }

    private HttpRequest.Builder request(String path, Language language, Duration limit) {
        return HttpRequest.newBuilder(URI.create(baseUrl + path))
                .timeout(limit)
                .header("Accept-Language", language.tossTag());
    }

    private TossAnswer call(Call call, Payment payment, HttpRequest.Builder request, Journal journal) {
        long start = System.nanoTime();
        TossAnswer answer;
        try {
            answer = answer(call, send(request, call == Call.LOOK_UP ? lookUpLimit : changeLimit));
        } catch (HttpTimeoutException e) {
            answer = new TossAnswer.Unknown("timeout", null);
        } catch (IOException e) {
            answer = new TossAnswer.Unknown("connection " + e.getClass().getSimpleName(), null);
        } catch (UnreadableAnswer e) {
            answer = new TossAnswer.Unknown("unreadable " + e.getMessage(), null);
        } catch (TossKeyUnavailable e) {
            journal.error("toss key unavailable", e);
            answer = new TossAnswer.OursToFix(new Failure("UNAUTHORIZED_KEY", "no key"));
        }
        report(call, payment, answer, Duration.ofNanos(System.nanoTime() - start), journal);
        return answer;
    }

    /** Sends it, with what a broken connection or an outdated key makes worth sending again. */
    private HttpResponse<byte[]> send(HttpRequest.Builder request, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        String first = key.current();
        HttpResponse<byte[]> response;
        try {
            response = sendOnce(request, first, deadline);
        } catch (HttpTimeoutException e) {
            throw e;
        } catch (IOException e) {
            if (remaining(deadline).compareTo(LEAST_TIME_FOR_A_REPEAT) < 0) {
                throw e;
            }
            // Often a connection that Toss closed while the function was frozen.
            response = sendOnce(request, first, deadline);
            if (refusesKey(response)) {
                // The first may have been carried out, and with another key Toss would not know this one for its
                // repeat.
                throw e;
            }
        }
        if (refusesKey(response)) {
            String next = key.after(first);
            if (!next.equals(first)) {
                return sendOnce(request, next, deadline);
            }
        }
        return response;
    }

    /** A wrong key is a 401 UNAUTHORIZED_KEY or a 400 INVALID_API_KEY. */
    private static boolean refusesKey(HttpResponse<byte[]> response) {
        return response.statusCode() == 401
                || (response.statusCode() == 400
                        && new String(response.body(), StandardCharsets.UTF_8).contains("\"INVALID_API_KEY\""));
    }

    /** The future is waited for, and not {@code send}, whose time limit ends when the answer's headers are there. */
    private HttpResponse<byte[]> sendOnce(HttpRequest.Builder request, String secretKey, long deadline)
            throws IOException {
        HttpRequest authorised =
                request.copy().header("Authorization", basic(secretKey)).build();
        CompletableFuture<HttpResponse<byte[]>> response =
                http.join().sendAsync(authorised, HttpResponse.BodyHandlers.ofByteArray());
        try {
            return response.get(Math.max(1, remaining(deadline).toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            response.cancel(true);
            throw new HttpTimeoutException("no answer in time");
        } catch (InterruptedException e) {
            response.cancel(true);
            Thread.currentThread().interrupt();
            throw new HttpTimeoutException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HttpConnectTimeoutException timeout) {
                throw timeout;
            }
            if (e.getCause() instanceof IOException broken) {
                throw broken;
            }
            throw new IOException(e.getCause());
        }
    }

    private static Duration remaining(long deadline) {
        return Duration.ofNanos(deadline - System.nanoTime());
    }

    /** The colon is required: without it Toss answers INCORRECT_BASIC_AUTH_FORMAT. */
    private static String basic(String secretKey) {
        return "Basic " + Base64.getEncoder().encodeToString((secretKey + ":").getBytes(StandardCharsets.UTF_8));
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
            case ALREADY_DONE -> new TossAnswer.AlreadyDone(failure);
            case OURS_TO_FIX -> new TossAnswer.OursToFix(failure);
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

    private static void report(Call call, Payment payment, TossAnswer answer, Duration taken, Journal journal) {
        journal.time(Metric.TOSS_LATENCY, taken);
        Failure failure = answer.failure();
        if (answer instanceof TossAnswer.Unknown unknown) {
            journal.count(Metric.TOSS_UNAVAILABLE);
            journal.warn(
                    "toss outcome unknown",
                    field("payment_id", payment.paymentId()),
                    field("call", call),
                    field("why", unknown.why()),
                    field("duration_ms", taken.toMillis()));
        } else {
            journal.info(
                    "toss answered",
                    field("payment_id", payment.paymentId()),
                    field("call", call),
                    field("outcome", answer.getClass().getSimpleName()),
                    field("toss_code", failure == null ? null : failure.code()),
                    field("duration_ms", taken.toMillis()));
        }
        if (answer instanceof TossAnswer.OursToFix) {
            journal.count(Metric.TOSS_MISCONFIGURED);
        }
    }

    /** Dots too, so that no key can climb out of its place in the path. */
    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace(".", "%2E");
    }
}
