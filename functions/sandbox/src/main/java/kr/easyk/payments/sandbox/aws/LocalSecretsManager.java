package kr.easyk.payments.sandbox.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import kr.easyk.payments.sandbox.http.LocalServer;
import org.jspecify.annotations.Nullable;

/** Secrets Manager as far as the functions need it: {@code GetSecretValue}, by name or ARN. */
public final class LocalSecretsManager implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SERVICE = "secretsmanager.";
    private static final int LARGEST_BODY = 64 * 1024;

    private final Map<String, Secret> secrets = new ConcurrentHashMap<>();
    private final AtomicLong reads = new AtomicLong();
    private final LocalServer server;

    private LocalSecretsManager(String host, int port) {
        server = LocalServer.start(host, port, "Secrets Manager", this::answer);
    }

    /** On this machine's loopback address; port 0 takes any free one. */
    public static LocalSecretsManager start(int port) {
        return start("127.0.0.1", port);
    }

    public static LocalSecretsManager start(String host, int port) {
        return new LocalSecretsManager(host, port);
    }

    public URI uri() {
        return server.uri();
    }

    /** Creates the secret, or gives it a new value and version. */
    public void put(String arn, String value) {
        secrets.put(arn, new Secret(arn, value, UUID.randomUUID().toString(), Instant.now()));
    }

    /** How often a secret's value was handed out. */
    public long reads() {
        return reads.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY);
        if (target == null || !target.startsWith(SERVICE)) {
            refuse(
                    exchange,
                    "UnknownOperationException",
                    "This is the sandbox's Secrets Manager; it speaks the JSON protocol.");
        } else if (!target.equals(SERVICE + "GetSecretValue")) {
            refuse(
                    exchange,
                    "UnknownOperationException",
                    "The sandbox's Secrets Manager knows GetSecretValue only, not " + target.substring(SERVICE.length())
                            + ".");
        } else {
            value(exchange, JSON.readTree(body).path("SecretId"));
        }
    }

    private void value(HttpExchange exchange, JsonNode id) throws IOException {
        Secret secret = find(id.asText());
        if (secret == null) {
            refuse(exchange, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
            return;
        }
        reads.incrementAndGet();
        ObjectNode answer = JSON.createObjectNode();
        answer.put("ARN", secret.arn);
        answer.put("Name", secret.name());
        answer.put("VersionId", secret.version);
        answer.put("SecretString", secret.value);
        answer.putArray("VersionStages").add("AWSCURRENT");
        answer.put("CreatedDate", secret.created.toEpochMilli() / 1000.0);
        send(exchange, 200, answer);
    }

    private @Nullable Secret find(String id) {
        return secrets.values().stream()
                .filter(secret -> id.equals(secret.arn) || id.equals(secret.name()))
                .findFirst()
                .orElse(null);
    }

    private static void refuse(HttpExchange exchange, String type, String message) throws IOException {
        exchange.getResponseHeaders().set("x-amzn-ErrorType", type);
        send(exchange, 400, JSON.createObjectNode().put("__type", type).put("Message", message));
    }

    private static void send(HttpExchange exchange, int status, ObjectNode answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.getResponseHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
        LocalServer.send(exchange, status, JSON.writeValueAsBytes(answer));
    }

    @Override
    public void close() {
        server.close();
    }

    private record Secret(String arn, String value, String version, Instant created) {
        /** {@code arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-SUFFIX}: the name without AWS's six random characters. */
        String name() {
            String last = arn.substring(arn.lastIndexOf(':') + 1);
            return last.length() > 7 && last.charAt(last.length() - 7) == '-'
                    ? last.substring(0, last.length() - 7)
                    : last;
        }
    }
}
