package kr.easyk.payments.sandbox.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import kr.easyk.payments.sandbox.Http;
import kr.easyk.payments.sandbox.Sandbox;
import kr.easyk.payments.sandbox.SandboxOptions;
import kr.easyk.payments.sandbox.http.LocalServer;
import kr.easyk.payments.sandbox.template.Authorizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A platform's own issuer, small, over HTTP. */
class OtherIssuerTest {
    private static final String CONFIGURATION = "/.well-known/openid-configuration";
    private static final String KEYS = "/.well-known/jwks.json";

    private final LocalServer server = LocalServer.bind("127.0.0.1", 0, "issuer");
    private final Map<String, String> pages = new ConcurrentHashMap<>();
    private final AtomicInteger fetchesOfKeys = new AtomicInteger();
    private TokenIssuer platform = rotated();

    OtherIssuerTest() {
        publish();
        server.serve(this::answer);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private TokenIssuer rotated() {
        return new TokenIssuer(server.uri(), Clock.systemUTC());
    }

    private void publish() {
        pages.put(CONFIGURATION, json(platform.configuration()));
        pages.put(KEYS, platform.keys().toString());
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals(KEYS)) {
            fetchesOfKeys.incrementAndGet();
        }
        String page = pages.get(path);
        LocalServer.send(
                exchange, page == null ? 404 : 200, page == null ? new byte[0] : page.getBytes(StandardCharsets.UTF_8));
    }

    private static String json(Object value) {
        try {
            return new ObjectMapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Sandbox sandbox() {
        return Sandbox.start(SandboxOptions.forTests(Path.of("../../template.yaml"))
                .withParameters(Map.of("JwtIssuer", server.uri().toString())));
    }

    private static int payments(Sandbox sandbox, String token) {
        return new Http(sandbox.api())
                .get("/api/payments", "Authorization", "Bearer " + token)
                .status();
    }

    private JwtVerifier verifier() {
        TokenIssuer own = new TokenIssuer(URI.create("http://localhost:3000/sandbox"), Clock.systemUTC());
        return new JwtVerifier(own, List.of(authorizer()), Clock.systemUTC());
    }

    private Authorizer authorizer() {
        return new Authorizer("Jwt", server.uri().toString(), List.of(TokenIssuer.AUDIENCE), List.of());
    }

    private boolean isGranted(JwtVerifier verifier, String token) {
        return verifier.decide(authorizer(), token) instanceof JwtVerifier.Decision.Granted;
    }

    @Test
    void itsTokensAreBelievedBesideTheSandboxsOwn() {
        try (Sandbox sandbox = sandbox()) {
            assertEquals(200, payments(sandbox, platform.token("mina", List.of())));
            assertEquals(200, payments(sandbox, sandbox.token("mina")));
            assertEquals(401, payments(sandbox, rotated().token("mina", List.of())));
        }
    }

    @Test
    void neitherIssuersKeySignsForTheOther() {
        TokenIssuer own = new TokenIssuer(URI.create("http://localhost:3000/sandbox"), Clock.systemUTC());
        JwtVerifier verifier = new JwtVerifier(own, List.of(authorizer()), Clock.systemUTC());
        TokenIssuer pretending = new TokenIssuer(own.issuer(), Clock.systemUTC());
        pages.put(KEYS, pretending.keys().toString());

        assertTrue(isGranted(verifier, own.token("mina", List.of())));
        assertEquals(
                new JwtVerifier.Decision.Refused(
                        401,
                        "Bearer scope=\"\" error=\"invalid_token\""
                                + " error_description=\"the token's key is not one of the issuer's\""),
                verifier.decide(authorizer(), pretending.token("mina", List.of())));
    }

    @Test
    void aNewKeyIsBelievedAsSoonAsItSigns() {
        JwtVerifier verifier = verifier();
        assertTrue(isGranted(verifier, platform.token("mina", List.of())));
        platform = rotated();
        publish();

        assertTrue(isGranted(verifier, platform.token("mina", List.of())));
    }

    @Test
    void keysAreFetchedOnceForManyTokensAndTokensOfNobodyDoNotFloodTheIssuer() {
        JwtVerifier verifier = verifier();
        for (int i = 0; i < 20; i++) {
            assertTrue(isGranted(verifier, platform.token("mina", List.of())));
        }
        assertEquals(1, fetchesOfKeys.get());
        TokenIssuer nobody = rotated();
        for (int i = 0; i < 20; i++) {
            assertFalse(isGranted(verifier, nobody.token("mina", List.of())));
        }

        assertTrue(fetchesOfKeys.get() <= 3, "fetched " + fetchesOfKeys + " times");
        assertTrue(isGranted(verifier, platform.token("mina", List.of())));
    }

    @Test
    void whatCannotBeReachedKeepsTheSandboxFromStarting() {
        server.close();

        assertEquals(
                "\"" + server.uri() + "\" cannot be the issuer of tokens: " + server.uri() + CONFIGURATION
                        + " cannot be fetched (Connection refused).",
                assertThrows(IllegalArgumentException.class, this::sandbox).getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "issuer | https://another.example | /.well-known/openid-configuration says that its issuer is",
                "jwks_uri | ftp://example/keys | \"ftp://example/keys\" is no address on the web",
                "jwks_uri | | \"\" is no address on the web"
            })
    void aConfigurationThatDoesNotFitIsRefused(String name, String value, String why) {
        Map<String, Object> configuration = new HashMap<>(platform.configuration());
        configuration.put(name, value == null ? "" : value);
        pages.put(CONFIGURATION, json(configuration));

        assertRefused(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/.well-known/openid-configuration | <html> | is not JSON",
                "/.well-known/openid-configuration | | says that its issuer is",
                "/.well-known/jwks.json | <html> | cannot be fetched, or holds no keys",
                "/.well-known/jwks.json | {\"keys\":[]} | has no RSA key"
            })
    void whatIsNoIssuerIsRefused(String path, String page, String why) {
        pages.put(path, page == null ? "{}" : page);

        assertRefused(why);
    }

    private void assertRefused(String why) {
        String message =
                assertThrows(IllegalArgumentException.class, this::verifier).getMessage();
        assertTrue(message.startsWith("\"" + server.uri() + "\" cannot be the issuer of tokens: "), message);
        assertTrue(message.contains(why), message);
    }
}
