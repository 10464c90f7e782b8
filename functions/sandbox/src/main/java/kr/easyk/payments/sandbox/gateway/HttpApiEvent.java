package kr.easyk.payments.sandbox.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import kr.easyk.payments.sandbox.template.SandboxStack;
import org.jspecify.annotations.Nullable;

/**
 * What API Gateway hands a function: the payload format 2.0 of an HTTP API.
 *
 * <pre>{@code
 * byte[] event = HttpApiEvent.request("POST", "/api/payments/ready")
 *         .user("user-1")
 *         .json("{\"consultation_id\":\"…\"}")
 *         .toBytes();
 * }</pre>
 */
public final class HttpApiEvent {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Everything else arrives as base64, a form and a body without a content type included. */
    private static final Set<String> TEXT = Set.of("application/json", "application/javascript", "application/xml");

    private final String method;
    private final String path;
    private final Map<String, List<String>> headers = new LinkedHashMap<>();
    private final List<String> cookies = new ArrayList<>();
    private final Map<String, String> pathParameters = new LinkedHashMap<>();
    private final Map<String, Object> claims = new LinkedHashMap<>();
    private final List<String> scopes = new ArrayList<>();
    private String routeKey;
    private String rawQuery = "";
    private String requestId = newRequestId();
    private String host = "localhost";
    private String sourceIp = "127.0.0.1";
    private Instant time = Instant.now();
    private byte[] body = new byte[0];

    private HttpApiEvent(String method, String path) {
        this.method = method;
        this.path = path;
        this.routeKey = method + " " + path;
    }

    /** @param path decoded, as API Gateway hands it over in spite of the name {@code rawPath} */
    public static HttpApiEvent request(String method, String path) {
        return new HttpApiEvent(method, path);
    }

    /** Like {@code GET /api/payments/{payment_id}}; the method and path themselves where it is not called. */
    public HttpApiEvent route(String key) {
        routeKey = key;
        return this;
    }

    public HttpApiEvent pathParameter(String name, String value) {
        pathParameters.put(name, value);
        return this;
    }

    /** Adds to the headers; {@code cookie} headers become the event's cookies. */
    public HttpApiEvent header(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("cookie")) {
            for (String cookie : value.split(";")) {
                cookies.add(cookie.strip());
            }
        } else {
            headers.computeIfAbsent(lower, key -> new ArrayList<>()).add(value);
        }
        return this;
    }

    /** Adds to the query. */
    public HttpApiEvent query(String name, String value) {
        String pair = URLEncoder.encode(name, StandardCharsets.UTF_8) + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8);
        rawQuery = rawQuery.isEmpty() ? pair : rawQuery + "&" + pair;
        return this;
    }

    /** The whole query, percent-encoded as it stands in the request line. */
    public HttpApiEvent rawQuery(String query) {
        rawQuery = query;
        return this;
    }

    /** A body with its content type. */
    public HttpApiEvent json(String text) {
        return header("content-type", "application/json").body(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A body; its content type is a header of its own. */
    public HttpApiEvent body(byte[] bytes) {
        body = bytes.clone();
        return this;
    }

    /** A caller whose token the authorizer has let through. */
    public HttpApiEvent user(String userId, String... groups) {
        claims.put("sub", userId);
        claims.put("token_use", "access");
        if (groups.length > 0) {
            claims.put("cognito:groups", List.of(groups));
        }
        return this;
    }

    /** The token's claims, each of its own type; the event has them as API Gateway writes them. */
    public HttpApiEvent claims(Map<String, ?> all) {
        claims.putAll(all);
        return this;
    }

    /** The scopes the route asks for. */
    public HttpApiEvent scopes(List<String> all) {
        scopes.addAll(all);
        return this;
    }

    public HttpApiEvent requestId(String id) {
        requestId = id;
        return this;
    }

    public HttpApiEvent host(String name) {
        host = name;
        return this;
    }

    public HttpApiEvent sourceIp(String address) {
        sourceIp = address;
        return this;
    }

    public HttpApiEvent time(Instant now) {
        time = now;
        return this;
    }

    /** Sixteen characters, like API Gateway's. */
    public static String newRequestId() {
        byte[] bytes = new byte[11];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    public byte[] toBytes() {
        try {
            return JSON.writeValueAsBytes(toJson());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public ObjectNode toJson() {
        ObjectNode event = JSON.createObjectNode();
        event.put("version", "2.0");
        event.put("routeKey", routeKey);
        event.put("rawPath", path);
        event.put("rawQueryString", rawQuery);
        if (!cookies.isEmpty()) {
            cookies.forEach(event.putArray("cookies")::add);
        }
        ObjectNode headerNode = event.putObject("headers");
        headers.forEach((name, values) -> headerNode.put(name, String.join(",", values)));
        if (!rawQuery.isEmpty()) {
            ObjectNode query = event.putObject("queryStringParameters");
            parse(rawQuery).forEach((name, values) -> query.put(name, String.join(",", values)));
        }
        event.set("requestContext", requestContext());
        if (!pathParameters.isEmpty()) {
            ObjectNode parameters = event.putObject("pathParameters");
            pathParameters.forEach(parameters::put);
        }
        boolean binary = body.length > 0 && !isText();
        if (body.length > 0) {
            event.put(
                    "body",
                    binary ? Base64.getEncoder().encodeToString(body) : new String(body, StandardCharsets.UTF_8));
        }
        event.put("isBase64Encoded", binary);
        return event;
    }

    private ObjectNode requestContext() {
        ObjectNode context = JSON.createObjectNode();
        context.put("accountId", SandboxStack.ACCOUNT);
        context.put("apiId", SandboxStack.API_ID);
        if (!claims.isEmpty()) {
            ObjectNode jwt = context.putObject("authorizer").putObject("jwt");
            ObjectNode claimNode = jwt.putObject("claims");
            claims.forEach((name, value) -> claimNode.put(name, asGatewayText(value)));
            if (scopes.isEmpty()) {
                jwt.putNull("scopes");
            } else {
                ArrayNode scopeNode = jwt.putArray("scopes");
                scopes.forEach(scopeNode::add);
            }
        }
        context.put("domainName", host);
        context.put("domainPrefix", host.split("\\.", 2)[0]);
        ObjectNode http = context.putObject("http");
        http.put("method", method);
        http.put("path", path);
        http.put("protocol", "HTTP/1.1");
        http.put("sourceIp", sourceIp);
        http.put("userAgent", String.join(",", headers.getOrDefault("user-agent", List.of())));
        context.put("requestId", requestId);
        context.put("routeKey", routeKey);
        context.put("stage", "$default");
        context.put("time", TIME.format(time));
        context.put("timeEpoch", time.toEpochMilli());
        return context;
    }

    /** A list is {@code [a b]} and a map {@code map[a:1 b:2]}: API Gateway hands claims over as Go prints them. */
    private static String asGatewayText(@Nullable Object claim) {
        if (claim instanceof Iterable<?> list) {
            List<String> items = new ArrayList<>();
            list.forEach(item -> items.add(asGatewayText(item)));
            return "[" + String.join(" ", items) + "]";
        }
        if (claim instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + ":" + asGatewayText(entry.getValue()))
                    .sorted()
                    .collect(Collectors.joining(" ", "map[", "]"));
        }
        return String.valueOf(claim);
    }

    private boolean isText() {
        String type = String.join(",", headers.getOrDefault("content-type", List.of()))
                .split(";", 2)[0]
                .strip()
                .toLowerCase(Locale.ROOT);
        return type.startsWith("text/") || TEXT.contains(type);
    }

    private static Map<String, List<String>> parse(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            if (!pair.isEmpty()) {
                String[] parts = pair.split("=", 2);
                parameters
                        .computeIfAbsent(decode(parts[0]), key -> new ArrayList<>())
                        .add(parts.length == 2 ? decode(parts[1]) : "");
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
