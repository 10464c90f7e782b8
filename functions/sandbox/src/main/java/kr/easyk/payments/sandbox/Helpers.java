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
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kr.easyk.payments.model.Times;
import kr.easyk.payments.sandbox.gateway.TokenIssuer;
import kr.easyk.payments.sandbox.http.LocalServer;
import org.jspecify.annotations.Nullable;

/** What only a sandbox has, under {@code /sandbox}: tokens, consultations, sample events, the clock, and reconcile at the push of a button. */
final class Helpers implements HttpHandler {
    static final String PATH = "/sandbox/";

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int LARGEST_BODY = 64 * 1024;
    private static final String CONSULTATIONS = PATH + "consultations";
    private static final String EVENTS = PATH + "events/";

    private final TokenIssuer issuer;
    private final Consultations consultations;
    private final ScheduledRuns schedule;
    private final Sandbox sandbox;
    private final SampleEvents samples;

    Helpers(
            TokenIssuer issuer,
            Consultations consultations,
            ScheduledRuns schedule,
            Sandbox sandbox,
            SampleEvents samples) {
        this.issuer = issuer;
        this.consultations = consultations;
        this.schedule = schedule;
        this.sandbox = sandbox;
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
            } else if (path.startsWith(CONSULTATIONS + "/")) {
                send(exchange, 200, changed(call.substring(0, call.indexOf(' ')), path, exchange));
            } else if (call.equals("GET /sandbox/clock")) {
                send(exchange, 200, time());
            } else if (call.equals("POST /sandbox/clock")) {
                send(exchange, 200, advance(body(exchange)));
            } else if (call.startsWith("POST " + EVENTS)) {
                send(exchange, 201, event(path.substring(EVENTS.length())));
            } else if (call.equals("POST /sandbox/reconcile")) {
                send(exchange, 200, schedule.runNow("ReconcileFunction", bytes(exchange)));
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
            if (!TokenIssuer.mayBeGroup(group.textValue())) {
                throw invalid("groups", "must hold no space or bracket: API Gateway hands a list on as [one two]");
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
        Instant scheduledAt = body.hasNonNull("scheduled_at") ? scheduledAt(body) : null;
        return consultations.create(
                text(body, "user_id", 200), text(body, "title", 500), amount.longValue(), scheduledAt);
    }

    private static Instant scheduledAt(JsonNode body) throws Problem {
        try {
            return Instant.parse(text(body, "scheduled_at", 40));
        } catch (DateTimeParseException e) {
            throw invalid("scheduled_at", "must be a time in UTC, such as 2026-12-24T05:00:00Z");
        }
    }

    /** What the platform does to a consultation later. */
    private ObjectNode changed(String method, String path, HttpExchange exchange) throws IOException, Problem {
        String[] parts = path.substring(CONSULTATIONS.length() + 1).split("/", 2);
        String id = parts[0];
        String what = method + (parts.length == 1 ? "" : " " + parts[1]);
        ObjectNode before = consultation(id);
        ObjectNode after = switch (what) {
            case "POST reschedule" -> consultations.reschedule(id, scheduledAt(body(exchange)));
            case "POST withdraw" -> consultations.withdraw(id);
            case "DELETE" -> consultations.delete(id) ? before : null;
            default -> throw Problem.unknown("The sandbox has no " + method + " " + path + ".");
        };
        if (after == null) {
            throw new Problem(
                    409, "CONFLICT", "It is " + before.path("payment_status").asText() + ", or gone by now.");
        }
        return after;
    }

    private ObjectNode time() {
        return JSON.createObjectNode()
                .put("now", Times.text(sandbox.now()))
                .put("ahead", sandbox.ahead().toString());
    }

    private ObjectNode advance(JsonNode body) throws Problem {
        try {
            sandbox.advance(Duration.parse(text(body, "advance", 40)));
        } catch (DateTimeParseException | IllegalArgumentException e) {
            throw invalid("advance", "must be a duration such as PT40M or P8D, at most 366 days");
        } catch (IllegalStateException e) {
            throw new Problem(409, "CONFLICT", "Toss's own test environment has a time of its own.");
        }
        return time();
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
        try {
            JsonNode body = JSON.readTree(bytes(exchange));
            if (body.isObject()) {
                return body;
            }
        } catch (JsonProcessingException e) {
            throw Problem.invalid("The body must be a JSON object.");
        }
        throw Problem.invalid("The body must be a JSON object.");
    }

    private static byte[] bytes(HttpExchange exchange) throws IOException {
        return exchange.getRequestBody().readNBytes(LARGEST_BODY);
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

        private static final Map<Integer, String> TITLES =
                Map.of(400, "Invalid request", 404, "Not found", 409, "Conflict");

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
                    .put("title", TITLES.getOrDefault(status, "Failed"))
                    .put("status", status)
                    .put("detail", getMessage())
                    .put("code", code);
            exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
            LocalServer.send(exchange, status, JSON.writeValueAsBytes(body));
        }
    }
}
