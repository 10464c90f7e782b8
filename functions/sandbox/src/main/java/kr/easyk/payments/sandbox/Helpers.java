package kr.easyk.payments.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import kr.easyk.payments.sandbox.gateway.TokenIssuer;
import kr.easyk.payments.sandbox.http.LocalServer;
import org.jspecify.annotations.Nullable;

/** What only a sandbox has, under {@code /sandbox}: tokens, consultations, sample events, and reconcile at the push of a button. */
final class Helpers implements HttpHandler {
    static final String PATH = "/sandbox/";

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int LARGEST_BODY = 64 * 1024;
    private static final String CONSULTATIONS = PATH + "consultations";
    private static final String EVENTS = PATH + "events/";

    private final TokenIssuer issuer;
    private final Consultations consultations;
    private final ScheduledRuns schedule;
    private final SampleEvents samples;

    Helpers(TokenIssuer issuer, Consultations consultations, ScheduledRuns schedule, SampleEvents samples) {
        this.issuer = issuer;
        this.consultations = consultations;
        this.schedule = schedule;
        this.samples = samples;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String call = exchange.getRequestMethod() + " " + path;
        try {
            if (call.equals("POST /sandbox/token")) {
                send(exchange, 200, token(body(exchange)));
            } else if (call.equals("POST " + CONSULTATIONS)) {
                send(exchange, 201, consultation(body(exchange)));
            } else if (call.equals("GET " + CONSULTATIONS)) {
                send(exchange, 200, list(exchange.getRequestURI().getRawQuery()));
            } else if (call.startsWith("GET " + CONSULTATIONS + "/")) {
                send(exchange, 200, consultation(path.substring(CONSULTATIONS.length() + 1)));
            } else if (call.startsWith("POST " + EVENTS)) {
                send(exchange, 201, event(path.substring(EVENTS.length())));
            } else if (call.equals("POST /sandbox/reconcile")) {
                send(exchange, 200, schedule.runNow("ReconcileFunction"));
            } else if (call.equals("GET /sandbox/.well-known/jwks.json")) {
                send(exchange, 200, JSON.valueToTree(issuer.keys().toJSONObject()));
            } else if (call.equals("GET /sandbox/.well-known/openid-configuration")) {
                send(exchange, 200, JSON.valueToTree(issuer.configuration()));
            } else {
                throw Problem.unknown("The sandbox has no " + call + ".");
            }
        } catch (Problem problem) {
            problem.send(exchange);
        } catch (IllegalArgumentException e) {
            Problem.unknown(String.valueOf(e.getMessage())).send(exchange);
        } catch (IllegalStateException e) {
            new Problem(500, "FUNCTION_FAILED", String.valueOf(e.getMessage())).send(exchange);
        }
    }

    private ObjectNode token(JsonNode body) throws Problem {
        String userId = text(body, "user_id", 200);
        List<String> groups = new ArrayList<>();
        JsonNode given = body.path("groups");
        if (!given.isMissingNode() && !given.isArray()) {
            throw invalid("groups", "must be a list of texts");
        }
        for (JsonNode group : given) {
            if (!group.isTextual() || group.textValue().isBlank()) {
                throw invalid("groups", "must be a list of texts");
            }
            groups.add(group.textValue());
        }
        return JSON.createObjectNode()
                .put("access_token", issuer.token(userId, groups))
                .put("token_type", "Bearer")
                .put("expires_in", TokenIssuer.LIFETIME.toSeconds());
    }

    private ObjectNode consultation(JsonNode body) throws Problem {
        JsonNode amount = body.path("amount");
        if (!amount.isIntegralNumber() || !amount.canConvertToLong() || amount.longValue() < 1) {
            throw invalid("amount", "must be a whole number of won, at least 1");
        }
        return consultations.create(text(body, "user_id", 200), text(body, "title", 500), amount.longValue());
    }

    /** {@code ?user_id=…}: one payer's; without it, everybody's. */
    private ObjectNode list(@Nullable String query) {
        String userId = query != null && query.startsWith("user_id=")
                ? URLDecoder.decode(query.substring("user_id=".length()), StandardCharsets.UTF_8)
                : null;
        ObjectNode list = JSON.createObjectNode();
        list.putArray("consultations").addAll(consultations.list(userId));
        return list;
    }

    private ObjectNode consultation(String id) throws Problem {
        ObjectNode found = id.isEmpty() ? null : consultations.find(id);
        if (found == null) {
            throw Problem.unknown("There is no consultation with this id.");
        }
        return found;
    }

    private ObjectNode event(String name) throws Problem {
        ObjectNode event = samples.about(name);
        if (event == null) {
            throw Problem.unknown("There is no sample events/" + name + ".json.");
        }
        return event;
    }

    private static JsonNode body(HttpExchange exchange) throws IOException, Problem {
        byte[] bytes = exchange.getRequestBody().readNBytes(LARGEST_BODY);
        try {
            JsonNode body = JSON.readTree(bytes);
            if (body.isObject()) {
                return body;
            }
        } catch (JsonProcessingException e) {
            throw Problem.invalid("The body must be a JSON object.");
        }
        throw Problem.invalid("The body must be a JSON object.");
    }

    private static String text(JsonNode body, String field, int longest) throws Problem {
        JsonNode value = body.path(field);
        if (!value.isTextual()
                || value.textValue().isBlank()
                || value.textValue().length() > longest) {
            throw invalid(field, "must be text of 1 to " + longest + " characters");
        }
        return value.textValue();
    }

    private static Problem invalid(String field, String rule) {
        return Problem.invalid(field + " " + rule + ".");
    }

    private static void send(HttpExchange exchange, int status, JsonNode answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        LocalServer.send(exchange, status, JSON.writeValueAsBytes(answer));
    }

    /** What goes back as {@code application/problem+json}. */
    private static final class Problem extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final String code;

        Problem(int status, String code, String detail) {
            super(detail);
            this.status = status;
            this.code = code;
        }

        static Problem invalid(String detail) {
            return new Problem(400, "INVALID_REQUEST", detail);
        }

        static Problem unknown(String detail) {
            return new Problem(404, "NOT_FOUND", detail);
        }

        void send(HttpExchange exchange) throws IOException {
            ObjectNode body = JSON.createObjectNode()
                    .put("type", "about:blank")
                    .put("title", status == 404 ? "Not found" : status == 400 ? "Invalid request" : "Failed")
                    .put("status", status)
                    .put("detail", getMessage())
                    .put("code", code);
            exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
            LocalServer.send(exchange, status, JSON.writeValueAsBytes(body));
        }
    }
}
