package kr.easyk.payments.sandbox.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import kr.easyk.payments.sandbox.Http;
import kr.easyk.payments.sandbox.Sandbox;
import kr.easyk.payments.sandbox.SandboxOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayTest {
    private static final String ORIGIN = "https://easyk.example";
    private static final ByteArrayOutputStream CONSOLE = new ByteArrayOutputStream();

    private static Sandbox sandbox;
    private static Http http;
    private static String bearer;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxOptions.forTests(Path.of("src/test/resources/template.yaml"))
                .withParameters(Map.of("FrontEndOrigin", ORIGIN))
                .withConsole(new PrintStream(CONSOLE, true, StandardCharsets.UTF_8)));
        http = new Http(sandbox.api());
        bearer = "Bearer " + sandbox.token("mina", "payments-admin", "staff");
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    private static JsonNode event(Http.Answer answer) {
        assertEquals(200, answer.status(), answer.text());
        return answer.json().path("event");
    }

    private static Http.Answer answerWith(String written) {
        return http.post("/api/answer", written, "Content-Type", "text/plain");
    }

    // The event

    @Test
    void theEventNamesTheRouteThePathAndTheStage() {
        JsonNode event = event(http.get("/api/echo/42", "Authorization", bearer));

        assertEquals("2.0", event.path("version").textValue());
        assertEquals("GET /api/echo/{id}", event.path("routeKey").textValue());
        assertEquals("/api/echo/42", event.path("rawPath").textValue());
        assertEquals("42", event.path("pathParameters").path("id").textValue());
        assertEquals("$default", event.path("requestContext").path("stage").textValue());
        assertEquals(
                "GET /api/echo/{id}",
                event.path("requestContext").path("routeKey").textValue());
        JsonNode call = event.path("requestContext").path("http");
        assertEquals("GET", call.path("method").textValue());
        assertEquals("/api/echo/42", call.path("path").textValue());
        assertEquals("HTTP/1.1", call.path("protocol").textValue());
        assertEquals("127.0.0.1", call.path("sourceIp").textValue());
        assertTrue(call.path("userAgent").textValue().startsWith("Java-http-client/"));
    }

    @Test
    void theEventsRequestIdIsTheAnswersHeader() {
        Http.Answer answer = http.get("/api/echo/42", "Authorization", bearer);

        assertEquals(
                event(answer).path("requestContext").path("requestId").textValue(),
                answer.headers().get("apigw-requestid"));
    }

    @Test
    void theTimeIsWrittenAsApiGatewayWritesIt() {
        JsonNode context =
                event(http.get("/api/echo/42", "Authorization", bearer)).path("requestContext");

        assertTrue(
                context.path("time").textValue().matches("\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d \\+0000"),
                context.path("time").textValue());
        assertTrue(context.path("timeEpoch").longValue() > 1_700_000_000_000L);
    }

    @Test
    void headerNamesAreLowerCaseAndRepeatedHeadersAreJoined() {
        JsonNode headers = event(
                        http.get("/api/echo/42", "Authorization", bearer, "X-Colour", "red", "x-colour", "blue"))
                .path("headers");

        assertEquals("red,blue", headers.path("x-colour").textValue());
        assertEquals("127.0.0.1", headers.path("x-forwarded-for").textValue());
        assertTrue(headers.path("x-amzn-trace-id").textValue().matches("Root=1-[0-9a-f]{8}-[0-9a-f]{24}"));
        headers.fieldNames().forEachRemaining(name -> assertEquals(name.toLowerCase(Locale.ROOT), name));
    }

    @Test
    void aClientCannotSayWhichPortAndTraceItCameBy() {
        JsonNode headers = event(http.get(
                        "/api/echo/42",
                        "Authorization",
                        bearer,
                        "X-Forwarded-Port",
                        "1",
                        "X-Amzn-Trace-Id",
                        "Root=mine",
                        "X-Forwarded-For",
                        "1.2.3.4"))
                .path("headers");

        assertEquals(
                String.valueOf(sandbox.api().getPort()),
                headers.path("x-forwarded-port").textValue());
        assertFalse(headers.path("x-amzn-trace-id").textValue().contains("mine"));
        assertEquals("1.2.3.4,127.0.0.1", headers.path("x-forwarded-for").textValue());
    }

    @Test
    void cookiesAreAListAndNoHeader() {
        JsonNode event = event(http.get("/api/echo/42", "Authorization", bearer, "Cookie", "a=1; b=2"));

        assertEquals("[\"a=1\",\"b=2\"]", event.path("cookies").toString());
        assertTrue(event.path("headers").path("cookie").isMissingNode());
    }

    @Test
    void theQueryStandsAsItIsAndDecodedWithRepeatedNamesJoined() {
        JsonNode event = event(http.get("/api/echo/42?a=1&b=%EA%B0%80%20b&a=2&c", "Authorization", bearer));

        assertEquals("a=1&b=%EA%B0%80%20b&a=2&c", event.path("rawQueryString").textValue());
        assertEquals("1,2", event.path("queryStringParameters").path("a").textValue());
        assertEquals("가 b", event.path("queryStringParameters").path("b").textValue());
        assertEquals("", event.path("queryStringParameters").path("c").textValue());
    }

    @Test
    void whatARequestDoesNotHaveIsNotInTheEvent() {
        JsonNode event = event(http.get("/api/open"));

        for (String name : List.of("cookies", "queryStringParameters", "pathParameters", "body")) {
            assertTrue(event.path(name).isMissingNode(), name);
        }
        assertEquals("", event.path("rawQueryString").textValue());
        assertTrue(event.path("requestContext").path("authorizer").isMissingNode());
        assertFalse(event.path("isBase64Encoded").booleanValue());
    }

    @Test
    void thePathIsDecodedInSpiteOfItsName() {
        assertEquals(
                "/api/echo/a b",
                event(http.get("/api/echo/a%20b", "Authorization", bearer))
                        .path("rawPath")
                        .textValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=utf-8", "text/plain", "application/xml"})
    void textBodiesAreHandedOverAsText(String type) {
        JsonNode event = event(http.post("/api/echo", "{\"인사\":1}", "Authorization", bearer, "Content-Type", type));

        assertEquals("{\"인사\":1}", event.path("body").textValue());
        assertFalse(event.path("isBase64Encoded").booleanValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", "application/x-www-form-urlencoded", "image/png", ""})
    void allOtherBodiesAreHandedOverAsBase64(String type) {
        String[] headers = type.isEmpty()
                ? new String[] {"Authorization", bearer}
                : new String[] {"Authorization", bearer, "Content-Type", type};
        byte[] body = {0, 1, (byte) 0xff, 'a'};
        JsonNode event = event(http.send("POST", "/api/echo", body, headers));

        assertTrue(event.path("isBase64Encoded").booleanValue());
        assertArrayEquals(body, Base64.getDecoder().decode(event.path("body").textValue()));
    }

    @Test
    void theHandlerLearnsItsNameItsRequestAndTheTimeItHas() {
        JsonNode answer = http.get("/api/open").json();

        assertEquals("easyk-sandbox-EchoFunction", answer.path("function").textValue());
        assertEquals(36, answer.path("request_id").textValue().length());
        assertTrue(answer.path("remaining_ms").intValue() > 9_000);
        assertTrue(answer.path("remaining_ms").intValue() <= 10_000);
    }

    // The routes

    @Test
    void anUnknownPathIsNotFound() {
        Http.Answer answer = http.get("/api/nowhere", "Authorization", bearer);

        assertEquals(404, answer.status());
        assertEquals("{\"message\":\"Not Found\"}", answer.text());
        assertEquals("application/json", answer.headers().get("content-type"));
        assertTrue(answer.headers().containsKey("apigw-requestid"));
    }

    @Test
    void aPathWithAnotherMethodIsNotFoundEither() {
        assertEquals(404, http.get("/api/echo", "Authorization", bearer).status());
    }

    @Test
    void aFixedWordGoesBeforeAParameter() {
        JsonNode event = event(http.get("/api/echo/fixed", "Authorization", bearer));

        assertEquals("GET /api/echo/fixed", event.path("routeKey").textValue());
        assertTrue(event.path("pathParameters").isMissingNode());
    }

    @Test
    void aRouteForAnyMethodTakesThemAll() {
        assertEquals(
                "ANY /api/open",
                event(http.send("DELETE", "/api/open", new byte[0]))
                        .path("routeKey")
                        .textValue());
        assertEquals(200, http.send("HEAD", "/api/open", new byte[0]).status());
    }

    // The answer

    @Test
    void anAnswerWithAStatusIsTakenAtItsWord() {
        Http.Answer answer = answerWith("{\"statusCode\":202,\"headers\":{\"Retry-After\":\"3\",\"Content-Type\":"
                + "\"application/problem+json\"},\"body\":\"{\\\"a\\\":1}\"}");

        assertEquals(202, answer.status());
        assertEquals("3", answer.headers().get("retry-after"));
        assertEquals("application/problem+json", answer.headers().get("content-type"));
        assertEquals("{\"a\":1}", answer.text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{\"message\":\"hi\"} | {\"message\":\"hi\"}", "\"hi\" | hi", "[1,2] | [1,2]"})
    void jsonWithoutAStatusIsTheBodyOfA200(String written, String body) {
        Http.Answer answer = answerWith(written);

        assertEquals(200, answer.status());
        assertEquals(body, answer.text());
        assertEquals("application/json", answer.headers().get("content-type"));
    }

    @Test
    void cookiesOfAnAnswerBecomeSetCookieHeaders() {
        Http.Answer answer = answerWith("{\"statusCode\":204,\"cookies\":[\"a=1; HttpOnly\",\"b=2\"]}");

        assertEquals(204, answer.status());
        assertEquals("a=1; HttpOnly|b=2", answer.headers().get("set-cookie"));
        assertEquals("", answer.text());
        assertNull(answer.headers().get("content-type"));
    }

    @Test
    void aBase64AnswerIsDecoded() {
        Http.Answer answer = answerWith("{\"statusCode\":200,\"isBase64Encoded\":true,\"body\":\"AAH/\"}");

        assertArrayEquals(new byte[] {0, 1, (byte) 0xff}, answer.bytes());
    }

    @Test
    void aBodyWithoutAContentTypeIsPlainText() {
        assertEquals(
                "text/plain;charset=UTF-8",
                answerWith("{\"statusCode\":200,\"body\":\"hi\"}").headers().get("content-type"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "{\"statusCode\":\"two hundred\"}",
                "{\"statusCode\":99}",
                "{\"statusCode\":200,\"body\":{}}",
                "{\"statusCode\":200,\"isBase64Encoded\":true,\"body\":\"%%\"}",
                "throw"
            })
    void aFunctionThatThrowsOrAnswersNonsenseIsAnInternalError(String written) {
        Http.Answer answer = answerWith(written);

        assertEquals(500, answer.status());
        assertEquals("{\"message\":\"Internal Server Error\"}", answer.text());
    }

    @Test
    void aStackTraceGoesToTheConsoleAndNotToTheClient() {
        Http.Answer answer = answerWith("throw");

        assertFalse(answer.text().contains("as asked"));
        assertTrue(CONSOLE.toString(StandardCharsets.UTF_8).contains("IllegalStateException: as asked"));
    }

    // Limits

    @Test
    void aFunctionPastItsTimeIsInterruptedAndTheClientToldOfAnError() throws InterruptedException {
        Http.Answer answer = answerWith("sleep 5000");

        assertEquals(500, answer.status());
        assertEquals("{\"message\":\"Internal Server Error\"}", answer.text());
        assertConsoleHas("Task timed out after 1.00 seconds");
        assertConsoleHas("interrupted");
    }

    @Test
    void theGatewayGivesUpBeforeAFunctionThatTakesLonger() {
        Http.Answer answer = http.post("/api/cut", "sleep 600", "Content-Type", "text/plain");

        assertEquals(503, answer.status());
        assertEquals("{\"message\":\"Service Unavailable\"}", answer.text());
    }

    @ParameterizedTest
    @ValueSource(ints = {10 * 1024 * 1024 + 1, 6 * 1024 * 1024 + 1})
    void aBodyAboveTheGatewaysOrLambdasLimitIsTooLarge(int size) {
        Http.Answer answer =
                http.send("POST", "/api/echo", new byte[size], "Authorization", bearer, "Content-Type", "text/plain");

        assertEquals(413, answer.status());
        assertEquals("{\"message\":\"Request Entity Too Large\"}", answer.text());
    }

    @Test
    void requestsRunSideBySide() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(20);
        var threads = Executors.newFixedThreadPool(20);
        long start = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            threads.execute(() -> {
                answerWith("sleep 400");
                done.countDown();
            });
        }

        assertTrue(done.await(5, TimeUnit.SECONDS));
        assertTrue(System.nanoTime() - start < 4_000_000_000L, "one after the other they take eight seconds");
        threads.shutdownNow();
    }

    // CORS

    private static Http.Answer preflight(String origin, String method, String headers) {
        return http.send(
                "OPTIONS",
                "/api/echo",
                new byte[0],
                "Origin",
                origin,
                "Access-Control-Request-Method",
                method,
                "Access-Control-Request-Headers",
                headers);
    }

    @Test
    void theGatewayAnswersAPreflightByItself() {
        Http.Answer answer = preflight(ORIGIN, "POST", "Authorization, content-type");

        assertEquals(204, answer.status());
        assertEquals(ORIGIN, answer.headers().get("access-control-allow-origin"));
        assertEquals("GET,POST", answer.headers().get("access-control-allow-methods"));
        assertEquals("authorization,content-type", answer.headers().get("access-control-allow-headers"));
        assertEquals("600", answer.headers().get("access-control-max-age"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example, POST, content-type",
        "https://easyk.example, DELETE, content-type",
        "https://easyk.example, POST, x-other"
    })
    void aPreflightForWhatIsNotAllowedGetsNoCorsHeader(String origin, String method, String headers) {
        Http.Answer answer = preflight(origin, method, headers);

        assertEquals(204, answer.status());
        assertTrue(answer.headers().keySet().stream().noneMatch(name -> name.startsWith("access-control-")));
    }

    @Test
    void answersToTheFrontEndCarryItsOriginAndWhatItMayRead() {
        Http.Answer answer = http.get("/api/open", "Origin", ORIGIN);

        assertEquals(ORIGIN, answer.headers().get("access-control-allow-origin"));
        assertEquals("retry-after", answer.headers().get("access-control-expose-headers"));
    }

    @Test
    void theGatewaysOwnRefusalsCarryTheOriginToo() {
        assertEquals(ORIGIN, http.get("/api/echo/1", "Origin", ORIGIN).headers().get("access-control-allow-origin"));
    }

    @Test
    void aFunctionsOwnCorsHeadersAreDropped() {
        Http.Answer answer = http.post(
                "/api/answer",
                "{\"statusCode\":200,\"headers\":{\"Access-Control-Allow-Origin\":\"*\"},\"body\":\"\"}",
                "Origin",
                "https://evil.example",
                "Content-Type",
                "text/plain");

        assertNull(answer.headers().get("access-control-allow-origin"));
    }

    // The hook

    @Test
    void aListenerHearsOfEachRequestAndWhichFunctionTookIt() throws InterruptedException {
        List<GatewayEvent> heard = Collections.synchronizedList(new ArrayList<>());
        GatewayListener listener = heard::add;
        sandbox.addListener(listener);
        http.get("/api/open");
        http.get("/api/echo/1");
        for (int i = 0; i < 100 && heard.size() < 2; i++) {
            Thread.sleep(10);
        }
        sandbox.removeListener(listener);

        assertEquals(
                List.of("/api/open", "/api/echo/1"),
                heard.stream().map(GatewayEvent::path).toList());
        assertEquals("EchoFunction", heard.get(0).function());
        assertNull(heard.get(1).function());
        assertEquals(401, heard.get(1).status());
    }

    @Test
    void claimsAreTextsAndListsStandInBrackets() {
        JsonNode jwt = event(http.get("/api/echo/1", "Authorization", bearer))
                .path("requestContext")
                .path("authorizer")
                .path("jwt");

        assertEquals("mina", jwt.path("claims").path("sub").textValue());
        assertEquals(
                "[payments-admin staff]",
                jwt.path("claims").path("cognito:groups").textValue());
        assertTrue(jwt.path("claims").path("exp").textValue().matches("\\d{10}"));
        assertTrue(jwt.path("scopes").isNull());
        assertTrue(StreamSupport.stream(jwt.path("claims").spliterator(), false).allMatch(JsonNode::isTextual));
    }

    private static void assertConsoleHas(String text) throws InterruptedException {
        for (int i = 0; i < 100 && !CONSOLE.toString(StandardCharsets.UTF_8).contains(text); i++) {
            Thread.sleep(10);
        }
        assertTrue(CONSOLE.toString(StandardCharsets.UTF_8).contains(text), text);
    }
}
