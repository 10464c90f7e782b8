package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import kr.easyk.payments.sandbox.toss.Behaviour;
import kr.easyk.payments.sandbox.toss.TossSimulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A refund that Toss carries out long after its caller gave up, while the API key changes and the request is repeated. Looking and then
 * asking is not atomic: what keeps it from being made twice is the balance, which Toss compares, and the wait for lateness, should Toss
 * ever not.
 */
class RefundOnceTest {
    private static final String NEXT_KEY = "test_gsk_next";

    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    @AfterEach
    void recordAndTossAgree() {
        world.toss().release();
        world.reconcileFor(Duration.ofHours(2));
        Truth.holdsFor(world);
    }

    /** The next key is in use, and the one before goes on being valid. */
    private void rotate() {
        world.toss().issueSecretKey(NEXT_KEY);
        world.secrets().put(World.SECRET, NEXT_KEY);
        world.restart();
    }

    /** Asked for a refund of 10,000 won that Toss is slow to get to, and told that its outcome is not known. */
    private Checkout slowRefund(String kind) {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", kind, 2);
        part(paid).is(202);
        return paid;
    }

    private Reply part(Checkout paid) {
        return payer.cancel(paid.paymentId(), "late", 10_000, "slow");
    }

    private static void isDoneOnce(Checkout paid, Reply reply) {
        reply.is(200);
        assertEquals(1, reply.body().path("cancellations").size());
        assertEquals("done", reply.body().at("/cancellations/0/status").asText());
        assertTrue(reply.body().at("/cancellations/0/transaction_key").isTextual());
        assertEquals(1, paid.atToss().refundCount());
        assertEquals(10_000, paid.atToss().refundedAmount());
    }

    @ParameterizedTest
    @CsvSource({"break_late,false", "break_late,true", "arrives_late,false", "arrives_late,true"})
    void aRefundTossIsSlowWithIsNotAskedForAgainUnderARotatedKey(String kind, boolean tossIgnoresTheBalance) {
        if (tossIgnoresTheBalance) {
            world.toss().behave(Behaviour.USUAL.ignoringRefundableAmount());
        }
        Checkout paid = slowRefund(kind);
        rotate();
        int asked = world.toss().calls("cancel");

        world.clock.advance(Duration.ofSeconds(31));
        part(paid).is(202);
        world.reconcileFor(Duration.ofMinutes(10));
        assertEquals(asked, world.toss().calls("cancel"));
        assertEquals(
                "requested", paid.lookup().body().at("/cancellations/0/status").asText());
        world.toss().release();

        isDoneOnce(paid, part(paid));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRefundForAllThatTossIsSlowWithIsMadeOnceUnderARotatedKey(boolean tossIgnoresTheBalance) {
        if (tossIgnoresTheBalance) {
            world.toss().behave(Behaviour.USUAL.ignoringRefundableAmount());
        }
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "break_late", 2);
        payer.cancel(paid.paymentId(), "called off").is(202);
        rotate();
        world.clock.advance(Duration.ofSeconds(31));
        payer.cancel(paid.paymentId(), "called off").is(202);

        world.toss().release();
        world.reconcileFor(Duration.ofMinutes(1));

        assertEquals("cancelled", paid.status());
        assertEquals(1, paid.atToss().refundCount());
        assertEquals("refunded", paid.consultationStatus());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRefundCarriedOutInTheLastMinuteOfItsTimeIsFoundAndNotMadeAgain(boolean tossIgnoresTheBalance) {
        if (tossIgnoresTheBalance) {
            world.toss().behave(Behaviour.USUAL.ignoringRefundableAmount());
        }
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "arrives_late", 1_000, Duration.ofMinutes(14));
        part(paid).is(202);
        for (int minute = 0; minute < 5; minute++) {
            world.clock.advance(Duration.ofMinutes(1));
            part(paid);
        }
        world.toss().clearFaults();

        world.reconcileFor(Duration.ofMinutes(40));

        isDoneOnce(paid, part(paid));
    }

    @Test
    void aRefundThatNeverArrivedIsMadeUnderTheNextKeyOnceTheFirstCanNoLongerBeCarriedOut() {
        Checkout paid = slowRefund("break_before");
        rotate();
        world.reconcileFor(Duration.ofMinutes(19));
        assertEquals(0, paid.atToss().refundCount());
        payer.cancel(paid.paymentId(), "late", 10_000, "eager").isProblem(409, "CANCEL_IN_PROGRESS");

        world.reconcileFor(Duration.ofMinutes(20));

        isDoneOnce(paid, part(paid));
    }

    @Test
    void aRefundThatArrivesAfterItsKeyWasRevokedIsMadeOnceUnderTheNext() {
        Checkout paid = slowRefund("arrives_late");
        world.toss().rotateSecretKey(NEXT_KEY);
        world.secrets().put(World.SECRET, NEXT_KEY);
        world.clock.advance(Duration.ofMinutes(1));
        world.toss().release();

        world.reconcileFor(Duration.ofMinutes(40));

        isDoneOnce(paid, part(paid));
    }

    @Test
    void aRefundTossIsSlowWithIsRepeatedUnderItsOwnKeyAndMadeOnce() {
        Checkout paid = slowRefund("break_late");
        world.clock.advance(Duration.ofSeconds(31));
        part(paid).is(202);
        world.toss().release();

        isDoneOnce(paid, part(paid));
    }

    @Test
    void aLateRefundThatTheNextAttemptOvertookIsRefusedByItsBalance() {
        Checkout paid = slowRefund("break_late");
        // Later than any call may be. The balance is the second wall.
        world.reconcileFor(Duration.ofMinutes(40));
        int before = paid.atToss().refundCount();
        world.toss().release();

        assertEquals(1, before);
        isDoneOnce(paid, part(paid));
    }

    @Test
    void aKeyThatIsRotatedBetweenTheWriteAndTheCallMakesTheRefundOnce() {
        Checkout paid = payer.paid(50_000);
        world.toss().rotateSecretKey(NEXT_KEY);
        world.secrets().put(World.SECRET, NEXT_KEY);
        world.toss().fault("cancel", "garbage_after", 1);
        part(paid).is(202);

        world.clock.advance(Duration.ofSeconds(31));

        isDoneOnce(paid, part(paid));
    }

    @Test
    void aRefundAskedForUnderAnotherMerchantsKeyIsMadeOnceUnderOurs() {
        Checkout paid = payer.paid(50_000);
        world.secrets().put(World.SECRET, TossSimulator.OTHER_MERCHANTS_KEY);
        world.restart();
        part(paid).is(202);
        world.reconcileFor(Duration.ofMinutes(50));
        assertEquals(
                "requested", paid.lookup().body().at("/cancellations/0/status").asText());

        world.secrets().put(World.SECRET, World.KEY);
        world.restart();
        world.reconcileFor(Duration.ofMinutes(20));

        isDoneOnce(paid, part(paid));
    }

    @Test
    void aWebhookDuringASlowRefundTellsOfItOnce() {
        Checkout paid = slowRefund("break_late");
        rotate();
        world.toss().release();

        world.deliverWebhooks(paid.orderId()).forEach(reply -> reply.is(200));

        isDoneOnce(paid, part(paid));
    }
}
