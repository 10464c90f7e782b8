package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import kr.easyk.payments.sandbox.toss.Webhook;
import kr.easyk.payments.telemetry.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Overseas easy payments are refunded in steps: Toss takes the refund on, and tells later whether it was made or given up. */
class AsynchronousCancelTest {
    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    private Checkout paid() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000), "foreign_easy_pay", "");
        checkout.approve().is(200);
        return checkout;
    }

    private Checkout refundBegun() {
        Checkout paid = paid();
        Reply begun = payer.cancel(paid.paymentId(), "called off").is(202);
        assertEquals("in_progress", refund(begun, 0));
        assertEquals("CANCELED", paid.atToss().status());
        assertEquals(0, paid.atToss().refundCount());
        return paid;
    }

    private static String refund(Reply reply, int number) {
        return reply.body().at("/cancellations/" + number + "/status").asText();
    }

    private List<Webhook> told(String eventType) {
        return world.toss().webhooks().stream()
                .filter(each -> each.body().contains(eventType))
                .toList();
    }

    private void hearOfTheEnd() {
        List<Webhook> ends = told("CANCEL_STATUS_CHANGED");
        String latest = ends.get(ends.size() - 1).body();
        assertEquals("done", world.webhook(latest).is(200).text("status"));
    }

    private void ends(Checkout paid, String how, boolean heard) {
        if (heard) {
            world.toss().endCancel(paid.paymentKey(), null, how);
            hearOfTheEnd();
        } else {
            world.toss().loseWebhooks("any", 1);
            world.toss().endCancel(paid.paymentKey(), null, how);
            world.reconcileFor(Duration.ofMinutes(10));
        }
    }

    @Test
    void aRefundThatTossHasBegunIsNeitherDoneNorRefused() {
        Checkout paid = refundBegun();

        Reply record = paid.lookup();

        assertEquals("approved", record.text("status"));
        assertEquals(0, record.number("balance_amount"), "no longer there to be refunded");
        assertEquals("in_progress", refund(record, 0));
        assertEquals("paid", paid.consultationStatus());
        payer.cancel(paid.paymentId(), "called off").is(202);
        assertEquals(1, world.toss().calls("cancel"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRefundThatEndsAsMadeIsDone(boolean heard) {
        Checkout paid = refundBegun();

        ends(paid, "DONE", heard);

        Reply record = paid.lookup();
        assertEquals("cancelled", record.text("status"));
        assertEquals("done", refund(record, 0));
        assertEquals("refunded", paid.consultationStatus());
        assertFalse(world.paymentItem(paid.paymentId()).containsKey("next_check_at"));
        Truth.holdsFor(world);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRefundThatTossGivesUpIsToldAsRefusedAndCanBeAskedForAnew(boolean heard) {
        Checkout paid = refundBegun();

        ends(paid, "ABORTED", heard);

        Reply record = paid.lookup();
        assertEquals("approved", record.text("status"));
        assertEquals(50_000, record.number("balance_amount"));
        assertEquals("failed", refund(record, 0));
        assertEquals("paid", paid.consultationStatus());
        assertFalse(world.paymentItem(paid.paymentId()).containsKey("next_check_at"));
        assertEquals(
                "in_progress",
                refund(payer.cancel(paid.paymentId(), "called off").is(202), 1));
        ends(paid, "DONE", heard);
        assertEquals("cancelled", paid.status());
        assertEquals(1, paid.atToss().refundCount());
        Truth.holdsFor(world);
    }

    @Test
    void theRepeatOfAWishThatTossGaveUpIsToldSo() {
        Checkout paid = paid();
        payer.cancel(paid.paymentId(), "late", 10_000, "part").is(202);
        ends(paid, "ABORTED", true);

        Reply refused = payer.cancel(paid.paymentId(), "late", 10_000, "part").isProblem(409, "NOT_CANCELABLE");

        assertFalse(refused.body().has("toss_code"), "the code is not one of Toss's");
        assertEquals(1, world.toss().calls("cancel"));
    }

    /** The payment shows CANCELED before anything was given back. */
    @Test
    void aRefundWhoseAnswerIsLostWhileItIsBeingGrantedIsNotToldAsRefused() {
        Checkout paid = paid();
        world.toss().fault("cancel", "garbage_after", 1);
        payer.cancel(paid.paymentId(), "called off").is(202);
        world.deliverWebhooks(paid.orderId()).forEach(reply -> reply.is(200));
        world.clock.advance(Duration.ofSeconds(31));

        Reply known = payer.cancel(paid.paymentId(), "called off").is(202);

        assertEquals(1, known.body().path("cancellations").size());
        assertEquals("in_progress", refund(known, 0));
        ends(paid, "DONE", true);
        assertEquals("done", refund(paid.lookup(), 0));
        assertEquals(1, paid.atToss().refundCount());
        Truth.holdsFor(world);
    }

    @Test
    void aRefundWhoseAnswerIsLostAndThatTossThenGivesUpIsRefusedAndNotMadeAgain() {
        Checkout paid = paid();
        world.toss().fault("cancel", "garbage_after", 1);
        payer.cancel(paid.paymentId(), "called off").is(202);
        world.toss().endCancel(paid.paymentKey(), null, "ABORTED");

        world.clock.advance(Duration.ofMinutes(1));
        world.reconcile();
        world.reconcileFor(Duration.ofMinutes(40));

        Reply record = paid.lookup();
        assertEquals("failed", refund(record, 0));
        assertEquals(1, record.body().path("cancellations").size());
        assertEquals(50_000, record.number("balance_amount"));
        assertEquals(0, paid.atToss().refundCount());
    }

    @Test
    void noSecondWishIsTakenOnForMoneyThatIsOnItsWay() {
        Checkout paid = paid();
        payer.cancel(paid.paymentId(), "late", 10_000, "one").is(202);

        payer.cancel(paid.paymentId(), "late", 10_000, "two").isProblem(409, "CANCEL_IN_PROGRESS");

        ends(paid, "DONE", true);
        payer.cancel(paid.paymentId(), "late", 10_000, "two").is(202);
        ends(paid, "DONE", true);
        assertEquals("partially_cancelled", paid.status());
        assertEquals(30_000, paid.lookup().number("balance_amount"));
        assertEquals("partially_refunded", paid.consultationStatus());
        Truth.holdsFor(world);
    }

    @Test
    void aPartGivenUpLeavesWhatWasRefundedBefore() {
        Checkout paid = paid();
        payer.cancel(paid.paymentId(), "late", 10_000, "one").is(202);
        ends(paid, "DONE", true);
        payer.cancel(paid.paymentId(), "called off").is(202);
        assertEquals("partially_cancelled", paid.status());

        ends(paid, "ABORTED", true);

        assertEquals("partially_cancelled", paid.status());
        assertEquals(40_000, paid.lookup().number("balance_amount"));
        assertEquals("partially_refunded", paid.consultationStatus());
        Truth.holdsFor(world);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DONE", "ABORTED"})
    void aRefundBegunInTheDashboardEndsHereToo(String how) {
        Checkout paid = paid();
        world.toss().cancelInDashboard(paid.paymentKey(), null, "by hand");
        world.deliverWebhooks(paid.orderId()).forEach(reply -> reply.is(200));
        assertEquals("in_progress", refund(paid.lookup(), 0));
        payer.cancel(paid.paymentId(), "called off").isProblem(409, "CANCEL_IN_PROGRESS");

        ends(paid, how, true);

        assertEquals(how.equals("DONE") ? "cancelled" : "approved", paid.status());
        assertEquals(how.equals("DONE") ? 0 : 50_000, paid.lookup().number("balance_amount"));
        Truth.holdsFor(world);
    }

    @Test
    void aRefundThatTakesDaysStaysUnderWayAndRingsNothing() {
        Checkout paid = refundBegun();

        world.reconcileFor(Duration.ofDays(2));

        assertEquals("in_progress", refund(paid.lookup(), 0));
        assertEquals(0, world.counted(Metric.OUTCOME_UNKNOWN_AGE));
        assertEquals(0, world.counted(Metric.TOSS_MISMATCH));
        assertTrue(world.toss().calls("lookup") < 100, "looked at less and less often");
        ends(paid, "DONE", true);
        assertEquals("cancelled", paid.status());
    }

    @Test
    void theEndOfARefundThatIsNoneOfOursIsPassedOver() {
        refundBegun();

        String body = World.object()
                .put("eventType", "CANCEL_STATUS_CHANGED")
                .set(
                        "data",
                        World.object().put("transactionKey", "somebody-elses").put("cancelStatus", "DONE"))
                .toString();

        assertEquals("ignored", world.webhook(body).is(200).text("status"));
    }

    @Test
    void theEndIsHeardOfAgainWhereTossDidNotSayHowThePaymentStands() {
        Checkout paid = refundBegun();
        world.toss().endCancel(paid.paymentKey(), null, "DONE");
        world.toss().fault("lookup", "error_500", 1);
        String body = told("CANCEL_STATUS_CHANGED").get(0).body();
        world.webhook(body).isProblem(503, "TOSS_UNAVAILABLE");

        world.webhook(body).is(200);

        assertEquals("cancelled", paid.status());
    }
}
