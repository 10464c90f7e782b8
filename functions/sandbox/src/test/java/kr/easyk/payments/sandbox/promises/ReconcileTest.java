package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run of reconcile answers, and what it can be told to go through by hand. */
class ReconcileTest {
    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    /** Charged, and nobody here knows. */
    private Checkout chargedUnheard() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "break_after", 2);
        world.toss().fault("lookup", "error_500", 1);
        assertEquals("approving", checkout.approve().is(202).text("status"));
        world.toss().clearFaults();
        return checkout;
    }

    /** Expired here, and charged by somebody at Toss so long ago that no scheduled run looks back to it. */
    private Checkout chargedDaysAfterItsEnd() {
        Reply ready = payer.ready(world.consultation(payer, 50_000));
        world.clock.advance(Duration.ofHours(2));
        world.reconcile();
        assertEquals("expired", payer.lookup(ready.text("payment_id")).text("status"));
        String key = world.toss().authenticate(ready.text("order_id"), 50_000);
        world.toss().confirm(key);
        world.clock.advance(Duration.ofDays(3));
        return new Checkout(
                payer, ready.text("payment_id"), ready.text("consultation_id"), ready.text("order_id"), key, 50_000);
    }

    @Test
    void itSaysHowManyAreOpenAndWhichAreOpenLongest() {
        List<String> opened = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            opened.add(payer.ready(world.consultation(payer, 10_000)).text("payment_id"));
            world.clock.advance(Duration.ofSeconds(20));
        }
        payer.paid(20_000);

        JsonNode open = world.reconcile().path("open");

        assertEquals(12, open.path("count").asInt());
        assertEquals("2026-01-02T03:04:05.678Z", open.path("oldest_since").asText());
        assertEquals(opened.subList(0, 10), texts(open.path("payment_ids")));
    }

    @Test
    void whereNothingIsOpenItSaysSo() {
        payer.paid(20_000);

        JsonNode open = world.reconcile().path("open");

        assertEquals(0, open.path("count").asInt());
        assertTrue(open.path("oldest_since").isNull());
        assertTrue(open.path("payment_ids").isEmpty());
    }

    @Test
    void aRefundUnderWayIsOpenSinceItWasAskedFor() {
        Checkout paid = payer.paid(50_000);
        world.clock.advance(Duration.ofDays(10));
        world.toss().fault("cancel", "garbage", 1);
        payer.cancel(paid.paymentId(), "late").is(202);

        JsonNode open = world.reconcile().path("open");

        assertEquals("2026-01-12T03:04:05.678Z", open.path("oldest_since").asText());
        assertEquals(List.of(paid.paymentId()), texts(open.path("payment_ids")));
    }

    @Test
    void onePaymentIsLookedUpByItsIdHoweverOldItIs() {
        Checkout lost = chargedDaysAfterItsEnd();
        world.reconcile();
        assertEquals("expired", lost.status());

        JsonNode run = world.reconcile("{\"payment_ids\":[\"" + lost.paymentId() + "\"]}");

        assertEquals(1, run.path("settled").asInt(), run::toString);
        assertEquals("approved", lost.status());
        assertEquals("paid", lost.consultationStatus());
    }

    @Test
    void onePaymentIsLookedUpByItsIdThoughItIsNotDue() {
        Checkout charged = chargedUnheard();
        world.clock.advance(Duration.ofSeconds(31));
        world.toss().fault("lookup", "error_500", 1);
        world.toss().fault("transactions", "error_500", 1);
        world.reconcile();
        int lists = world.toss().calls("transactions");

        world.reconcile("{\"payment_ids\":[\"" + charged.paymentId() + "\"]}");

        assertEquals("approved", charged.status());
        assertEquals(lists, world.toss().calls("transactions"));
    }

    @Test
    void anIdOfNoPaymentFailsAloneAndTheOthersAreLookedUp() {
        Checkout charged = chargedUnheard();
        world.clock.advance(Duration.ofSeconds(31));

        JsonNode run =
                world.reconcile("{\"payment_ids\":[\"" + UUID.randomUUID() + "\",\"" + charged.paymentId() + "\"]}");

        assertEquals(1, run.path("failed").asInt());
        assertEquals(1, run.path("settled").asInt());
        assertEquals("approved", charged.status());
    }

    @Test
    void whatSomebodyElseIsDoingIsLeftToThem() {
        Checkout charged = chargedUnheard();

        JsonNode run = world.reconcile("{\"payment_ids\":[\"" + charged.paymentId() + "\"]}");

        assertEquals(0, run.path("checked").asInt());
        assertEquals(1, run.path("still_open").asInt());
        assertEquals("approving", charged.status());
    }

    @Test
    void allThatIsOpenIsLookedUpDueOrNot() {
        Checkout charged = chargedUnheard();
        world.clock.advance(Duration.ofSeconds(31));
        world.toss().fault("lookup", "error_500", 1);
        world.toss().fault("transactions", "error_500", 1);
        world.reconcile();
        world.toss().fault("transactions", "error_500", 2);
        world.reconcile();
        assertEquals("approving", charged.status());

        world.reconcile("{\"all\":true}");

        assertEquals("approved", charged.status());
    }

    @Test
    void theDaysOfTossAreSeoulsAndAreSweptFromTheFirstToTheLast() {
        Checkout paid = payer.paid(50_000);
        // 00:34 on 3 January in Seoul, still the 2nd in UTC.
        world.clock.advance(Duration.ofHours(12).plusMinutes(30));
        world.toss().cancelInDashboard(paid.paymentKey(), 20_000L, "by hand");
        world.clock.advance(Duration.ofDays(5));
        world.reconcile();
        assertEquals("approved", paid.status());

        world.reconcile("{\"from\":\"2026-01-01\",\"to\":\"2026-01-02\"}");
        assertEquals("approved", paid.status());
        world.reconcile("{\"from\":\"2026-01-04\",\"to\":\"2026-01-04\"}");
        assertEquals("approved", paid.status());

        JsonNode run = world.reconcile("{\"from\":\"2026-01-03\",\"to\":\"2026-01-03\"}");

        assertEquals(1, run.path("settled").asInt());
        assertTrue(run.path("complete").asBoolean());
        assertEquals("partially_cancelled", paid.status());
        assertEquals("partially_refunded", paid.consultationStatus());
    }

    @Test
    void sweepingDaysLeavesTheWorklistAlone() {
        Checkout charged = chargedUnheard();
        world.clock.advance(Duration.ofMinutes(5));

        world.reconcile("{\"from\":\"2025-12-01\",\"to\":\"2025-12-31\"}");

        assertEquals("approving", charged.status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'payment_ids':'all'}                              | payment_ids must be a list",
                "{'payment_ids':[]}                                 | payment_ids must be a list",
                "{'payment_ids':['00000000-0000-4000-8000-000000000099', 'easyk_1']} | payment_ids[1]",
                "{'payment_ids':[7]}                                | payment_ids[0]",
                "{'payment_ids':null}                               | payment_ids must be a list",
                "{'all':false}                                      | all must be true",
                "{'all':'true'}                                     | all must be true",
                "{'from':'2026-11-01'}                              | to must be a day",
                "{'to':'2026-11-01'}                                | from must be a day",
                "{'from':'1 Nov','to':'2026-11-01'}                 | from must be a day",
                "{'from':'2026-02-30','to':'2026-03-01'}            | from must be a day",
                "{'from':20261101,'to':'2026-11-03'}                | from must be a day",
                "{'from':'2026-11-02','to':'2026-11-01'}            | to must not be before from",
                "{'from':'2026-11-01','to':'2026-12-02'}            | at most 31 days",
                "{'all':true,'from':'2026-11-01','to':'2026-11-01'} | only one of",
                "{'all':true,'payment_ids':[]}                      | only one of"
            })
    void whatIsMalformedIsNamedAndNothingIsDone(String event, String named) {
        chargedUnheard();
        world.clock.advance(Duration.ofMinutes(5));
        world.calls.disarm();

        String json = event.replace('\'', '"');
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> world.reconcile(json));

        assertTrue(refused.getMessage().contains(named), refused::getMessage);
        assertEquals(List.of(), world.calls.made());
    }

    @Test
    void moreIdsThanARunCanGoThroughAreRefused() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            ids.add("\"" + UUID.randomUUID() + "\"");
        }

        assertThrows(IllegalArgumentException.class, () -> world.reconcile("{\"payment_ids\":" + ids + "}"));
        world.reconcile("{\"payment_ids\":" + ids.subList(0, 100) + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "\"now\"", "{\"detail-type\":\"Scheduled Event\",\"detail\":\"{}\"}"})
    void anyOtherEventIsTheSchedules(String event) {
        Checkout charged = chargedUnheard();
        world.clock.advance(Duration.ofMinutes(5));

        JsonNode run = world.reconcile(event);

        assertEquals("approved", charged.status());
        assertTrue(run.path("complete").asBoolean());
    }

    @Test
    void aRunThatTossDoesNotAnswerSaysThatItIsNotComplete() {
        world.toss().fault("transactions", "error_500", 1);

        JsonNode run = world.reconcile();

        assertFalse(run.path("complete").asBoolean());
        assertEquals(1, run.path("unanswered").asInt());
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
