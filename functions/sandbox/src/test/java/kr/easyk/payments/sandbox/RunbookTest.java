package kr.easyk.payments.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The commands of functions/docs/operating.md that need no account, as they stand but for the sandbox's port. */
class RunbookTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```bash needs-sandbox\n(.*?)^```$");

    private static Sandbox sandbox;
    private static Http http;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxOptions.forTests(Path.of("../../template.yaml")));
        http = new Http(sandbox.api());
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    /** The block under this heading. */
    private static String block(String heading) throws IOException {
        String page = Files.readString(Path.of("../docs/operating.md"));
        String section = page.substring(page.indexOf("\n### " + heading + "\n"));
        return BLOCK.matcher(section).results().findFirst().orElseThrow().group(1);
    }

    private static String run(String block, String paymentId) throws IOException, InterruptedException {
        String commands = block.replace("http://localhost:3000", sandbox.api().toString());
        ProcessBuilder shell = new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands);
        shell.environment().put("PAYMENT", paymentId);
        Process process = shell.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), printed);
        return printed;
    }

    private static JsonNode post(String path, String body) {
        Http.Answer answer = http.post(
                path, body, "Authorization", "Bearer " + sandbox.token("mina"), "Content-Type", "application/json");
        return answer.json();
    }

    @Test
    void aPaymentWhoseOutcomeIsUnknownIsSettledByItsWebhookSentByHand() throws Exception {
        String consultation = sandbox.createConsultation("mina", "Visa consultation", 50_000);
        JsonNode order = post("/api/payments/ready", "{\"consultation_id\":\"" + consultation + "\"}");
        String orderId = order.path("order_id").textValue();
        String key = sandbox.simulator().authenticate(orderId, 50_000);
        sandbox.simulator().loseWebhooks("PAYMENT_STATUS_CHANGED", 1);
        sandbox.simulator().fault("confirm", "break_after", 2);
        sandbox.simulator().fault("lookup", "error_500", 1);
        JsonNode approved = post(
                "/api/payments/approve",
                "{\"paymentKey\":\"" + key + "\",\"orderId\":\"" + orderId + "\",\"amount\":50000}");
        assertEquals("approving", approved.path("status").textValue());
        sandbox.simulator().clearFaults();

        String payment = order.path("payment_id").textValue();
        assertEquals(
                "{\"status\":\"done\"}",
                run(block("outcome-unknown-for-too-long"), payment).strip());

        assertEquals(
                "paid",
                sandbox.consultation(consultation).path("payment_status").textValue());
    }

    @Test
    void anAdministratorGivesBackWhatWasPaidForNothing() throws Exception {
        String consultation = sandbox.createConsultation("mina", "Visa consultation", 50_000);
        JsonNode order = post("/api/payments/ready", "{\"consultation_id\":\"" + consultation + "\"}");
        String orderId = order.path("order_id").textValue();
        String key = sandbox.simulator().authenticate(orderId, 50_000);
        post(
                "/api/payments/approve",
                "{\"paymentKey\":\"" + key + "\",\"orderId\":\"" + orderId + "\",\"amount\":50000}");

        String printed = run(
                block("charge-without-consultation"), order.path("payment_id").textValue());

        assertTrue(printed.contains("\"status\":\"cancelled\""), printed);
        assertTrue(printed.contains("\"balance_amount\":0"), printed);
    }

    @Test
    void reconcileRunsByHand() throws Exception {
        String printed = run(block("Reconciling by hand"), "");

        for (String count : List.of("checked", "settled", "still_open", "unanswered", "failed")) {
            assertTrue(printed.contains("\"" + count + "\":"), printed);
        }
    }

    /** The commands around them need an account. */
    @Test
    void whatReconcileIsToldByHandIsWhatItTakes() throws IOException {
        for (String page : List.of("deploying.md", "operating.md")) {
            String told = Pattern.compile("--payload '([^']+)'")
                    .matcher(Files.readString(Path.of("../docs", page)))
                    .results()
                    .findFirst()
                    .orElseThrow()
                    .group(1);

            assertEquals(200, http.post("/sandbox/reconcile", told).status(), page + " tells " + told);
        }
    }

    /** A block that is neither run here nor marked as needing an account would be a claim that nothing checks. */
    @Test
    void everyBlockIsRunHereOrNeedsAnAccount() throws IOException {
        String page = Files.readString(Path.of("../docs/operating.md"));
        List<String> marks = Pattern.compile("(?m)^```bash(.*)$")
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .toList();

        assertEquals(3, marks.stream().filter("```bash needs-sandbox"::equals).count());
        assertEquals(
                marks.size() - 3,
                marks.stream().filter("```bash needs-account"::equals).count());
    }
}
