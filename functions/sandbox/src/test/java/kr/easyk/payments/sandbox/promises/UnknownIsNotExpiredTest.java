package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import kr.easyk.payments.sandbox.toss.TossSimulator;
import kr.easyk.payments.telemetry.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * That Toss shows nothing proves nothing by itself: another merchant's key sees nothing of what was charged, Toss may not answer
 * truly, and a call can be carried out late. Ending such a payment as expired would have the payer charged again.
 */
class UnknownIsNotExpiredTest {
    private static final int ALWAYS = 1_000_000;

    /** The alarm {@code outcome-unknown-for-too-long}. */
    private static final long ALARM_SECONDS = 900;

    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    private void useKey(String key) {
        world.secrets().put(World.SECRET, key);
        world.restart();
    }

    /** Toss has got the confirm and charged, and its answer and all webhooks are lost. */
    private Checkout chargedUnheard() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().loseWebhooks("any", 1);
        world.toss().fault("confirm", "break_after", 2);
        world.toss().fault("lookup", "error_500", 1);
        checkout.approve().is(202);
        assertEquals(1, checkout.atToss().chargeCount());
        return checkout;
    }

    private void staysOpenAndRings(Checkout checkout) {
        assertEquals("approving", checkout.status());
        assertEquals("approving", payer.ready(checkout.consultationId()).is(200).text("status"));
        assertTrue(world.measured(Metric.OUTCOME_UNKNOWN_AGE).stream().anyMatch(age -> age > ALARM_SECONDS));
    }

    private void isFoundAndChargedOnce(Checkout checkout) {
        world.reconcileFor(Duration.ofMinutes(20));
        assertEquals("approved", checkout.status());
        assertEquals("paid", checkout.consultationStatus());
        assertEquals(1, checkout.atToss().chargeCount());
        payer.ready(checkout.consultationId()).isProblem(409, "ALREADY_PAID");
        Truth.holdsFor(world);
    }

    @Test
    void aLostChargeIsNotExpiredWhileTheSecretHoldsAnotherMerchantsKey() {
        Checkout checkout = chargedUnheard();
        useKey(TossSimulator.OTHER_MERCHANTS_KEY);

        world.reconcileFor(Duration.ofDays(1));

        staysOpenAndRings(checkout);
        useKey(World.KEY);
        isFoundAndChargedOnce(checkout);
    }

    @Test
    void aRepeatUnderAnotherMerchantsKeyEndsNothing() {
        Checkout checkout = chargedUnheard();
        useKey(TossSimulator.OTHER_MERCHANTS_KEY);
        int confirms = world.toss().calls("confirm");

        world.clock.advance(Duration.ofMinutes(12));
        checkout.approve().isProblem(503, "TOSS_UNAVAILABLE");

        assertEquals(confirms, world.toss().calls("confirm"));
        assertEquals("approving", checkout.status());
        useKey(World.KEY);
        isFoundAndChargedOnce(checkout);
    }

    @Test
    void aLostChargeIsNotExpiredWhileTossDeniesIt() {
        Checkout checkout = chargedUnheard();
        world.toss().fault("lookup", "refuse", ALWAYS, "NOT_FOUND_PAYMENT");

        world.reconcileFor(Duration.ofHours(3));

        staysOpenAndRings(checkout);
        world.toss().clearFaults();
        isFoundAndChargedOnce(checkout);
    }

    @Test
    void aLostChargeIsNotExpiredWhileTossDeniesItAndListsNothing() {
        Checkout checkout = chargedUnheard();
        world.toss().fault("lookup", "refuse", ALWAYS, "NOT_FOUND_PAYMENT");
        world.toss().fault("transactions", "garbage", ALWAYS);

        world.reconcileFor(Duration.ofHours(3));

        staysOpenAndRings(checkout);
        world.toss().clearFaults();
        isFoundAndChargedOnce(checkout);
    }

    @Test
    void aLostChargeIsFoundUnderANewKeyOfTheSameMerchant() {
        Checkout checkout = chargedUnheard();
        world.toss().rotateSecretKey("test_gsk_rotated");
        useKey("test_gsk_rotated");

        isFoundAndChargedOnce(checkout);
    }

    @Test
    void aWebhookUnderAnotherMerchantsKeyIsSentAgainByToss() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "break_after", 2);
        world.toss().fault("lookup", "error_500", 1);
        checkout.approve().is(202);
        useKey(TossSimulator.OTHER_MERCHANTS_KEY);

        world.deliverWebhooks(checkout.orderId()).forEach(reply -> reply.isProblem(503, "TOSS_UNAVAILABLE"));

        assertEquals("approving", checkout.status());
        useKey(World.KEY);
        world.deliverWebhooks(checkout.orderId()).forEach(reply -> reply.is(200));
        assertEquals("approved", checkout.status());
    }

    /** Toss sends it for 3.8 days, and the sweep looks back one. */
    @Test
    void theWebhookOfARefundByHandUnderAnotherMerchantsKeyIsSentAgainByToss() {
        Checkout paid = payer.paid(50_000);
        world.toss().cancelInDashboard(paid.paymentKey(), 20_000L, "by hand");
        useKey(TossSimulator.OTHER_MERCHANTS_KEY);

        world.deliverWebhooks(paid.orderId()).forEach(reply -> reply.isProblem(503, "TOSS_UNAVAILABLE"));

        assertTrue(world.counted(Metric.TOSS_MISMATCH) > 0);
        world.reconcileFor(Duration.ofHours(30));
        assertEquals("approved", paid.status());
        useKey(World.KEY);
        world.deliverWebhooks(paid.orderId()).forEach(reply -> reply.is(200));
        assertEquals("partially_cancelled", paid.status());
        Truth.holdsFor(world);
    }

    @Test
    void theWebhookOfADepositUnderAnotherMerchantsKeyIsSentAgainByToss() {
        Checkout issued = payer.checkout(world.consultation(payer, 50_000), "virtual_account", "");
        issued.approve().is(200);
        world.toss().deposit(issued.orderId());
        useKey(TossSimulator.OTHER_MERCHANTS_KEY);

        world.deliverWebhooks(issued.orderId()).forEach(reply -> reply.isProblem(503, "TOSS_UNAVAILABLE"));

        assertEquals("waiting_for_deposit", issued.status());
        useKey(World.KEY);
        world.deliverWebhooks(issued.orderId()).forEach(reply -> reply.is(200));
        assertEquals("approved", issued.status());
    }

    @Test
    void aConfirmThatIsCarriedOutLateIsNotExpiredBefore() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "break_late", 1, Duration.ofMinutes(9));
        world.toss().fault("lookup", "refuse", 4, "NOT_FOUND_PAYMENT");
        checkout.approve().is(202);

        world.reconcileFor(Duration.ofMinutes(40));

        assertEquals("approved", checkout.status());
        assertEquals(1, checkout.atToss().chargeCount());
        Truth.holdsFor(world);
    }

    /** The first confirm is still on its way when the key is another merchant's: nothing was done, and nothing is known. */
    @Test
    void aConfirmThatNeverArrivedExpiresOnceACompleteListUnderItsOwnKeyHasNoCharge() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "break_before", 2);
        world.toss().fault("lookup", "refuse", ALWAYS, "NOT_FOUND_PAYMENT");
        checkout.approve().is(202);
        useKey(TossSimulator.OTHER_MERCHANTS_KEY);
        world.reconcileFor(Duration.ofHours(2));
        assertEquals("approving", checkout.status());

        useKey(World.KEY);
        world.reconcileFor(Duration.ofMinutes(20));

        assertEquals("expired", checkout.status());
        assertEquals("pending", checkout.consultationStatus());
        world.toss().clearFaults();
        payer.checkout(checkout.consultationId()).approve().is(200);
        Truth.holdsFor(world);
    }

    @Test
    void aDeniedPaymentIsNotExpiredBeforeItsConfirmCanNoLongerBeCarriedOut() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "break_before", 2);
        world.toss().fault("lookup", "refuse", ALWAYS, "NOT_FOUND_PAYMENT");
        checkout.approve().is(202);

        // 10 minutes to confirm, 30 seconds in which a confirm can be sent, 15 minutes for it to be carried out late.
        for (int minute = 1; minute <= 25; minute++) {
            world.clock.advance(Duration.ofMinutes(1));
            world.reconcile();
            assertEquals("approving", checkout.status());
        }
        world.reconcileFor(Duration.ofMinutes(20));

        assertEquals("expired", checkout.status());
    }
}
