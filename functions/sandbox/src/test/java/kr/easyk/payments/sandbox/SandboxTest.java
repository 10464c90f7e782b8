package kr.easyk.payments.sandbox;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kr.easyk.payments.sandbox.http.PortTakenException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SandboxTest {
    private static final Path TEMPLATE = Path.of("src/test/resources/template.yaml");

    private static Sandbox sandbox;
    private static Http http;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxOptions.forTests(TEMPLATE));
        http = new Http(sandbox.api());
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @Test
    void aTokenFromTheHelperPassesTheAuthorizer() {
        Http.Answer answer = http.post("/sandbox/token", "{\"user_id\":\"mina\",\"groups\":[\"payments-admin\"]}");

        assertEquals(200, answer.status());
        assertEquals("Bearer", answer.json().path("token_type").textValue());
        assertTrue(answer.json().path("expires_in").intValue() > 0);
        String token = answer.json().path("access_token").textValue();
        JsonNode claims = http.get("/api/echo/1", "Authorization", "Bearer " + token)
                .json()
                .at("/event/requestContext/authorizer/jwt/claims");
        assertEquals("mina", claims.path("sub").textValue());
        assertEquals("[payments-admin]", claims.path("cognito:groups").textValue());
        assertEquals(sandbox.api() + "/sandbox", claims.path("iss").textValue());
    }

    @Test
    void aGroupWhoseNameNoFunctionCouldTellIsRefused() {
        Http.Answer answer = http.post("/sandbox/token", "{\"user_id\":\"mina\",\"groups\":[\"payments admin\"]}");

        assertEquals(400, answer.status(), answer.text());
        assertTrue(answer.text().contains("groups must hold no space"), answer.text());
    }

    @Test
    void theIssuerPublishesTheKeyItsTokensAreSignedWith() throws Exception {
        String jwks = http.get("/sandbox/.well-known/openid-configuration")
                .json()
                .path("jwks_uri")
                .textValue();
        JWKSet keys = JWKSet.parse(http.get(URI.create(jwks).getPath()).text());
        SignedJWT token = SignedJWT.parse(sandbox.token("mina"));

        assertTrue(token.verify(new RSASSAVerifier(
                keys.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey())));
        assertTrue(keys.getKeys().stream().noneMatch(key -> key.isPrivate()));
    }

    @Test
    void aConsultationIsWrittenAsThePlatformWouldAndReadBack() {
        Http.Answer made =
                http.post("/sandbox/consultations", "{\"user_id\":\"mina\",\"title\":\"비자 상담\",\"amount\":30000}");

        assertEquals(201, made.status());
        String id = made.json().path("consultation_id").textValue();
        assertEquals("pending", made.json().path("payment_status").textValue());
        assertEquals(made.json(), http.get("/sandbox/consultations/" + id).json());
        assertEquals(made.text(), sandbox.consultation(id).toString());
        assertEquals(
                "30000",
                sandbox.database().client().scan(scan -> scan.tableName("easyk-sandbox-consultations")).items().stream()
                        .filter(item -> item.get("consultation_id").s().equals(id))
                        .findFirst()
                        .orElseThrow()
                        .get("amount")
                        .n());
    }

    @Test
    void consultationsAreListedForOnePayerOrForAll() {
        String older = sandbox.createConsultation("first & last", "older", 10_000);
        String newer = sandbox.createConsultation("first & last", "newer", 10_000);
        String others = sandbox.createConsultation("somebody", "else", 10_000);

        assertEquals(Set.of(older, newer), Set.copyOf(ids(http.get("/sandbox/consultations?user_id=first+%26+last"))));
        List<String> all = ids(http.get("/sandbox/consultations"));
        assertTrue(all.containsAll(List.of(older, newer, others)));
    }

    private static List<String> ids(Http.Answer answer) {
        return answer.json().path("consultations").findValuesAsText("consultation_id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/sandbox/token | {} | user_id",
                "/sandbox/token | {\"user_id\":7} | user_id",
                "/sandbox/token | {\"user_id\":\"mina\",\"groups\":\"admin\"} | groups",
                "/sandbox/token | {\"user_id\":\"mina\",\"groups\":[1]} | groups",
                "/sandbox/token | [] | JSON object",
                "/sandbox/token | { | JSON object",
                "/sandbox/consultations | {\"user_id\":\"m\",\"title\":\"t\"} | amount",
                "/sandbox/consultations | {\"user_id\":\"m\",\"title\":\"t\",\"amount\":0} | amount",
                "/sandbox/consultations | {\"user_id\":\"m\",\"title\":\"t\",\"amount\":1.5} | amount",
                "/sandbox/consultations | {\"user_id\":\"m\",\"title\":\"t\",\"amount\":\"30000\"} | amount",
                "/sandbox/consultations | {\"user_id\":\"m\",\"title\":\" \",\"amount\":1} | title",
                "/sandbox/consultations | {\"title\":\"t\",\"amount\":1} | user_id"
            })
    void badInputIsAProblemThatNamesTheField(String path, String body, String field) {
        Http.Answer answer = http.post(path, body);

        assertEquals(400, answer.status());
        assertEquals("application/problem+json", answer.headers().get("content-type"));
        assertEquals("INVALID_REQUEST", answer.json().path("code").textValue());
        assertTrue(answer.json().path("detail").textValue().contains(field), answer.text());
    }

    @Test
    void anUnknownConsultationOrHelperIsNotFound() {
        assertEquals(404, http.get("/sandbox/consultations/none").status());
        assertEquals(404, http.get("/sandbox/consultations/").status());
        assertEquals(404, http.get("/sandbox/anything").status());
    }

    @Test
    void aScheduledFunctionGetsTheSchedulersEvent() {
        JsonNode event = sandbox.runSchedule("TickFunction");

        assertEquals("Scheduled Event", event.path("detail-type").textValue());
        assertEquals("aws.scheduler", event.path("source").textValue());
        assertThrows(IllegalArgumentException.class, () -> sandbox.runSchedule("EchoFunction"));
    }

    @Test
    void aScheduledFunctionRunsByItself() throws InterruptedException {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        Sandbox other = Sandbox.start(SandboxOptions.forTests(TEMPLATE)
                .withScheduleEvery(Duration.ofMillis(20))
                .withConsole(new PrintStream(console, true, StandardCharsets.UTF_8)));
        for (int i = 0; i < 200 && runs(console) < 2; i++) {
            Thread.sleep(20);
        }
        other.close();

        assertTrue(runs(console) >= 2);
    }

    private static long runs(ByteArrayOutputStream console) {
        return console.toString(StandardCharsets.UTF_8)
                .lines()
                .filter("tick"::equals)
                .count();
    }

    @Test
    void aFunctionsEnvironmentIsTheTemplatesPlusWhereTheServicesAre() {
        Map<String, String> environment = sandbox.environment("AnswerFunction");

        assertEquals("global", environment.get("GREETING"));
        assertEquals("easyk-sandbox-payments", environment.get("PAYMENTS_TABLE"));
        assertEquals("ap-northeast-2", environment.get("AWS_REGION"));
        assertEquals(sandbox.dynamoDb().toString(), environment.get("AWS_ENDPOINT_URL_DYNAMODB"));
        assertEquals(sandbox.secretsManager().toString(), environment.get("AWS_ENDPOINT_URL_SECRETS_MANAGER"));
    }

    @Test
    void aTakenPortIsNamedWithWhatNeedsIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            SandboxOptions options = SandboxOptions.forTests(TEMPLATE);

            for (Map.Entry<SandboxOptions.Ports, String> each : Map.of(
                            new SandboxOptions.Ports(port, 0, 0, 0), "the API",
                            new SandboxOptions.Ports(0, port, 0, 0), "the Toss simulator",
                            new SandboxOptions.Ports(0, 0, port, 0), "Secrets Manager",
                            new SandboxOptions.Ports(0, 0, 0, port), "DynamoDB Local")
                    .entrySet()) {
                PortTakenException refused =
                        assertThrows(PortTakenException.class, () -> Sandbox.start(options.withPorts(each.getKey())));
                assertEquals(
                        "Port " + port + " is taken, and " + each.getValue()
                                + " needs it. Stop what is using it and start again.",
                        refused.getMessage());
            }
        }
    }

    @Test
    void aStoppedSandboxFreesItsPorts() {
        Sandbox first = Sandbox.start(SandboxOptions.forTests(TEMPLATE));
        SandboxOptions.Ports ports = new SandboxOptions.Ports(
                first.api().getPort(),
                first.toss().getPort(),
                first.secretsManager().getPort(),
                first.dynamoDb().getPort());
        first.close();

        assertDoesNotThrow(() -> Sandbox.start(SandboxOptions.forTests(TEMPLATE).withPorts(ports))
                .close());
    }

    @Test
    void withKeysTheFunctionsUseTosssOwnTestEnvironment() {
        try (Sandbox other = Sandbox.start(
                SandboxOptions.forTests(TEMPLATE).withTossKeys(new TossKeys("test_gck_docs", "test_gsk_docs")))) {
            assertEquals(URI.create("https://api.tosspayments.com"), other.toss());
            assertThrows(IllegalStateException.class, other::simulator);
        }
    }
}
