package kr.easyk.payments.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import kr.easyk.payments.TestWiring;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.json.Json;
import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.Language;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;
import kr.easyk.payments.model.UnreadableRecord;
import kr.easyk.payments.rehearsal.Rehearsal;
import kr.easyk.payments.rehearsal.Scene;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The door: API Gateway's event in, API Gateway's answer out, whatever happens in between. */
class HttpFunctionTest {
    private static final Context CONTEXT = (Context) Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) -> method.getReturnType() == int.class ? (Object) 30_000 : "invocation-1");

    private final ObjectNode event = Json.object()
            .put("version", "2.0")
            .put("routeKey", "POST /api/payments/cancel")
            .put("body", "{\"name\":\"value\"}")
            .put("isBase64Encoded", false);

    HttpFunctionTest() {
        event.putObject("headers").put("content-type", "application/json").put("accept-language", "en");
        event.putObject("requestContext").put("requestId", "request-1");
    }

    @Test
    void anAnswerLeavesAsJsonThatNobodyCaches() throws IOException {
        JsonNode response = respond(request -> Answer.accepted(Json.object().put("a", "가")));

        assertEquals(202, response.path("statusCode").asInt());
        assertEquals("{\"a\":\"가\"}", response.path("body").asText());
        assertFalse(response.path("isBase64Encoded").asBoolean());
        assertEquals("application/json", header(response, "content-type"));
        assertEquals("no-store", header(response, "cache-control"));
        assertEquals("3", header(response, "retry-after"));
    }

    @Test
    void anUnexpectedFailureSaysNothingOfHowWeAreBuilt() throws IOException {
        JsonNode response = respond(request -> {
            throw new IllegalStateException("table payments-prod in arn:aws:dynamodb");
        });

        JsonNode problem = problem(response);
        assertEquals(500, response.path("statusCode").asInt());
        assertEquals("INTERNAL", problem.path("code").asText());
        assertEquals("request-1", problem.path("request_id").asText());
        assertFalse(response.toString().contains("payments-prod"));
        assertFalse(response.toString().contains("Exception"));
    }

    @Test
    void anEventWithoutARequestIdIsNamedByItsInvocation() throws IOException {
        event.remove("requestContext");
        event.remove("headers");

        assertEquals(
                "invocation-1",
                problem(respond(request -> {
                            throw Refusal.of(Reason.INTERNAL);
                        }))
                        .path("request_id")
                        .asText());
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyRefusalIsAProblemInTheLanguageAskedFor(Reason reason) throws IOException {
        JsonNode response = respond(request -> {
            throw Refusal.of(reason);
        });

        JsonNode problem = problem(response);
        assertEquals("application/problem+json", header(response, "content-type"));
        assertEquals("en", header(response, "content-language"));
        assertEquals("no-store", header(response, "cache-control"));
        assertEquals(response.path("statusCode").asInt(), problem.path("status").asInt());
        assertEquals(reason.name(), problem.path("code").asText());
        assertEquals(
                "https://easyk.kr/problems/" + reason.name().toLowerCase().replace('_', '-'),
                problem.path("type").asText());
        assertEquals(
                Messages.title(reason, Language.ENGLISH), problem.path("title").asText());
        assertFalse(problem.path("detail").asText().isBlank());
        assertFalse(problem.has("field"));
        assertFalse(problem.has("toss_code"));
    }

    @Test
    void theStatusOfEveryProblemIsTheAgreedOne() {
        Map<String, Integer> agreed = new TreeMap<>();
        String table = """
                INVALID_REQUEST 400 UNAUTHENTICATED 401 CONSULTATION_NOT_FOUND 404 CONSULTATION_WITHDRAWN 409
                PAYMENT_NOT_FOUND 404 AMOUNT_MISMATCH 400
                ALREADY_PAID 409 PAYMENT_EXPIRED 409 PAYMENT_FAILED 409 PAYMENT_KEY_MISMATCH 409 NOT_CANCELABLE 409
                CANCEL_IN_PROGRESS 409 TOO_MANY_REFUNDS 409 IDEMPOTENCY_KEY_REUSED 409 CANCEL_AMOUNT_EXCEEDS_BALANCE 400
                IDEMPOTENCY_KEY_REQUIRED 400 PAYMENT_DECLINED 402 BODY_TOO_LARGE 413 UNSUPPORTED_MEDIA_TYPE 415
                TOSS_UNAVAILABLE 503 UPGRADE_IN_PROGRESS 503 RECORD_UNREADABLE 500 INTERNAL 500""";
        String[] words = table.strip().split("\\s+");
        for (int i = 0; i < words.length; i += 2) {
            agreed.put(words[i], Integer.valueOf(words[i + 1]));
        }

        assertEquals(
                agreed,
                new TreeMap<>(Arrays.stream(Reason.values())
                        .collect(Collectors.toMap(
                                Enum::name,
                                reason -> Problems.answer(Refusal.of(reason), Language.KOREAN, "request-1")
                                        .status()))));
    }

    @Test
    void aProblemNamesTheFieldAndTosssCodeAndWhenToComeBack() {
        Answer invalid = Problems.answer(
                Refusal.invalid("refund_receive_account", new Failure("INVALID_BANK", "no")), Language.ENGLISH, "r");
        assertEquals("refund_receive_account", invalid.body().path("field").asText());
        assertEquals("INVALID_BANK", invalid.body().path("toss_code").asText());
        for (String ours : new String[] {"ABORTED", "REFUND_ABORTED", "REFUND_NOT_CONFIRMED", "REFUND_OVERTAKEN", ""}) {
            Answer refused = Problems.answer(
                    Refusal.byToss(Reason.NOT_CANCELABLE, new Failure(ours, "")), Language.ENGLISH, "r");
            assertFalse(refused.body().has("toss_code"), "Toss's support knows nothing of a code of ours: " + ours);
        }

        assertEquals(
                "5",
                Problems.answer(Refusal.of(Reason.TOSS_UNAVAILABLE), Language.ENGLISH, "r")
                        .headers()
                        .get("retry-after"));
        assertEquals(
                "Bearer",
                Problems.answer(Refusal.of(Reason.UNAUTHENTICATED), Language.ENGLISH, "r")
                        .headers()
                        .get("www-authenticate"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "payments-admin",
                "[payments-admin]",
                "[a payments-admin]",
                "[payments-admin b]",
                "[a payments-admin b]"
            })
    void aTokenOfThisGroupIsAnAdmins(String groups) throws IOException {
        assertTrue(isAdmin(groups));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "admin",
                "[payments-admins]",
                "[not-payments-admin]",
                "[payments-admin-readonly]",
                "[PAYMENTS-ADMIN]",
                "[payments admin]",
                "[payments_admin]",
                "[x.payments-admin]",
                "[[payments-admin]]"
            })
    void aTokenOfALookalikeIsNot(String groups) throws IOException {
        assertFalse(isAdmin(groups));
    }

    private boolean isAdmin(String groups) throws IOException {
        event.withObject("/requestContext/authorizer/jwt/claims")
                .put("sub", "payer-1")
                .put("cognito:groups", groups);
        JsonNode response = respond(request -> Answer.ok(Json.object()
                .put("user", request.caller().userId())
                .put("admin", request.caller().admin())));
        assertEquals("payer-1", problem(response).path("user").asText());
        return problem(response).path("admin").asBoolean();
    }

    @Test
    void withoutATokenOrASubjectThereIsNoCaller() throws IOException {
        Function<Request, Answer> whoAsks =
                request -> Answer.ok(Json.object().put("user", request.caller().userId()));
        assertEquals(401, respond(whoAsks).path("statusCode").asInt());

        event.withObject("/requestContext/authorizer/jwt/claims").put("sub", " ");
        assertEquals(401, respond(whoAsks).path("statusCode").asInt());
    }

    /** DynamoDB takes no longer key, and the payer is one in an index. */
    @Test
    void aSubjectTooLongForARecordIsNobodys() throws IOException {
        assertEquals(200, asking("u".repeat(2_048)));
        assertEquals(401, asking("u".repeat(2_049)));
        assertEquals(200, asking("가".repeat(682)));
        assertEquals(401, asking("가".repeat(683)), "bytes, and not characters");
    }

    private int asking(String subject) throws IOException {
        event.withObject("/requestContext/authorizer/jwt/claims").put("sub", subject);
        return respond(request ->
                        Answer.ok(Json.object().put("user", request.caller().userId())))
                .path("statusCode")
                .asInt();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "\u00a0",
                "\u3000",
                "\u2007\u202f",
                "\ufeff",
                "\u2028\u2029",
                "\\n\\t",
                "\u00a0 \ufeff\u3000"
            })
    void aTextThatNobodyCanSeeIsBlank(String invisible) throws IOException {
        assertEquals(400, bodied("{\"name\":\"" + invisible + "\"}"));
        assertEquals(200, bodied("{\"name\":\"" + invisible + "변심" + invisible + "\"}"));
        assertEquals(200, bodied("{\"name\":\"" + invisible + "🙏\"}"));
    }

    @Test
    void anIdTokenIsNoAccessToken() throws IOException {
        Function<Request, Answer> whoAsks =
                request -> Answer.ok(Json.object().put("user", request.caller().userId()));
        event.withObject("/requestContext/authorizer/jwt/claims")
                .put("sub", "payer-1")
                .put("token_use", "id");
        assertEquals(401, respond(whoAsks).path("statusCode").asInt());

        event.withObject("/requestContext/authorizer/jwt/claims").put("token_use", "access");
        assertEquals(200, respond(whoAsks).path("statusCode").asInt());
    }

    @Test
    void aBodyIsOneJsonObjectInUtf8() throws IOException {
        assertEquals(200, bodied("{\"name\":\"값\"}"));
        assertEquals(400, bodied(null));
        for (String body : new String[] {
            "",
            " ",
            "[]",
            "1",
            "null",
            "\"text\"",
            "{",
            "{} {}",
            "{\"name\":1,\"name\":2}",
            "{\"name\":\"\\ud800\"}",
            "[".repeat(10_000),
            "{\"name\":" + "[".repeat(40) + "]".repeat(40) + "}",
            "{\"name\":1}",
            "{\"name\":\" \"}"
        }) {
            assertEquals(400, bodied(body), body);
        }
        assertEquals(413, bodied("{\"name\":\"" + "a".repeat(65_536) + "\"}"));
        event.withObject("/headers").put("content-type", "text/plain");
        assertEquals(415, bodied("{\"name\":\"value\"}"));
        event.withObject("/headers").put("content-type", "Application/JSON; charset=utf-8");
        assertEquals(200, bodied("{\"name\":\"value\"}"));
    }

    /** RFC 9110: names of header fields have no case. API Gateway sends lower case, {@code sam local start-api} does not. */
    @ParameterizedTest
    @ValueSource(strings = {"content-type", "Content-Type", "CONTENT-TYPE"})
    void aHeaderIsFoundByItsNameInAnyCase(String name) throws IOException {
        event.putObject("headers").put(name, "application/json");

        assertEquals(200, bodied("{\"name\":\"value\"}"));
        JsonNode response = respond(request -> Answer.ok(
                Json.object().put("type", request.header("Content-type").orElse(""))));
        assertEquals("application/json", problem(response).path("type").asText());
    }

    @Test
    void aBodyMayComeInBase64() throws IOException {
        event.put("isBase64Encoded", true);

        assertEquals(200, bodied(base64("{\"name\":\"값\"}".getBytes(StandardCharsets.UTF_8))));
        assertEquals(400, bodied("not base64!"));
        assertEquals(400, bodied(base64(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'})));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private int bodied(String body) throws IOException {
        event.put("body", body);
        return respond(request ->
                        Answer.ok(Json.object().put("name", request.body().text("name", 100))))
                .path("statusCode")
                .asInt();
    }

    @Test
    void aRecordThatCannotBeReadHasACodeOfItsOwnAndItsValueIsNotShown() throws IOException {
        JsonNode response = respond(request -> {
            throw new UnreadableRecord("consultation c-1 has no readable amount");
        });

        assertEquals(500, response.path("statusCode").asInt());
        assertEquals("RECORD_UNREADABLE", problem(response).path("code").asText());
        assertFalse(response.toString().contains("c-1"));
    }

    @Test
    void aRehearsalGoesTheWayOfARequestAndMayFail() throws IOException {
        Set<String> seen = new HashSet<>();
        HttpFunction function = function(request -> {
            seen.add(
                    request.body().text("name", 100) + " by " + request.caller().userId());
            throw new IllegalStateException("no network in a rehearsal");
        });

        function.beforeCheckpoint(null);
        function.afterRestore(null);

        assertEquals(Set.of("value by " + Scene.NOBODYS_ID), seen);
    }

    private JsonNode respond(Function<Request, Answer> handler) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        function(handler)
                .handleRequest(
                        new ByteArrayInputStream(event.toString().getBytes(StandardCharsets.UTF_8)), out, CONTEXT);
        return Json.read(out.toByteArray());
    }

    private static HttpFunction function(Function<Request, Answer> handler) {
        return function(handler, TestWiring.of("http://127.0.0.1:1", "http://127.0.0.1:1"));
    }

    private static HttpFunction function(Function<Request, Answer> handler, Wiring wiring) {
        return new HttpFunction(wiring, "test") {
            @Override
            protected Answer handle(Request request) {
                return handler.apply(request);
            }

            @Override
            protected Rehearsal rehearsal(Instant now) {
                ObjectNode body = Json.object().put("name", "value");
                return new Rehearsal(
                        stage -> function(handler, stage),
                        Scene.pending(now),
                        Rehearsal.post("/test", body),
                        "\"statusCode\":200");
            }
        };
    }

    private static JsonNode problem(JsonNode response) throws IOException {
        return Json.read(response.path("body").asText());
    }

    private static String header(JsonNode response, String name) {
        return response.path("headers").path(name).asText();
    }
}
