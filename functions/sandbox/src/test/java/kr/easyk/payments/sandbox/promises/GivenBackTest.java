package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import kr.easyk.payments.telemetry.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A consultation that another payment lets go of is given back to the one that was charged for it. */
class GivenBackTest {
    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    /** Expired here, given way to another, and charged all the same. */
    private Checkout chargedAfterItGaveWay(String consultation) {
        Reply first = payer.ready(consultation).is(201);
        world.clock.advance(Duration.ofMinutes(41));
        String key = world.toss().authenticate(first.text("order_id"), 50_000);
        Reply second = payer.ready(consultation).is(201);
        assertEquals("expired", payer.lookup(first.text("payment_id")).text("status"));
        world.toss().confirm(key);
        world.deliverWebhooks(first.text("order_id")).forEach(reply -> reply.is(200));
        assertEquals(
                second.text("payment_id"),
                world.consultationItem(consultation).get("payment_id").s());
        assertEquals(1, world.counted(Metric.CHARGE_WITHOUT_CONSULTATION));
        return new Checkout(payer, first.text("payment_id"), consultation, first.text("order_id"), key, 50_000);
    }

    private String active(String consultation) {
        return world.consultationItem(consultation).get("payment_id").s();
    }

    private static boolean isNoted(World world, String consultation) {
        return world.consultationItem(consultation).containsKey("charged_payment_id");
    }

    @Test
    void nobodyIsChargedAgainForWhatAnotherPaymentWasChargedFor() {
        String consultation = world.consultation(payer, 50_000);
        Checkout charged = chargedAfterItGaveWay(consultation);
        Reply second = payer.lookup(active(consultation));
        String key = world.toss().authenticate(second.text("order_id"), 50_000);
        int confirms = world.toss().calls("confirm");

        payer.approve(key, second.text("order_id"), 50_000).isProblem(409, "ALREADY_PAID");
        payer.ready(consultation).isProblem(409, "ALREADY_PAID");

        assertEquals(confirms, world.toss().calls("confirm"));
        assertEquals("approved", charged.status());
    }

    @Test
    void whatAnExpiredPaymentLetsGoOfIsGivenBack() {
        String consultation = world.consultation(payer, 50_000);
        Checkout charged = chargedAfterItGaveWay(consultation);

        world.reconcileFor(Duration.ofHours(1));

        assertEquals(charged.paymentId(), active(consultation));
        assertEquals("paid", charged.consultationStatus());
        assertFalse(isNoted(world, consultation));
        Truth.holdsFor(world);
    }

    @Test
    void whatIsGivenBackShowsThatAPartWasRefundedMeanwhile() {
        String consultation = world.consultation(payer, 50_000);
        Checkout charged = chargedAfterItGaveWay(consultation);
        payer.cancel(charged.paymentId(), "late", 20_000, "part").is(200);

        world.reconcileFor(Duration.ofHours(1));

        assertEquals(charged.paymentId(), active(consultation));
        assertEquals("partially_refunded", charged.consultationStatus());
        Truth.holdsFor(world);
    }

    @Test
    void whatIsGivenBackFollowsTheRefundsThatCome() {
        String consultation = world.consultation(payer, 50_000);
        Checkout charged = chargedAfterItGaveWay(consultation);
        world.reconcileFor(Duration.ofHours(1));

        payer.cancel(charged.paymentId(), "called off").is(200);

        assertEquals("refunded", charged.consultationStatus());
        Truth.holdsFor(world);
    }

    @Test
    void whatWasRefundedInFullMeanwhileCanBePaidByTheOther() {
        String consultation = world.consultation(payer, 50_000);
        Checkout charged = chargedAfterItGaveWay(consultation);
        payer.cancel(charged.paymentId(), "charged by mistake").is(200);
        assertFalse(isNoted(world, consultation));

        Reply second = payer.ready(consultation).is(200);
        String key = world.toss().authenticate(second.text("order_id"), 50_000);
        payer.approve(key, second.text("order_id"), 50_000).is(200);

        assertEquals("paid", world.paymentStatusOf(consultation));
        assertEquals(second.text("payment_id"), active(consultation));
        assertEquals(0, charged.atToss().held());
    }

    /** The other was claimed before the charge was heard of, and is declined, or called off, afterwards. */
    @ParameterizedTest
    @ValueSource(strings = {"declined", "called off"})
    void whatTheOtherLetsGoOfInAnotherWayIsGivenBackToo(String how) {
        String consultation = world.consultation(payer, 50_000);
        Reply first = payer.ready(consultation).is(201);
        world.clock.advance(Duration.ofMinutes(41));
        String key = world.toss().authenticate(first.text("order_id"), 50_000);
        Checkout second = how.equals("declined")
                ? payer.checkout(consultation, "card", "4030-0000-0000-0002")
                : payer.checkout(consultation, "virtual_account", "");
        if (how.equals("declined")) {
            world.toss().fault("confirm", "garbage_after", 1);
            world.toss().fault("lookup", "error_500", 1);
            second.approve().is(202);
        } else {
            second.approve().is(200);
        }
        world.toss().confirm(key);
        world.deliverWebhooks(first.text("order_id")).forEach(reply -> reply.is(200));

        if (how.equals("declined")) {
            world.reconcileFor(Duration.ofMinutes(1));
            assertEquals("failed", second.status());
        } else {
            payer.cancel(second.paymentId(), "paid by card").is(200);
        }

        assertEquals(first.text("payment_id"), active(consultation));
        assertEquals("paid", world.paymentStatusOf(consultation));
        assertFalse(isNoted(world, consultation));
        Truth.holdsFor(world);
    }
}
