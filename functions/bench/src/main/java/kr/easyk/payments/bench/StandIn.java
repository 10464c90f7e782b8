package kr.easyk.payments.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import kr.easyk.payments.bench.HttpServer.Request;
import kr.easyk.payments.bench.HttpServer.Response;

/**
 * DynamoDB, Secrets Manager, Toss and Lambda's credentials in one: answers at once, remembers nothing but how often it was asked
 * for what. The ids in a request say what there is to find, see {@link Scenario}.
 */
final class StandIn implements AutoCloseable {
    /** Each has an address of its own, and so connections of its own, as outside. */
    private final HttpServer dynamoDb;

    private final HttpServer secretsManager;
    private final HttpServer toss;
    private final HttpServer lambda;
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

    private final String scheme;

    private StandIn(ServerSocketFactory sockets, String scheme) {
        this.scheme = scheme;
        dynamoDb = HttpServer.start(sockets, this::aws);
        secretsManager = HttpServer.start(sockets, this::aws);
        toss = HttpServer.start(sockets, this::toss);
        lambda = HttpServer.start(ServerSocketFactory.getDefault(), this::credentials);
    }

    static StandIn overTls(Certificate certificate) {
        return new StandIn(certificate.serverSockets(), "https");
    }

    /** Without TLS, whose handshakes cost everybody the same. */
    static StandIn plain() {
        return new StandIn(ServerSocketFactory.getDefault(), "http");
    }

    /** Answers some thousand requests nobody made, so that its own start is in nobody's figures. */
    void warmUp() {
        for (int i = 0; i < 2_000; i++) {
            for (String function : Subject.OURS) {
                Scenario.event(function);
                String payment = Scenario.isOfPayment(function) ? Scenario.paymentId(function) : Scenario.CONSULTATION;
                answer("GetItem", "consultation_id " + payment);
                if (Scenario.isOfPayment(function)) {
                    answer("GetItem", payment);
                    Scenario.tossPayment(payment, i % 2 == 0, Instant.now());
                }
            }
            Scenario.CREDENTIALS.formatted(Instant.now());
        }
    }

    /** As the functions' environment variables have them. */
    Map<String, String> addresses() {
        return Map.of(
                "AWS_ENDPOINT_URL_DYNAMODB", address(dynamoDb),
                "AWS_ENDPOINT_URL_SECRETS_MANAGER", address(secretsManager),
                "TOSS_BASE_URL", address(toss));
    }

    private String address(HttpServer server) {
        return scheme + "://localhost:" + server.port();
    }

    /** Where Lambda hands out credentials to functions with SnapStart: on the same machine, so without TLS. */
    String credentialsAddress() {
        return "http://127.0.0.1:" + lambda.port() + "/credentials";
    }

    /** Breaks all connections, as those of a function break that is frozen for long. */
    void dropConnections() {
        all().forEach(HttpServer::dropConnections);
    }

    private List<HttpServer> all() {
        return List.of(dynamoDb, secretsManager, toss, lambda);
    }

    /** How often each operation was asked for since this was last asked. */
    Map<String, Integer> takeCalls() {
        Map<String, Integer> taken = new TreeMap<>();
        calls.forEach((operation, count) -> {
            int number = count.getAndSet(0);
            if (number > 0) {
                taken.put(operation, number);
            }
        });
        return taken;
    }

    private void count(String operation) {
        calls.computeIfAbsent(operation, each -> new AtomicInteger()).incrementAndGet();
    }

    private Response aws(Request request) {
        String target = request.header("x-amz-target");
        String operation = target.substring(target.indexOf('.') + 1);
        count(operation);
        return new Response(
                200,
                Map.of("Content-Type", "application/x-amz-json-1.0", "x-amzn-RequestId", "BENCH"),
                answer(operation, request.text()).getBytes(StandardCharsets.UTF_8));
    }

    private Response credentials(Request request) {
        count("credentials");
        return Response.json(200, Scenario.CREDENTIALS.formatted(Instant.now().plus(6, ChronoUnit.HOURS)));
    }

    private static String answer(String operation, String request) {
        return switch (operation) {
            case "GetItem" ->
                Scenario.isKnown(request) ? "{\"Item\":" + Scenario.item(request, Instant.now()) + "}" : "{}";
            case "Query" ->
                Scenario.isFirstShard(request)
                        ? "{\"Count\":1,\"ScannedCount\":1,\"Items\":[" + Scenario.due(Instant.now()) + "]}"
                        : "{\"Count\":0,\"ScannedCount\":0,\"Items\":[]}";
            case "GetSecretValue" -> Scenario.SECRET;
            default -> "{}";
        };
    }

    private Response toss(Request request) {
        if (request.path().startsWith("/v1/transactions")) {
            count("Toss transactions");
            return Response.json(200, "[]");
        }
        if (request.header("authorization").isEmpty()) {
            count("Toss without a key");
            return Response.json(401, "{}");
        }
        boolean cancel = request.path().endsWith("/cancel");
        count(cancel ? "Toss cancel" : request.method().equals("GET") ? "Toss look-up" : "Toss confirm");
        return Response.json(200, Scenario.tossPayment(request.path() + request.text(), cancel, Instant.now()));
    }

    @Override
    public void close() {
        all().forEach(HttpServer::close);
    }
}
