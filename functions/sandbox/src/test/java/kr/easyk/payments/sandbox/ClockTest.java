package kr.easyk.payments.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import kr.easyk.payments.sandbox.toss.Webhook;
import kr.easyk.payments.telemetry.Metric;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Due dates, sessions and the ends of keys are seconds away, on both sides at once. */
class ClockTest {
    private static final String CHARGED_FOR_NOTHING =
            "charged, but the consultation is gone, withdrawn or another payment's";

    private final PrintStream before = System.out;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    {
        // What the functions log goes to where standard output was when they were made.
        System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    private final Sandbox sandbox = Sandbox.start(SandboxOptions.forTests(Path.of("../../template.yaml")));
    private final Http http = new Http(sandbox.api());
    private final String bearer = "Bearer " + sandbox.token("mina");
    private final String consultation = sandbox.createConsultation("mina", "Visa consultation", 50_000);

    @AfterEach
    void stop() {
        sandbox.close();
        System.setOut(before);
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

    private void depositLate(JsonNode account) throws InterruptedException {
        String late = """
                {"order_id":"%s","late":true}""".formatted(account.path("order_id").textValue());
        Http toss = new Http(sandbox.toss());
        assertEquals(
                400,
                toss.post("/sandbox/deposits", late.replace("true", "false")).status());
        assertEquals(200, toss.post("/sandbox/deposits", late).status());
        Instant end = Instant.now().plusSeconds(10);
        while (!"approved".equals(status(account))) {
            assertTrue(Instant.now().isBefore(end), "the deposit's webhook was not heard");
            Thread.sleep(50);
        }
    }

    /** Until all that Toss had to say was heard: each webhook has the payment looked up. */
    private void awaitWebhooks() throws InterruptedException {
        Instant end = Instant.now().plusSeconds(10);
        while (sandbox.simulator().webhooks().stream()
                .anyMatch(each -> each.deliveries().stream().noneMatch(Webhook.Delivery::received))) {
            assertTrue(Instant.now().isBefore(end), "a webhook was not delivered");
            Thread.sleep(50);
        }
    }

    /** The event by which an operator finds the payment, and the metric that the alarm {@code charge-without-consultation} counts. */
    private void rangFor(JsonNode charged) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(10);
        while (logged(CHARGED_FOR_NOTHING).isEmpty()
                || logged(Metric.CHARGE_WITHOUT_CONSULTATION.title()).isEmpty()) {
            assertTrue(Instant.now().isBefore(end), log.toString(StandardCharsets.UTF_8));
            Thread.sleep(50);
        }
        List<String> told = logged(CHARGED_FOR_NOTHING);
        assertEquals(1, told.size(), told::toString);
        assertTrue(told.get(0).contains(charged.path("payment_id").textValue()), told.get(0));
        assertEquals(1, logged(Metric.CHARGE_WITHOUT_CONSULTATION.title()).size());
    }

    private List<String> logged(String part) {
        return log.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(part))
                .toList();
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
        assertEquals(List.of(), logged(CHARGED_FOR_NOTHING));

        depositLate(account);

        // Both are charged, and the consultation is the card's.
        assertEquals(
                byCard.path("payment_id"), sandbox.consultation(consultation).path("payment_id"));
        rangFor(account);
    }

    /** The same without the clock: Toss's due date is past, and the record's next look is not due before the old one. */
    @Test
    void anAccountWhoseTimeIsMadeToPassIsExpiredByALookAtAllThatIsOpen() throws InterruptedException {
        JsonNode account = pay(ready(), "virtual_account");
        awaitWebhooks();
        sandbox.simulator().expire(account.path("order_id").textValue());
        sandbox.runSchedule("ReconcileFunction");
        assertEquals("waiting_for_deposit", status(account));

        assertEquals(200, http.post("/sandbox/reconcile", "{\"all\":true}").status());

        assertEquals("expired", status(account));
        JsonNode byCard = pay(ready(), "card");
        depositLate(account);
        assertEquals(
                byCard.path("payment_id"), sandbox.consultation(consultation).path("payment_id"));
        rangFor(account);
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
