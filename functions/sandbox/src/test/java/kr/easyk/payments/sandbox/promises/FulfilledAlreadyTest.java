package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import kr.easyk.payments.sandbox.toss.Behaviour;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody refunds in Toss's dashboard, and the payer asks for a refund before anybody here has heard of it. */
class FulfilledAlreadyTest {
    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    @AfterEach
    void recordAndTossAgree() {
        world.reconcileFor(Duration.ofMinutes(40));
        Truth.holdsFor(world);
    }

    @Test
    void aWishForAllOfWhatTheDashboardHasJustRefundedIsDone() {
        Checkout paid = payer.paid(50_000);
        world.toss().cancelInDashboard(paid.paymentKey(), null, "by hand");

        Reply done = payer.cancel(paid.paymentId(), "called off").is(200);

        assertEquals("cancelled", done.text("status"));
        assertEquals(0, done.number("balance_amount"));
        assertEquals("refunded", paid.consultationStatus());
        assertEquals(1, paid.atToss().refundCount());
    }

    @Test
    void itsRepeatIsDoneTooAndTheLateWebhookChangesNothing() {
        Checkout paid = payer.paid(50_000);
        world.toss().cancelInDashboard(paid.paymentKey(), null, "by hand");
        Reply done = payer.cancel(paid.paymentId(), "called off").is(200);
        int calls = world.toss().calls("cancel");

        assertEquals(
                done.body(),
                payer.cancel(paid.paymentId(), "called off").is(200).body());
        world.deliverWebhooks(paid.orderId()).forEach(reply -> reply.is(200));

        assertEquals(done.body(), paid.lookup().body());
        assertEquals(calls, world.toss().calls("cancel"));
    }

    @Test
    void aWishForAllOfWhatTheDashboardHasRefundedIsDoneWhenTheWebhookCameFirst() {
        Checkout paid = payer.paid(50_000);
        world.toss().cancelInDashboard(paid.paymentKey(), null, "by hand");
        world.deliverWebhooks(paid.orderId());

        payer.cancel(paid.paymentId(), "called off").is(200);

        assertEquals(0, world.toss().calls("cancel"));
    }

    @Test
    void aWishForAPartOfWhatIsGoneIsRefusedForTheBalance() {
        Checkout paid = payer.paid(50_000);
        world.toss().cancelInDashboard(paid.paymentKey(), 45_000L, "by hand");

        Reply refused =
                payer.cancel(paid.paymentId(), "late", 10_000, "part").isProblem(400, "CANCEL_AMOUNT_EXCEEDS_BALANCE");

        assertEquals("NOT_MATCHES_REFUNDABLE_AMOUNT", refused.text("toss_code"));
        assertEquals(45_000, paid.atToss().refundedAmount());
        assertEquals("partially_cancelled", paid.status());
        assertEquals(5_000, paid.lookup().number("balance_amount"));
        payer.cancel(paid.paymentId(), "late", 5_000, "rest").is(200);
    }

    @Test
    void aWishForAPartThatIsStillThereIsMadeOnTheBalanceThatIsLeft() {
        Checkout paid = payer.paid(50_000);
        world.toss().cancelInDashboard(paid.paymentKey(), 20_000L, "by hand");

        payer.cancel(paid.paymentId(), "late", 10_000, "part").is(200);

        assertEquals(30_000, paid.atToss().refundedAmount());
        assertEquals(20_000, paid.lookup().number("balance_amount"));
    }

    @Test
    void aBalanceThatTossDoesNotCompareStillLeadsToWhatWasWished() {
        world.toss().behave(Behaviour.USUAL.ignoringRefundableAmount());
        Checkout paid = payer.paid(50_000);
        world.toss().cancelInDashboard(paid.paymentKey(), 20_000L, "by hand");

        Reply done = payer.cancel(paid.paymentId(), "called off").is(200);

        assertEquals("cancelled", done.text("status"));
        assertEquals(50_000, paid.atToss().refundedAmount());
        assertEquals(2, done.body().path("cancellations").size());
        assertEquals(30_000, done.body().at("/cancellations/0/amount").asLong());
    }

    @Test
    void anAccountCalledOffInTheDashboardIsCalledOff() {
        Checkout issued = payer.checkout(world.consultation(payer, 50_000), "virtual_account", "");
        issued.approve().is(200);
        world.toss().cancelInDashboard(issued.paymentKey(), null, "by hand");

        Reply done = payer.cancel(issued.paymentId(), "by card instead").is(200);

        assertEquals("cancelled", done.text("status"));
        assertEquals("pending", issued.consultationStatus());
        payer.checkout(issued.consultationId()).approve().is(200);
    }
}
