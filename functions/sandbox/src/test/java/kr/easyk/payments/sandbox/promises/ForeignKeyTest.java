package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import kr.easyk.payments.sandbox.toss.Authentication;
import kr.easyk.payments.sandbox.toss.Behaviour;
import kr.easyk.payments.telemetry.Metric;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A payer can bring any payment key to the approval. One that is not this payment's must charge nothing and block nothing. */
class ForeignKeyTest {
    private static final long PRICE = 50_000;

    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();
    private String consultation = "";
    private String payment = "";
    private String order = "";

    @BeforeEach
    void ready() {
        consultation = world.consultation(payer, PRICE);
        Reply ready = payer.ready(consultation).is(201);
        payment = ready.text("payment_id");
        order = ready.text("order_id");
    }

    private String authenticated(long amount) {
        return world.toss().authenticate(order, amount);
    }

    private String status() {
        return payer.lookup(payment).is(200).text("status");
    }

    /** The same payment, with a key of its own, at once. */
    private void paysAtOnce() {
        assertEquals("pending", status());
        assertEquals(payment, payer.ready(consultation).is(200).text("payment_id"));
        Reply approved = payer.approve(authenticated(PRICE), order, PRICE).is(200);
        assertEquals("approved", approved.text("status"));
        assertEquals("paid", world.paymentStatusOf(consultation));
        Truth.holdsFor(world);
    }

    private void rangNothing() {
        for (Metric each : new Metric[] {
            Metric.TOSS_MISMATCH,
            Metric.AMOUNT_MISMATCH,
            Metric.TOSS_MISCONFIGURED,
            Metric.OUTCOME_UNKNOWN_AGE,
            Metric.RECONCILE_FAILED,
            Metric.CHARGE_WITHOUT_CONSULTATION,
            Metric.INTERNAL_ERROR
        }) {
            assertEquals(0, world.counted(each), each::title);
        }
    }

    @Test
    void aKeyOfAnotherAmountDoesNotBlockTheConsultation() {
        String key = authenticated(100);

        payer.approve(key, order, PRICE).isProblem(400, "AMOUNT_MISMATCH");

        paysAtOnce();
        assertEquals(0, world.toss().account(key).chargeCount());
        rangNothing();
    }

    /** Toss keeps what it refused under the Idempotency-Key: the next claim needs another one. */
    @Test
    void anyNumberOfKeysOfAnotherAmountDoNotUseUpThePayment() {
        for (int i = 1; i <= 4; i++) {
            payer.approve(authenticated(100L * i), order, PRICE).isProblem(400, "AMOUNT_MISMATCH");
        }

        paysAtOnce();
        rangNothing();
    }

    @Test
    void theSameForeignKeyIsRefusedEachTimeAndHarmsNothingAfterwards() {
        String key = authenticated(100);
        payer.approve(key, order, PRICE).isProblem(400, "AMOUNT_MISMATCH");
        payer.approve(key, order, PRICE).isProblem(400, "AMOUNT_MISMATCH");

        paysAtOnce();

        payer.approve(key, order, PRICE).isProblem(409, "PAYMENT_KEY_MISMATCH");
        Truth.holdsFor(world);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXPIRED", "ABORTED", "CANCELED", "PARTIAL_CANCELED"})
    void aKeyOfAnotherAmountThatHasComeToItsEndDoesNotBlockTheConsultation(String end) {
        String key = authenticated(1_000);
        switch (end) {
            case "EXPIRED" -> world.toss().expireKey(key);
            case "ABORTED" -> world.toss().abort(key);
            case "CANCELED" -> {
                world.toss().confirm(key);
                world.toss().cancelInDashboard(key, null, "not ours");
            }
            default -> {
                world.toss().confirm(key);
                world.toss().cancelInDashboard(key, 400L, "not ours");
                world.toss().cancelInDashboard(key, 600L, "not ours");
            }
        }
        assertEquals(end, world.toss().account(key).status());

        payer.approve(key, order, PRICE).isProblem(400, "AMOUNT_MISMATCH");

        assertEquals("pending", status());
        assertEquals(payment, payer.ready(consultation).is(200).text("payment_id"));
        rangNothing();
    }

    @Test
    void aKeyThatWasRefusedWithoutAnAnswerIsLetGoOfByTheReconciler() {
        world.toss().fault("confirm", "garbage_after", 1);
        world.toss().fault("lookup", "error_500", 1);
        payer.approve(authenticated(100), order, PRICE).is(202);

        world.clock.advance(Duration.ofMinutes(1));
        world.reconcile();

        paysAtOnce();
        rangNothing();
    }

    @Test
    void aKeyThatWasRefusedWithoutAnAnswerIsLetGoOfByTheWebhookOfItsEnd() {
        String key = authenticated(100);
        world.toss().fault("confirm", "garbage_after", 1);
        world.toss().fault("lookup", "error_500", 1);
        payer.approve(key, order, PRICE).is(202);
        world.toss().expireKey(key);

        world.deliverWebhooks(order).forEach(reply -> reply.is(200));

        paysAtOnce();
        rangNothing();
    }

    @Test
    void aPaymentLetGoOfAfterItsTimeExpiresAndMakesWayForAnother() {
        String key = authenticated(100);
        world.toss().fault("confirm", "garbage_after", 1);
        world.toss().fault("lookup", "error_500", 1);
        payer.approve(key, order, PRICE).is(202);

        world.reconcileFor(Duration.ofHours(1));

        assertEquals("expired", status());
        payer.checkout(consultation).approve().is(200);
        Truth.holdsFor(world);
    }

    @Test
    void moneyOfAnotherAmountStaysOpenAndRingsUntilItIsGivenBack() {
        String key = authenticated(1_000);
        world.toss().confirm(key);

        Reply open = payer.approve(key, order, PRICE).is(202);

        assertEquals("approving", open.text("status"));
        assertEquals("pending", world.paymentStatusOf(consultation));
        world.reconcileFor(Duration.ofMinutes(30));
        assertEquals("approving", status());
        assertTrue(world.counted(Metric.TOSS_MISMATCH) >= 2);
        assertEquals(0, world.counted(Metric.TOSS_MISCONFIGURED), "our requests are not what is wrong");
        payer.approve(authenticated(PRICE), order, PRICE).isProblem(409, "PAYMENT_KEY_MISMATCH");

        world.toss().cancelInDashboard(key, null, "not ours");
        world.reconcileFor(Duration.ofMinutes(20));

        assertFalse(status().equals("approving"));
        payer.checkout(consultation).approve().is(200);
        assertEquals("paid", world.paymentStatusOf(consultation));
    }

    /** Toss's confirm names no currency: so many dollars pass for as many won there, and must not here. */
    @Test
    void aPaymentInDollarsIsNotOneInWon() {
        String key = world.toss()
                .authenticate(Authentication.by("foreign_easy_pay", order, PRICE * 100)
                        .inDollars());

        Reply open = payer.approve(key, order, PRICE).is(202);

        assertEquals(1, world.toss().account(key).chargeCount());
        assertEquals("approving", open.text("status"));
        assertEquals("pending", world.paymentStatusOf(consultation));
        assertEquals(
                "currency",
                World.events(world.logged(), "toss answer does not fit the record")
                        .get(0)
                        .path("what")
                        .asText());
        assertTrue(world.counted(Metric.TOSS_MISMATCH) >= 1);

        world.toss().cancelInDashboard(key, null, "not ours");
        world.toss().endCancel(key, null, "DONE");
        world.reconcileFor(Duration.ofHours(1));

        payer.checkout(consultation).approve().is(200);
        assertEquals("paid", world.paymentStatusOf(consultation));
    }

    /** Neither is any number of won. */
    @Test
    void aKeyOfDollarsAndCentsDoesNotBlockTheConsultation() {
        String key = world.toss()
                .authenticate(
                        Authentication.by("foreign_easy_pay", order, 1_050).inDollars());

        payer.approve(key, order, PRICE).isProblem(400, "AMOUNT_MISMATCH");

        paysAtOnce();
        rangNothing();
    }

    @Test
    void dollarsAndCentsThatWereChargedRing() {
        String key = world.toss()
                .authenticate(Authentication.by("foreign_easy_pay", order, 50).inDollars());
        world.toss().confirm(key);

        payer.approve(key, order, PRICE).is(202);

        assertEquals("approving", status());
        assertTrue(world.counted(Metric.TOSS_MISMATCH) >= 1);
    }

    @Test
    void moneyOfAnotherAmountThatIsGivenBackInPartStaysOpen() {
        String key = authenticated(1_000);
        world.toss().confirm(key);
        world.toss().cancelInDashboard(key, 400L, "a part");

        payer.approve(key, order, PRICE).is(202);

        assertEquals("approving", status());
        assertEquals(1, world.counted(Metric.TOSS_MISMATCH));
    }

    @Test
    void anAccountOfAnotherAmountBlocksTheConsultationOnlyAsLongAsItCanBePaidInto() {
        String key = world.toss().authenticate(Authentication.byVirtualAccount(order, 1_000));
        world.toss().confirm(key);
        payer.approve(key, order, PRICE).is(202);
        assertEquals("approving", status());

        world.toss().expireKey(key);
        world.reconcileFor(Duration.ofHours(1));

        payer.checkout(consultation).approve().is(200);
        Truth.holdsFor(world);
    }

    @Test
    void theKeyOfAnotherUnpaidOrderChargesNeitherAndBlocksNeither() {
        Checkout other = payer.checkout(world.consultation(payer, PRICE));

        payer.approve(other.paymentKey(), order, PRICE).isProblem(409, "PAYMENT_KEY_MISMATCH");

        assertEquals(0, other.atToss().chargeCount());
        other.approve().is(200);
        paysAtOnce();
        rangNothing();
    }

    @Test
    void theKeyOfAnotherOrderThatTossSaysHasNoSessionBlocksNothing() {
        world.toss().behave(Behaviour.USUAL.denyingOtherOrdersSession());
        Checkout other = payer.checkout(world.consultation(payer, PRICE));

        payer.approve(other.paymentKey(), order, PRICE).isProblem(409, "PAYMENT_KEY_MISMATCH");

        other.approve().is(200);
        paysAtOnce();
        rangNothing();
    }

    @Test
    void theKeyOfAnotherPaidOrderPaysNothingASecondTime() {
        Checkout paid = payer.paid(PRICE);

        payer.approve(paid.paymentKey(), order, PRICE).isProblem(409, "PAYMENT_KEY_MISMATCH");

        assertEquals("pending", world.paymentStatusOf(consultation));
        assertEquals(1, paid.atToss().chargeCount());
        paysAtOnce();
        rangNothing();
    }

    @Test
    void theKeyOfAnotherRefundedOrderIsNotTakenForThisOnes() {
        Checkout paid = payer.paid(PRICE);
        payer.cancel(paid.paymentId(), "late").is(200);

        payer.approve(paid.paymentKey(), order, PRICE).isProblem(409, "PAYMENT_KEY_MISMATCH");

        paysAtOnce();
        rangNothing();
    }

    @Test
    void aKeyThatNobodyKnowsDoesNotBlockTheConsultation() {
        payer.approve("tgen_20260102120405AbCd1", order, PRICE).isProblem(409, "PAYMENT_EXPIRED");

        payer.checkout(consultation).approve().is(200);
        assertEquals("paid", world.paymentStatusOf(consultation));
        rangNothing();
        Truth.holdsFor(world);
    }

    @Test
    void aWindowOpenedForAnotherPriceEndsNothingAndRingsNothing() {
        authenticated(100);
        world.toss().expire(order);
        world.deliverWebhooks(order).forEach(reply -> reply.is(200));
        world.reconcile();
        assertEquals("pending", status());

        paysAtOnce();
        rangNothing();
    }

    @Test
    void chargedByTwoBrowsersAtOnceWithAForeignKeyAndItsOwnItIsChargedOnce() {
        String own = authenticated(PRICE);
        String foreign = authenticated(100);
        world.toss().fault("confirm", "garbage_after", 1);
        world.toss().fault("lookup", "error_500", 1);
        payer.approve(foreign, order, PRICE).is(202);
        payer.approve(own, order, PRICE).isProblem(409, "PAYMENT_KEY_MISMATCH");

        world.clock.advance(Duration.ofMinutes(1));
        world.reconcile();

        payer.approve(own, order, PRICE).is(200);
        assertEquals(1, world.toss().account(own).chargeCount());
        Truth.holdsFor(world);
    }

    @Test
    void anAdministratorIsNotKeptFromAnythingByAForeignKey() {
        payer.approve(authenticated(100), order, PRICE).isProblem(400, "AMOUNT_MISMATCH");
        Reply approved = payer.approve(authenticated(PRICE), order, PRICE).is(200);

        world.admin().cancel(approved.text("payment_id"), "the adviser is ill").is(200);

        assertEquals("refunded", world.paymentStatusOf(consultation));
        Truth.holdsFor(world);
    }
}
