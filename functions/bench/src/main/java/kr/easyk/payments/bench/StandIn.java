package kr.easyk.payments.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
    private final HttpServer outside;
    private final HttpServer lambda;
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

    private StandIn(ServerSocketFactory sockets) {
        outside = HttpServer.start(sockets, this::answer);
        lambda = HttpServer.start(ServerSocketFactory.getDefault(), this::credentials);
    }

    static StandIn start(Certificate certificate) {
        return new StandIn(certificate.serverSockets());
    }

    /** Of DynamoDB, Secrets Manager and Toss. */
    String address() {
        return "https://localhost:" + outside.port();
    }

    /** Where Lambda hands out credentials to functions with SnapStart: on the same machine, so without TLS. */
    String credentialsAddress() {
        return "http://127.0.0.1:" + lambda.port() + "/credentials";
    }

    /** Breaks all connections, as those of a function break that is frozen for long. */
    void dropConnections() {
        outside.dropConnections();
        lambda.dropConnections();
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

    private Response answer(Request request) {
        String target = request.header("x-amz-target");
        if (!target.isEmpty()) {
            String operation = target.substring(target.indexOf('.') + 1);
            count(operation);
            return new Response(
                    200,
                    Map.of("Content-Type", "application/x-amz-json-1.0", "x-amzn-RequestId", "BENCH"),
                    aws(operation, request.text()).getBytes(StandardCharsets.UTF_8));
        }
        return toss(request);
    }

    private Response credentials(Request request) {
        count("credentials");
        return Response.json(200, Scenario.CREDENTIALS.formatted(Instant.now().plus(6, ChronoUnit.HOURS)));
    }

    private static String aws(String operation, String request) {
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
        boolean cancel = request.path().endsWith("/cancel");
        count(cancel ? "Toss cancel" : request.method().equals("GET") ? "Toss look-up" : "Toss confirm");
        return Response.json(200, Scenario.tossPayment(request.path() + request.text(), cancel, Instant.now()));
    }

    @Override
    public void close() {
        outside.close();
        lambda.close();
    }
}
