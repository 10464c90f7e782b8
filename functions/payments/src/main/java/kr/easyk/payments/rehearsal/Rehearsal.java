package kr.easyk.payments.rehearsal;

import static kr.easyk.payments.telemetry.Field.field;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.aws.Tls;
import kr.easyk.payments.json.Json;
import kr.easyk.payments.telemetry.Journal;

/**
 * A function's whole path, played through again and again before SnapStart's snapshot is taken, until the JVM has loaded what it
 * takes and compiled what is used most. Classes and compiled code are in the snapshot.
 *
 * <p>It is another instance of the function that plays, and all it reaches is a {@link Stage} in this process. So nothing real is
 * read, written or asked, no network can make it fail, and no key, connection or id of the instance that will serve exists before
 * it has been restored.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-best-practices.html">Best practices with SnapStart</a>
 */
public final class Rehearsal {
    /** Of the 130 seconds or more that Lambda gives a function with SnapStart to get ready. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final String DEFAULT_TIMES = "500";

    /** Then another one plays, since the first request of each does more: it fetches credentials and the key. */
    private static final int REQUESTS_PER_INSTANCE = 5;

    private final Function<Wiring, RequestStreamHandler> function;
    private final Scene scene;
    private final byte[] event;
    private final String expected;

    /**
     * @param function makes the instance that plays
     * @param expected what the answer holds when the whole path was gone
     */
    public Rehearsal(Function<Wiring, RequestStreamHandler> function, Scene scene, ObjectNode event, String expected) {
        this.expected = expected;
        this.function = function;
        this.scene = scene;
        this.event = Json.text(event).getBytes(StandardCharsets.UTF_8);
    }

    /** API Gateway's event for a post by nobody. */
    public static ObjectNode post(String path, ObjectNode body) {
        return event("POST " + path).put("body", Json.text(body));
    }

    /** API Gateway's event for a get by nobody, with this path parameter. */
    public static ObjectNode get(String route, String parameter) {
        ObjectNode event = event("GET " + route);
        event.putObject("pathParameters").put(parameter, Scene.NOBODYS_ID);
        return event;
    }

    /** With all that a browser and API Gateway put into one: code compiled for less would be thrown away by the first real one. */
    private static ObjectNode event(String routeKey) {
        String[] route = routeKey.split(" ", 2);
        ObjectNode event = Json.object()
                .put("version", "2.0")
                .put("routeKey", routeKey)
                .put("rawPath", route[1])
                .put("rawQueryString", "")
                .put("isBase64Encoded", false);
        ObjectNode headers = event.putObject("headers")
                .put("accept", "application/json")
                .put("accept-encoding", "gzip, deflate, br, zstd")
                .put("accept-language", "ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7")
                .put("authorization", "Bearer rehearsal")
                .put("host", "rehearsal.execute-api.ap-northeast-2.amazonaws.com")
                .put("origin", "https://rehearsal.invalid")
                .put("user-agent", "Mozilla/5.0 (rehearsal)")
                .put("x-amzn-trace-id", "Root=1-00000000-000000000000000000000000")
                .put("x-forwarded-for", "192.0.2.1")
                .put("x-forwarded-port", "443")
                .put("x-forwarded-proto", "https");
        if (route[0].equals("POST")) {
            headers.put("content-length", "100").put("content-type", "application/json");
        }
        ObjectNode context = event.putObject("requestContext")
                .put("accountId", "000000000000")
                .put("apiId", "rehearsal")
                .put("requestId", "rehearsal")
                .put("routeKey", routeKey)
                .put("stage", "$default")
                .put("time", "01/Jan/1970:00:00:00 +0000")
                .put("timeEpoch", 0);
        context.putObject("http")
                .put("method", route[0])
                .put("path", route[1])
                .put("protocol", "HTTP/1.1")
                .put("sourceIp", "192.0.2.1")
                .put("userAgent", "Mozilla/5.0 (rehearsal)");
        ObjectNode token = context.putObject("authorizer").putObject("jwt");
        token.putObject("claims")
                .put("sub", Scene.NOBODYS_ID)
                .put("iss", "https://rehearsal.invalid")
                .put("token_use", "access")
                .put("scope", "openid")
                .put("exp", "0")
                .put("iat", "0");
        token.putNull("scopes");
        return event;
    }

    /**
     * Plays it {@code REHEARSALS} times (a setting; {@value #DEFAULT_TIMES} without it), and not longer than 20 seconds. Never
     * throws: a version that starts more slowly is worth more than none. How it went, the log says.
     */
    public void play(Wiring wiring, Journal journal) {
        long start = System.nanoTime();
        try {
            int times = Integer.parseInt(wiring.setting("REHEARSALS", DEFAULT_TIMES));
            int played = play(wiring, times);
            journal.info(
                    "rehearsed",
                    field("times", played),
                    field(
                            "duration_ms",
                            Duration.ofNanos(System.nanoTime() - start).toMillis()));
        } catch (IOException | RuntimeException | LinkageError e) {
            journal.error("rehearsal failed", e);
        }
        Tls.forgetSessions();
    }

    private int play(Wiring wiring, int times) throws IOException {
        long end = System.nanoTime() + LONGEST.toNanos();
        int played = 0;
        ScheduledExecutorService timers =
                Executors.newSingleThreadScheduledExecutor(work -> Stage.daemon("rehearsal-timers", work));
        HttpClient http = Wiring.newHttp();
        try (Stage stage = Stage.set(scene)) {
            while (played < times && System.nanoTime() < end) {
                RequestStreamHandler player = function.apply(wiring.onStage(stage.settings(), http, timers));
                for (int i = 0; i < REQUESTS_PER_INSTANCE && played < times; i++) {
                    play(player);
                    played++;
                }
            }
        } finally {
            timers.shutdownNow();
            Wiring.close(http);
        }
        return played;
    }

    private void play(RequestStreamHandler player) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        player.handleRequest(new ByteArrayInputStream(event), answer, new Nobody());
        if (!answer.toString(StandardCharsets.UTF_8).contains(expected)) {
            throw new IllegalStateException("the function answered otherwise");
        }
    }
}
