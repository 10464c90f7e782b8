package kr.easyk.payments.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
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

            assertEquals(Optional.of(payment.paymentId()), Payment.idOfOrder(payment.orderId()));
            assertTrue(payment.orderId().matches("[A-Za-z0-9_=-]{6,64}"), "what Toss takes as an orderId");
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
        assertEquals(Optional.empty(), Payment.idOfOrder(orderId));
    }

    @Test
    void aNewPaymentIsPendingAtTheConsultationsPriceAndLookedAtWhenItsWindowIsOver() {
        Payment payment = Samples.pending();

        assertEquals(PaymentStatus.PENDING, payment.status());
        assertEquals(Samples.PRICE, payment.amount());
        assertEquals(0, payment.balance());
        assertEquals("KRW", payment.currency());
        assertEquals("payer-1", payment.userId());
        assertEquals(NOW.plus(Duration.ofMinutes(40)), payment.nextCheckAt());
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
        Consultation of = Samples.consultation();
        return Payment.open(
                        Samples.ID,
                        new Consultation(
                                of.consultationId(), of.userId(), title, of.amount(), of.paymentStatus(), null),
                        NOW)
                .orderName();
    }

    @Test
    void aClaimHoldsThePaymentForItsKeyAndIsLookedAtWhenItsLeaseIsOver() {
        Payment claimed = Samples.pending().claim("key-1", NOW.plusSeconds(5));

        assertEquals(PaymentStatus.APPROVING, claimed.status());
        assertEquals("key-1", claimed.tossPaymentKey());
        assertEquals(NOW.plusSeconds(35), claimed.nextCheckAt());
        assertEquals(2, claimed.version());
    }

    @ParameterizedTest
    @EnumSource(value = PaymentStatus.class, names = "PENDING", mode = EnumSource.Mode.EXCLUDE)
    void onlyAPendingPaymentCanBeClaimedOrAbandoned(PaymentStatus status) {
        Payment payment = Samples.in(status);

        assertThrows(IllegalStateException.class, () -> payment.claim("key-2", NOW));
        assertThrows(IllegalStateException.class, () -> payment.abandon(NOW));
    }

    @Test
    void anAbandonedPaymentIsExpiredAndOffTheWorklist() {
        Payment abandoned = Samples.pending().abandon(NOW);

        assertEquals(PaymentStatus.EXPIRED, abandoned.status());
        assertNull(abandoned.nextCheckAt());
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
            minutes.add(Duration.between(NOW, current.nextCheckAt()).toMinutes());
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

        assertEquals(due, waiting.postponed(due.minus(Duration.ofMinutes(50))).nextCheckAt());
        assertEquals(due.plus(Duration.ofHours(1)), waiting.postponed(due).nextCheckAt());
    }

    @Test
    void manyVainLooksDoNotOverflowThePause() {
        Payment payment =
                new PaymentBuilder(Samples.approving()).checks(1_000_000).build();

        assertEquals(NOW.plus(Duration.ofMinutes(10)), payment.postponed(NOW).nextCheckAt());
    }

    @Test
    void aWishIsWrittenDownWithWhatIsLeftAndALease() {
        Payment wished = Samples.wished(Samples.in(PaymentStatus.PARTIALLY_CANCELLED), null);
        Cancellation wish = wished.requestedRefund().orElseThrow();

        assertEquals(30_000, wish.amount());
        assertTrue(wish.whole());
        assertEquals(NOW, wished.unknownSince());
        assertEquals(NOW.plus(Payment.LEASE), wished.nextCheckAt());
        assertTrue(wished.isOutcomeUnknown());
        assertFalse(Samples.wished(Samples.in(PaymentStatus.APPROVED), 50_000L)
                .requestedRefund()
                .orElseThrow()
                .whole());
    }

    @Test
    void onlyOneRefundIsUnderWayAtATime() {
        Payment wished = Samples.wished(Samples.in(PaymentStatus.APPROVED), 10_000L);

        assertThrows(IllegalStateException.class, () -> wished.requestRefund(Samples.wish("wish-2", 10_000L), NOW));
    }

    @Test
    void eachInvariantRefusesWhatBreaksIt() {
        refused("above nothing", new PaymentBuilder("id", "consultation-1", "payer-1", 0));
        refused("above nothing", new PaymentBuilder("id", "consultation-1", "payer-1", -1));
        refused("between nothing and the amount", PaymentStatus.APPROVED, payment -> payment.balance(-1));
        refused("between nothing and the amount", PaymentStatus.APPROVED, payment -> payment.balance(50_001));
        refused("before there is a balance", PaymentStatus.PENDING, payment -> payment.balance(1));
        refused(
                "time of approval",
                PaymentStatus.APPROVED,
                payment -> payment.balance(0).approvedAt(null));
        refused("payment key", PaymentStatus.APPROVING, payment -> payment.tossPaymentKey(null));
        for (PaymentStatus open :
                List.of(PaymentStatus.PENDING, PaymentStatus.APPROVING, PaymentStatus.WAITING_FOR_DEPOSIT)) {
            refused("looked at again", open, payment -> payment.nextCheckAt(null));
        }
        refused(
                "looked at again",
                new PaymentBuilder(Samples.wished(Samples.in(PaymentStatus.APPROVED), null)).nextCheckAt(null));
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
