package kr.easyk.payments.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often, how long and on which balance Toss is asked for one and the same refund. */
class RefundAttemptsTest {
    private static final Payment APPROVED = Samples.in(PaymentStatus.APPROVED);
    private static final Instant SENT_UNTIL = Samples.NOW.plus(Duration.ofMinutes(5));
    private static final Instant OVER = SENT_UNTIL.plus(Payment.LEASE).plus(Duration.ofMinutes(15));
    private static final Failure OTHER_BALANCE = new Failure("NOT_MATCHES_REFUNDABLE_AMOUNT", "another balance");

    @Test
    void anAttemptIsSentForFiveMinutesAndUnderItsApiKeyOnly() {
        Attempt attempt = attempt(Samples.wished(APPROVED, 10_000L));

        assertTrue(attempt.maySend(Samples.DIGEST, SENT_UNTIL.minusMillis(1)));
        assertFalse(attempt.maySend(Samples.DIGEST, SENT_UNTIL));
        assertFalse(attempt.maySend(Samples.NEXT_DIGEST, Samples.NOW));
    }

    @Test
    void anAttemptIsOverFifteenMinutesAfterWhoeverSentItLastIsNoLongerAlive() {
        Attempt attempt = attempt(Samples.wished(APPROVED, 10_000L));

        assertEquals(Duration.ofMinutes(15), Lateness.BOUND);
        assertFalse(attempt.isOver(OVER.minusMillis(1)));
        assertTrue(attempt.isOver(OVER));
    }

    @Test
    void beforeItIsOverAnAttemptThatIsNotListedIsWaitedForUnderEitherApiKey() {
        Payment wished = Samples.wished(APPROVED, 10_000L);
        Instant justBefore = OVER.minusMillis(1);

        assertSame(wished, nothingListed(wished, Samples.DIGEST, justBefore));
        assertSame(wished, nothingListed(wished, Samples.NEXT_DIGEST, justBefore));
    }

    @Test
    void onceItIsOverAndNotListedTheWishIsAskedForAnewUnderTheApiKeyThereIs() {
        Payment wished = Samples.wished(APPROVED, 10_000L);

        Payment again = nothingListed(wished, Samples.NEXT_DIGEST, OVER);

        assertEquals(new Attempt(2, Samples.NEXT_DIGEST, Samples.PRICE, OVER), attempt(again));
        assertEquals(10_000, wish(again).amount());
        assertEquals(Samples.ACCOUNT, wish(again).wish().account(), "Toss is still to be told where the money goes");
        assertEquals(Looks.at(OVER.plus(Payment.LEASE)), again.looks());
        assertTrue(again.isLeased(OVER.plus(Payment.LEASE).minusMillis(1)), "whoever looked is sending it");
        assertEquals(Samples.NOW, again.openSince(), "unknown since it was wished for");
    }

    @Test
    void anAttemptForAllThatIsLeftIsMadeAnewOnWhatIsLeftThen() {
        Payment wished = Samples.wished(APPROVED, null);

        Payment again = Samples.settled(
                wished,
                Samples.shows(Samples.toss(
                        TossPayment.Status.PARTIAL_CANCELED, Samples.cancel("dash", 20_000, "by an operator"))),
                OVER);

        assertEquals(30_000, attempt(again).balance());
        assertEquals(30_000, wish(again).amount());
    }

    @Test
    void aWishIsGivenUpAfterThreeAttemptsThatCameToNothing() {
        Payment payment = Samples.wished(APPROVED, 10_000L);
        Instant now = Samples.NOW;
        for (int attempt = 1; attempt < 3; attempt++) {
            now = now.plus(Duration.ofMinutes(21));
            payment = nothingListed(payment, Samples.DIGEST, now);
            assertEquals(attempt + 1, attempt(payment).number());
        }

        Payment givenUp = nothingListed(payment, Samples.DIGEST, now.plus(Duration.ofMinutes(21)));

        assertEquals(Refund.Status.FAILED, wish(givenUp).status());
        assertEquals(new Failure("REFUND_NOT_CONFIRMED", ""), wish(givenUp).failure());
        assertNull(wish(givenUp).wish().account());
        assertEquals(Samples.PRICE, givenUp.balance());
        assertEquals(Looks.NONE, givenUp.looks());
    }

    @ParameterizedTest
    @CsvSource({"10000, 40001", "50000, 1"})
    void aWishForMoreThanIsLeftHasFailedOnceItsAttemptIsOver(long asked, long goneMeanwhile) {
        Payment refused = Samples.settled(
                Samples.wished(APPROVED, asked),
                Samples.shows(Samples.toss(
                        TossPayment.Status.PARTIAL_CANCELED, Samples.cancel("dash", goneMeanwhile, "by an operator"))),
                OVER);

        assertEquals(new Failure("REFUND_OVERTAKEN", ""), wish(refused).failure());
        assertNull(wish(refused).failure().tossCode());
        assertEquals(Looks.NONE, refused.looks());
    }

    @Test
    void aWishThatNothingIsLeftForHasFailed() {
        Payment refused = Samples.settled(
                Samples.wished(APPROVED, null),
                Samples.shows(
                        Samples.toss(TossPayment.Status.CANCELED, Samples.cancel("dash", 50_000, "by an operator"))),
                OVER);

        assertEquals(PaymentStatus.CANCELLED, refused.status());
        assertEquals(Refund.Status.FAILED, wish(refused).status());
        assertEquals("", wish(refused).failure().message(), "people read it, in either language");
        assertEquals(Looks.NONE, refused.looks());
    }

    @Test
    void anAttemptThatAnotherRefundOvertookIsMadeAnewAtOnceOnTheBalanceThatLeft() {
        Payment wished = Samples.wished(APPROVED, 10_000L);

        Payment again = overtaken(wished, 1, Samples.cancel("dash", 20_000, Samples.REASON));

        assertEquals(new Attempt(2, Samples.DIGEST, 30_000, Samples.NOW), attempt(again));
        assertEquals(30_000, again.balance());
        assertSame(again, overtaken(again, 1, Samples.cancel("dash", 20_000, Samples.REASON)), "said once more");
    }

    /** Toss refused this very call, so that the refund in the list, however like it, is somebody else's. */
    @Test
    void aRefundByHandThatOvertookAnAttemptIsNotTakenForIt() {
        Payment again = overtaken(Samples.wished(APPROVED, 10_000L), 1, Samples.cancel("dash", 10_000, Samples.REASON));

        assertTrue(wish(again).isAwaited());
        assertEquals(2, attempt(again).number());
        assertEquals(40_000, attempt(again).balance());
    }

    @Test
    void aRepeatThatItsOwnRefundOvertookHasMadeIt() {
        Payment wished = Samples.wished(APPROVED, 10_000L);

        Payment settled = overtaken(wished, 1, true, Samples.cancel("own", 10_000, Samples.REASON));

        assertEquals(Refund.Status.DONE, wish(settled).status());
        assertEquals("own", wish(settled).transactionKey());
    }

    @Test
    void aRepeatThatAnotherRefundOvertookIsMadeAnew() {
        Payment again =
                overtaken(Samples.wished(APPROVED, 10_000L), 1, true, Samples.cancel("dash", 20_000, Samples.REASON));

        assertEquals(2, attempt(again).number());
    }

    @Test
    void aRepeatThatIsRefusedMayHaveBeenMadeBefore() {
        Payment wished = Samples.wished(APPROVED, 10_000L);
        TossPayment made =
                Samples.toss(TossPayment.Status.PARTIAL_CANCELED, Samples.cancel("own", 10_000, Samples.REASON));

        Payment settled = Samples.settled(wished, new TossSays.RepeatRefused("wish-1", 1, Samples.FAILURE, made));
        Payment refused = Samples.settled(
                wished,
                new TossSays.RepeatRefused("wish-1", 1, Samples.FAILURE, Samples.toss(TossPayment.Status.DONE)));

        assertEquals("own", wish(settled).transactionKey());
        assertEquals(Samples.FAILURE, wish(refused).failure());
    }

    @Test
    void aWishForAllIsRecognisedByWhatItLeftWhateverItsAmount() {
        Payment wished = Samples.wished(APPROVED, null);

        Payment settled = Samples.settled(
                wished,
                new TossSays.Shown(
                        Samples.toss(
                                TossPayment.Status.PARTIAL_CANCELED,
                                Samples.cancel("dash", 20_000, "by an operator"),
                                Samples.cancel("own", 30_000, Samples.REASON)),
                        Samples.NEXT_DIGEST),
                Samples.NOW.plusSeconds(60));

        assertEquals("own", wish(settled).transactionKey());
        assertEquals(30_000, wish(settled).amount());
    }

    @Test
    void anAttemptThatWasOvertakenByTooMuchIsRefusedInTosssWords() {
        Payment refused =
                overtaken(Samples.wished(APPROVED, 10_000L), 1, Samples.cancel("dash", 45_000, "by an operator"));

        assertEquals(OTHER_BALANCE, wish(refused).failure());
        assertEquals(5_000, refused.balance());
        assertEquals(Looks.NONE, refused.looks());
    }

    @Test
    void anAttemptIsOvertakenThreeTimesAtMost() {
        Payment second = overtaken(Samples.wished(APPROVED, 10_000L), 1, Samples.cancel("a", 1_000));
        Payment third = overtaken(second, 2, Samples.cancel("a", 1_000), Samples.cancel("b", 1_000));
        Payment refused =
                overtaken(third, 3, Samples.cancel("a", 1_000), Samples.cancel("b", 1_000), Samples.cancel("c", 1_000));

        assertEquals(3, attempt(third).number());
        assertEquals(OTHER_BALANCE, wish(refused).failure());
    }

    @Test
    void anAnswerToAnEarlierAttemptSaysNothingOfTheLater() {
        Payment again = nothingListed(Samples.wished(APPROVED, 10_000L), Samples.DIGEST, OVER);

        assertSame(again, Samples.settled(again, new TossSays.RefundRefused("wish-1", 1, Samples.FAILURE), OVER));
        assertEquals(
                Refund.Status.FAILED,
                wish(Samples.settled(again, new TossSays.RefundRefused("wish-1", 2, Samples.FAILURE), OVER))
                        .status());
    }

    @Test
    void aRefusedWishFailsAndFreesThePayment() {
        Payment wished = Samples.wished(APPROVED, 10_000L);
        Failure why = new Failure("REFUND_REJECTED", "no");

        Payment refused = Samples.settled(wished, new TossSays.RefundRefused("wish-1", 1, why));

        assertEquals(why, wish(refused).failure());
        assertNull(wish(refused).wish().account());
        assertEquals(Samples.PRICE, refused.balance());
        assertEquals(Looks.NONE, refused.looks());
        assertSame(refused, Samples.settled(refused, new TossSays.RefundRefused("wish-1", 1, why)));
        refused.requestRefund(Samples.wish("wish-2", 10_000L), Samples.DIGEST, Samples.NOW);
    }

    @Test
    void anAttemptSentUnderANewApiKeyIsTheSameAttempt() {
        Payment resent = Samples.wished(APPROVED, 10_000L)
                .refundSentUnder("wish-1", Samples.NEXT_DIGEST, Samples.NOW.plusSeconds(3));

        assertEquals(new Attempt(1, Samples.NEXT_DIGEST, Samples.PRICE, Samples.NOW), attempt(resent));
        assertEquals(10_000, wish(resent).amount());
    }

    @Test
    void anAccountThatWasNotCalledOffIsAskedForAnewWithoutABalance() {
        Payment wished = Samples.wished(Samples.in(PaymentStatus.WAITING_FOR_DEPOSIT), null);

        Payment again = Samples.settled(wished, Samples.shows(TossPayment.Status.WAITING_FOR_DEPOSIT), OVER);

        assertEquals(0, attempt(wished).balance());
        assertEquals(new Attempt(2, Samples.DIGEST, 0, OVER), attempt(again));
        assertEquals(Samples.PRICE, wish(again).amount());
        assertEquals(PaymentStatus.WAITING_FOR_DEPOSIT, again.status());
    }

    @Test
    void anAccountWhoseTimeIsOverExpiresWithTheWishThatWasGivenUp() {
        Payment payment = Samples.wished(Samples.in(PaymentStatus.WAITING_FOR_DEPOSIT), null);
        Instant now = Samples.NOW.plus(Duration.ofDays(4));
        for (int attempt = 1; attempt < 3; attempt++) {
            payment = Samples.settled(payment, Samples.shows(TossPayment.Status.WAITING_FOR_DEPOSIT), now);
            assertEquals(PaymentStatus.WAITING_FOR_DEPOSIT, payment.status(), "it may still be called off");
            now = now.plus(Duration.ofMinutes(21));
        }

        Payment expired = Samples.settled(payment, Samples.shows(TossPayment.Status.WAITING_FOR_DEPOSIT), now);

        assertEquals(PaymentStatus.EXPIRED, expired.status());
        assertEquals(Refund.Status.FAILED, wish(expired).status());
        assertEquals(Looks.NONE, expired.looks());
    }

    private static Payment nothingListed(Payment payment, String keyDigest, Instant now) {
        return Samples.settled(payment, new TossSays.Shown(Samples.toss(TossPayment.Status.DONE), keyDigest), now);
    }

    private static Payment overtaken(Payment payment, int attempt, TossPayment.Cancel... cancels) {
        return overtaken(payment, attempt, false, cancels);
    }

    private static Payment overtaken(Payment payment, int attempt, boolean isRepeat, TossPayment.Cancel... cancels) {
        return Samples.settled(
                payment,
                new TossSays.RefundOvertaken(
                        "wish-1",
                        attempt,
                        isRepeat,
                        OTHER_BALANCE,
                        Samples.toss(TossPayment.Status.PARTIAL_CANCELED, cancels),
                        Samples.DIGEST));
    }

    private static Attempt attempt(Payment payment) {
        return wish(payment).wish().attempt();
    }

    private static Refund wish(Payment payment) {
        return payment.refunds().find("wish-1").orElseThrow();
    }
}
