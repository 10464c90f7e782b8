package kr.easyk.payments.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of the refunds that Toss lists is the one wished for here. Taken for another's, a wish would be refunded again. */
class RefundAttributionTest {
    private static final Payment APPROVED = Samples.in(PaymentStatus.APPROVED);
    private static final Instant SOON = Samples.NOW.plusSeconds(2);

    /** Five minutes in which an attempt may be sent, and fifteen in which what was sent may still be carried out. */
    private static final Instant OVER = Samples.NOW.plus(Duration.ofMinutes(20)).plus(Payment.LEASE);

    @Test
    void theAnswerToAWishGrantsItByItsTransactionKey() {
        Payment wished = Samples.wished(APPROVED, 10_000L);

        Payment refunded = answered(
                wished, Samples.cancel("dash", 10_000, Samples.REASON), Samples.cancel("ours", 10_000, "anything"));

        assertEquals("ours", wish(refunded).transactionKey());
        assertEquals(List.of("wish-1", "dash"), ids(refunded));
        assertEquals(30_000, refunded.balance());
        assertEquals(Looks.NONE, refunded.looks());
        assertNull(wish(refunded).wish().account(), "the account is kept only until the refund has ended");
    }

    /** Reasons are often from a fixed list: as long as repeating the call tells, nothing is decided by likeness. */
    @Test
    void aRefundByHandOfTheSameAmountAndReasonDoesNotSwallowAWish() {
        Payment wished = Samples.wished(APPROVED, 10_000L);
        TossPayment.Cancel byHand = Samples.cancel("dash", 10_000, Samples.REASON);

        Payment beside = lookedUp(wished, OVER.minusMillis(1), byHand);

        assertTrue(wish(beside).isAwaited());
        assertEquals(List.of("wish-1", "dash"), ids(beside));
        assertEquals(Looks.at(OVER.minusMillis(1).plus(Payment.LEASE)), beside.looks());
        Payment both = answered(beside, byHand, Samples.cancel("ours", 10_000, Samples.REASON));
        assertEquals("ours", wish(both).transactionKey());
        assertEquals(30_000, both.balance());
    }

    @Test
    void underAnotherApiKeyALookUpGrantsAWishByAmountReasonAndTime() {
        Payment wished = Samples.wished(APPROVED, 10_000L);

        Payment refunded = lookedUpUnderTheNextKey(wished, Samples.cancel("ours", 10_000, Samples.REASON));

        assertEquals(List.of("wish-1"), ids(refunded));
        assertEquals("ours", wish(refunded).transactionKey());
        assertEquals(Samples.NOW.plusSeconds(1), wish(refunded).refundedAt());
        assertEquals(Samples.NOW.plusSeconds(1), refunded.cancelledAt());
        assertNull(wish(refunded).wish().account(), "the account is kept only until the refund has ended");
        assertEquals(Looks.NONE, refunded.looks());
    }

    @Test
    void onceAnAttemptIsOverALookUpGrantsAWishByAmountReasonAndTime() {
        Payment wished = Samples.wished(APPROVED, 10_000L);

        Payment refunded = lookedUp(wished, OVER, Samples.cancel("ours", 10_000, Samples.REASON));

        assertEquals(List.of("wish-1"), ids(refunded));
        assertEquals(Refund.Status.DONE, wish(refunded).status());
    }

    @Test
    void aRefundOfAnotherAmountOrReasonOrFromBeforeTheWishIsTheDashboardsEvenThen() {
        Payment wished = Samples.wished(APPROVED, 10_000L);
        TossPayment.Cancel early = new TossPayment.Cancel(
                "dash",
                10_000,
                Samples.REASON,
                Samples.NOW.minus(Duration.ofMinutes(1)).minusMillis(1),
                TossPayment.CancelStatus.DONE);

        for (TossPayment.Cancel other : List.of(
                Samples.cancel("dash", 9_999, Samples.REASON),
                Samples.cancel("dash", 10_000, "by an operator"),
                early)) {
            Payment settled = lookedUpUnderTheNextKey(wished, other);

            assertTrue(wish(settled).isAwaited());
            assertEquals(List.of("wish-1", "dash"), ids(settled));
            assertEquals(Looks.at(SOON.plus(Payment.LEASE)), settled.looks(), "the wish is still looked after");
        }
    }

    @Test
    void aRefundUpToAMinuteOlderThanTheWishMayBeIts() {
        TossPayment.Cancel early = new TossPayment.Cancel(
                "ours",
                10_000,
                Samples.REASON,
                Samples.NOW.minus(Duration.ofMinutes(1)),
                TossPayment.CancelStatus.DONE);

        assertEquals(
                "ours",
                wish(lookedUpUnderTheNextKey(Samples.wished(APPROVED, 10_000L), early))
                        .transactionKey());
    }

    @Test
    void aRefundMadeOnAGreaterBalanceThanTheAttemptsIsFromBeforeIt() {
        Payment wished = Samples.wished(APPROVED, 10_000L);

        assertTrue(wish(lookedUp(wished, OVER, leaving(Samples.PRICE))).isAwaited());
        assertEquals(
                "like",
                wish(lookedUp(wished, OVER, leaving(Samples.PRICE - 10_000))).transactionKey());
    }

    private static TossPayment.Cancel leaving(long won) {
        return new TossPayment.Cancel("like", 10_000, Samples.REASON, Samples.NOW, TossPayment.CancelStatus.DONE, won);
    }

    @Test
    void aRefundThatIsAnotherWishsIsNotRecognisedAsThisOnes() {
        Payment first = answered(Samples.wished(APPROVED, 10_000L), Samples.cancel("first", 10_000, Samples.REASON));
        Payment second = first.requestRefund(Samples.wish("wish-2", 10_000L), Samples.DIGEST, SOON);

        Payment seen = lookedUpUnderTheNextKey(second, Samples.cancel("first", 10_000, Samples.REASON));

        assertSame(second, seen);
    }

    @Test
    void aRefundThatTossGaveUpIsNobodys() {
        TossPayment.Cancel aborted =
                new TossPayment.Cancel("dash", 10_000, Samples.REASON, null, TossPayment.CancelStatus.ABORTED);

        Payment seen = lookedUpUnderTheNextKey(Samples.wished(APPROVED, 10_000L), aborted);

        assertTrue(wish(seen).isAwaited());
    }

    @Test
    void aDashboardRefundBesideAWishLeavesTheWishToItsOwnRefund() {
        Payment wished = Samples.wished(APPROVED, 10_000L);
        TossPayment.Cancel byHand = Samples.cancel("dash", 5_000, "by an operator");
        Payment beside = lookedUp(wished, SOON, byHand);

        Payment both = answered(beside, byHand, Samples.cancel("ours", 10_000, Samples.REASON));

        assertEquals("ours", wish(both).transactionKey());
        assertEquals(2, both.refunds().all().size());
        assertEquals(35_000, both.balance());
    }

    /** A payer would be told "done", and 49,000 won never come. */
    @Test
    void aWishForAllIsNotGrantedBySomebodysPartialRefundWithALikeReason() {
        Payment wished = Samples.wished(APPROVED, null);
        TossPayment.Cancel part = Samples.cancel("dash", 1_000, Samples.REASON);

        for (Payment seen : List.of(
                lookedUp(wished, SOON, part), lookedUp(wished, OVER, part), lookedUpUnderTheNextKey(wished, part))) {
            assertTrue(wish(seen).isAwaited());
            assertEquals(PaymentStatus.PARTIALLY_CANCELLED, seen.status());
        }
    }

    @Test
    void aWishForAllThatIsLeftIsGrantedByWhateverWasLeft() {
        Payment refunded = answered(
                Samples.wished(APPROVED, null),
                Samples.cancel("dash", 20_000, "by an operator"),
                Samples.cancel("ours", 30_000, Samples.REASON));

        assertEquals(30_000, wish(refunded).amount());
        assertEquals(PaymentStatus.CANCELLED, refunded.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {" 단순 변심 ", "단순 변심", "단순  변심!", "단순 변심 🙏"})
    void aReasonIsKnownAgainHoweverTossKeepsIt(String asked) {
        for (String kept : List.of("단순 변심", Normalizer.normalize("단순 변심", Normalizer.Form.NFD), "단순 변심 ??")) {
            assertTrue(isRecognised(asked, kept), kept);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "🙏, 😡, false",
        "🙏, ??, false",
        "!!, ??, false",
        "🙏, 🙏, true",
        "'🙏 ', 🙏, true",
        "변심, 변심함, false",
        "'', ., false"
    })
    void reasonsOfSignsAloneDifferUnlessTheyAreTheSame(String asked, String kept, boolean recognised) {
        assertEquals(recognised, isRecognised(asked, kept));
    }

    private static boolean isRecognised(String asked, String kept) {
        RefundWish wish = new RefundWish("wish-1", 10_000L, asked, null, "");
        Payment wished = APPROVED.requestRefund(wish, Samples.DIGEST, Samples.NOW);
        Payment seen = lookedUpUnderTheNextKey(wished, Samples.cancel("ours", 10_000, kept));
        return "ours".equals(wish(seen).transactionKey());
    }

    /** A webhook is often faster than the answer to the call. */
    @Test
    void theAnswerTakesBackARefundThatALookUpListedAsTheDashboards() {
        Payment wished = Samples.wished(APPROVED, 10_000L);
        TossPayment.Cancel refund = Samples.cancel("ours", 10_000, Samples.REASON);
        Payment listed = lookedUp(wished, SOON, refund);
        assertTrue(wish(listed).isAwaited());

        Payment known = answered(listed, refund);

        assertEquals(List.of("wish-1"), ids(known));
        assertEquals(Refund.Status.DONE, wish(known).status());
        assertEquals("ours", wish(known).transactionKey());
        assertEquals(Looks.NONE, known.looks());
        assertSame(known, answered(known, refund));
    }

    @Test
    void theWebhookOfAFullRefundComesBeforeItsAnswerAndTheWishIsStillDoneInTheEnd() {
        Payment wished = Samples.wished(APPROVED, null);
        TossPayment.Cancel refund = Samples.cancel("ours", Samples.PRICE, Samples.REASON);

        Payment refunded =
                Samples.settled(wished, Samples.shows(Samples.toss(TossPayment.Status.CANCELED, refund)), SOON);
        assertEquals(PaymentStatus.CANCELLED, refunded.status());
        assertTrue(wish(refunded).isAwaited());
        assertEquals(Looks.at(SOON.plus(Payment.LEASE)), refunded.looks());

        Payment known = answered(refunded, refund);
        assertEquals(PaymentStatus.CANCELLED, known.status());
        assertEquals(List.of("wish-1"), ids(known));
        assertEquals(Looks.NONE, known.looks());
    }

    @Test
    void anAnswerDoesNotTakeAnEarlierRefundOfOursForItself() {
        TossPayment.Cancel refund = Samples.cancel("first", 10_000, Samples.REASON);
        Payment first = answered(Samples.wished(APPROVED, 10_000L), refund);
        Payment second = first.requestRefund(Samples.wish("wish-2", 10_000L), Samples.DIGEST, SOON);

        Payment seen = Samples.settled(
                second,
                new TossSays.RefundMade("wish-2", Samples.toss(TossPayment.Status.PARTIAL_CANCELED, refund)),
                SOON);

        assertSame(second, seen);
    }

    /** Toss answers a repeat with the very bytes of the first answer. */
    @Test
    void anOlderAnswerDoesNotTakeBackWhatALookUpHasShownOfTheRefund() {
        Payment wished = Samples.wished(APPROVED, 10_000L);
        for (TossPayment.CancelStatus end : List.of(TossPayment.CancelStatus.DONE, TossPayment.CancelStatus.ABORTED)) {
            Payment listed = lookedUp(wished, SOON, step(end));

            Payment known = answered(listed, step(TossPayment.CancelStatus.IN_PROGRESS));

            assertEquals(List.of("wish-1"), ids(known));
            assertEquals(end.name(), wish(known).status() == Refund.Status.DONE ? "DONE" : "ABORTED");
            assertEquals(listed.balance(), known.balance());
            assertEquals(Looks.NONE, known.looks());
        }
    }

    @Test
    void aRefundMadeInStepsIsUnderWayUntilTossSaysThatItEnded() {
        Payment wished = Samples.wished(APPROVED, 10_000L);

        Payment begun = answered(wished, step(TossPayment.CancelStatus.IN_PROGRESS));
        assertEquals(Refund.Status.IN_PROGRESS, wish(begun).status());
        assertEquals(40_000, begun.balance());
        assertEquals(PaymentStatus.APPROVED, begun.status(), "nothing has been given back yet");
        assertTrue(begun.refunds().isUnderWay("wish-1"));
        assertEquals(Looks.at(SOON.plus(Payment.LEASE)), begun.looks());

        Payment made = lookedUp(begun, SOON, step(TossPayment.CancelStatus.DONE));
        assertEquals(Refund.Status.DONE, wish(made).status());
        assertEquals(PaymentStatus.PARTIALLY_CANCELLED, made.status());
        assertSame(made, lookedUp(made, SOON, step(TossPayment.CancelStatus.IN_PROGRESS)), "an older answer");

        Payment aborted = lookedUp(begun, SOON, step(TossPayment.CancelStatus.ABORTED));
        assertEquals("REFUND_ABORTED", wish(aborted).failure().code());
        assertEquals("", wish(aborted).failure().message(), "people read it, in either language");
        assertEquals(Samples.PRICE, aborted.balance());
        assertEquals(Looks.NONE, aborted.looks());
    }

    private static TossPayment.Cancel step(TossPayment.CancelStatus status) {
        return new TossPayment.Cancel(
                "ours", 10_000, Samples.REASON, status == TossPayment.CancelStatus.DONE ? SOON : null, status);
    }

    @Test
    void aWishToCallOffAnAccountThatTossLetsExpireHasEnded() {
        Payment wished = Samples.wished(Samples.in(PaymentStatus.WAITING_FOR_DEPOSIT), null);

        Payment expired = Samples.settled(wished, Samples.shows(TossPayment.Status.EXPIRED), SOON);

        assertEquals(PaymentStatus.EXPIRED, expired.status());
        assertEquals(Refund.Status.FAILED, wish(expired).status());
        assertEquals(Looks.NONE, expired.looks());
    }

    @Test
    void aWishToCallOffAnAccountBecomesARefundWhereTheDepositWasFaster() {
        Payment wished = Samples.wished(Samples.in(PaymentStatus.WAITING_FOR_DEPOSIT), null);

        Payment paid = Samples.settled(wished, Samples.shows(TossPayment.Status.DONE), SOON);

        assertEquals(PaymentStatus.APPROVED, paid.status());
        assertTrue(wish(paid).isAwaited());
        assertEquals(wished.looks(), paid.looks());
    }

    @Test
    void aWishToCallOffAnAccountIsGrantedWhoeverCalledItOff() {
        Payment wished = Samples.wished(Samples.in(PaymentStatus.WAITING_FOR_DEPOSIT), null);
        TossPayment calledOff = Samples.calledOff();
        TossPayment listed = new TossPayment(
                calledOff.paymentKey(),
                calledOff.orderId(),
                calledOff.status(),
                calledOff.totalAmount(),
                calledOff.balanceAmount(),
                calledOff.currency(),
                calledOff.method(),
                null,
                null,
                null,
                calledOff.virtualAccount(),
                null,
                List.of(Samples.cancel("dash", Samples.PRICE)),
                "dash");

        Payment granted = Samples.settled(wished, Samples.shows(listed), SOON);

        assertEquals(PaymentStatus.CANCELLED, granted.status());
        assertEquals(Refund.Status.DONE, wish(granted).status());
        assertEquals(List.of("wish-1"), ids(granted));
        assertTrue(granted.letsGoOfConsultation());
    }

    private static Payment lookedUp(Payment payment, Instant now, TossPayment.Cancel... cancels) {
        return Samples.settled(payment, Samples.shows(Samples.toss(TossPayment.Status.PARTIAL_CANCELED, cancels)), now);
    }

    private static Payment lookedUpUnderTheNextKey(Payment payment, TossPayment.Cancel... cancels) {
        return Samples.settled(
                payment,
                new TossSays.Shown(Samples.toss(TossPayment.Status.PARTIAL_CANCELED, cancels), Samples.NEXT_DIGEST),
                SOON);
    }

    private static Payment answered(Payment payment, TossPayment.Cancel... cancels) {
        return Samples.settled(
                payment,
                new TossSays.RefundMade("wish-1", Samples.toss(TossPayment.Status.PARTIAL_CANCELED, cancels)),
                SOON);
    }

    private static Refund wish(Payment payment) {
        return payment.refunds().find("wish-1").orElseThrow();
    }

    private static List<String> ids(Payment payment) {
        return payment.refunds().all().stream().map(Refund::id).toList();
    }
}
