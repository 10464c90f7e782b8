package kr.easyk.payments.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What holds of {@link Payment#settle} whatever Toss says, however often, and in whatever order it arrives. */
class SettlePropertiesTest {
    private static final List<TossSays> WORDS = List.of(
            new TossSays.Declined(Samples.FAILURE),
            new TossSays.SessionOver(),
            new TossSays.NotFound(),
            new TossSays.RefundRefused("wish-0", Samples.FAILURE),
            new TossSays.RefundRefused("wish-1", Samples.FAILURE));

    @Test
    void noSequenceOfAnswersBreaksAnInvariant() {
        ForAll.cases(random -> {
            TossModel toss = new TossModel(random);
            Payment payment = random.nextInt(5) == 0 ? Samples.pending() : Samples.approving();
            for (int i = 0; i < 15; i++) {
                if (random.nextBoolean()) {
                    toss.step();
                }
                payment = maybeWish(payment, toss, random, i);
                TossSays says = random.nextInt(3) == 0
                        ? WORDS.get(random.nextInt(WORDS.size()))
                        : new TossSays.Shown(any(toss.history(), random));
                payment = deliver(payment, says, toss.now().plus(Duration.ofMinutes(random.nextInt(60 * 24 * 5))));
            }
        });
    }

    @Test
    void onceTheNewestAnswerArrivesTheRecordAgreesWithToss() {
        ForAll.cases(random -> {
            TossModel toss = new TossModel(random);
            Payment payment = Samples.approving();
            for (int i = 0; i < 12; i++) {
                if (random.nextInt(3) > 0) {
                    toss.step();
                }
                payment = maybeWish(payment, toss, random, i);
                if (random.nextBoolean()) {
                    payment = deliver(payment, new TossSays.Shown(any(toss.history(), random)), toss.now());
                }
            }
            payment = deliver(payment, new TossSays.Shown(toss.newest()), toss.now());

            assertAgrees(payment, toss.newest());
        });
    }

    /** Wishes for a refund are written down, carried out by Toss or refused, and their answers arrive late or never. */
    @Test
    void everyRefundTossMadeIsOnRecordOnceAndEveryWishItGrantedIsDone() {
        ForAll.cases(random -> {
            TossModel toss = new TossModel(random);
            Payment payment = Samples.approving();
            Set<String> granted = new HashSet<>();
            List<TossSays> late = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                if (random.nextInt(3) == 0) {
                    toss.step();
                }
                payment = deliver(payment, new TossSays.Shown(toss.newest()), toss.now());
                Payment before = payment;
                payment = maybeWish(payment, toss, random, i);
                if (payment != before) {
                    Cancellation wish = payment.requestedRefund().orElseThrow();
                    if (random.nextInt(4) == 0) {
                        toss.step();
                    }
                    Optional<TossPayment> answer = toss.cancel(wish.whole() ? null : wish.amount(), wish.reason());
                    if (answer.isPresent()) {
                        granted.add(wish.cancellationId());
                        late.add(new TossSays.Shown(answer.get(), wish.cancellationId()));
                    } else {
                        late.add(new TossSays.RefundRefused(wish.cancellationId(), Samples.FAILURE));
                    }
                }
                if (!late.isEmpty() && random.nextBoolean()) {
                    payment = deliver(payment, late.remove(0), toss.now());
                }
            }
            payment = deliver(payment, new TossSays.Shown(toss.newest()), toss.now());

            assertAgrees(payment, toss.newest());
            for (String wish : granted) {
                assertEquals(
                        Cancellation.Status.DONE,
                        payment.cancellation(wish).orElseThrow().status(),
                        () -> "the wish that Toss granted");
            }
        });
    }

    @Test
    void whatDoesNotFitTheRecordChangesNothing() {
        ForAll.cases(random -> {
            Payment payment = Samples.in(PaymentStatus.values()[random.nextInt(PaymentStatus.values().length)]);
            TossPayment right =
                    Samples.toss(TossPayment.Status.values()[random.nextInt(TossPayment.Status.values().length)]);
            int wrong = random.nextInt(payment.tossPaymentKey() == null ? 5 : 6);
            TossPayment toss = new TossPayment(
                    wrong == 5 ? "another-key" : right.paymentKey(),
                    wrong == 0 ? right.orderId() + "0" : right.orderId(),
                    right.status(),
                    wrong == 1 ? right.totalAmount() + (random.nextBoolean() ? 1 : -1) : right.totalAmount(),
                    wrong == 2 ? right.totalAmount() + 1 : wrong == 3 ? -1 : right.balanceAmount(),
                    wrong == 4 ? "USD" : right.currency(),
                    right.method(),
                    right.approvedAt(),
                    right.secret(),
                    right.receiptUrl(),
                    right.virtualAccount(),
                    right.failure(),
                    right.cancels(),
                    right.lastTransactionKey());

            assertInstanceOf(Settlement.Mismatch.class, payment.settle(new TossSays.Shown(toss), Samples.NOW));
        });
    }

    private static TossPayment any(List<TossPayment> states, Random random) {
        return states.get(random.nextInt(states.size()));
    }

    private static Payment maybeWish(Payment payment, TossModel toss, Random random, int i) {
        boolean waiting = payment.status() == PaymentStatus.WAITING_FOR_DEPOSIT;
        boolean possible =
                (waiting || payment.isCharged()) && payment.requestedRefund().isEmpty();
        if (!possible || random.nextInt(3) > 0) {
            return payment;
        }
        Long amount = waiting || random.nextBoolean() ? null : Long.valueOf(1 + random.nextLong(payment.balance()));
        return payment.requestRefund(Samples.wish("wish-" + i, amount), toss.now());
    }

    /** Settles, with every promise about a single step checked. */
    private static Payment deliver(Payment before, TossSays says, Instant now) {
        Settlement settlement = before.settle(says, now);
        if (!(settlement instanceof Settlement.Settled settled)) {
            return before;
        }
        Payment after = settled.payment();
        assertSame(
                after,
                assertInstanceOf(Settlement.Settled.class, after.settle(says, now))
                        .payment(),
                "saying it twice changes nothing the second time");
        assertTrue(after.balance() >= 0 && after.balance() <= after.amount(), "a balance within the amount");
        assertTrue(refunds(after).containsAll(refunds(before)), "a refund once done never disappears");
        assertEquals(
                after.isOpen() || after.requestedRefund().isPresent(),
                after.nextCheckAt() != null,
                "looked at again if and only if something is left to find out: " + after);
        if (before.status().isLost() && !after.status().isLost()) {
            assertTrue(after.wasCharged() || after.letsGoOfConsultation(), "only a charge brings a lost payment back");
            assertInstanceOf(TossSays.Shown.class, says);
        }
        assertEquals(after == before ? before.version() : before.version() + 1, after.version());
        return after;
    }

    private static Set<String> refunds(Payment payment) {
        return payment.cancellations().stream()
                .filter(each -> each.status() == Cancellation.Status.DONE)
                .map(Cancellation::transactionKey)
                .collect(Collectors.toSet());
    }

    private static void assertAgrees(Payment payment, TossPayment toss) {
        PaymentStatus expected = switch (toss.status()) {
            case READY, IN_PROGRESS, UNRECOGNISED -> PaymentStatus.APPROVING;
            case WAITING_FOR_DEPOSIT -> PaymentStatus.WAITING_FOR_DEPOSIT;
            case DONE -> PaymentStatus.APPROVED;
            case PARTIAL_CANCELED -> PaymentStatus.PARTIALLY_CANCELLED;
            case CANCELED -> PaymentStatus.CANCELLED;
            case ABORTED -> PaymentStatus.FAILED;
            case EXPIRED -> PaymentStatus.EXPIRED;
        };
        assertEquals(expected, payment.status());
        assertEquals(payment.isCharged() ? toss.balanceAmount() : 0, payment.balance());
        assertEquals(toss.approvedAt() != null, payment.wasCharged());
        List<Cancellation> done = payment.cancellations().stream()
                .filter(each -> each.status() == Cancellation.Status.DONE)
                .toList();
        assertEquals(
                toss.cancels().stream()
                        .collect(Collectors.toMap(TossPayment.Cancel::transactionKey, TossPayment.Cancel::amount)),
                done.stream().collect(Collectors.toMap(each -> each.transactionKey(), Cancellation::amount)));
    }
}
