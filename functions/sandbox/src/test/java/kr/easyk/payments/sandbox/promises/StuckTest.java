package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import kr.easyk.payments.sandbox.toss.Behaviour;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A 500 that Toss keeps under the Idempotency-Key is replayed for 15 days, whatever has become of the call. Whether Toss keeps one nobody
 * has measured: either way a wish must end, once, and its payer be told what is known.
 */
class StuckTest {
    /** In which an attempt may be sent, and in which it may then still be carried out. */
    private static final Duration FIRST_ATTEMPT = Duration.ofMinutes(20);

    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    @AfterEach
    void recordAndTossAgree() {
        world.toss().clearFaults();
        world.reconcileFor(Duration.ofHours(2));
        Truth.holdsFor(world);
    }

    private Reply part(Checkout paid, String key) {
        return payer.cancel(paid.paymentId(), "late", 10_000, key);
    }

    private static String refund(Checkout paid) {
        return paid.lookup().body().at("/cancellations/0/status").asText();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneErrorDoesNotKeepARefundOpenForDays(boolean tossForgetsErrors) {
        if (tossForgetsErrors) {
            world.toss().behave(Behaviour.USUAL.forgettingServerErrors());
        }
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "error_500", 1);
        part(paid, "wish").is(202);

        world.reconcileFor(tossForgetsErrors ? Duration.ofMinutes(1) : FIRST_ATTEMPT.plusMinutes(10));

        assertEquals("done", refund(paid));
        assertEquals(1, paid.atToss().refundCount());
        assertFalse(world.paymentItem(paid.paymentId()).containsKey("next_check_at"));
        part(paid, "wish").is(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasDoneBehindAnErrorIsNotDoneAgain(boolean tossForgetsErrors) {
        if (tossForgetsErrors) {
            world.toss().behave(Behaviour.USUAL.forgettingServerErrors());
        }
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "error_500_after", 1);
        part(paid, "wish").is(202);

        world.reconcileFor(FIRST_ATTEMPT.plusMinutes(10));

        assertEquals("done", refund(paid));
        assertEquals(1, paid.lookup().body().path("cancellations").size());
        assertEquals(1, paid.atToss().refundCount());
    }

    /** The error is kept, and the call is carried out all the same: late, and within its time. */
    @ParameterizedTest
    @CsvSource({"1,false", "8,false", "14,false", "1,true", "8,true", "14,true"})
    void whatIsDoneLateBehindAnErrorIsNotDoneAgain(int minutes, boolean tossIgnoresTheBalance) {
        if (tossIgnoresTheBalance) {
            world.toss().behave(Behaviour.USUAL.ignoringRefundableAmount());
        }
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "error_500_late", 1, Duration.ofMinutes(minutes));
        part(paid, "wish").is(202);

        world.reconcileFor(FIRST_ATTEMPT.plusMinutes(20));

        assertEquals("done", refund(paid));
        assertEquals(1, paid.lookup().body().path("cancellations").size());
        assertEquals(1, paid.atToss().refundCount());
        part(paid, "wish").is(200);
    }

    @Test
    void noSecondWishIsTakenOnWhileItIsNotKnownWhatTheFirstDid() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "error_500", 1_000);
        part(paid, "first").is(202);

        for (int i = 0; i < 5; i++) {
            part(paid, "second").isProblem(409, "CANCEL_IN_PROGRESS");
            payer.cancel(paid.paymentId(), "all of it").isProblem(409, "CANCEL_IN_PROGRESS");
            assertEquals("requested", refund(paid));
            world.reconcileFor(Duration.ofMinutes(9));
        }
        assertEquals(0, paid.atToss().refundCount());
    }

    @Test
    void aRefundThatIsGivenUpIsToldSoAndCanBeWishedForAnew() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "error_500", 1_000);
        part(paid, "first").is(202);
        world.reconcileFor(Duration.ofHours(2));

        Reply told = part(paid, "first").isProblem(409, "NOT_CANCELABLE");
        assertFalse(told.body().has("toss_code"), "the code is not one of Toss's");
        assertEquals("failed", refund(paid));
        assertEquals(0, paid.atToss().refundCount());

        world.toss().clearFaults();
        part(paid, "anew").is(200);
        assertEquals(1, paid.atToss().refundCount());
    }

    @Test
    void theLastAttemptThatIsDoneLateIsFoundBeforeItIsGivenUp() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "error_500", 2);
        world.toss().fault("cancel", "error_500_late", 1, Duration.ofMinutes(14));
        part(paid, "wish").is(202);

        world.reconcileFor(Duration.ofHours(3));

        assertEquals("done", refund(paid));
        assertEquals(1, paid.atToss().refundCount());
        assertEquals(1, paid.lookup().body().path("cancellations").size());
    }

    @Test
    void aWishForAllThatMetOneErrorIsMadeOnWhatIsLeftByThen() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "error_500", 1);
        payer.cancel(paid.paymentId(), "called off").is(202);
        world.toss().cancelInDashboard(paid.paymentKey(), 20_000L, "called off");

        world.reconcileFor(FIRST_ATTEMPT.plusMinutes(10));

        assertEquals("cancelled", paid.status());
        assertEquals(2, paid.atToss().refundCount());
        assertEquals(50_000, paid.atToss().refundedAmount());
    }

    @Test
    void aWishThatMetOneErrorAndIsFulfilledByHandIsNotMadeOnceMore() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "error_500", 1);
        payer.cancel(paid.paymentId(), "called off").is(202);
        world.toss().cancelInDashboard(paid.paymentKey(), null, "by hand, since it was stuck");

        world.reconcileFor(FIRST_ATTEMPT.plusMinutes(10));

        assertEquals("cancelled", paid.status());
        assertEquals(1, paid.atToss().refundCount());
        payer.cancel(paid.paymentId(), "called off").is(200);
    }

    @ParameterizedTest
    @CsvSource({"error_500,expired,pending", "error_500_after,approved,paid", "error_500_aborted,failed,pending"})
    void anApprovalThatMetAKeptErrorEndsAsTossDid(String kind, String status, String consultation) {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", kind, 1);
        world.toss().fault("lookup", "error_500", 1);
        checkout.approve().is(202);

        world.reconcileFor(Duration.ofMinutes(20));

        assertEquals(status, checkout.status());
        assertEquals(consultation, checkout.consultationStatus());
        if (consultation.equals("pending")) {
            payer.checkout(checkout.consultationId()).approve().is(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9})
    void anApprovalThatIsDoneLateBehindAnErrorIsFoundAndChargedOnce(int minutes) {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "error_500_late", 1);
        checkout.approve().is(202);
        assertEquals("approving", payer.ready(checkout.consultationId()).is(200).text("status"));
        world.clock.advance(Duration.ofMinutes(minutes));
        checkout.approve().is(202);
        world.toss().release();

        world.reconcileFor(Duration.ofMinutes(30));

        assertEquals("approved", checkout.status());
        assertEquals(1, checkout.atToss().chargeCount());
    }
}
