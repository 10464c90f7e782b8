package kr.easyk.payments.telemetry;

import static kr.easyk.payments.telemetry.Field.field;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-03-02T01:00:00Z");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Journal journal = new Journal(
            "easyk/payments",
            "approve",
            "request-1",
            Clock.fixed(NOW, ZoneOffset.UTC),
            new PrintStream(out, true, StandardCharsets.UTF_8));

    @Test
    void anEventIsOneLineWithItsFields() throws JsonProcessingException {
        journal.info("payment \"settled\"\nin two lines", field("status_to", "approved"), field("duration_ms", 12L));
        journal.warn("한글", field("missing", null));

        JsonNode first = lines().get(0);
        assertEquals(JSON.readTree("""
                        {"timestamp":"2026-03-02T01:00:00Z","level":"INFO","message":"payment \\"settled\\"\\nin two lines",
                         "service":"approve","request_id":"request-1","status_to":"approved","duration_ms":12}"""), first);
        assertEquals("WARN", lines().get(1).path("level").asText());
        assertEquals("한글", lines().get(1).path("message").asText());
        assertFalse(lines().get(1).has("missing"));
    }

    @Test
    void anErrorTellsItsCausesWithinBounds() throws JsonProcessingException {
        journal.error("failed", new IllegalStateException("outer", new IllegalArgumentException("inner")));

        JsonNode line = lines().get(0);
        assertEquals("java.lang.IllegalStateException", line.path("error").asText());
        assertEquals("outer", line.path("error_message").asText());
        assertTrue(line.path("stack").size() <= 20);
        assertEquals("inner", line.at("/caused_by/error_message").asText());
    }

    @Test
    void metricsAreOneLineInTheEmbeddedMetricFormat() throws JsonProcessingException {
        journal.count(Metric.PAYMENT_APPROVED);
        journal.time(Metric.TOSS_LATENCY, Duration.ofMillis(120));
        journal.time(Metric.TOSS_LATENCY, Duration.ofMillis(80));
        journal.close();

        assertEquals(JSON.readTree("""
                        {"_aws":{"Timestamp":1772413200000,"CloudWatchMetrics":[{
                           "Namespace":"easyk/payments","Dimensions":[[],["service"]],
                           "Metrics":[{"Name":"PaymentApproved","Unit":"Count"},{"Name":"TossLatency","Unit":"Milliseconds"}]}]},
                         "service":"approve","request_id":"request-1","PaymentApproved":[1],"TossLatency":[120,80]}"""), lines().get(0));
        assertEquals(1, lines().size());
    }

    @Test
    void whatWasMeasuredIsWrittenOnce() throws JsonProcessingException {
        journal.count(Metric.PAYMENT_READY);
        journal.close();
        journal.close();

        assertEquals(1, lines().size());
    }

    @Test
    void nothingIsWrittenWhereNothingWasMeasured() {
        journal.close();

        assertEquals(0, out.size());
    }

    /** CloudWatch takes at most 100 values of a metric in a line. A reconcile run asks Toss up to 200 times. */
    @Test
    void noLineHoldsMoreValuesThanCloudWatchTakesAndNoneIsLost() throws JsonProcessingException {
        for (int i = 0; i < 250; i++) {
            journal.measure(Metric.TOSS_LATENCY, i);
        }
        journal.measure(Metric.OUTCOME_UNKNOWN_AGE, 900);
        journal.close();

        List<Long> values = new ArrayList<>();
        for (JsonNode line : lines()) {
            assertTrue(line.path("TossLatency").size() <= 100);
            line.path("TossLatency").forEach(value -> values.add(value.asLong()));
            List<String> named = line.at("/_aws/CloudWatchMetrics/0/Metrics").findValuesAsText("Name");
            assertTrue(named.stream().allMatch(line::has), "each metric that a line names is in it");
        }
        assertEquals(3, lines().size());
        assertEquals(250, new HashSet<>(values).size());
        assertEquals(JSON.readTree("[900]"), lines().get(0).path("OutcomeUnknownAge"));
        assertFalse(lines().get(1).has("OutcomeUnknownAge"));
    }

    @Test
    void noTwoMetricsShareAName() {
        assertEquals(
                Metric.values().length,
                Arrays.stream(Metric.values()).map(Metric::title).distinct().count());
    }

    private List<JsonNode> lines() throws JsonProcessingException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : out.toString(StandardCharsets.UTF_8).split("\\R")) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }
}
