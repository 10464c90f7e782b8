package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Collections;
import kr.easyk.payments.telemetry.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Money moves at Toss for a payment that the record has ended or never began, and no webhook tells of it. */
class UnheardChargeTest {
    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    /** Another server of the merchant confirms what the payer has authenticated, and its webhook is lost. */
    private void chargedElsewhere(String paymentKey) {
        world.toss().loseWebhooks("any", 1);
        world.toss().confirm(paymentKey);
        world.clock.advance(Duration.ofMinutes(5));
    }

    private void isFound(Checkout checkout) {
        world.reconcile();
        assertEquals("approved", checkout.status());
        assertEquals("paid", checkout.consultationStatus());
        Truth.holdsFor(world);
    }

    @Test
    void aChargeOfAPaymentThatIsPendingHereIsFound() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        chargedElsewhere(checkout.paymentKey());

        isFound(checkout);
    }

    @Test
    void aChargeOfAPaymentThatHasExpiredHereIsFound() {
        Reply ready = payer.ready(world.consultation(payer, 50_000)).is(201);
        world.reconcileFor(Duration.ofMinutes(50));
        assertEquals("expired", payer.lookup(ready.text("payment_id")).text("status"));
        String key = world.toss().authenticate(ready.text("order_id"), 50_000);
        chargedElsewhere(key);

        isFound(new Checkout(
                payer, ready.text("payment_id"), ready.text("consultation_id"), ready.text("order_id"), key, 50_000));
    }

    @Test
    void aChargeUnderAnotherKeyThanTheOneThatWasDeclinedRings() {
        Checkout declined = payer.checkout(world.consultation(payer, 50_000), "card", "4030-0000-0000-0002");
        declined.approve().isProblem(402, "PAYMENT_DECLINED");
        String second = world.toss().authenticate(declined.orderId(), 50_000);
        chargedElsewhere(second);

        world.reconcile();

        assertEquals("failed", declined.status());
        assertEquals(1, world.counted(Metric.TOSS_MISMATCH));
    }

    @Test
    void aSecondChargeOfOneOrderUnderAnotherKeyRingsUntilItIsGivenBack() {
        Checkout paid = payer.checkout(world.consultation(payer, 50_000));
        String other = world.toss().authenticate(paid.orderId(), 20_000);
        chargedElsewhere(other);
        world.reconcile();
        assertEquals("pending", paid.status());
        assertEquals(1, world.counted(Metric.TOSS_MISMATCH));

        world.toss().loseWebhooks("any", 1);
        world.toss().cancelInDashboard(other, null, "not ours");
        world.clock.advance(Duration.ofMinutes(1));
        world.restart();
        world.reconcile();

        assertEquals(1, world.counted(Metric.TOSS_MISMATCH));
        assertEquals("pending", paid.status());
    }

    @Test
    void aSecondChargeForOneConsultationIsRecordedAndRings() {
        String consultation = world.consultation(payer, 50_000);
        Reply first = payer.ready(consultation).is(201);
        world.reconcileFor(Duration.ofMinutes(50));
        Checkout second = payer.checkout(consultation);
        second.approve().is(200);
        chargedElsewhere(world.toss().authenticate(first.text("order_id"), 50_000));

        world.reconcile();

        assertEquals("approved", payer.lookup(first.text("payment_id")).text("status"));
        assertEquals("paid", second.consultationStatus());
        assertEquals(1, world.counted(Metric.CHARGE_WITHOUT_CONSULTATION));
        payer.cancel(first.text("payment_id"), "charged twice").is(200);
        assertEquals("paid", second.consultationStatus());
        assertEquals(50_000, second.atToss().held());
    }

    @Test
    void whatIsOnRecordIsReadOnceAndNotWithEveryRun() {
        for (int i = 0; i < 5; i++) {
            payer.paid(10_000);
        }
        world.reconcile();
        world.calls.disarm();
        int lookups = world.toss().calls("lookup");

        world.reconcile();

        assertEquals(0, Collections.frequency(world.calls.made(), "GetItem"));
        assertEquals(lookups, world.toss().calls("lookup"));
    }

    @Test
    void anOrderThatIsNoneOfOursCostsNothingMoreThanOneRead() {
        world.toss().confirm(world.toss().authenticate("order-of-another-system", 10_000));
        world.toss().confirm(world.toss().authenticate("easyk_6f0c7a52-4f7c-4f0a-9d2b-0a6f5b1c9e11", 10_000));
        world.reconcile();
        world.calls.disarm();

        world.reconcile();

        assertEquals(0, Collections.frequency(world.calls.made(), "GetItem"));
        assertEquals(0, world.toss().calls("lookup"));
    }
}
