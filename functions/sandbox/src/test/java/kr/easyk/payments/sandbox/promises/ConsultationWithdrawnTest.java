package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import kr.easyk.payments.telemetry.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The platform changes a consultation between ready and approve, or while the confirm is under way. */
class ConsultationWithdrawnTest {
    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    private Map<String, AttributeValue> item(Checkout checkout) {
        return world.consultationItem(checkout.consultationId());
    }

    private void change(Checkout checkout, String how) {
        switch (how) {
            case "deleted" -> world.deleteConsultation(checkout.consultationId());
            case "repriced" -> world.changePrice(checkout.consultationId(), 60_000);
            case "another's" -> world.putConsultation(checkout.consultationId(), "somebody-else", 50_000);
            default -> world.setConsultationStatus(checkout.consultationId(), how);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "deleted,404,CONSULTATION_NOT_FOUND",
        "another's,404,CONSULTATION_NOT_FOUND",
        "withdrawn,409,CONSULTATION_WITHDRAWN",
        "paid,409,ALREADY_PAID",
        "refunded,409,ALREADY_PAID",
        "repriced,409,PAYMENT_EXPIRED"
    })
    void whatChangedSinceReadyIsNotCharged(String how, int status, String code) {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        change(checkout, how);
        Map<String, AttributeValue> before = item(checkout);

        checkout.approve().isProblem(status, code);

        assertEquals(0, world.toss().calls("confirm"));
        assertEquals(before, item(checkout));
        assertEquals("pending", checkout.status());
        assertEquals(0, world.counted(Metric.CHARGE_WITHOUT_CONSULTATION));
        assertEquals(0, world.counted(Metric.INTERNAL_ERROR));
        world.reconcileFor(Duration.ofHours(1));
        assertEquals("expired", checkout.status());
        assertEquals(before.get("payment_status"), item(checkout).get("payment_status"));
    }

    /** Stopped in the middle of the confirm: from then on Toss charges, whatever the platform does. */
    private Reply changedDuringTheConfirm(Checkout checkout, String how) throws Exception {
        world.toss().fault("confirm", "stall", 1);
        CompletableFuture<Reply> approval = CompletableFuture.supplyAsync(checkout::approve);
        while (world.toss().lateCalls().isEmpty() && !approval.isDone()) {
            Thread.sleep(5);
        }
        change(checkout, how);
        world.toss().release();
        return approval.get();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deleted", "another's", "withdrawn"})
    void whatIsTakenAwayDuringTheConfirmIsRecordedAndRings(String how) throws Exception {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));

        Reply approved = changedDuringTheConfirm(checkout, how).is(200);

        assertEquals("approved", approved.text("status"));
        assertEquals("approved", checkout.status());
        assertEquals(1, checkout.atToss().chargeCount());
        assertEquals(1, world.counted(Metric.CHARGE_WITHOUT_CONSULTATION));
        if (how.equals("deleted")) {
            assertEquals(Map.of(), item(checkout));
        } else {
            assertEquals(
                    how.equals("withdrawn") ? "withdrawn" : "pending",
                    item(checkout).get("payment_status").s());
        }
        Map<String, AttributeValue> left = item(checkout);

        payer.cancel(checkout.paymentId(), "called off").is(200);
        world.reconcileFor(Duration.ofHours(1));

        assertEquals(0, checkout.atToss().held());
        assertEquals(left.get("payment_status"), item(checkout).get("payment_status"));
        assertEquals(1, world.counted(Metric.CHARGE_WITHOUT_CONSULTATION));
        assertEquals(0, world.counted(Metric.RECONCILE_FAILED));
    }

    @Test
    void whatIsRepricedDuringTheConfirmIsPaidAtThePriceThatThePayerSaw() throws Exception {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));

        changedDuringTheConfirm(checkout, "repriced").is(200);

        assertEquals("paid", checkout.consultationStatus());
        assertEquals(50_000, checkout.atToss().held());
        assertEquals(0, world.counted(Metric.CHARGE_WITHOUT_CONSULTATION));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deleted", "withdrawn"})
    void whatIsTakenAwayWhileTheOutcomeIsUnknownIsRecordedAndRings(String how) {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "break_after", 2);
        world.toss().fault("lookup", "error_500", 1);
        checkout.approve().is(202);
        change(checkout, how);
        Map<String, AttributeValue> left = item(checkout);

        world.clock.advance(Duration.ofMinutes(1));
        world.reconcile();

        assertEquals("approved", checkout.status());
        assertEquals(left, item(checkout));
        assertEquals(1, world.counted(Metric.CHARGE_WITHOUT_CONSULTATION));
        world.deliverWebhooks(checkout.orderId()).forEach(reply -> reply.is(200));
        assertEquals(1, world.counted(Metric.CHARGE_WITHOUT_CONSULTATION));
    }

    @Test
    void aDeclineAfterAWithdrawalLeavesTheConsultationAlone() throws Exception {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000), "card", "4030-0000-0000-0002");

        changedDuringTheConfirm(checkout, "withdrawn").isProblem(402, "PAYMENT_DECLINED");

        assertEquals("withdrawn", checkout.consultationStatus());
        assertEquals("failed", checkout.status());
        assertEquals(0, world.counted(Metric.CHARGE_WITHOUT_CONSULTATION));
    }

    @Test
    void aDepositForWhatWasWithdrawnMeanwhileIsRecordedAndRings() {
        Checkout issued = payer.checkout(world.consultation(payer, 50_000), "virtual_account", "");
        issued.approve().is(200);
        change(issued, "withdrawn");
        world.toss().deposit(issued.orderId());

        world.deliverWebhooks(issued.orderId()).forEach(reply -> reply.is(200));

        assertEquals("approved", issued.status());
        assertEquals("withdrawn", issued.consultationStatus());
        assertEquals(1, world.counted(Metric.CHARGE_WITHOUT_CONSULTATION));
    }

    @Test
    void aWithdrawnConsultationIsNotMadeReady() {
        String consultation = world.consultation(payer, 50_000);
        world.setConsultationStatus(consultation, "withdrawn");

        payer.ready(consultation).isProblem(409, "CONSULTATION_WITHDRAWN");

        assertFalse(world.consultationItem(consultation).containsKey("payment_id"));
    }

    @Test
    void aRepricedConsultationIsPaidAtItsNewPrice() {
        Checkout old = payer.checkout(world.consultation(payer, 50_000));
        change(old, "repriced");
        old.approve().isProblem(409, "PAYMENT_EXPIRED");

        Checkout next = payer.checkout(old.consultationId());
        next.approve().is(200);

        assertEquals(60_000, next.atToss().held());
        assertEquals("expired", old.status());
        assertEquals("paid", next.consultationStatus());
        Truth.holdsFor(world);
    }
}
