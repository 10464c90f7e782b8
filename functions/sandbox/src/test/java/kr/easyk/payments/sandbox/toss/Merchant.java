package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** A merchant's server on the wire: plain HTTP with nothing of the payments library in it. */
record Merchant(URI toss, Map<String, String> headers) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    record Answer(int status, String contentType, String text) {
        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String code() {
            return json().path("code").asText();
        }

        String at(String pointer) {
            return json().at(pointer).asText();
        }
    }

    static Merchant of(TossSimulator toss) {
        return new Merchant(toss.uri(), Map.of("Content-Type", "application/json")).withKey("test_gsk_sandbox");
    }

    Merchant withKey(String secretKey) {
        return with("Authorization", basic(secretKey + ":"));
    }

    static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    Merchant with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Merchant(toss, more);
    }

    Merchant without(String header) {
        Map<String, String> fewer = new LinkedHashMap<>(headers);
        fewer.remove(header);
        return new Merchant(toss, fewer);
    }

    Merchant idempotent(String key) {
        return with("Idempotency-Key", key);
    }

    Answer confirm(String paymentKey, String orderId, long amount) {
        return post("/v1/payments/confirm", """
                {"paymentKey": "%s", "orderId": "%s", "amount": %d}""".formatted(paymentKey, orderId, amount));
    }

    Answer cancel(String paymentKey) {
        return cancel(paymentKey, "");
    }

    Answer cancel(String paymentKey, long amount) {
        return cancel(paymentKey, ", \"cancelAmount\": " + amount);
    }

    Answer cancel(String paymentKey, String more) {
        return post("/v1/payments/" + paymentKey + "/cancel", "{\"cancelReason\": \"변심\"" + more + "}");
    }

    Answer lookup(String paymentKey) {
        return get("/v1/payments/" + paymentKey);
    }

    Answer lookupOrder(String orderId) {
        return get("/v1/payments/orders/" + orderId);
    }

    Answer get(String path) {
        return send(request(path).GET().build());
    }

    Answer post(String path, String body) {
        return send(
                request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    Answer delete(String path) {
        return send(request(path).DELETE().build());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(toss.resolve(path))
                .timeout(Duration.ofMillis(headers.containsKey("Impatient") ? 300 : 10_000));
        headers.forEach(request::header);
        return request;
    }

    private static Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
