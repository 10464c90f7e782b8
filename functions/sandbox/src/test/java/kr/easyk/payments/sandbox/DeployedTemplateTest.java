package kr.easyk.payments.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The template that is deployed, with the handlers it names, over HTTP from end to end. */
class DeployedTemplateTest {
    private static final Path TEMPLATE = Path.of("../../template.yaml");

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

    private static Http.Answer post(String user, String path, String body) {
        return http.post(
                path, body, "Authorization", "Bearer " + sandbox.token(user), "Content-Type", "application/json");
    }

    private static JsonNode ready(String user, String consultation) {
        Http.Answer answer = post(user, "/api/payments/ready", "{\"consultation_id\":\"" + consultation + "\"}");
        assertEquals(201, answer.status(), answer.text());
        return answer.json();
    }

    @Test
    void aConsultationIsPaidAndRefunded() {
        String consultation = sandbox.createConsultation("mina", "Visa consultation", 30_000);
        JsonNode order = ready("mina", consultation);
        String orderId = order.path("order_id").textValue();
        String paymentKey = sandbox.simulator().authenticate(orderId, 30_000);

        Http.Answer approved = post(
                "mina",
                "/api/payments/approve",
                "{\"paymentKey\":\"" + paymentKey + "\",\"orderId\":\"" + orderId + "\",\"amount\":30000}");
        assertEquals(200, approved.status(), approved.text());
        assertEquals("approved", approved.json().path("status").textValue());
        assertEquals(
                "paid",
                sandbox.consultation(consultation).path("payment_status").textValue());

        Http.Answer cancelled = post(
                "mina",
                "/api/payments/cancel",
                "{\"payment_id\":\"" + order.path("payment_id").textValue()
                        + "\",\"cancel_reason\":\"changed my mind\"}");
        assertEquals(200, cancelled.status(), cancelled.text());
        assertEquals(
                "refunded",
                sandbox.consultation(consultation).path("payment_status").textValue());
        assertEquals(1, sandbox.simulator().account(paymentKey).chargeCount());
    }

    @Test
    void everyRouteButTheWebhooksWantsAToken() {
        assertEquals(401, http.post("/api/payments/ready", "{}").status());
        assertEquals(401, http.post("/api/payments/approve", "{}").status());
        assertEquals(401, http.post("/api/payments/cancel", "{}").status());
        assertEquals(401, http.get("/api/payments").status());
        assertEquals(401, http.get("/api/payments/1").status());
        assertEquals(
                200,
                http.post(
                                "/api/payments/webhook",
                                "{\"eventType\":\"METHOD_UPDATED\"}",
                                "Content-Type",
                                "application/json")
                        .status());
    }

    @Test
    void anothersPaymentIsNotFound() {
        JsonNode order = ready("mina", sandbox.createConsultation("mina", "Visa consultation", 30_000));
        String path = "/api/payments/" + order.path("payment_id").textValue();

        assertEquals(
                200,
                http.get(path, "Authorization", "Bearer " + sandbox.token("mina"))
                        .status());
        assertEquals(
                404,
                http.get(path, "Authorization", "Bearer " + sandbox.token("joon"))
                        .status());
    }

    @Test
    void reconcileRunsAtThePushOfAButton() {
        Http.Answer answer = http.post("/sandbox/reconcile", "");

        assertEquals(200, answer.status(), answer.text());
        assertTrue(answer.json().has("checked"), answer.text());
    }

    @Test
    void whatReconcileIsToGoThroughIsHandedOnToIt() {
        Http.Answer done = http.post("/sandbox/reconcile", "{\"all\":true}");
        Http.Answer refused = http.post("/sandbox/reconcile", "{\"all\":\"please\"}");

        assertEquals(200, done.status(), done.text());
        assertEquals(500, refused.status(), refused.text());
        assertTrue(refused.text().contains("IllegalArgumentException"), refused.text());
    }

    @Test
    void onlyFunctionsThatCallTossKnowTheSecret() {
        for (Map.Entry<String, Boolean> each : Map.of(
                        "ReadyFunction", false,
                        "LookupFunction", false,
                        "ApproveFunction", true,
                        "CancelFunction", true,
                        "WebhookFunction", true,
                        "ReconcileFunction", true)
                .entrySet()) {
            assertEquals(
                    each.getValue(), sandbox.environment(each.getKey()).containsKey("TOSS_SECRET_ARN"), each.getKey());
        }
    }
}
