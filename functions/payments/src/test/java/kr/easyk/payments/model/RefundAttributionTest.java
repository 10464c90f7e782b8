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
import org.junit.jupiter.params.provider.ValueSource;

/** Which of the refunds that Toss lists is the one wished for here. Taken for another's, a wish would be refunded again. */
class RefundAttributionTest {
    private static final Payment APPROVED = Samples.in(PaymentStatus.APPROVED);
    private static final Instant SOON = Samples.NOW.plusSeconds(2);

    @Test
    void theAnswerToAWishGrantsItByItsTransactionKey() {
        Payment wished = Samples.wished(APPROVED, 10_000L);

        Payment refunded =
                answered(wished, refund("dash", 10_000, "plans changed"), refund("ours", 10_000, "anything"));

        assertEquals("ours", wish(refunded).transactionKey());
        assertEquals(List.of("wish-1", "dash"), ids(refunded));
        assertEquals(30_000, refunded.balance());
        assertNull(refunded.nextCheckAt());
    }

    @Test
    void aLookUpGrantsAWishByAmountReasonAndTime() {
        Payment refunded = lookedUp(Samples.wished(APPROVED, 10_000L), refund("ours", 10_000, "plans changed"));

        assertEquals("ours", wish(refunded).transactionKey());
        assertEquals(SOON, wish(refunded).cancelledAt());
        assertEquals(SOON, refunded.cancelledAt());
        assertNull(wish(refunded).account(), "the account is kept only until the refund has ended");
    }

    @Test
    void aRefundOfAnotherAmountOrReasonOrFromBeforeTheWishIsTheDashboards() {
        Payment wished = Samples.wished(APPROVED, 10_000L);
        TossPayment.Cancel early = new TossPayment.Cancel(
                "dash",
                10_000,
                "plans changed",
                Samples.NOW.minus(Duration.ofMinutes(1)).minusMillis(1));

        for (TossPayment.Cancel other :
                List.of(refund("dash", 9_999, "plans changed"), refund("dash", 10_000, "by an operator"), early)) {
            Payment settled = lookedUp(wished, other);

            assertTrue(wish(settled).isRequested());
            assertEquals(List.of("wish-1", "dash"), ids(settled));
            assertEquals(wished.nextCheckAt(), settled.nextCheckAt(), "the wish is still looked after");
        }
    }

    @Test
    void aDashboardRefundBesideAWishLeavesTheWishToItsOwnRefund() {
        Payment wished = Samples.wished(APPROVED, 10_000L);
        Payment beside = lookedUp(wished, refund("dash", 5_000, "by an operator"));

        Payment both =
                lookedUp(beside, refund("dash", 5_000, "by an operator"), refund("ours", 10_000, "plans changed"));

        assertEquals("ours", wish(both).transactionKey());
        assertEquals(2, both.cancellations().size());
        assertEquals(35_000, both.balance());
    }

    @Test
    void aWishForAllThatIsLeftIsGrantedByWhateverWasLeft() {
        Payment wished = Samples.wished(APPROVED, null);

        Payment refunded = Samples.settled(
                wished,
                new TossSays.Shown(Samples.toss(
                        TossPayment.Status.CANCELED,
                        refund("dash", 20_000, "by an operator"),
                        refund("ours", 30_000, "plans changed"))),
                SOON);

        assertEquals(30_000, wish(refunded).amount());
        assertEquals(PaymentStatus.CANCELLED, refunded.status());
    }

    @Test
    void aWishThatNothingIsLeftForHasFailed() {
        Payment refunded = Samples.settled(
                Samples.wished(APPROVED, 10_000L),
                new TossSays.Shown(Samples.toss(TossPayment.Status.CANCELED, refund("dash", 50_000, "by an operator"))),
                SOON);

        assertEquals(Cancellation.Status.FAILED, wish(refunded).status());
        assertEquals("ALREADY_CANCELED_PAYMENT", wish(refunded).failure().code());
        assertEquals("", wish(refunded).failure().message(), "people read it, in either language");
        assertNull(refunded.nextCheckAt());
    }

    @ParameterizedTest
    @ValueSource(strings = {" 단순 변심 ", "단순 변심", "단순  변심!", "단순 변심 🙏"})
    void aReasonIsKnownAgainHoweverTossKeepsIt(String asked) {
        RefundWish wish = new RefundWish("wish-1", 10_000L, asked, null, "");
        Payment wished = APPROVED.requestRefund(wish, Samples.NOW);

        for (String kept : List.of("단순 변심", Normalizer.normalize("단순 변심", Normalizer.Form.NFD), "단순 변심 ??")) {
            assertEquals(
                    "ours", wish(lookedUp(wished, refund("ours", 10_000, kept))).transactionKey());
        }
    }

    /** A webhook is often faster than the answer to the cancel, and a look-up can only guess. */
    @Test
    void theAnswerTakesBackARefundThatALookUpTookForTheDashboards() {
        Payment wished = Samples.wished(APPROVED, 10_000L);
        TossPayment.Cancel refund = refund("ours", 10_000, "kept in other words");
        Payment guessed = lookedUp(wished, refund);
        assertTrue(wish(guessed).isRequested());

        Payment known = answered(guessed, refund);

        assertEquals(List.of("wish-1"), ids(known));
        assertEquals(Cancellation.Status.DONE, wish(known).status());
        assertEquals("ours", wish(known).transactionKey());
        assertNull(known.nextCheckAt());
        assertSame(known, answered(known, refund));
    }

    @Test
    void anAnswerDoesNotTakeAnEarlierRefundOfOursForItself() {
        Payment first = answered(Samples.wished(APPROVED, 10_000L), refund("first", 10_000, "plans changed"));
        Payment second = first.requestRefund(Samples.wish("wish-2", 10_000L), SOON);

        Payment stale = Samples.settled(
                second,
                new TossSays.Shown(
                        Samples.toss(TossPayment.Status.PARTIAL_CANCELED, refund("first", 10_000, "plans changed")),
                        "wish-2"),
                SOON);

        assertSame(second, stale);
    }

    @Test
    void aRefusedWishFailsAndFreesThePayment() {
        Payment wished = Samples.wished(APPROVED, 10_000L);
        Failure why = new Failure("NOT_CANCELABLE_AMOUNT", "too much");

        Payment refused = Samples.settled(wished, new TossSays.RefundRefused("wish-1", why), SOON);

        assertEquals(why, wish(refused).failure());
        assertNull(wish(refused).account());
        assertEquals(Samples.PRICE, refused.balance());
        assertNull(refused.nextCheckAt());
        assertSame(refused, Samples.settled(refused, new TossSays.RefundRefused("wish-1", why), SOON));
    }

    @Test
    void aWishToCallOffAnAccountThatTossLetsExpireHasEnded() {
        Payment wished = Samples.wished(Samples.in(PaymentStatus.WAITING_FOR_DEPOSIT), null);

        Payment expired = Samples.settled(wished, Samples.shows(TossPayment.Status.EXPIRED), SOON);

        assertEquals(PaymentStatus.EXPIRED, expired.status());
        assertEquals(Cancellation.Status.FAILED, wish(expired).status());
        assertNull(expired.nextCheckAt());
    }

    @Test
    void aWishToCallOffAnAccountBecomesARefundWhereTheDepositWasFaster() {
        Payment wished = Samples.wished(Samples.in(PaymentStatus.WAITING_FOR_DEPOSIT), null);

        Payment paid = Samples.settled(wished, Samples.shows(TossPayment.Status.DONE), SOON);

        assertEquals(PaymentStatus.APPROVED, paid.status());
        assertTrue(wish(paid).isRequested());
        assertEquals(wished.nextCheckAt(), paid.nextCheckAt());
    }

    private static TossPayment.Cancel refund(String transactionKey, long amount, String reason) {
        return new TossPayment.Cancel(transactionKey, amount, reason, SOON);
    }

    private static Payment lookedUp(Payment payment, TossPayment.Cancel... cancels) {
        return Samples.settled(
                payment, new TossSays.Shown(Samples.toss(TossPayment.Status.PARTIAL_CANCELED, cancels)), SOON);
    }

    private static Payment answered(Payment payment, TossPayment.Cancel... cancels) {
        return Samples.settled(
                payment,
                new TossSays.Shown(Samples.toss(TossPayment.Status.PARTIAL_CANCELED, cancels), "wish-1"),
                SOON);
    }

    private static Cancellation wish(Payment payment) {
        return payment.cancellation("wish-1").orElseThrow();
    }

    private static List<String> ids(Payment payment) {
        return payment.cancellations().stream()
                .map(Cancellation::cancellationId)
                .toList();
    }
}
