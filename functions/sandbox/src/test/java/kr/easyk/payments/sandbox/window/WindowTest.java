package kr.easyk.payments.sandbox.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kr.easyk.payments.sandbox.Http;
import kr.easyk.payments.sandbox.Sandbox;
import kr.easyk.payments.sandbox.SandboxOptions;
import kr.easyk.payments.sandbox.TossKeys;
import kr.easyk.payments.sandbox.toss.Authentication;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static Sandbox sandbox;
    private static Http http;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxOptions.forTests(Path.of("../../template.yaml")));
        http = new Http(sandbox.api());
    }

    @BeforeEach
    void startOver() {
        assertEquals(200, http.post("/sandbox/reset", "").status());
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    private static String ready(String title) {
        String consultation = sandbox.createConsultation("mina", title, 50_000);
        return send("/api/payments/ready", "{\"consultation_id\":\"" + consultation + "\"}")
                .json()
                .path("order_id")
                .textValue();
    }

    private static Http.Answer approve(String orderId, String paymentKey) {
        return send(
                "/api/payments/approve",
                "{\"paymentKey\":\"" + paymentKey + "\",\"orderId\":\"" + orderId + "\",\"amount\":50000}");
    }

    private static Http.Answer send(String path, String body) {
        return http.post(
                path, body, "Content-Type", "application/json", "Authorization", "Bearer " + sandbox.token("mina"));
    }

    /** @return the order's id */
    private static String pay(String method) {
        String orderId = ready("비자 상담");
        String key = sandbox.simulator().authenticate(Authentication.by(method, orderId, 50_000));
        assertEquals(200, approve(orderId, key).status());
        return orderId;
    }

    private static Reader watch() {
        return Reader.of(sandbox.api(), null);
    }

    private static List<String> history(JsonNode view) {
        List<String> statuses = new ArrayList<>();
        view.path("history").forEach(step -> statuses.add(step.path("status").textValue()));
        return statuses;
    }

    @Test
    void aPaymentShowsAsItHappensOnBothSides() {
        try (Reader reader = watch()) {
            assertEquals("start", reader.next().type());
            String order = pay("card");

            JsonNode ours = reader.until(
                    "payment", it -> it.path("item").path("status").asText().equals("approved"));
            assertEquals(List.of("pending", "approving", "approved"), history(ours));
            assertEquals(order, ours.path("order_id").textValue());
            JsonNode theirs = sandbox.simulator().payments().get(0);
            assertEquals(List.of("READY", "IN_PROGRESS", "DONE"), history(theirs));
        }
    }

    @Test
    void eachRequestTellsItsFunctionStatusAndTime() {
        try (Reader reader = watch()) {
            String order = ready("비자 상담");

            // A webhook of the test before may still be arriving.
            JsonNode request = reader.until(
                    "request",
                    it -> it.has("status") && it.path("path").textValue().equals("/api/payments/ready"));
            assertEquals("ReadyFunction", request.path("function").textValue());
            assertEquals(201, request.path("status").intValue());
            assertTrue(request.path("ms").doubleValue() > 0);
            assertEquals("mina", request.path("caller").path("user_id").textValue());
            assertEquals(order, request.path("answer").path("order_id").textValue());
        }
    }

    @Test
    void aLostAnswerIsShownWithItsFault() {
        sandbox.simulator().fault("confirm", "break_after", 1);
        try (Reader reader = watch()) {
            JsonNode armed = reader.until("faults", it -> it.size() == 1).get(0);
            assertEquals("break_after", armed.path("kind").textValue());

            String order = pay("card");
            JsonNode lost = reader.until(
                    "call",
                    it -> it.path("ended").asBoolean()
                            && it.path("operation").asText().equals("confirm"));
            assertEquals("break_after", lost.path("fault").textValue());
            assertTrue(lost.path("status").isNull());
            assertEquals(order, lost.path("order_id").textValue());
            assertEquals(
                    1, sandbox.simulator().accountOfOrder(order).orElseThrow().chargeCount());
        }
    }

    @Test
    void aWebhookIsShownWithItsDeliveries() {
        try (Reader reader = watch()) {
            String order = pay("virtual_account");
            assertEquals(
                    200,
                    new Http(sandbox.toss())
                            .post("/sandbox/deposits", "{\"order_id\":\"" + order + "\"}")
                            .status());

            JsonNode webhook = reader.until(
                    "webhook",
                    it -> it.path("event_type").asText().equals("DEPOSIT_CALLBACK")
                            && it.path("status").asText().equals("DONE")
                            && it.path("deliveries").size() == 1);
            assertEquals(200, webhook.path("deliveries").get(0).path("status").intValue());
            assertEquals(Masked.HIDDEN, webhook.path("body").path("secret").textValue());
        }
    }

    @Test
    void whoComesBackGetsWhatWasMissedAndNothingElse() {
        String last;
        try (Reader reader = watch()) {
            pay("card");
            reader.until("payment", it -> history(it).contains("approved"));
            last = reader.read.get(reader.read.size() - 1).id();
        }
        ready("나중 상담");

        try (Reader back = Reader.of(sandbox.api(), last)) {
            back.until(
                    "payment", it -> it.path("item").path("order_name").asText().equals("나중 상담"));
            assertTrue(back.read.stream().noneMatch(event -> event.type().equals("start")));
            assertTrue(back.read.stream()
                    .noneMatch(event -> history(event.data()).contains("pending")
                            && history(event.data()).contains("approved")));
        }
        try (Reader stranger = Reader.of(sandbox.api(), "00000000-9999")) {
            assertEquals("start", stranger.next().type());
        }
    }

    @Test
    void whoComesLateGetsTheWholeStory() {
        pay("card");

        try (Reader reader = watch()) {
            JsonNode ours = reader.until("payment", it -> true);
            assertEquals(List.of("pending", "approving", "approved"), history(ours));
            assertTrue(reader.read.stream().anyMatch(event -> event.type().equals("call")));
        }
    }

    @Test
    void theStateHoldsBothSidesAndTheTablesItems() {
        String order = pay("card");

        JsonNode state = http.get("/sandbox/state").json();
        JsonNode payment = state.path("payments").get(0);
        assertEquals(order, payment.path("order_id").textValue());
        assertEquals("approved", payment.path("status").textValue());
        assertEquals("DONE", payment.path("toss").get(0).path("status").textValue());
        JsonNode item = state.path("tables").path("easyk-sandbox-payments").get(0);
        assertEquals("approved", item.path("status").textValue());
        assertEquals(3, item.path("version").intValue());
        assertEquals(
                "paid",
                state.path("tables")
                        .path("easyk-sandbox-consultations")
                        .get(0)
                        .path("payment_status")
                        .textValue());
        assertEquals(sandbox.toss().toString(), state.path("toss").textValue());
    }

    @Test
    void aResetEmptiesTablesSimulatorAndJournal() {
        pay("card");
        sandbox.simulator().fault("confirm", "hang", 3);
        try (Reader reader = watch()) {
            reader.until("payment", it -> history(it).contains("approved"));
            assertEquals(200, http.post("/sandbox/reset", "").status());

            reader.until("start", it -> true);
            JsonNode state = http.get("/sandbox/state").json();
            assertEquals(0, state.path("payments").size());
            assertEquals(0, state.path("faults").size());
            state.path("tables").forEach(items -> assertEquals(0, items.size()));
            assertTrue(sandbox.simulator().payments().isEmpty());
        }
        pay("card");
    }

    @Test
    void noSecretTokenOrKeyIsShown() {
        pay("virtual_account");
        String shown;
        try (Reader reader = watch()) {
            reader.until("payment", it -> history(it).contains("waiting_for_deposit"));
            shown = reader.read.toString() + http.get("/sandbox/state").text();
        }

        assertFalse(shown.contains("ps_"), shown);
        assertFalse(shown.contains("eyJ"));
        assertFalse(shown.contains("test_gsk_sandbox"));
        assertFalse(shown.contains("test_gck_sandbox"));
        assertTrue(shown.contains("test_gck_" + Masked.HIDDEN));
    }

    @Test
    void aReaderWhoNeverReadsHoldsUpNobody() {
        String large = "{\"consultation_id\":\"" + "x".repeat(20_000) + "\"}";
        try (Reader reader = watch()) {
            reader.next();
            for (int i = 0; i < Board.EVENTS + 50; i++) {
                assertEquals(400, send("/api/payments/ready", large).status());
            }
        }
    }

    @Test
    void thePageIsStrictAboutWhereItsPartsComeFrom() {
        Http.Answer page = http.get("/sandbox");

        assertEquals(200, page.status());
        assertEquals("text/html;charset=UTF-8", page.headers().get("content-type"));
        String policy = page.headers().get("content-security-policy");
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self'"), policy);
        assertFalse(page.text().contains("<style")
                || page.text().contains("style=")
                || page.text().contains(" on"));
        assertEquals(
                304,
                http.get("/sandbox", "If-None-Match", page.headers().get("etag"))
                        .status());
        assertEquals(404, http.get("/sandbox/assets/..%2fstyle.css").status());
        assertEquals(404, http.get("/sandbox/reset").status());
    }

    @Test
    void withTosssOwnTestEnvironmentThereIsOurSideOnly() {
        try (Sandbox other = Sandbox.start(SandboxOptions.forTests(Path.of("../../template.yaml"))
                .withTossKeys(new TossKeys("test_gck_docs", "test_gsk_docs")))) {
            Http there = new Http(other.api());
            try (Reader reader = Reader.of(other.api(), null)) {
                assertTrue(reader.next().data().path("toss").isNull());
            }
            assertFalse(there.get("/sandbox")
                    .headers()
                    .get("content-security-policy")
                    .contains("3001"));
            assertTrue(there.get("/sandbox/state").json().path("toss").isNull());
            assertEquals(200, there.post("/sandbox/reset", "").status());
        }
    }
}
