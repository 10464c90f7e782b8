package kr.easyk.payments.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Due dates, sessions and the ends of keys are seconds away, on both sides at once. */
class ClockTest {
    private final Sandbox sandbox = Sandbox.start(SandboxOptions.forTests(Path.of("../../template.yaml")));
    private final Http http = new Http(sandbox.api());
    private final String bearer = "Bearer " + sandbox.token("mina");
    private final String consultation = sandbox.createConsultation("mina", "Visa consultation", 50_000);

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private Http.Answer advance(String by) {
        return http.post("/sandbox/clock", "{\"advance\":\"" + by + "\"}");
    }

    private JsonNode api(String path, String body) {
        return http.post("/api/payments/" + path, body, "Authorization", bearer, "Content-Type", "application/json")
                .json();
    }

    private JsonNode ready() {
        return api("ready", "{\"consultation_id\":\"" + consultation + "\"}");
    }

    private JsonNode pay(JsonNode ready, String method) {
        String orderId = ready.path("order_id").textValue();
        String key = new Http(sandbox.toss().resolve("/"))
                .post("/sandbox/authentications", """
                        {"order_id":"%s","amount":50000,"method":"%s"}""".formatted(orderId, method))
                .json()
                .path("payment_key")
                .textValue();
        return api("approve", """
                {"paymentKey":"%s","orderId":"%s","amount":50000}""".formatted(key, orderId));
    }

    private String status(JsonNode payment) {
        return http.get("/api/payments/" + payment.path("payment_id").textValue(), "Authorization", bearer)
                .json()
                .path("status")
                .textValue();
    }

    @Test
    void itMovesBothSidesAndSaysWhatTimeItIs() {
        Instant before = sandbox.now();

        Http.Answer answer = advance("PT40M");

        assertEquals(200, answer.status());
        assertEquals("PT40M", answer.json().path("ahead").textValue());
        assertEquals(
                answer.json().path("ahead"), http.get("/sandbox/clock").json().path("ahead"));
        Instant now = Instant.parse(answer.json().path("now").textValue());
        assertTrue(Duration.between(before, now).compareTo(Duration.ofMinutes(39)) > 0);
        String requestedAt = new Http(sandbox.toss())
                .get("/sandbox/payments/" + sandbox.simulator().authenticate("order-0001", 1_000))
                .json()
                .at("/history/0/at")
                .textValue();
        assertTrue(!Instant.parse(requestedAt).isBefore(now), requestedAt);
    }

    @Test
    void aSessionIsOverOnBothSidesAndThePayersTokenIsNot() {
        JsonNode ready = ready();
        String orderId = ready.path("order_id").textValue();
        sandbox.simulator().authenticate(orderId, 50_000);

        advance("P1D");
        sandbox.runSchedule("ReconcileFunction");

        assertEquals(
                "EXPIRED",
                sandbox.simulator().accountOfOrder(orderId).orElseThrow().status());
        assertEquals("expired", status(ready));
    }

    /** The rehearsal of {@code charge-without-consultation}. */
    @Test
    void aDepositCanComeAfterTheConsultationWasPaidOtherwise() throws InterruptedException {
        JsonNode account = pay(ready(), "virtual_account");
        assertEquals("waiting_for_deposit", account.path("status").textValue());
        advance("P8D");
        sandbox.runSchedule("ReconcileFunction");
        assertEquals("expired", status(account));
        JsonNode byCard = pay(ready(), "card");
        assertEquals("approved", byCard.path("status").textValue());

        String late = """
                {"order_id":"%s","late":true}""".formatted(account.path("order_id").textValue());
        assertEquals(
                400,
                new Http(sandbox.toss())
                        .post("/sandbox/deposits", late.replace("true", "false"))
                        .status());
        assertEquals(
                200, new Http(sandbox.toss()).post("/sandbox/deposits", late).status());

        // Both are charged, and the consultation is the card's.
        Instant end = Instant.now().plusSeconds(10);
        while (!"approved".equals(status(account))) {
            assertTrue(Instant.now().isBefore(end), "the deposit's webhook was not heard");
            Thread.sleep(50);
        }
        assertEquals(
                byCard.path("payment_id"), sandbox.consultation(consultation).path("payment_id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "-PT1M", "P367D", "40 minutes", "P1M"})
    void aStepIsForwardAndNotTooLong(String by) {
        Http.Answer answer = advance(by);

        assertEquals(400, answer.status());
        assertTrue(answer.json().path("detail").textValue().startsWith("advance must be a duration"), answer.text());
        assertEquals("PT0S", http.get("/sandbox/clock").json().path("ahead").textValue());
    }

    @Test
    void thePlatformReschedulesWithdrawsAndDeletesAConsultation() {
        String path = "/sandbox/consultations/" + consultation;

        Http.Answer moved = http.post(path + "/reschedule", "{\"scheduled_at\":\"2026-12-24T05:00:00Z\"}");
        assertEquals(
                "2026-12-24T05:00:00.000Z", moved.json().path("scheduled_at").textValue());
        assertEquals(
                400,
                http.post(path + "/reschedule", "{\"scheduled_at\":\"tomorrow\"}")
                        .status());

        assertEquals(
                "withdrawn",
                http.post(path + "/withdraw", "").json().path("payment_status").textValue());
        assertEquals("CONSULTATION_WITHDRAWN", ready().path("code").textValue());
        assertEquals(409, http.post(path + "/withdraw", "").status());

        assertEquals(200, http.send("DELETE", path, new byte[0]).status());
        assertEquals(404, http.get(path).status());
        assertEquals(404, http.send("DELETE", path, new byte[0]).status());
    }

    @Test
    void aConsultationCanHaveItsTimeFromTheStart() {
        Http.Answer made = http.post("/sandbox/consultations", """
                {"user_id":"mina","title":"Visa","amount":50000,"scheduled_at":"2026-12-24T05:00:00Z"}""");

        assertEquals(201, made.status());
        assertEquals(
                "2026-12-24T05:00:00.000Z", made.json().path("scheduled_at").textValue());
    }
}
