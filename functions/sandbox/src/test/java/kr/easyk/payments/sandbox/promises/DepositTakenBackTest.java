package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import kr.easyk.payments.sandbox.toss.Behaviour;
import kr.easyk.payments.sandbox.toss.Behaviour.DepositCallback;
import kr.easyk.payments.sandbox.toss.Webhook;
import kr.easyk.payments.telemetry.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Banks take deposits back, mostly within minutes. Whether or not Toss's webhooks arrive, and in whichever shape, the record follows. */
class DepositTakenBackTest {
    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    private Checkout issued() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000), "virtual_account", "");
        assertEquals("waiting_for_deposit", checkout.approve().is(200).text("status"));
        return checkout;
    }

    private Checkout paid() {
        Checkout checkout = issued();
        world.toss().deposit(checkout.orderId());
        world.deliverWebhooks(checkout.orderId()).forEach(reply -> reply.is(200));
        isPaid(checkout);
        return checkout;
    }

    private static void isPaid(Checkout checkout) {
        assertEquals("approved", checkout.status());
        assertEquals("paid", checkout.consultationStatus());
        assertEquals(50_000, checkout.lookup().number("balance_amount"));
    }

    private static void isWaiting(Checkout checkout) {
        assertEquals("waiting_for_deposit", checkout.status());
        assertEquals("pending", checkout.consultationStatus());
        assertEquals(0, checkout.lookup().number("balance_amount"));
    }

    private void unheard(Runnable atTheBank) {
        world.toss().loseWebhooks("any", 2);
        atTheBank.run();
        world.clock.advance(Duration.ofMinutes(2));
    }

    @Test
    void aDepositTakenBackUnheardOfDoesNotStayPaid() {
        Checkout paid = paid();
        unheard(() -> world.toss().takeBackDeposit(paid.orderId()));

        world.reconcile();

        isWaiting(paid);
        assertTrue(world.paymentItem(paid.paymentId()).containsKey("next_check_at"));
        assertEquals(0, world.counted(Metric.TOSS_MISMATCH));
    }

    @Test
    void aDepositTakenBackWhileNoReconcilerRanForHoursDoesNotStayPaid() {
        Checkout paid = paid();
        unheard(() -> world.toss().takeBackDeposit(paid.orderId()));
        world.clock.advance(Duration.ofHours(20));
        world.restart();

        world.reconcile();

        isWaiting(paid);
    }

    @Test
    void aDepositMadeAgainUnheardOfPays() {
        Checkout paid = paid();
        unheard(() -> world.toss().takeBackDeposit(paid.orderId()));
        world.reconcile();
        unheard(() -> world.toss().deposit(paid.orderId()));

        world.reconcileFor(Duration.ofMinutes(10));

        isPaid(paid);
        Truth.holdsFor(world);
    }

    @Test
    void aDepositTakenBackAndMadeAgainBetweenTwoRunsStaysPaid() {
        Checkout paid = paid();
        unheard(() -> {
            world.toss().takeBackDeposit(paid.orderId());
            world.toss().deposit(paid.orderId());
        });

        world.reconcile();

        isPaid(paid);
        Truth.holdsFor(world);
    }

    @Test
    void aDepositMadeAndTakenBackBetweenTwoRunsStaysWaiting() {
        Checkout issued = issued();
        unheard(() -> world.toss().deposit(issued.orderId()));
        unheard(() -> world.toss().takeBackDeposit(issued.orderId()));

        world.reconcile();

        isWaiting(issued);
    }

    @Test
    void whatWasTakenBackIsNotRefunded() {
        Checkout paid = paid();
        unheard(() -> world.toss().takeBackDeposit(paid.orderId()));

        payer.cancel(paid.paymentId(), "late", 10_000, "part").isProblem(400, "INVALID_REQUEST");
        world.reconcile();
        payer.cancel(paid.paymentId(), "late", 10_000, "part").isProblem(409, "NOT_CANCELABLE");

        assertEquals(0, paid.atToss().refundCount());
        isWaiting(paid);
        assertEquals(
                "cancelled",
                payer.cancel(paid.paymentId(), "by card instead").is(200).text("status"));
        payer.checkout(paid.consultationId()).approve().is(200);
    }

    @Test
    void aDepositTakenBackAfterTheConsultationWasFreedTakesNothingFromAnother() {
        Checkout paid = paid();
        unheard(() -> world.toss().takeBackDeposit(paid.orderId()));
        world.reconcile();
        world.clock.advance(Duration.ofDays(8));
        world.reconcile();
        assertEquals("expired", paid.status());
        payer.checkout(paid.consultationId()).approve().is(200);

        world.deliverWebhooks(paid.orderId()).forEach(reply -> reply.is(200));

        assertEquals("expired", paid.status());
        assertEquals("paid", paid.consultationStatus());
    }

    @ParameterizedTest
    @EnumSource(DepositCallback.class)
    void aDepositIsHeardOfInEachShapeOfItsCallback(DepositCallback shape) {
        world.toss().behave(Behaviour.USUAL.with(shape));
        Checkout issued = issued();
        world.toss().deposit(issued.orderId());

        callbacksOnly(issued, "done");
        isPaid(issued);

        world.toss().takeBackDeposit(issued.orderId());
        callbacksOnly(issued, "done");
        isWaiting(issued);
    }

    @ParameterizedTest
    @EnumSource(DepositCallback.class)
    void aCallbackWithAGuessedSecretIsRefusedInEachShape(DepositCallback shape) {
        world.toss().behave(Behaviour.USUAL.with(shape));
        Checkout issued = issued();
        world.toss().deposit(issued.orderId());
        int lookups = world.toss().calls("lookup");

        for (Webhook webhook : world.toss().webhooks()) {
            if (webhook.body().contains("\"secret\"")) {
                world.webhook(webhook.body().replaceAll("\"secret\":\"[^\"]*\"", "\"secret\":\"guessed\""))
                        .isProblem(400, "INVALID_REQUEST");
            }
        }

        assertEquals("waiting_for_deposit", issued.status());
        assertEquals(lookups, world.toss().calls("lookup"));
    }

    /** Only the callbacks, without the PAYMENT_STATUS_CHANGED that can come beside each. */
    private void callbacksOnly(Checkout checkout, String expected) {
        int heard = 0;
        for (Webhook webhook : world.toss().webhooks()) {
            if (webhook.orderId().equals(checkout.orderId()) && webhook.body().contains("\"secret\"")) {
                assertEquals(expected, world.webhook(webhook.body()).is(200).text("status"));
                heard++;
            }
        }
        assertTrue(heard > 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whatIsOnRecordIsNotAskedForAgainWithEveryRun(int times) {
        Checkout paid = paid();
        for (int i = 0; i < times; i++) {
            unheard(() -> world.toss().takeBackDeposit(paid.orderId()));
            unheard(() -> world.toss().deposit(paid.orderId()));
        }
        world.reconcile();
        int lookups = world.toss().calls("lookup");

        world.clock.advance(Duration.ofMinutes(1));
        world.reconcile();

        assertEquals(lookups, world.toss().calls("lookup"));
    }
}
