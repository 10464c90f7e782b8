package kr.easyk.payments.sandbox.promises;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kr.easyk.payments.sandbox.alarms.CloudWatch;
import kr.easyk.payments.sandbox.alarms.CloudWatch.Change;
import kr.easyk.payments.sandbox.alarms.LogFilter;
import kr.easyk.payments.sandbox.template.Alarm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Each alarm of the template rings when it should, as soon as functions/docs/operating.md says, and does not go to and fro; all others
 * are silent meanwhile; and its saved query finds a line that tells why. Fed with what the functions log, on a moved clock; where AWS
 * alone counts, with what it would.
 */
class AlarmsTest {
    private static final Map<String, Alarm> ALARMS = Alarm.of(World.TEMPLATE);
    private static final String STACK = "easyk-sandbox";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** A line is written, becomes a metric, and the next evaluation sees it. */
    private static final Duration AT_ONCE = Duration.ofMinutes(3);

    private static final Duration TWENTY_MINUTES = Duration.ofMinutes(20);

    private record OfAws(Alarm.Key metric, Instant at, double value) {}

    @RegisterExtension
    final World world = new World();

    private final List<OfAws> ofAws = new ArrayList<>();
    private final List<JsonNode> linesOfAws = new ArrayList<>();
    private Instant began = Instant.EPOCH;
    private Duration every = Duration.ofMinutes(2);

    /** The record of the broken payment as it should be. */
    private Map<String, AttributeValue> sound = Map.of();

    /** Reconcile has run before the test begins. */
    @BeforeEach
    void begin() {
        began = world.clock.instant();
        for (int minutes = 0; minutes <= 60; minutes += 5) {
            reconcileRan(began.minus(MINUTE.multipliedBy(minutes)));
        }
    }

    private void reconcileRan(Instant at) {
        aws("AWS/Lambda", "Invocations", Map.of("FunctionName", STACK + "-reconcile"), at, 1);
    }

    /** A line that Lambda or API Gateway writes. */
    private void awsLogged(String line) {
        try {
            linesOfAws.add(World.JSON.readTree(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void apiLogged(Map<String, String> variables) {
        awsLogged(Alarm.accessLine(World.TEMPLATE, variables));
    }

    private void aws(String namespace, String name, Map<String, String> dimensions, Instant at, double value) {
        ofAws.add(new OfAws(new Alarm.Key(namespace, name, dimensions), at, value));
    }

    /** Time goes by, with reconcile on its schedule. */
    private void pass(Duration time) {
        Instant end = world.clock.instant().plus(time);
        while (world.clock.instant().isBefore(end)) {
            world.clock.advance(every);
            reconcileRan(world.clock.instant());
            world.reconcile();
        }
    }

    private static Stream<CloudWatch> everyCloudWatch() {
        Stream<CloudWatch> filling = Stream.of(0, 60, 120)
                .flatMap(late ->
                        Stream.of(0, 2).map(further -> new CloudWatch(Duration.ofSeconds(late), further, true)));
        return Stream.concat(filling, Stream.of(0, 2).map(further -> new CloudWatch(Duration.ZERO, further, false)));
    }

    private List<Change> changes(CloudWatch cloudWatch, Alarm alarm) {
        return cloudWatch.changes(alarm, began, world.clock.instant());
    }

    /** The alarm rings once, within this time after something happened; all but it and these others are silent. */
    private void rings(String name, Instant happened, Duration within, String... others) {
        everyCloudWatch().forEach(cloudWatch -> {
            world.logged().stream().filter(line -> line.has("_aws")).forEach(cloudWatch::take);
            ofAws.forEach(each -> cloudWatch.put(each.metric(), each.at(), each.value()));
            Set<String> ringing = ALARMS.values().stream()
                    .filter(alarm -> !changes(cloudWatch, alarm).isEmpty())
                    .map(Alarm::name)
                    .collect(toSet());
            List<Change> changes = name.isEmpty() ? List.of() : changes(cloudWatch, ALARMS.get(name));
            Set<String> expected = new TreeSet<>(Set.of(others));
            if (!name.isEmpty()) {
                expected.add(name);
                assertFalse(changes.isEmpty(), name + " is silent");
                Instant rang = changes.get(0).at();
                assertFalse(rang.isBefore(happened), name + " rang before anything had happened: " + changes);
                assertFalse(rang.isAfter(happened.plus(within)), name + " rang late: " + changes);
                assertEquals(1, changes.stream().filter(Change::rings).count(), name + " goes to and fro: " + changes);
            }
            assertEquals(expected, new TreeSet<>(ringing));
        });
        if (!name.isEmpty()) {
            assertTrue(findsWhatTellsWhy(ALARMS.get(name)), name + "'s saved query finds no line that tells why");
        }
    }

    private void silence() {
        rings("", began, Duration.ZERO);
    }

    /** What makes an alarm on one count ring is a WARN or ERROR; what several are compared for, or AWS counts, need be none. */
    private boolean findsWhatTellsWhy(Alarm alarm) {
        boolean counted = alarm.metrics().size() == 1
                && alarm.metrics().values().iterator().next().key().namespace().equals("easyk/payments");
        return Stream.concat(world.logged().stream(), linesOfAws.stream())
                .filter(line -> !counted || !line.path("level").asText().equals("INFO"))
                .anyMatch(line -> LogFilter.finds(alarm.query(), line));
    }

    private Payer payer() {
        return world.payer();
    }

    private Checkout paid() {
        Checkout paid = payer().paid(50_000);
        world.deliverWebhooks(paid.orderId());
        return paid;
    }

    private void declined() {
        Payer payer = payer();
        Checkout declined = payer.checkout(world.consultation(payer, 50_000), "card", "4030-0000-0000-0002");
        declined.approve().isProblem(402, "PAYMENT_DECLINED");
        world.deliverWebhooks(declined.orderId());
    }

    private void opened() {
        Payer payer = payer();
        payer.ready(world.consultation(payer, 50_000)).is(201);
    }

    @Test
    void onAnOrdinaryDayAllAreSilent() {
        for (int i = 0; i < 8; i++) {
            Checkout paid = paid();
            if (i % 4 == 1) {
                paid.payer().cancel(paid.paymentId(), "changed my mind").is(200);
            }
            declined();
            opened();
            pass(Duration.ofMinutes(30));
        }

        silence();
    }

    @Test
    void aSingleFailureOfReconcileIsNoReasonToWakeAnybody() {
        Checkout broken = brokenPayment();
        pass(Duration.ofMinutes(4));
        world.putPayment(sound);
        pass(Duration.ofHours(2));

        assertEquals("expired", broken.status());
        silence();
    }

    /** One whose window is over, and whose record cannot be read. */
    private Checkout brokenPayment() {
        Payer payer = payer();
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        sound = world.paymentItem(checkout.paymentId());
        Map<String, AttributeValue> item = new HashMap<>(sound);
        item.put("amount", AttributeValue.fromS("much"));
        item.put("next_check_at", AttributeValue.fromS(world.clock.instant().toString()));
        world.putPayment(item);
        Map<String, AttributeValue> due = new HashMap<>(sound);
        due.put("next_check_at", AttributeValue.fromS(world.clock.instant().toString()));
        due.put(
                "created_at",
                AttributeValue.fromS(
                        world.clock.instant().minus(Duration.ofHours(1)).toString()));
        sound = due;
        return checkout;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 9, 10})
    void onePaymentThatReconcileCannotReadRingsAndGoesOnRinging(int minutes) {
        every = Duration.ofMinutes(minutes);
        brokenPayment();
        pass(Duration.ofHours(2));

        Instant first = world.logged().stream()
                .filter(line -> line.path("message").asText().equals("payment could not be reconciled"))
                .map(line -> Instant.parse(line.path("timestamp").textValue()))
                .findFirst()
                .orElseThrow();
        rings("reconcile-failed", first, TWENTY_MINUTES.plus(AT_ONCE));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 7, 10})
    void anOutcomeThatStaysUnknownRingsAfterAQuarterOfAnHourUntilItIsKnown(int minutes) {
        every = Duration.ofMinutes(minutes);
        Payer payer = payer();
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "break_after", 2);
        world.toss().fault("lookup", "error_500", 1_000);
        checkout.approve().is(202);
        Instant unknown = world.clock.instant();
        pass(Duration.ofHours(3));
        world.toss().clearFaults();
        pass(Duration.ofMinutes(90));

        assertEquals("approved", checkout.status());
        rings("outcome-unknown-for-too-long", unknown.plus(Duration.ofMinutes(15)), every.plus(AT_ONCE));
    }

    @Test
    void anOutcomeThatIsKnownInTimeIsNoReasonToRing() {
        Payer payer = payer();
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "break_after", 2);
        world.toss().fault("lookup", "error_500", 2);
        checkout.approve().is(202);
        pass(Duration.ofHours(1));

        assertEquals("approved", checkout.status());
        silence();
    }

    @Test
    void aChargeForNothingRings() {
        Payer payer = payer();
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "garbage_after", 1);
        world.toss().fault("lookup", "garbage", 1);
        checkout.approve().is(202);
        world.deleteConsultation(checkout.consultationId());
        pass(Duration.ofMinutes(2));
        Instant happened = world.clock.instant();
        pass(Duration.ofMinutes(28));

        rings("charge-without-consultation", happened, AT_ONCE);
    }

    @Test
    void moneyThatDoesNotFitRings() {
        Payer payer = payer();
        Reply ready = payer.ready(world.consultation(payer, 50_000));
        String key = world.toss().authenticate(ready.text("order_id"), 100);
        world.toss().confirm(key);
        Instant happened = world.clock.instant();
        world.deliverWebhooks(ready.text("order_id"));
        pass(Duration.ofMinutes(2));

        rings("toss-mismatch", happened, AT_ONCE);
    }

    @Test
    void aKeyThatTossRefusesRings() {
        world.secrets().put(World.SECRET, "test_gsk_another");
        world.restart();
        Payer payer = payer();
        payer.checkout(world.consultation(payer, 50_000)).approve().isProblem(503, "TOSS_UNAVAILABLE");
        Instant happened = world.clock.instant();
        pass(Duration.ofMinutes(10));

        rings("toss-misconfigured", happened, AT_ONCE);
    }

    @Test
    void aConsultationThatIsNotWhatItShouldBeRings() {
        Payer payer = payer();
        String consultation = world.consultation(payer, 50_000);
        world.setConsultationStatus(consultation, "something else");
        payer.ready(consultation).isProblem(500, "RECORD_UNREADABLE");
        Instant happened = world.clock.instant();
        pass(Duration.ofMinutes(30));

        rings("record-unreadable", happened, AT_ONCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ready", "approve"})
    void anAmountThatIsNotThePriceRings(String where) {
        Payer payer = payer();
        String consultation = world.consultation(payer, 50_000);
        if (where.equals("ready")) {
            payer.post(
                            "ready",
                            World.object().put("consultation_id", consultation).put("amount", 49_999))
                    .isProblem(400, "AMOUNT_MISMATCH");
        } else {
            Checkout checkout = payer.checkout(consultation);
            payer.approve(checkout.paymentKey(), checkout.orderId(), 49_999).isProblem(400, "AMOUNT_MISMATCH");
        }
        Instant happened = world.clock.instant();
        pass(Duration.ofMinutes(30));

        rings("amount-mismatch", happened, AT_ONCE);
    }

    @Test
    void whatNobodyForesawRings() {
        Payer payer = payer();
        String consultation = world.consultation(payer, 50_000);
        world.withoutTables(() -> payer.ready(consultation).isProblem(500, "INTERNAL"));
        Instant happened = world.clock.instant();
        pass(Duration.ofMinutes(30));

        rings("internal-error", happened, AT_ONCE);
    }

    @Test
    void aFloodOfForgedWebhooksRings() {
        Instant happened = world.clock.instant();
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 55; j++) {
                world.webhook("{\"eventType\":\"PAYMENT_STATUS_CHANGED\"}").is(400);
            }
            pass(Duration.ofMinutes(6));
        }
        pass(Duration.ofMinutes(30));

        rings("webhooks-refused", happened, Duration.ofMinutes(12));
    }

    @Test
    void paymentsWithoutWebhooksRing() {
        for (int i = 0; i < 3; i++) {
            payer().paid(50_000);
            pass(Duration.ofMinutes(10));
        }
        Instant third = world.clock.instant().minus(Duration.ofMinutes(10));
        pass(Duration.ofMinutes(90));

        apiLogged(Map.of("routeKey", "POST /api/payments/webhook"));
        rings("webhooks-missing", third, AT_ONCE);
    }

    @Test
    void payersWhoAllFailToPayRing() {
        for (int i = 0; i < 10; i++) {
            opened();
            pass(Duration.ofMinutes(2));
        }
        Instant tenth = world.clock.instant().minus(Duration.ofMinutes(2));
        pass(Duration.ofMinutes(60));

        rings("approvals-missing", tenth, AT_ONCE);
    }

    @Test
    void manyDeclinedCardsRing() {
        paid();
        for (int i = 0; i < 10; i++) {
            declined();
            pass(Duration.ofMinutes(2));
        }
        Instant tenth = world.clock.instant().minus(Duration.ofMinutes(2));
        pass(Duration.ofMinutes(60));

        rings("decline-rate", tenth, AT_ONCE);
    }

    @ParameterizedTest
    @CsvSource({
        "function-errors, AWS/Lambda, Errors, FunctionName, easyk-sandbox-cancel, 1, timeout",
        "function-throttles, AWS/Lambda, Throttles, FunctionName, easyk-sandbox-webhook, 1, success",
        "api-5xx, AWS/ApiGateway, 5xx, ApiId, sandbox, 3, success",
        "reconcile-dead-letters, AWS/SQS, ApproximateNumberOfMessagesVisible, QueueName, easyk-sandbox-ReconcileDeadLetters, 1, error"
    })
    void whatAwsCountsRingsAtOnce(
            String alarm, String namespace, String metric, String dimension, String value, double count, String ended) {
        pass(Duration.ofMinutes(10));
        Instant happened = world.clock.instant();
        aws(namespace, metric, Map.of(dimension, value), happened, count);
        awsLogged(
                "{\"type\":\"platform.report\",\"@log\":\"000000000000:/aws/lambda/easyk-sandbox-reconcile\",\"record\":{\"status\":\""
                        + ended + "\"}}");
        if (ended.equals("success")) {
            apiLogged(Map.of("status", "503", "integration.status", "429"));
        }
        pass(Duration.ofMinutes(30));

        rings(alarm, happened, AT_ONCE);
    }

    @ParameterizedTest
    @CsvSource({"approve, 24000", "ready, 8500", "webhook, 9000"})
    void requestsThatNearlyRunOutOfTimeRingWhenTheyGoOn(String function, double milliseconds) {
        Map<String, String> dimensions = Map.of("FunctionName", STACK + "-" + function);
        opened();
        aws("AWS/Lambda", "Duration", dimensions, world.clock.instant(), milliseconds);
        pass(Duration.ofMinutes(40));
        Instant happened = world.clock.instant();
        for (int i = 0; i < 15; i++) {
            aws("AWS/Lambda", "Duration", dimensions, world.clock.instant(), milliseconds);
            pass(Duration.ofMinutes(2));
        }
        pass(Duration.ofMinutes(60));

        JsonNode answered = world.logged().stream()
                .filter(line -> line.path("message").asText().equals("request answered"))
                .findFirst()
                .orElseThrow();
        linesOfAws.add(answered.<ObjectNode>deepCopy().put("duration_ms", milliseconds));
        rings("slow", happened, Duration.ofMinutes(12));
    }

    @Test
    void concurrencyNearTheAccountsLimitRings() {
        Instant happened = world.clock.instant();
        for (int i = 0; i < 10; i++) {
            aws("AWS/Lambda", "ClaimedAccountConcurrency", Map.of(), happened.plus(MINUTE.multipliedBy(i)), 900);
        }
        awsLogged("{\"type\":\"platform.report\",\"record\":{\"status\":\"success\"}}");
        pass(Duration.ofMinutes(30));

        rings("concurrency", happened, Duration.ofMinutes(6));
    }

    @Test
    void aReconcileThatDoesNotRunRings() {
        Instant last = world.clock.instant();
        world.clock.advance(Duration.ofMinutes(40));
        pass(Duration.ofMinutes(10));

        rings("reconcile-not-running", last.plus(Duration.ofMinutes(15)), AT_ONCE);
    }

    @Test
    void everyAlarmIsTriedHere() {
        String tests = read();
        Set<String> untried = ALARMS.keySet().stream()
                .filter(alarm -> !tests.contains("\"" + alarm + "\"") && !tests.contains("\"" + alarm + ","))
                .collect(toSet());

        assertEquals(Set.of(), untried);
    }

    private static String read() {
        try {
            return Files.readString(Path.of("src/test/java/kr/easyk/payments/sandbox/promises/AlarmsTest.java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
