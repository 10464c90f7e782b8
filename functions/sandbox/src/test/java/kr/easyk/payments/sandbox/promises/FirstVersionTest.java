package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kr.easyk.payments.sandbox.toss.TossSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A record from the past: the first version counted neither claims nor wishes and kept no digest of the API key. Whoever deploys this
 * one over it has such records, some of them under way.
 */
class FirstVersionTest {
    private static final List<String> NOT_YET_WRITTEN = List.of("claims", "key_digest", "refunds_asked", "open_since");
    private static final List<String> NOT_YET_WRITTEN_OF_A_REFUND =
            List.of("attempt", "attempted_at", "unanswered", "balance", "key_digest");

    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    private void asTheFirstVersionWroteIt(Checkout checkout) {
        Map<String, AttributeValue> item = new HashMap<>(world.paymentItem(checkout.paymentId()));
        NOT_YET_WRITTEN.forEach(item::remove);
        List<AttributeValue> refunds = new ArrayList<>();
        for (AttributeValue each : item.get("cancellations").l()) {
            Map<String, AttributeValue> refund = new HashMap<>(each.m());
            NOT_YET_WRITTEN_OF_A_REFUND.forEach(refund::remove);
            refund.putIfAbsent("whole", AttributeValue.fromBool(false));
            refund.putIfAbsent("fingerprint", AttributeValue.fromS(""));
            refunds.add(AttributeValue.fromM(refund));
        }
        item.put("cancellations", AttributeValue.fromL(refunds));
        world.putPayment(item);
    }

    private Checkout chargedUnheard() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "break_after", 2);
        world.toss().fault("lookup", "error_500", 2);
        checkout.approve().is(202);
        world.toss().clearFaults();
        asTheFirstVersionWroteIt(checkout);
        return checkout;
    }

    private Checkout refundUnheard(String fault) {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", fault, 2);
        world.toss().fault("lookup", "error_500", 2);
        payer.cancel(paid.paymentId(), "late", 10_000, "once").is(202);
        world.toss().clearFaults();
        asTheFirstVersionWroteIt(paid);
        return paid;
    }

    @Test
    void aCheckoutIsApproved() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        asTheFirstVersionWroteIt(checkout);

        checkout.approve().is(200);

        assertEquals(1, checkout.atToss().chargeCount());
    }

    @Test
    void aPaymentIsRefundedAndWhatWasRefundedBeforeCounts() {
        Checkout paid = payer.paid(50_000);
        payer.cancel(paid.paymentId(), "late", 10_000, "once").is(200);
        world.toss().cancelInDashboard(paid.paymentKey(), 5_000L, "by hand");
        world.deliverWebhooks(paid.orderId());
        asTheFirstVersionWroteIt(paid);

        payer.cancel(paid.paymentId(), "late", 10_000, "once").is(200);
        payer.cancel(paid.paymentId(), "the rest").is(200);

        assertEquals("cancelled", paid.status());
        assertEquals(50_000, paid.atToss().refundedAmount());
        assertEquals(3, paid.atToss().refundCount());
    }

    @Test
    void aWishAfterOneThatTossRefusedDoesNotMeetItsAnswer() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "refuse", 1, "NOT_CANCELABLE_PAYMENT");
        payer.cancel(paid.paymentId(), "late").isProblem(409, "NOT_CANCELABLE");
        asTheFirstVersionWroteIt(paid);

        payer.cancel(paid.paymentId(), "late").is(200);

        assertEquals(1, paid.atToss().refundCount());
    }

    @Test
    void aDepositIsHeard() {
        Checkout waiting = payer.checkout(world.consultation(payer, 50_000), "virtual_account", "");
        waiting.approve().is(200);
        asTheFirstVersionWroteIt(waiting);

        world.toss().deposit(waiting.orderId());
        world.deliverWebhooks(waiting.orderId());

        assertEquals("approved", waiting.status());
    }

    @Test
    void aChargeThatNobodyHeardIsFound() {
        Checkout charged = chargedUnheard();

        world.reconcileFor(Duration.ofMinutes(10));

        assertEquals("approved", charged.status());
        assertEquals(1, charged.atToss().chargeCount());
    }

    /** Nobody can tell any more with which API key it was sent, and so whether what Toss lists under one has it. */
    @Test
    void aChargeThatIsNotFoundUnderAnyKeyIsNotTakenForNeverMade() {
        Checkout charged = chargedUnheard();
        world.useKey(TossSimulator.OTHER_MERCHANTS_KEY);
        world.clock.advance(Duration.ofMinutes(6));

        world.reconcileFor(Duration.ofHours(2));
        assertEquals("approving", charged.status());

        world.useKey(World.KEY);
        world.clock.advance(Duration.ofMinutes(6));
        world.reconcileFor(Duration.ofMinutes(20));
        assertEquals("approved", charged.status());
    }

    @Test
    void aRefundThatNobodyHeardIsFoundAndNotMadeAgain() {
        Checkout paid = refundUnheard("break_after");

        world.reconcileFor(Duration.ofMinutes(40));

        assertEquals("done", paid.lookup().body().at("/cancellations/0/status").asText());
        assertEquals(1, paid.atToss().refundCount());
    }

    @Test
    void aRefundThatTossNeverMadeIsMadeOnceTheFirstCallOfItIsOver() {
        Checkout paid = refundUnheard("break_before");

        world.reconcileFor(Duration.ofMinutes(10));
        assertEquals(0, paid.atToss().refundCount());
        world.reconcileFor(Duration.ofMinutes(40));

        assertEquals("done", paid.lookup().body().at("/cancellations/0/status").asText());
        assertEquals(1, paid.atToss().refundCount());
        assertEquals(10_000, paid.atToss().refundedAmount());
    }

    /** It went by Toss's status, which stays PARTIAL_CANCELED however little is left. */
    @Test
    void onePaymentOfWhichAllWasGivenBackInPartsIsCancelled() {
        Checkout paid = payer.paid(50_000);
        payer.cancel(paid.paymentId(), "late", 20_000, "first").is(200);
        payer.cancel(paid.paymentId(), "late", 30_000, "second").is(200);
        asTheFirstVersionWroteIt(paid);
        Map<String, AttributeValue> item = new HashMap<>(world.paymentItem(paid.paymentId()));
        item.put("status", AttributeValue.fromS("partially_cancelled"));
        world.putPayment(item);

        assertEquals("cancelled", paid.status());
        assertEquals(0, paid.lookup().body().path("balance_amount").asLong());
        payer.cancel(paid.paymentId(), "all").is(200);
        assertEquals(2, paid.atToss().refundCount());
    }
}
