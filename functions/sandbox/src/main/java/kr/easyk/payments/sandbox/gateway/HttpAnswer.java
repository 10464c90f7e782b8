package kr.easyk.payments.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import kr.easyk.payments.sandbox.http.LocalServer;
import org.jspecify.annotations.Nullable;

/** What goes back to the client. Header names are lower case. */
record HttpAnswer(int status, Map<String, List<String>> headers, byte[] body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The connection's own business, not a function's. */
    private static final Set<String> CONNECTION =
            Set.of("connection", "content-length", "date", "keep-alive", "transfer-encoding", "upgrade");

    /** An answer of the gateway itself. */
    static HttpAnswer message(int status, String message) {
        return of(status, "application/json", ("{\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    static HttpAnswer empty(int status) {
        return new HttpAnswer(status, new LinkedHashMap<>(), new byte[0]);
    }

    private static HttpAnswer of(int status, String contentType, byte[] body) {
        HttpAnswer answer = new HttpAnswer(status, new LinkedHashMap<>(), body);
        answer.set("content-type", contentType);
        return answer;
    }

    /**
     * Reads what a function wrote, in response format 2.0: with a {@code statusCode} it is the answer, and without one the
     * whole of it is the body of a 200.
     *
     * @return null where it is neither
     */
    static @Nullable HttpAnswer fromFunction(byte[] payload) {
        JsonNode written;
        try {
            written = JSON.readTree(payload);
        } catch (IOException e) {
            return null;
        }
        if (written.isMissingNode()) {
            return null;
        }
        JsonNode status = written.path("statusCode");
        if (status.isMissingNode()) {
            byte[] body = written.isTextual() ? written.textValue().getBytes(StandardCharsets.UTF_8) : payload;
            return of(200, "application/json", body);
        }
        return status.isInt() && status.intValue() >= 100 && status.intValue() <= 599
                ? explicit(status.intValue(), written)
                : null;
    }

    private static @Nullable HttpAnswer explicit(int status, JsonNode written) {
        JsonNode body = written.path("body");
        JsonNode headers = written.path("headers");
        JsonNode cookies = written.path("cookies");
        if (!(absent(body) || body.isTextual())
                || !(absent(headers) || headers.isObject())
                || !(absent(cookies) || cookies.isArray())) {
            return null;
        }
        byte[] bytes = body.asText("").getBytes(StandardCharsets.UTF_8);
        if (absent(body)) {
            bytes = new byte[0];
        } else if (written.path("isBase64Encoded").asBoolean()) {
            try {
                bytes = Base64.getDecoder().decode(bytes);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
        HttpAnswer answer = new HttpAnswer(status, new LinkedHashMap<>(), bytes);
        for (Map.Entry<String, JsonNode> header : headers.properties()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!CONNECTION.contains(name) && header.getValue().isValueNode()) {
                answer.set(name, header.getValue().asText());
            }
        }
        cookies.forEach(cookie -> answer.headers
                .computeIfAbsent("set-cookie", name -> new ArrayList<>())
                .add(cookie.asText()));
        if (bytes.length > 0) {
            answer.headers.putIfAbsent("content-type", List.of("text/plain;charset=UTF-8"));
        }
        return answer;
    }

    private static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    void set(String name, String value) {
        List<String> values = new ArrayList<>();
        values.add(value);
        headers.put(name, values);
    }

    void setAll(Map<String, String> all) {
        all.forEach(this::set);
    }

    void removeCors() {
        headers.keySet().removeIf(name -> name.startsWith("access-control-"));
    }

    void send(HttpExchange exchange) throws IOException {
        headers.forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
        LocalServer.send(exchange, status, body);
    }
}
