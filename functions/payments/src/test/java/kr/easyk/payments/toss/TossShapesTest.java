package kr.easyk.payments.toss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import kr.easyk.payments.ScriptedServer;
import kr.easyk.payments.TestWiring;
import kr.easyk.payments.json.Json;
import kr.easyk.payments.model.Language;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentMethod;
import kr.easyk.payments.model.PaymentStatus;
import kr.easyk.payments.model.Refund;
import kr.easyk.payments.model.Samples;
import kr.easyk.payments.model.TossSays;
import kr.easyk.payments.model.Verdict;
import kr.easyk.payments.secrets.TossKeyUnavailable;
import kr.easyk.payments.telemetry.Journal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Toss's answers in every shape that integrators have seen, as {@code toss-shapes.json} has them: what each is read as, and what becomes
 * of a payment of 50,000 won whose confirm was under way.
 */
class TossShapesTest {
    private static final String TABLE = """
            card, done: secret is there on cards too                                         | approved            | 50000 | card            | 0
            refunded in parts until nothing is left: PARTIAL_CANCELED, balance 0             | cancelled           | 0     | card            | 2
            refunded at one stroke: CANCELED                                                 | cancelled           | 0     | card            | 1
            easy pay with points: the price is totalAmount alone                             | approved            | 50000 | easy_pay        | 0
            the same, refunded in full                                                       | cancelled           | 0     | easy_pay        | 1
            easy pay by a card inside: card.amount is the total, easyPay.amount 0            | approved            | 50000 | easy_pay        | 0
            virtual account, paid, refunded in part: the account to refund to is not shown   | partially_cancelled | 49000 | virtual_account | 1
            expired: fields missing and null                                                 | expired             | 0     |                 | 0
            a confirm that ended in a 500, looked up later                                   | failed              | 0     |                 | 0
            overseas easy pay, decimals, easyPay a text: not ours to settle, nothing may break | !totalAmount      |       |                 |
            """;

    private static final Instant PAID = Instant.parse("2026-08-01T03:00:20Z");
    private static final JsonNode SHAPES = shapes();
    private static ScriptedServer toss;
    private static ScriptedServer secrets;
    private static TossClient client;

    private final Journal journal = new Journal(
            "test", "test", "request-1", Clock.systemUTC(), new PrintStream(new ByteArrayOutputStream(), true));

    private static JsonNode shapes() {
        try (InputStream in = TossShapesTest.class.getResourceAsStream("/toss-shapes.json")) {
            return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("\"ORDER\"", "\"" + Samples.ORDER + "\""));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    static void start() {
        toss = new ScriptedServer();
        secrets = new ScriptedServer();
        secrets.answer(TestWiring.secret("test_gsk_shapes"));
        client = TossClient.with(TestWiring.patient(secrets.url(), toss.url()));
        fetchTheKey();
    }

    /** The first time, it loads a good part of the SDK: on a busy machine that takes longer than a call gives it. */
    private static void fetchTheKey() {
        for (int tries = 0; tries < 10; tries++) {
            try {
                client.keyDigest();
                return;
            } catch (TossKeyUnavailable e) {
                // Once more.
            }
        }
    }

    @AfterAll
    static void stop() {
        toss.close();
        secrets.close();
    }

    @TestFactory
    Stream<DynamicTest> everyPaymentIsReadAndSettlesAsItShould() {
        List<List<String>> lines = TABLE.lines()
                .map(line ->
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
                .toList();
        List<String> seen = new ArrayList<>();
        SHAPES.path("payments").forEach(each -> seen.add(each.path("what").asText()));
        assertEquals(lines.stream().map(line -> line.get(0)).toList(), seen, "a line for every shape");
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            List<String> line = lines.get(i);
            JsonNode shape = SHAPES.path("payments").get(i).path("payment");
            tests.add(DynamicTest.dynamicTest(line.get(0) + ": " + line.get(1), () -> check(shape, line)));
        }
        return tests.stream();
    }

    private void check(JsonNode shape, List<String> expected) {
        toss.answer(ScriptedServer.json(200, shape.toString()));
        Payment approving = Payment.open(Samples.ID, Samples.consultation(), PAID.minusSeconds(20))
                .claim(shape.path("paymentKey").asText(), Samples.DIGEST, PAID);

        TossAnswer answer = client.lookUp(approving, Language.KOREAN, journal).answer();

        TossAnswer.Found found = assertInstanceOf(TossAnswer.Found.class, answer);
        Verdict verdict = approving.settle(new TossSays.Shown(found.payment(), Samples.DIGEST), PAID);
        if (expected.get(1).startsWith("!")) {
            assertEquals(
                    expected.get(1).substring(1),
                    assertInstanceOf(Verdict.Mismatch.class, verdict).what());
            return;
        }
        Payment settled = assertInstanceOf(Verdict.Accepted.class, verdict).payment();
        assertEquals(expected.get(1), settled.statusName());
        assertEquals(Long.parseLong(expected.get(2)), settled.balance());
        PaymentMethod method = settled.atToss().method();
        assertEquals(expected.get(3), method == null ? "" : method.wireName());
        assertEquals(
                Long.parseLong(expected.get(4)),
                settled.refunds().all().stream()
                        .filter(each -> each.status() == Refund.Status.DONE)
                        .count());
        assertEquals(settled.wasCharged() ? PAID : null, settled.approvedAt());
    }

    @Test
    void aConfirmThatEndedInAnErrorFailsWithTosssReason() throws IOException {
        JsonNode aborted = null;
        for (JsonNode each : SHAPES.path("payments")) {
            aborted = each.at("/payment/status").asText().equals("ABORTED") ? each.path("payment") : aborted;
        }
        toss.answer(ScriptedServer.json(200, aborted.toString()));
        Payment approving = Payment.open(Samples.ID, Samples.consultation(), PAID)
                .claim(aborted.path("paymentKey").asText(), Samples.DIGEST, PAID);

        TossAnswer.Found found = assertInstanceOf(
                TossAnswer.Found.class,
                client.lookUp(approving, Language.KOREAN, journal).answer());
        Payment failed = approving
                .settle(new TossSays.Shown(found.payment(), Samples.DIGEST), PAID)
                .payment();

        assertEquals(PaymentStatus.FAILED, failed.status());
        assertEquals("COMMON_ERROR", failed.failure().tossCode());
    }

    @Test
    void everyRowOfTheTransactionsIsRead() {
        ArrayNode rows = Json.object().putArray("rows");
        SHAPES.path("transactions").forEach(each -> rows.add(each.path("row")));
        toss.answer(ScriptedServer.json(200, rows.toString()));

        TransactionList list = client.transactions(PAID, PAID.plus(Duration.ofDays(1)), journal)
                .orElseThrow();

        assertTrue(list.isComplete());
        assertEquals(0, list.unreadable());
        assertEquals(2, list.all().size());
        TossTransaction issue = list.all().get(0);
        assertTrue(issue.isWithoutDeposit(), "an account's issue, of amount 0");
        assertFalse(issue.isCharge());
        assertTrue(list.all().get(1).isCharge(), "the deposit");
        assertTrue(list.hasOrder(Samples.ORDER));
    }
}
