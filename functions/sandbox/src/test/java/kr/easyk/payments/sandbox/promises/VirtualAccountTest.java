package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import kr.easyk.payments.sandbox.toss.Webhook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class VirtualAccountTest {
    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    private Checkout issued() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000), "virtual_account", "");
        Reply waiting = checkout.approve().is(200);
        assertEquals("waiting_for_deposit", waiting.text("status"));
        return checkout;
    }

    private Checkout paidInto() {
        Checkout checkout = issued();
        world.toss().deposit(checkout.orderId());
        world.deliverWebhooks(checkout.orderId()).forEach(reply -> reply.is(200));
        assertEquals("approved", checkout.status());
        return checkout;
    }

    private Reply refundTo(Checkout checkout, String account) {
        ObjectNode body = World.object().put("payment_id", checkout.paymentId()).put("cancel_reason", "late");
        body.putObject("refund_receive_account")
                .put("bank", "20")
                .put("account_number", account)
                .put("holder_name", "김토스");
        return payer.post("cancel", body);
    }

    @Test
    void anAccountIsIssuedAndTheConsultationIsNotPaidYet() {
        Checkout issued = issued();

        Reply waiting = issued.lookup();
        assertEquals("virtual_account", waiting.text("payment_method"));
        assertFalse(
                waiting.body().at("/virtual_account/account_number").asText().isBlank());
        assertEquals(0, waiting.number("balance_amount"));
        assertFalse(waiting.body().toString().contains("secret"));
        assertEquals("pending", issued.consultationStatus());
        assertEquals(
                "waiting_for_deposit",
                payer.ready(issued.consultationId()).is(200).text("status"));
    }

    @Test
    void aDepositPaysTheConsultation() {
        Checkout paid = paidInto();

        assertEquals("paid", paid.consultationStatus());
        assertEquals(50_000, paid.lookup().number("balance_amount"));
        assertEquals(1, paid.atToss().chargeCount());
    }

    @Test
    void aDepositWhoseWebhookIsLostIsFoundByTheReconciler() {
        Checkout issued = issued();
        world.toss().deposit(issued.orderId());

        world.clock.advance(Duration.ofMinutes(2));
        world.reconcile();

        assertEquals("approved", issued.status());
        assertEquals("paid", issued.consultationStatus());
    }

    @Test
    void aDepositTakenBackLeavesTheConsultationUnpaid() {
        Checkout paid = paidInto();
        world.toss().takeBackDeposit(paid.orderId());

        world.deliverWebhooks(paid.orderId());

        assertEquals("waiting_for_deposit", paid.status());
        assertEquals("pending", paid.consultationStatus());
        assertTrue(world.paymentItem(paid.paymentId()).containsKey("next_check_at"));

        world.toss().deposit(paid.orderId());
        world.deliverWebhooks(paid.orderId());
        assertEquals("paid", paid.consultationStatus());
    }

    @Test
    void webhooksInAnyOrderEndWithWhatIsTrueNow() {
        Checkout issued = issued();
        world.toss().deposit(issued.orderId());
        world.toss().takeBackDeposit(issued.orderId());
        world.toss().deposit(issued.orderId());
        List<Webhook> webhooks = world.toss().webhooks();

        for (int i = webhooks.size() - 1; i >= 0; i--) {
            world.webhook(webhooks.get(i).body()).is(200);
            assertEquals("approved", issued.status());
        }
        assertEquals("paid", issued.consultationStatus());
    }

    @Test
    void anAccountIsCalledOffBeforeTheDeposit() {
        Checkout issued = issued();

        Reply cancelled = payer.cancel(issued.paymentId(), "by card instead").is(200);

        assertEquals("cancelled", cancelled.text("status"));
        assertEquals("pending", issued.consultationStatus());
        payer.checkout(issued.consultationId()).approve().is(200);
        assertEquals("paid", issued.consultationStatus());
    }

    @Test
    void aWaitingAccountCannotBeRefundedInPart() {
        Checkout issued = issued();

        payer.cancel(issued.paymentId(), "late", 10_000, "part").isProblem(409, "NOT_CANCELABLE");

        assertEquals("waiting_for_deposit", issued.status());
    }

    @Test
    void aPaidAccountIsRefundedToAnAccount() {
        Checkout paid = paidInto();

        Reply missing = payer.cancel(paid.paymentId(), "late").isProblem(400, "INVALID_REQUEST");
        assertEquals("refund_receive_account", missing.text("field"));

        Reply refunded = refundTo(paid, "1102223333").is(200);

        assertEquals("cancelled", refunded.text("status"));
        assertEquals("refunded", paid.consultationStatus());
        assertFalse(world.paymentItem(paid.paymentId()).toString().contains("1102223333"));
    }

    @Test
    void anAccountThatTossRefusesCanBeCorrected() {
        Checkout paid = paidInto();
        world.toss().fault("cancel", "refuse", 1, "INVALID_REFUND_ACCOUNT_NUMBER");

        Reply refused = refundTo(paid, "9").isProblem(400, "INVALID_REQUEST");
        assertEquals("INVALID_REFUND_ACCOUNT_NUMBER", refused.text("toss_code"));

        refundTo(paid, "1102223333").is(200);
        assertEquals(1, paid.atToss().refundCount());
    }

    @Test
    void aRefundToAnAccountIsResumedByTheReconcilerAfterACrash() {
        Checkout paid = paidInto();
        world.toss().fault("cancel", "break_before", 2);
        refundTo(paid, "1102223333").is(202);

        world.clock.advance(Duration.ofMinutes(1));
        world.reconcile();

        assertEquals("cancelled", paid.status());
        assertEquals(1, paid.atToss().refundCount());
        assertFalse(world.paymentItem(paid.paymentId()).toString().contains("1102223333"));
    }

    @Test
    void anAccountPastItsDueDateExpires() {
        Checkout issued = issued();
        world.toss().expire(issued.orderId());

        world.clock.advance(Duration.ofDays(8));
        world.reconcile();

        assertEquals("expired", issued.status());
        assertEquals("pending", issued.consultationStatus());
        assertFalse(world.consultationItem(issued.consultationId()).containsKey("payment_id"));
        payer.ready(issued.consultationId()).is(201);
    }

    @Test
    void aDepositWithAWrongSecretChangesNothing() {
        Checkout issued = issued();
        world.toss().deposit(issued.orderId());
        int lookups = world.toss().calls("lookup");

        world.webhook(World.object()
                        .put("createdAt", "2026-01-02T12:00:00.000000")
                        .put("secret", "guessed")
                        .put("status", "DONE")
                        .put("transactionKey", "t")
                        .put("orderId", issued.orderId())
                        .toString())
                .isProblem(400, "INVALID_REQUEST");

        assertEquals("waiting_for_deposit", issued.status());
        assertEquals(lookups, world.toss().calls("lookup"));
    }

    @Test
    void aDepositThatOutrunsTheApprovalIsNotLost() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000), "virtual_account", "");
        world.calls.dieAt(4, OutsideCalls.When.BEFORE);
        try {
            checkout.approve();
        } catch (OutsideCalls.Died died) {
            world.restart();
        }
        world.toss().deposit(checkout.orderId());

        world.deliverWebhooks(checkout.orderId()).forEach(reply -> reply.is(200));

        assertEquals("approved", checkout.status());
        assertEquals("paid", checkout.consultationStatus());
    }
}
