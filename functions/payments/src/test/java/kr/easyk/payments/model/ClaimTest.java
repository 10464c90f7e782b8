package kr.easyk.payments.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a claim waits for, and when it is given up: too early, and a payer is charged twice. */
class ClaimTest {
    private static final Payment APPROVING = Samples.approving();

    /** Ten minutes to confirm, thirty seconds of whoever confirms, and fifteen minutes that a call can be late. */
    private static final Instant OVER = Samples.NOW.plus(Duration.ofMinutes(25)).plusSeconds(30);

    @Test
    void nothingFoundNeverEndsAConfirmThatMayHaveBeenCarriedOut() {
        for (String digest : List.of(Samples.DIGEST, Samples.NEXT_DIGEST)) {
            assertSame(
                    APPROVING,
                    Samples.settled(APPROVING, new TossSays.NotFound(digest), OVER.plus(Duration.ofDays(30))));
        }
    }

    @Test
    void aListWithoutTheOrderEndsAConfirmFromTheMomentNoneCanBeCarriedOutAnyMore() {
        assertSame(APPROVING, settled(Samples.DIGEST, OVER.minusMillis(1)));
        assertEquals(PaymentStatus.EXPIRED, settled(Samples.DIGEST, OVER).status());
    }

    @Test
    void aListThatEndedBeforeThatProvesNothingHoweverLateItIsReadOf() {
        TossSays early = new TossSays.NotListed(Samples.DIGEST, OVER.minusMillis(1));

        assertSame(APPROVING, Samples.settled(APPROVING, early, OVER.plus(Duration.ofDays(1))));
    }

    @Test
    void aListUnderAnotherApiKeyProvesNothing() {
        assertSame(APPROVING, settled(Samples.NEXT_DIGEST, OVER.plus(Duration.ofDays(1))));
        assertSame(APPROVING, settled("", OVER.plus(Duration.ofDays(1))));
    }

    private static Payment settled(String digest, Instant until) {
        return Samples.settled(APPROVING, new TossSays.NotListed(digest, until), until);
    }

    @Test
    void aListIsWorthFetchingFromTheSameMomentOn() {
        assertEquals(OVER, APPROVING.confirmOverAt());
        assertFalse(APPROVING.isConfirmOver(OVER.minusMillis(1)));
        assertTrue(APPROVING.isConfirmOver(OVER));
        assertFalse(Samples.pending().isConfirmOver(OVER), "nobody has sent one");
    }

    @Test
    void aConfirmIsRepeatedOnlyUnderTheApiKeyItWasSentWith() {
        assertTrue(APPROVING.mayRepeatConfirm(Samples.DIGEST));
        assertFalse(APPROVING.mayRepeatConfirm(Samples.NEXT_DIGEST));
        Payment resent = APPROVING.confirmedUnder(Samples.NEXT_DIGEST, Samples.NOW);
        assertTrue(resent.mayRepeatConfirm(Samples.NEXT_DIGEST));
        assertEquals(1, resent.claim().number(), "it is the same confirm");
        assertFalse(Samples.in(PaymentStatus.APPROVED).mayRepeatConfirm(Samples.DIGEST));
    }

    @Test
    void aKeyThatIsNotThisPaymentsIsLetGoOfAndTheNextClaimIsNumbered() {
        Verdict.Released released = assertInstanceOf(
                Verdict.Released.class,
                APPROVING.settle(new TossSays.UnknownKey(Samples.KEY), Samples.NOW.plusSeconds(1)));
        Payment pending = released.payment();

        assertEquals(Refusal.Reason.PAYMENT_KEY_MISMATCH, released.reason());
        assertEquals(new Claim(null, null, 1), pending.claim());
        assertEquals(Looks.at(Samples.NOW.plus(Payment.PAYMENT_WINDOW)), pending.looks());
        assertEquals(
                new Claim("right-key", Samples.DIGEST, 2),
                pending.claim("right-key", Samples.DIGEST, Samples.NOW.plusSeconds(2))
                        .claim());
    }

    /** Toss has heard nothing of it, so that nothing is kept there under its Idempotency-Key. */
    @Test
    void aConfirmThatWasNeverSentIsAsIfItHadNotBeenClaimed() {
        Payment pending = Samples.settled(APPROVING, new TossSays.NeverSent(Samples.KEY));

        assertEquals(Claim.NONE, pending.claim());
        assertEquals(
                new Claim("key", Samples.DIGEST, 1),
                pending.claim("key", Samples.DIGEST, Samples.NOW).claim());
    }

    @Test
    void aKeyLetGoOfAfterTheWindowIsLookedAtAtOnce() {
        Instant late = Samples.NOW.plus(Payment.PAYMENT_WINDOW).plusMillis(1);
        Payment pending =
                APPROVING.settle(new TossSays.UnknownKey(Samples.KEY), late).payment();

        assertEquals(Looks.at(late), pending.looks());
        assertEquals(
                PaymentStatus.EXPIRED,
                Samples.settled(pending, new TossSays.NotFound(Samples.DIGEST), late)
                        .status());
    }

    @Test
    void anAnswerAboutAKeyLetGoOfDoesNotEndTheClaimOfTheNext() {
        Payment again = APPROVING
                .settle(new TossSays.UnknownKey(Samples.KEY), Samples.NOW)
                .payment()
                .claim("right-key", Samples.DIGEST, Samples.NOW);

        for (TossSays late : List.of(
                new TossSays.Declined(Samples.KEY, Samples.FAILURE),
                new TossSays.SessionOver(Samples.KEY),
                new TossSays.NeverSent(Samples.KEY),
                new TossSays.UnknownKey(Samples.KEY))) {
            assertTrue(late.isTimeless());
            assertSame(again, Samples.settled(again, late));
        }
    }

    @Test
    void whatTossShowsOfAFirstWindowDoesNotEndAPaymentWhoseSecondIsInUse() {
        Payment pending = Samples.pending();
        Instant end = Samples.NOW.plus(Payment.PAYMENT_WINDOW);

        for (TossPayment.Status over : List.of(TossPayment.Status.EXPIRED, TossPayment.Status.ABORTED)) {
            assertSame(pending, Samples.settled(pending, Samples.shows(over), end.minusMillis(1)));
            Payment ended = Samples.settled(pending, Samples.shows(over), end);
            assertEquals(PaymentStatus.EXPIRED, ended.status());
            assertNull(ended.failure());
        }
    }

    @Test
    void onlyWhatStaysTrueIsToldToARecordThatSomebodyElseHasWritten() {
        TossPayment shown = Samples.toss(TossPayment.Status.DONE);
        for (TossSays fleeting : List.of(
                Samples.shows(shown),
                new TossSays.NotFound(Samples.DIGEST),
                new TossSays.NotListed(Samples.DIGEST, Samples.NOW),
                new TossSays.RefundOvertaken("wish-1", 1, false, Samples.FAILURE, shown, Samples.DIGEST))) {
            assertFalse(fleeting.isTimeless(), fleeting.toString());
        }
        for (TossSays lasting : List.of(
                new TossSays.RefundMade("wish-1", shown), new TossSays.RefundRefused("wish-1", 1, Samples.FAILURE))) {
            assertTrue(lasting.isTimeless(), lasting.toString());
        }
    }
}
