package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import kr.easyk.payments.telemetry.Metric;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A payment refunded in parts until nothing is left keeps Toss's status {@code PARTIAL_CANCELED} (measured). The balance says that all
 * is refunded, and nothing else does.
 */
class RefundedInPartsTest {
    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    @AfterEach
    void nothingIsOpenAndNothingRang() {
        world.reconcileFor(Duration.ofMinutes(30));
        Truth.holdsFor(world);
        assertEquals(0, world.counted(Metric.TOSS_MISMATCH));
        assertEquals(0, world.counted(Metric.OUTCOME_UNKNOWN_AGE));
    }

    private void allIsRefunded(Checkout paid) {
        assertEquals("PARTIAL_CANCELED", paid.atToss().status());
        Reply record = paid.lookup().is(200);
        assertEquals("cancelled", record.text("status"));
        assertEquals(0, record.number("balance_amount"));
        assertEquals("refunded", paid.consultationStatus());
    }

    @Test
    void refundedInPartsUntilNothingIsLeftIsRefunded() {
        Checkout paid = payer.paid(50_000);
        payer.cancel(paid.paymentId(), "late", 20_000, "one").is(200);

        Reply last = payer.cancel(paid.paymentId(), "late", 30_000, "two").is(200);

        assertEquals("cancelled", last.text("status"));
        allIsRefunded(paid);
    }

    @Test
    void whatIsLeftIsRefundedByAWishForAll() {
        Checkout paid = payer.paid(50_000);
        payer.cancel(paid.paymentId(), "late", 20_000, "one").is(200);

        payer.cancel(paid.paymentId(), "called off").is(200);

        allIsRefunded(paid);
    }

    @Test
    void oneMoreWishForAllIsDoneWithoutACallToToss() {
        Checkout paid = payer.paid(50_000);
        payer.cancel(paid.paymentId(), "late", 20_000, "one").is(200);
        payer.cancel(paid.paymentId(), "late", 30_000, "two").is(200);
        int calls = world.toss().calls("cancel");

        Reply again = payer.cancel(paid.paymentId(), "called off").is(200);

        assertEquals("cancelled", again.text("status"));
        assertEquals(calls, world.toss().calls("cancel"));
        assertEquals(2, paid.atToss().refundCount());
        allIsRefunded(paid);
    }

    @Test
    void oneMoreWishForAPartIsRefused() {
        Checkout paid = payer.paid(50_000);
        payer.cancel(paid.paymentId(), "late", 20_000, "one").is(200);
        payer.cancel(paid.paymentId(), "late", 30_000, "two").is(200);

        payer.cancel(paid.paymentId(), "late", 1, "three").isProblem(409, "NOT_CANCELABLE");

        allIsRefunded(paid);
    }

    @Test
    void refundedInPartsInTheDashboardIsRefundedByWebhook() {
        Checkout paid = payer.paid(50_000);
        world.toss().cancelInDashboard(paid.paymentKey(), 20_000L, "by hand");
        world.toss().cancelInDashboard(paid.paymentKey(), 30_000L, "by hand");

        world.deliverWebhooks(paid.orderId()).forEach(reply -> reply.is(200));

        allIsRefunded(paid);
    }

    @Test
    void refundedInPartsInTheDashboardIsRefundedBySweepWhenNoWebhookComes() {
        Checkout paid = payer.paid(50_000);
        world.toss().cancelInDashboard(paid.paymentKey(), 20_000L, "by hand");
        world.reconcileFor(Duration.ofMinutes(10));
        assertEquals("partially_refunded", paid.consultationStatus());
        world.toss().cancelInDashboard(paid.paymentKey(), 30_000L, "by hand");

        world.reconcileFor(Duration.ofMinutes(10));

        allIsRefunded(paid);
    }

    /** Toss says 403 NOT_CANCELABLE_AMOUNT, since it is not the status CANCELED that it finds. */
    @Test
    void aWishForAllOfWhatWasRefundedInPartsUnheardOfIsDone() {
        Checkout paid = payer.paid(50_000);
        world.toss().cancelInDashboard(paid.paymentKey(), 20_000L, "by hand");
        world.toss().cancelInDashboard(paid.paymentKey(), 30_000L, "by hand");

        Reply done = payer.cancel(paid.paymentId(), "called off").is(200);

        assertEquals("cancelled", done.text("status"));
        assertEquals(2, paid.atToss().refundCount());
        allIsRefunded(paid);
    }

    @Test
    void aLostAnswerToTheLastPartIsFound() {
        Checkout paid = payer.paid(50_000);
        payer.cancel(paid.paymentId(), "late", 20_000, "one").is(200);
        world.toss().fault("cancel", "garbage_after", 1);
        payer.cancel(paid.paymentId(), "late", 30_000, "two").is(202);

        world.reconcileFor(Duration.ofMinutes(1));

        allIsRefunded(paid);
    }
}
