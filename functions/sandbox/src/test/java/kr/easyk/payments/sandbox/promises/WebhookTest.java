package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WebhookTest {
    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    private static String changed(String orderId, String status) {
        ObjectNode body = World.object()
                .put("eventType", "PAYMENT_STATUS_CHANGED")
                .put("createdAt", "2026-01-02T12:00:00.000000");
        body.putObject("data").put("orderId", orderId).put("status", status).put("totalAmount", 50_000);
        return body.toString();
    }

    @Test
    void aForgedWebhookMarksNothingPaid() {
        Checkout open = payer.checkout(world.consultation(payer, 50_000));

        world.webhook(changed(open.orderId(), "DONE")).is(200);

        assertEquals("pending", open.status());
        assertEquals("pending", open.consultationStatus());
    }

    @Test
    void aForgedCancellationTakesNothingBack() {
        Checkout paid = payer.paid(50_000);

        world.webhook(changed(paid.orderId(), "CANCELED")).is(200);

        assertEquals("approved", paid.status());
        assertEquals("paid", paid.consultationStatus());
    }

    @Test
    void aRepeatedWebhookChangesNothingMore() {
        Checkout paid = payer.paid(50_000);
        world.toss().cancelInDashboard(paid.paymentKey(), 10_000L, "by hand");
        world.deliverWebhooks(paid.orderId());
        Reply once = paid.lookup();

        world.deliverWebhooks(paid.orderId());

        assertEquals(once.body(), paid.lookup().body());
    }

    @Test
    void anOrderThatIsNoneOfOursIsAnsweredWithoutACallToToss() {
        assertEquals(
                "ignored",
                world.webhook(changed("order-of-another-shop", "DONE")).is(200).text("status"));
        assertEquals(
                "ignored",
                world.webhook(changed("easyk_" + UUID.randomUUID(), "DONE"))
                        .is(200)
                        .text("status"));

        assertEquals(0, world.toss().calls("lookup"));
    }

    @Test
    void anEventOfAnotherKindIsNoneOfOurs() {
        for (String type : new String[] {"BILLING_DELETED", "METHOD_UPDATED", "payout.changed", "SOMETHING_NEW"}) {
            String body = World.object().put("eventType", type).toString();
            assertEquals("ignored", world.webhook(body).is(200).text("status"));
        }
    }

    @Test
    void aWebhookIsAskedForAgainWhileTossDoesNotAnswer() {
        Checkout paid = payer.paid(50_000);
        world.toss().cancelInDashboard(paid.paymentKey(), 10_000L, "by hand");
        world.toss().fault("lookup", "error_500", 1);
        world.webhook(changed(paid.orderId(), "PARTIAL_CANCELED")).isProblem(503, "TOSS_UNAVAILABLE");

        world.webhook(changed(paid.orderId(), "PARTIAL_CANCELED")).is(200);

        assertEquals("partially_cancelled", paid.status());
    }

    @Test
    void aWindowThatExpiresAtTossLeavesThePaymentOpenForAnotherWindow() {
        Checkout open = payer.checkout(world.consultation(payer, 50_000));
        world.toss().expire(open.orderId());

        world.deliverWebhooks(open.orderId());

        assertEquals("pending", open.status());
        String another = world.toss().authenticate(open.orderId(), 50_000);
        payer.approve(another, open.orderId(), 50_000).is(200);
        assertEquals("approved", open.status());
    }

    @Test
    void aWindowThatExpiresAtTossEndsThePaymentWhenItsOwnTimeIsOver() {
        Checkout open = payer.checkout(world.consultation(payer, 50_000));
        world.toss().expire(open.orderId());
        world.clock.advance(Duration.ofMinutes(40));

        world.deliverWebhooks(open.orderId());

        assertEquals("expired", open.status());
        open.approve().isProblem(409, "PAYMENT_EXPIRED");
        payer.ready(open.consultationId()).is(201);
    }

    @Test
    void theWebhookOfAConfirmWhoseAnswerWasLostSettlesThePayment() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "break_after", 2);
        world.toss().fault("lookup", "error_500", 1);
        assertEquals("approving", checkout.approve().is(202).text("status"));

        world.deliverWebhooks(checkout.orderId());

        assertEquals("approved", checkout.status());
        assertEquals("paid", checkout.consultationStatus());
        assertEquals(1, checkout.atToss().chargeCount());
    }

    @Test
    void aChargeForAConsultationThatIsGoneIsStillRecorded() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "garbage_after", 1);
        world.toss().fault("lookup", "garbage", 1);
        checkout.approve().is(202);
        world.deleteConsultation(checkout.consultationId());

        world.deliverWebhooks(checkout.orderId());

        assertEquals("approved", checkout.status());
        payer.cancel(checkout.paymentId(), "nothing to consult about").is(200);
        assertEquals(0, checkout.atToss().held());
        world.clock.advance(Duration.ofHours(2));
        assertEquals(0, world.reconcile().path("failed").asInt());
    }
}
