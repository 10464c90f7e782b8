package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RefundTest {
    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    @Test
    void aRefundInFullGivesEverythingBack() {
        Checkout paid = payer.paid(50_000);

        Reply cancelled = payer.cancel(paid.paymentId(), "일정 변경").is(200);

        assertEquals("cancelled", cancelled.text("status"));
        assertEquals(0, cancelled.number("balance_amount"));
        assertEquals("done", cancelled.body().at("/cancellations/0/status").asText());
        assertEquals(0, paid.atToss().held());
        assertEquals("refunded", paid.consultationStatus());
    }

    @Test
    void aRepeatedFullRefundRefundsOnce() {
        Checkout paid = payer.paid(50_000);
        Reply first = payer.cancel(paid.paymentId(), "a change of plans").is(200);

        Reply second = payer.cancel(paid.paymentId(), "a change of plans").is(200);

        assertEquals(first.body(), second.body());
        assertEquals(1, paid.atToss().refundCount());
        assertEquals(1, world.toss().calls("cancel"));
    }

    @Test
    void severalPartialRefundsInARowAddUp() {
        Checkout paid = payer.paid(50_000);

        Reply one = payer.cancel(paid.paymentId(), "half an hour less", 10_000, "first")
                .is(200);
        assertEquals("partially_cancelled", one.text("status"));
        assertEquals("partially_refunded", paid.consultationStatus());
        assertEquals(40_000, one.number("balance_amount"));

        payer.cancel(paid.paymentId(), "half an hour less", 10_000, "second").is(200);
        Reply rest = payer.cancel(paid.paymentId(), "called off").is(200);

        assertEquals("cancelled", rest.text("status"));
        assertEquals(3, rest.body().path("cancellations").size());
        assertEquals(30_000, rest.body().at("/cancellations/2/amount").asLong());
        assertEquals(50_000, paid.atToss().refundedAmount());
        assertEquals(3, paid.atToss().refundCount());
        assertEquals("refunded", paid.consultationStatus());
    }

    @Test
    void aRepeatedPartialRefundRefundsOnce() {
        Checkout paid = payer.paid(50_000);
        Reply first = payer.cancel(paid.paymentId(), "late", 10_000, "once").is(200);

        Reply again = payer.cancel(paid.paymentId(), "late", 10_000, "once").is(200);

        assertEquals(first.body(), again.body());
        assertEquals(10_000, paid.atToss().refundedAmount());
    }

    @Test
    void anAccountTossWouldRefuseIsOfNoConcernToARefundByCard() {
        Checkout paid = payer.paid(50_000);
        ObjectNode body = World.object().put("payment_id", paid.paymentId()).put("cancel_reason", "called off");
        body.putObject("refund_receive_account")
                .put("bank", "nobank")
                .put("account_number", "110123456789")
                .put("holder_name", "MINA");

        payer.post("cancel", body).is(200);

        assertEquals(0, paid.atToss().held());
    }

    @Test
    void aKeyCannotBeUsedForAnotherRefund() {
        Checkout paid = payer.paid(50_000);
        payer.cancel(paid.paymentId(), "late", 10_000, "once").is(200);

        payer.cancel(paid.paymentId(), "late", 20_000, "once").isProblem(409, "IDEMPOTENCY_KEY_REUSED");

        assertEquals(10_000, paid.atToss().refundedAmount());
    }

    @Test
    void aPartialRefundNeedsAKey() {
        Checkout paid = payer.paid(50_000);

        payer.post(
                        "cancel",
                        World.object()
                                .put("payment_id", paid.paymentId())
                                .put("cancel_reason", "late")
                                .put("cancel_amount", 10_000))
                .isProblem(400, "IDEMPOTENCY_KEY_REQUIRED");

        assertEquals(0, paid.atToss().refundCount());
    }

    @Test
    void moreThanIsLeftIsRefusedWithoutACallToToss() {
        Checkout paid = payer.paid(50_000);
        payer.cancel(paid.paymentId(), "late", 30_000, "one").is(200);
        int before = world.toss().calls("cancel");

        payer.cancel(paid.paymentId(), "late", 20_001, "two").isProblem(400, "CANCEL_AMOUNT_EXCEEDS_BALANCE");

        assertEquals(before, world.toss().calls("cancel"));
        payer.cancel(paid.paymentId(), "late", 20_000, "three").is(200);
        assertEquals(50_000, paid.atToss().refundedAmount());
    }

    @Test
    void anAdminRefundsForSomebodyElse() {
        Checkout paid = payer.paid(50_000);
        Payer admin = world.admin();

        assertEquals(paid.paymentId(), admin.lookup(paid.paymentId()).is(200).text("payment_id"));
        assertEquals(
                1,
                admin.list("consultation_id=" + paid.consultationId())
                        .is(200)
                        .body()
                        .path("payments")
                        .size());
        admin.cancel(paid.paymentId(), "the adviser is ill").is(200);

        assertEquals(0, paid.atToss().held());
    }

    @Test
    void aRefundInTossDashboardArrivesByWebhook() {
        Checkout paid = payer.paid(50_000);
        world.toss().cancelInDashboard(paid.paymentKey(), 20_000L, "by hand");

        world.deliverWebhooks(paid.orderId());

        Reply seen = paid.lookup();
        assertEquals("partially_cancelled", seen.text("status"));
        assertEquals(30_000, seen.number("balance_amount"));
        assertEquals("by hand", seen.body().at("/cancellations/0/reason").asText());
        assertEquals("partially_refunded", paid.consultationStatus());
    }

    @Test
    void aRefundInTossDashboardIsMetByOneOfOursWithoutRefundingTwice() {
        Checkout paid = payer.paid(50_000);
        world.toss().cancelInDashboard(paid.paymentKey(), 20_000L, "by hand");

        Reply all = payer.cancel(paid.paymentId(), "called off").is(200);

        assertEquals("cancelled", all.text("status"));
        assertEquals(2, all.body().path("cancellations").size());
        assertEquals(50_000, paid.atToss().refundedAmount());
        assertEquals(2, paid.atToss().refundCount());
    }

    @Test
    void oneRefundAtATimeIsUnderWay() {
        Checkout paid = payer.paid(50_000);
        payer.cancel(paid.paymentId(), "early", 5_000, "done-before").is(200);
        world.toss().fault("cancel", "hang", 1);
        payer.cancel(paid.paymentId(), "late", 10_000, "slow").is(202);

        payer.cancel(paid.paymentId(), "late", 10_000, "eager").isProblem(409, "CANCEL_IN_PROGRESS");
        payer.cancel(paid.paymentId(), "early", 5_000, "done-before").is(200);

        world.toss().clearFaults();
        world.clock.advance(Duration.ofMinutes(1));
        world.reconcile();
        assertEquals(15_000, paid.atToss().refundedAmount());
        payer.cancel(paid.paymentId(), "late", 10_000, "eager").is(200);
        assertEquals(25_000, paid.atToss().refundedAmount());
    }

    @Test
    void aRefundWhoseAnswerIsLostIsFoundByItsRepeat() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "break_after", 2);
        world.toss().fault("lookup", "error_500", 1);
        Reply unknown = payer.cancel(paid.paymentId(), "late", 10_000, "lost").is(202);
        assertEquals("requested", unknown.body().at("/cancellations/0/status").asText());
        assertEquals("3", unknown.headers().get("retry-after"));

        world.clock.advance(Duration.ofSeconds(31));
        Reply found = payer.cancel(paid.paymentId(), "late", 10_000, "lost").is(200);

        assertEquals("done", found.body().at("/cancellations/0/status").asText());
        assertEquals(1, found.body().path("cancellations").size());
        assertEquals(1, paid.atToss().refundCount());
    }

    @Test
    void aRefundUnderWayWhileTheKeyIsRotatedIsNotMadeTwice() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "break_after", 2);
        world.toss().fault("lookup", "error_500", 1);
        payer.cancel(paid.paymentId(), "late", 10_000, "lost").is(202);
        world.toss().rotateSecretKey("test_gsk_rotated");
        world.secrets().put(World.SECRET, "test_gsk_rotated");

        world.clock.advance(Duration.ofMinutes(1));
        world.reconcile();

        assertEquals(1, paid.atToss().refundCount());
        assertEquals("done", paid.lookup().body().at("/cancellations/0/status").asText());
    }

    @Test
    void aRefundThatTossRefusesForGoodIsSaidSoAndCanBeAskedForAnew() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "refuse", 1, "NOT_CANCELABLE_PAYMENT");

        Reply refused = payer.cancel(paid.paymentId(), "late").isProblem(409, "NOT_CANCELABLE");

        assertEquals("NOT_CANCELABLE_PAYMENT", refused.text("toss_code"));
        assertEquals("approved", paid.status());
        assertEquals("paid", paid.consultationStatus());
        payer.cancel(paid.paymentId(), "late").is(200);
        assertEquals(1, paid.atToss().refundCount());
    }

    @Test
    void aRefundThatMetOneErrorIsAskedForInAnotherWayOnceTheFirstCanNoLongerBeCarriedOut() {
        Checkout paid = payer.paid(50_000);
        // Whether Toss keeps a 500 under the Idempotency-Key nobody has measured: here it does.
        world.toss().fault("cancel", "error_500", 1);
        payer.cancel(paid.paymentId(), "late", 10_000, "stuck").is(202);

        world.clock.advance(Duration.ofMinutes(20).minusMillis(1));
        world.reconcile();
        assertEquals(0, paid.atToss().refundCount());
        payer.cancel(paid.paymentId(), "late", 10_000, "another").isProblem(409, "CANCEL_IN_PROGRESS");

        world.clock.advance(Duration.ofMinutes(10));
        world.reconcile();

        assertEquals("done", paid.lookup().body().at("/cancellations/0/status").asText());
        assertEquals(1, paid.atToss().refundCount());
        assertFalse(world.paymentItem(paid.paymentId()).containsKey("next_check_at"));
    }

    @Test
    void aRefundThatTossKeepsFailingIsGivenUpSoThatThePayerCanAskAnew() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "error_500", 1_000);
        payer.cancel(paid.paymentId(), "late", 10_000, "stuck").is(202);

        for (int i = 0; i < 8; i++) {
            world.clock.advance(Duration.ofMinutes(15));
            world.reconcile();
        }

        assertEquals(
                "failed", paid.lookup().body().at("/cancellations/0/status").asText());
        assertFalse(world.paymentItem(paid.paymentId()).containsKey("next_check_at"));
        assertEquals(0, paid.atToss().refundCount());
        world.toss().clearFaults();
        payer.cancel(paid.paymentId(), "late", 10_000, "anew").is(200);
        assertEquals(10_000, paid.atToss().refundedAmount());
    }

    @Test
    void aRefundThatTossCouldNotBeAskedForInDaysIsMadeOnce() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "break_before", 1_000);
        world.toss().fault("lookup", "break_before", 1_000);
        payer.cancel(paid.paymentId(), "late", 10_000, "stuck").is(202);
        for (int day = 0; day < 16; day++) {
            world.clock.advance(Duration.ofDays(1));
            world.reconcile();
        }
        assertEquals(
                "requested", paid.lookup().body().at("/cancellations/0/status").asText());

        world.toss().clearFaults();
        world.clock.advance(Duration.ofHours(1));
        world.reconcile();
        world.clock.advance(Duration.ofHours(1));
        world.reconcile();

        assertEquals("done", paid.lookup().body().at("/cancellations/0/status").asText());
        assertEquals(1, paid.atToss().refundCount());
    }

    @Test
    void nothingIsLeftToCancelOfAPaymentThatWasNeverMade() {
        Checkout open = payer.checkout(world.consultation(payer, 50_000));

        payer.cancel(open.paymentId(), "never mind").isProblem(409, "NOT_CANCELABLE");

        assertEquals("pending", open.status());
    }

    @Test
    void aRefundedConsultationIsNotPaidAgain() {
        Checkout paid = payer.paid(50_000);
        payer.cancel(paid.paymentId(), "late").is(200);

        payer.ready(paid.consultationId()).isProblem(409, "ALREADY_PAID");
        assertNotEquals("paid", paid.consultationStatus());
    }
}
