package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import kr.easyk.payments.sandbox.toss.Webhook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PayingTest {
    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    @Test
    void aPayerPaysForAConsultation() {
        String consultation = world.consultation(payer, 50_000);

        Reply ready = payer.ready(consultation).is(201);
        assertEquals(50_000, ready.number("amount"));
        assertEquals("pending", ready.text("status"));
        assertEquals("easyk_" + ready.text("payment_id"), ready.text("order_id"));
        assertEquals(
                "https://easyk.example/consultations/" + consultation + "/payment/success", ready.text("success_url"));

        String key = world.toss().authenticate(ready.text("order_id"), 50_000);
        Reply approved = payer.approve(key, ready.text("order_id"), 50_000).is(200);

        assertEquals("approved", approved.text("status"));
        assertEquals("card", approved.text("payment_method"));
        assertEquals(50_000, approved.number("balance_amount"));
        assertEquals("paid", world.paymentStatusOf(consultation));
        assertEquals(1, world.toss().account(key).chargeCount());
        assertEquals(
                approved.body(), payer.lookup(ready.text("payment_id")).is(200).body());
    }

    @Test
    void aDeclinedCardChargesNothingAndLeavesTheConsultationPayable() {
        Checkout declined = payer.checkout(world.consultation(payer, 50_000), "card", "4030-0000-0000-0002");

        Reply refused = declined.approve().isProblem(402, "PAYMENT_DECLINED");

        assertEquals("REJECT_CARD_PAYMENT", refused.text("toss_code"));
        assertEquals("failed", declined.status());
        assertEquals("pending", declined.consultationStatus());
        declined.approve().isProblem(402, "PAYMENT_DECLINED");
        assertEquals(0, declined.atToss().chargeCount());

        Checkout second = payer.checkout(declined.consultationId());
        assertNotEquals(declined.paymentId(), second.paymentId());
        second.approve().is(200);
        assertEquals("paid", second.consultationStatus());
    }

    @Test
    void aClosedWindowChangesNothingAndThePaymentIsHandedOutAgain() {
        String consultation = world.consultation(payer, 50_000);
        Reply first = payer.ready(consultation).is(201);

        Reply again = payer.ready(consultation).is(200);

        assertEquals(first.body(), again.body());
        assertEquals("pending", world.paymentStatusOf(consultation));
    }

    @Test
    void aPaymentNobodyPaysExpiresAndMakesRoomForANewOne() {
        String consultation = world.consultation(payer, 50_000);
        Reply first = payer.ready(consultation).is(201);

        world.clock.advance(Duration.ofMinutes(41));
        world.reconcile();

        assertEquals("expired", payer.lookup(first.text("payment_id")).text("status"));
        assertFalse(world.consultationItem(consultation).containsKey("payment_id"));
        assertNotEquals(
                first.text("payment_id"), payer.ready(consultation).is(201).text("payment_id"));
    }

    @Test
    void aRepeatedApprovalChargesOnceAndAnswersTheSame() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        Reply first = checkout.approve().is(200);

        Reply second = checkout.approve().is(200);

        assertEquals(first.body(), second.body());
        assertEquals(1, checkout.atToss().chargeCount());
        assertEquals(1, world.toss().calls("confirm"));
    }

    @Test
    void aTamperedAmountIsRefusedWithoutACallToToss() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));

        payer.approve(checkout.paymentKey(), checkout.orderId(), 500).isProblem(400, "AMOUNT_MISMATCH");

        assertEquals(0, world.toss().calls("confirm"));
        assertEquals("pending", checkout.status());
    }

    @Test
    void anotherPaymentKeyIsRefusedWithoutACallToToss() {
        Checkout paid = payer.paid(50_000);
        int before = world.toss().calls("confirm");

        payer.approve("somebody_elses_key", paid.orderId(), 50_000).isProblem(409, "PAYMENT_KEY_MISMATCH");

        assertEquals(before, world.toss().calls("confirm"));
    }

    @Test
    void somebodyElsesPaymentIsNotThere() {
        Checkout paid = payer.paid(50_000);
        Payer stranger = world.payer();

        stranger.lookup(paid.paymentId()).isProblem(404, "PAYMENT_NOT_FOUND");
        stranger.cancel(paid.paymentId(), "mine").isProblem(404, "PAYMENT_NOT_FOUND");
        stranger.approve(paid.paymentKey(), paid.orderId(), 50_000).isProblem(404, "PAYMENT_NOT_FOUND");
        stranger.ready(paid.consultationId()).isProblem(404, "CONSULTATION_NOT_FOUND");
        assertEquals(
                0,
                stranger.list("consultation_id=" + paid.consultationId())
                        .body()
                        .path("payments")
                        .size());
    }

    @Test
    void aPaidConsultationCannotBePaidAgain() {
        Checkout paid = payer.paid(50_000);

        payer.ready(paid.consultationId()).isProblem(409, "ALREADY_PAID");
    }

    @Test
    void aChangedPriceReplacesThePaymentThatWasOpen() {
        String consultation = world.consultation(payer, 50_000);
        Checkout old = payer.checkout(consultation);
        world.changePrice(consultation, 60_000);

        Checkout changed = payer.checkout(consultation);

        assertEquals(60_000, changed.amount());
        old.approve().isProblem(409, "PAYMENT_EXPIRED");
        assertEquals(0, old.atToss().chargeCount());
        changed.approve().is(200);
    }

    @Test
    void anAmountThatIsNotThePriceIsRefusedBeforeAnythingIsOpened() {
        String consultation = world.consultation(payer, 50_000);

        payer.post("ready", World.object().put("consultation_id", consultation).put("amount", 49_999))
                .isProblem(400, "AMOUNT_MISMATCH");

        assertTrue(world.allPayments().isEmpty());
    }

    @Test
    void eachRequestMakesTheFewestCallsThatKeepThePromise() {
        String consultation = world.consultation(payer, 50_000);
        Checkout earlier = payer.paid(1_000);
        world.deliverWebhooks(earlier.orderId());

        world.calls.disarm();
        Reply ready = payer.ready(consultation);
        assertEquals(List.of("GetItem", "TransactWriteItems"), world.calls.made());

        String key = world.toss().authenticate(ready.text("order_id"), 50_000);
        world.calls.disarm();
        payer.approve(key, ready.text("order_id"), 50_000).is(200);
        assertEquals(
                List.of("GetItem", "TransactWriteItems", "Toss confirm", "TransactWriteItems"), world.calls.made());

        world.calls.disarm();
        payer.lookup(ready.text("payment_id")).is(200);
        assertEquals(List.of("GetItem"), world.calls.made());

        world.toss().cancelInDashboard(key, 500L, "by hand");
        world.calls.disarm();
        Webhook webhook = world.toss().webhooks().get(world.toss().webhooks().size() - 1);
        world.webhook(webhook.body()).is(200);
        assertEquals(List.of("GetItem", "Toss look-up", "TransactWriteItems"), world.calls.made());
    }
}
