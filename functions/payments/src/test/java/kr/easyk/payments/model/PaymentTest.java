package kr.easyk.payments.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentTest {
    private static final Instant NOW = Samples.NOW;

    @Test
    void anOrderIdLeadsBackToItsPayment() {
        for (int i = 0; i < 100; i++) {
            Payment payment = Payment.open(UUID.randomUUID(), Samples.consultation(), NOW);

            assertEquals(
                    Optional.of(payment.paymentId()),
                    Order.paymentIdOf(payment.order().orderId()));
            assertTrue(payment.order().orderId().matches("[A-Za-z0-9_=-]{6,64}"), "what Toss takes as an orderId");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "easyk_",
                "0f8fad5b-d9cb-469f-a165-70867728950e",
                "easyk_0F8FAD5B-D9CB-469F-A165-70867728950E",
                "easyk_0f8fad5b-d9cb-469f-a165-70867728950",
                "easyk_0f8fad5b-d9cb-469f-a165-70867728950e0",
                "easyk_0f8fad5b-d9cb-469f-a165-70867728950e\n",
                " easyk_0f8fad5b-d9cb-469f-a165-70867728950e",
                "other_0f8fad5b-d9cb-469f-a165-70867728950e"
            })
    void anOrderOfAnotherFormIsNoneOfOurs(String orderId) {
        assertEquals(Optional.empty(), Order.paymentIdOf(orderId));
    }

    @Test
    void aNewPaymentIsPendingAtTheConsultationsPriceAndLookedAtWhenItsWindowIsOver() {
        Payment payment = Samples.pending();

        assertEquals(PaymentStatus.PENDING, payment.status());
        assertEquals(Samples.PRICE, payment.amount());
        assertEquals(0, payment.balance());
        assertEquals("KRW", payment.order().currency());
        assertEquals("payer-1", payment.order().userId());
        assertEquals(Looks.at(NOW.plus(Duration.ofMinutes(40))), payment.looks());
        assertEquals(1, payment.version());
    }

    @Test
    void anOrderNameHasAtMostAHundredCharactersAndNoHalfEmoji() {
        assertEquals("가".repeat(100), orderName("가".repeat(100)));
        assertEquals("가".repeat(99) + "…", orderName("가".repeat(101)));
        assertEquals("🙏".repeat(100), orderName("🙏".repeat(100)));
        assertEquals("🙏".repeat(99) + "…", orderName("🙏".repeat(101)));
        assertEquals("a" + "🙏".repeat(98) + "…", orderName("a" + "🙏".repeat(100)));
    }

    private static String orderName(String title) {
        return Payment.open(Samples.ID, Samples.consultation(title), NOW)
                .order()
                .name();
    }

    @Test
    void aClaimHoldsThePaymentForItsKeyAndIsLookedAtWhenItsLeaseIsOver() {
        Payment claimed = Samples.pending().claim("key-1", "digest-9", NOW.plusSeconds(5));

        assertEquals(PaymentStatus.APPROVING, claimed.status());
        assertEquals(new Claim("key-1", "digest-9", 1), claimed.claim());
        assertEquals(Looks.at(NOW.plusSeconds(35)), claimed.looks());
        assertEquals(2, claimed.version());
    }

    @ParameterizedTest
    @EnumSource(value = PaymentStatus.class, names = "PENDING", mode = EnumSource.Mode.EXCLUDE)
    void onlyAPendingPaymentCanBeClaimedOrAbandoned(PaymentStatus status) {
        Payment payment = Samples.in(status);

        assertThrows(IllegalStateException.class, () -> payment.claim("key-2", Samples.DIGEST, NOW));
        assertThrows(IllegalStateException.class, () -> payment.abandon(NOW));
    }

    @Test
    void anAbandonedPaymentIsExpiredAndOffTheWorklist() {
        Payment abandoned = Samples.pending().abandon(NOW);

        assertEquals(PaymentStatus.EXPIRED, abandoned.status());
        assertEquals(Looks.NONE, abandoned.looks());
    }

    @Test
    void anUnclaimedPaymentIsStaleFromTheEndOfItsWindow() {
        Instant end = NOW.plus(Payment.PAYMENT_WINDOW);

        assertFalse(Samples.pending().isStale(end.minusMillis(1)));
        assertTrue(Samples.pending().isStale(end));
        assertFalse(Samples.approving().isStale(end), "one that Toss may be charging never is");
    }

    @Test
    void aClaimAndAWishAreLeasedForThirtySeconds() {
        Payment wished = Samples.wished(Samples.in(PaymentStatus.APPROVED), null);

        for (Payment payment : List.of(Samples.approving(), wished)) {
            assertTrue(payment.isLeased(NOW.plusSeconds(30).minusMillis(1)));
            assertFalse(payment.isLeased(NOW.plusSeconds(30)));
        }
        assertFalse(Samples.in(PaymentStatus.APPROVED).isLeased(NOW));
    }

    @Test
    void anUnknownOutcomeIsLookedAtAtLeastEveryTenMinutes() {
        assertEquals(List.of(1L, 2L, 4L, 8L, 10L, 10L, 10L, 10L, 10L), pauses(Samples.approving()));
    }

    @Test
    void anOpenPaymentWithNothingUnknownIsLookedAtAtLeastEveryHour() {
        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L), pauses(Samples.pending()));
    }

    private static List<Long> pauses(Payment payment) {
        List<Long> minutes = new ArrayList<>();
        Payment current = payment;
        for (int i = 0; i < 9; i++) {
            current = current.postponed(NOW);
            minutes.add(Duration.between(NOW, current.looks().next()).toMinutes());
        }
        return minutes;
    }

    @Test
    void aWaitingAccountIsLookedAtAsSoonAsItsDueDateHasPassed() {
        Instant due = NOW.plus(Duration.ofDays(3)).plus(Duration.ofMinutes(10));
        Payment waiting = Samples.in(PaymentStatus.WAITING_FOR_DEPOSIT);
        for (int i = 0; i < 6; i++) {
            waiting = waiting.postponed(NOW);
        }

        assertEquals(
                due,
                waiting.postponed(due.minus(Duration.ofMinutes(50))).looks().next());
        assertEquals(
                due.plus(Duration.ofHours(1)), waiting.postponed(due).looks().next());
    }

    @Test
    void manyVainLooksDoNotOverflowThePause() {
        Payment payment = new PaymentBuilder(Samples.approving())
                .looks(new Looks(NOW, 1_000_000))
                .build();

        assertEquals(
                NOW.plus(Duration.ofMinutes(10)), payment.postponed(NOW).looks().next());
    }

    @Test
    void aWishIsWrittenDownWithWhatIsLeftAndALease() {
        Payment wished = Samples.wished(Samples.in(PaymentStatus.PARTIALLY_CANCELLED), null);
        Refund wish = wished.refundUnderWay().orElseThrow();

        assertEquals(30_000, wish.amount());
        assertTrue(wish.isAwaited());
        assertEquals(
                new Refund.Wish(
                        true, Samples.ACCOUNT, "fingerprint-wish-1", new Attempt(1, Samples.DIGEST, 30_000, NOW)),
                wish.wish());
        assertEquals(NOW, wished.openSince());
        assertEquals(Looks.at(NOW.plus(Payment.LEASE)), wished.looks());
        assertTrue(wished.isOutcomeUnknown());
        assertFalse(Samples.wished(Samples.in(PaymentStatus.APPROVED), 50_000L)
                .refundUnderWay()
                .orElseThrow()
                .wish()
                .whole());
    }

    @Test
    void onlyOneRefundIsUnderWayAtATime() {
        Payment wished = Samples.wished(Samples.in(PaymentStatus.APPROVED), 10_000L);

        assertThrows(
                IllegalStateException.class,
                () -> wished.requestRefund(Samples.wish("wish-2", 10_000L), Samples.DIGEST, NOW));
    }

    @Test
    void eachInvariantRefusesWhatBreaksIt() {
        Refunds part = Samples.in(PaymentStatus.PARTIALLY_CANCELLED).refunds();
        Refunds all = Samples.in(PaymentStatus.CANCELLED).refunds();
        for (PaymentStatus uncharged : List.of(PaymentStatus.PENDING, PaymentStatus.EXPIRED)) {
            refused("no money", uncharged, payment -> payment.approvedAt(NOW));
        }
        for (Claim incomplete : List.of(Claim.NONE, new Claim("key", null, 1), new Claim(null, "digest", 1))) {
            refused("a payment key and an API key", PaymentStatus.APPROVING, payment -> payment.claim(incomplete));
        }
        refused("no money yet", PaymentStatus.APPROVING, payment -> payment.approvedAt(NOW));
        refused(
                "an account to wait for",
                PaymentStatus.WAITING_FOR_DEPOSIT,
                payment -> payment.atToss(AtToss.NOTHING_YET));
        refused("no money yet", PaymentStatus.WAITING_FOR_DEPOSIT, payment -> payment.approvedAt(NOW));
        for (PaymentStatus charged : List.of(PaymentStatus.APPROVED, PaymentStatus.PARTIALLY_CANCELLED)) {
            refused("a time of approval", charged, payment -> payment.approvedAt(null));
        }
        refused("nothing given back", PaymentStatus.APPROVED, payment -> payment.refunds(part));
        refused("a part given back", PaymentStatus.PARTIALLY_CANCELLED, payment -> payment.refunds(Refunds.NONE));
        refused("a part given back", PaymentStatus.PARTIALLY_CANCELLED, payment -> payment.refunds(all));
        refused("all given back", PaymentStatus.CANCELLED, payment -> payment.refunds(part));
        refused("a reason why", PaymentStatus.FAILED, payment -> payment.failure(null));
        refused("no money", PaymentStatus.FAILED, payment -> payment.approvedAt(NOW));
        refused("a status", PaymentStatus.UNRECOGNISED, payment -> payment.carried(Carried.NOTHING));
        for (PaymentStatus open :
                List.of(PaymentStatus.PENDING, PaymentStatus.APPROVING, PaymentStatus.WAITING_FOR_DEPOSIT)) {
            refused("looked at again", open, payment -> payment.looks(Looks.NONE));
        }
        refused(
                "looked at again",
                new PaymentBuilder(Samples.wished(Samples.in(PaymentStatus.APPROVED), null)).looks(Looks.NONE));
    }

    @Test
    void noMoreIsRefundedThanWasTaken() {
        Refunds tooMuch = Refunds.NONE.shown(
                Samples.toss(TossPayment.Status.PARTIAL_CANCELED, Samples.cancel("a", 50_000), Samples.cancel("b", 1)),
                NOW);

        refused("no more refunded", PaymentStatus.APPROVED, payment -> payment.refunds(tooMuch));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void aPaymentOfNothingIsNone(long amount) {
        Order order = Samples.pending().order();

        IllegalStateException refusal = assertThrows(
                IllegalStateException.class,
                () -> new Order(
                        order.paymentId(),
                        order.consultationId(),
                        order.userId(),
                        order.name(),
                        amount,
                        order.currency(),
                        order.createdAt()));
        assertTrue(refusal.getMessage().contains("above nothing"), refusal.getMessage());
    }

    @Test
    void theBalanceIsTheAmountLessWhatWasRefundedOrIsOnItsWay() {
        TossPayment.Cancel begun =
                new TossPayment.Cancel("begun", 5_000, "by hand", null, TossPayment.CancelStatus.IN_PROGRESS);
        Payment payment = Samples.settled(
                Samples.in(PaymentStatus.APPROVED),
                Samples.shows(
                        Samples.toss(TossPayment.Status.PARTIAL_CANCELED, Samples.cancel(Samples.TX1, 20_000), begun)));

        assertEquals(25_000, payment.balance());
        assertEquals(PaymentStatus.PARTIALLY_CANCELLED, payment.status());
    }

    @Test
    void whatANewerVersionWroteIsShownByItsNameAndNothingIsDecidedOnIt() {
        Payment payment = Samples.in(PaymentStatus.UNRECOGNISED);

        assertTrue(payment.isFromANewerVersion());
        assertEquals(Samples.FROM_THE_FUTURE, payment.statusName());
        assertTrue(payment.isOpen(), "no other payment is opened beside it");
        assertFalse(payment.letsGoOfConsultation());
        assertEquals(
                Samples.FROM_THE_FUTURE,
                payment.postponed(NOW).statusName(),
                "a look that decides nothing keeps what it does not know");
    }

    @Test
    void aRefundThatANewerVersionWroteStopsEveryDecisionToo() {
        Refund odd = new Refund(
                "odd",
                1_000,
                "",
                Refund.Status.UNRECOGNISED,
                NOW,
                null,
                null,
                null,
                null,
                attribute -> attribute.equals("status") ? "on_appeal" : null);
        Payment payment = new PaymentBuilder(Samples.in(PaymentStatus.APPROVED))
                .refunds(new Refunds(List.of(odd), 0))
                .build();

        assertTrue(payment.isFromANewerVersion());
        assertEquals("on_appeal", odd.statusName());
        assertSame(payment, Samples.settled(payment, Samples.shows(TossPayment.Status.PARTIAL_CANCELED)));
    }

    private static void refused(String why, PaymentStatus status, Consumer<PaymentBuilder> change) {
        PaymentBuilder builder = new PaymentBuilder(Samples.in(status));
        change.accept(builder);
        refused(why, builder);
    }

    private static void refused(String why, PaymentBuilder builder) {
        IllegalStateException refusal = assertThrows(IllegalStateException.class, builder::build);
        assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
    }

    @Test
    void nothingSecretIsInAnyText() {
        Payment payment = Samples.wished(Samples.in(PaymentStatus.WAITING_FOR_DEPOSIT), null);
        String all = payment + " " + Samples.toss(TossPayment.Status.WAITING_FOR_DEPOSIT) + " " + Samples.ACCOUNT;

        assertFalse(all.contains(Samples.SECRET));
        assertFalse(all.contains("X6505636518308"));
        assertFalse(all.contains("11022233344"));
    }

    @Test
    void timesSortAsTheirTexts() {
        assertEquals("2026-01-02T03:04:05.678Z", Times.text(Instant.parse("2026-01-02T03:04:05.678999Z")));
        assertEquals("2026-01-02T03:04:05.000Z", Times.text(Instant.parse("2026-01-02T03:04:05Z")));
    }
}
