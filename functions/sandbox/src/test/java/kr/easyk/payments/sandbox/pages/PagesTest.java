package kr.easyk.payments.sandbox.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import kr.easyk.payments.sandbox.Http;
import kr.easyk.payments.sandbox.http.LocalServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {
    private static LocalServer server;
    private static Http http;

    @BeforeAll
    static void start() {
        server = serve(Pages.withSimulator(URI.create("http://localhost:3001")));
        http = new Http(server.uri());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static LocalServer serve(Pages pages) {
        return LocalServer.start("127.0.0.1", 0, "pages", exchange -> answer(pages, exchange));
    }

    private static void answer(Pages pages, HttpExchange exchange) throws IOException {
        if (!pages.answer(exchange)) {
            LocalServer.send(exchange, 418, new byte[0]);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/consultations, text/html;charset=UTF-8, consultations.js",
        "/consultations/c-1/payment, text/html;charset=UTF-8, payment.js",
        "/consultations/c-1/payment/success?amount=1, text/html;charset=UTF-8, success.js",
        "/consultations/c-1/payment/fail, text/html;charset=UTF-8, fail.js",
        "/payments/p-1, text/html;charset=UTF-8, detail.js",
        "/assets/style.css, text/css;charset=UTF-8, --accent",
        "/assets/payments.js, text/javascript;charset=UTF-8, export",
        "/assets/icon.svg, image/svg+xml, svg",
        "/assets/config.js, text/javascript;charset=UTF-8, http://localhost:3001/v2/standard"
    })
    void aPageComesWithItsTypeAndTheHeadersThatGuardIt(String path, String type, String part) {
        Http.Answer answer = http.get(path);

        assertEquals(200, answer.status());
        assertEquals(type, answer.headers().get("content-type"));
        assertEquals("nosniff", answer.headers().get("x-content-type-options"));
        assertTrue(answer.text().contains(part), path);
        assertFalse(answer.headers().get("content-security-policy").contains("unsafe"));
    }

    @Test
    void theRootLeadsToTheConsultations() {
        Http.Answer answer = http.get("/");

        assertEquals(302, answer.status());
        assertEquals("/consultations", answer.headers().get("location"));
    }

    @Test
    void aFileTheBrowserHasIsNotSentAgain() {
        String etag = http.get("/assets/style.css").headers().get("etag");
        Http.Answer again = http.get("/assets/style.css", "If-None-Match", etag);

        assertEquals(304, again.status());
        assertEquals(0, again.bytes().length);
        assertEquals(
                200,
                http.get("/assets/style.css", "If-None-Match", "\"another\"").status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/../pages/style.css",
                "/assets/..%2fpages%2fstyle.css",
                "/assets/%2e%2e/toss/standard.js",
                "/assets/..\\pages\\style.css",
                "/assets//etc/passwd",
                "/assets/style.css%00.js",
                "/assets/words",
                "/assets/.js",
                "/assets/none.js",
                "/assets/",
                "/payments/a/b",
                "/api/payments",
                "/sandbox/token"
            })
    void nothingElseIsServed(String path) throws IOException {
        // Past any client that tidies paths up.
        try (Socket socket = new Socket("127.0.0.1", server.uri().getPort())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String status = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            assertTrue(status.contains("418") || status.contains("400"), status);
        }
    }

    @Test
    void noPageHoldsAScriptOrAStyleOfItsOwn() {
        for (String path : new String[] {"/consultations", "/consultations/1/payment", "/payments/1"}) {
            String html = http.get(path).text();
            assertFalse(
                    Pattern.compile("<style|style=|\\son\\w+=|<script(?![^>]*src=)")
                            .matcher(html)
                            .find(),
                    html);
        }
    }

    @Test
    void withTosssOwnKeysTheScriptIsTosssAndThePolicyLetsItIn() {
        try (LocalServer real = serve(Pages.withToss())) {
            Http toss = new Http(real.uri());

            assertTrue(toss.get("/assets/config.js").text().contains("\"https://js.tosspayments.com/v2/standard\""));
            String policy = toss.get("/consultations").headers().get("content-security-policy");
            assertTrue(policy.contains("script-src 'self' https://*.tosspayments.com https://*.toss.im;"), policy);
            assertTrue(policy.contains("frame-src https://*.tosspayments.com"), policy);
            assertNull(toss.get("/api/payments").headers().get("content-security-policy"));
        }
    }
}
