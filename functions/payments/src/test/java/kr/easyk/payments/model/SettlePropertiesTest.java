package kr.easyk.payments.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What holds of {@link Payment#settle} whatever Toss says, however often, and in whatever order it arrives. */
class SettlePropertiesTest {
    @Test
    void noSequenceOfAnswersBreaksAnInvariant() {
        ForAll.cases(random -> {
            TossModel toss = new TossModel(random);
            Payment payment = random.nextInt(5) == 0 ? Samples.pending() : Samples.approving();
            for (int i = 0; i < 15; i++) {
                if (random.nextBoolean()) {
                    toss.step();
                }
                payment = maybeWish(payment, random, "wish-" + i, toss.now());
                Instant now = toss.now().plus(Duration.ofMinutes(random.nextInt(60 * 24 * 5)));
                payment = deliver(payment, anything(toss, random, now), now);
            }
        });
    }

    private static TossSays anything(TossModel toss, Random random, Instant now) {
        String digest = random.nextInt(4) == 0 ? Samples.NEXT_DIGEST : Samples.DIGEST;
        String wish = "wish-" + random.nextInt(4);
        int attempt = 1 + random.nextInt(3);
        TossPayment shown = any(toss.history(), random);
        return switch (random.nextInt(20)) {
            case 0 -> new TossSays.Declined(Samples.KEY, Samples.FAILURE);
            case 1 -> new TossSays.SessionOver(Samples.KEY);
            case 2 -> new TossSays.UnknownKey(Samples.KEY);
            case 3 -> new TossSays.NotFound(digest);
            case 4 -> random.nextBoolean() ? new TossSays.NotListed(digest, now) : new TossSays.NeverSent(Samples.KEY);
            case 5, 6 -> new TossSays.RefundRefused(wish, attempt, Samples.FAILURE);
            case 7, 8 -> new TossSays.RefundMade(wish, shown);
            case 9, 10 -> new TossSays.RefundOvertaken(wish, attempt, false, Samples.FAILURE, shown, digest);
            default -> new TossSays.Shown(shown, digest);
        };
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
                payment = maybeWish(payment, random, "wish-" + i, toss.now());
                if (random.nextBoolean()) {
                    payment = deliver(payment, Samples.shows(any(toss.history(), random)), toss.now());
                }
            }
            payment = deliver(payment, Samples.shows(toss.newest()), toss.now());

            RefundsOnceTest.assertAgrees(payment, toss.newest());
        });
    }

    @Test
    void whatDoesNotFitTheRecordMarksNothingPaidAndTakesNothingBack() {
        ForAll.cases(random -> {
            Payment payment = Samples.in(PaymentStatus.values()[random.nextInt(PaymentStatus.values().length - 1)]);
            TossPayment right =
                    Samples.toss(TossPayment.Status.values()[random.nextInt(TossPayment.Status.values().length)]);
            int wrong = random.nextInt(payment.claim().paymentKey() == null ? 4 : 5);
            TossPayment toss = new TossPayment(
                    wrong == 4 ? "another-key" : right.paymentKey(),
                    wrong == 0 ? right.orderId() + "0" : right.orderId(),
                    right.status(),
                    wrong == 1 ? right.totalAmount() + (random.nextBoolean() ? 1 : -1) : right.totalAmount(),
                    wrong == 2 ? right.balanceAmount() + 1 : right.balanceAmount(),
                    wrong == 3 ? "USD" : right.currency(),
                    right.method(),
                    right.approvedAt(),
                    right.secret(),
                    right.receiptUrl(),
                    right.virtualAccount(),
                    right.failure(),
                    right.cancels(),
                    right.lastTransactionKey());
            boolean isAboutMoney = wrong != 2 || toss.wasCharged();

            Verdict verdict = payment.settle(Samples.shows(toss), Samples.NOW);

            if (verdict instanceof Verdict.Released released) {
                assertEquals(PaymentStatus.APPROVING, payment.status());
                assertEquals(PaymentStatus.PENDING, released.payment().status());
                assertNull(released.payment().claim().paymentKey());
            } else if (isAboutMoney) {
                assertSame(payment, verdict.payment());
            }
        });
    }

    @Test
    void refundsThatTossShowsMeanTheSameInWhateverOrderTheyAreHeardOf() {
        ForAll.cases(random -> {
            TossModel toss = new TossModel(random);
            for (int i = 0; i < 12; i++) {
                toss.step();
            }
            List<TossPayment> states = toss.history();
            Instant now = toss.now();
            Refunds one = Refunds.NONE.shown(any(states, random), now);
            TossPayment a = any(states, random);
            TossPayment b = any(states, random);

            assertEquals(
                    keys(one.shown(a, now).shown(b, now)),
                    keys(one.shown(b, now).shown(a, now)));
            Refunds once = one.shown(a, now);
            assertSame(once, once.shown(a, now));
        });
    }

    private static Set<String> keys(Refunds refunds) {
        return refunds.all().stream()
                .map(each -> each.transactionKey() + " " + each.amount() + " " + each.status())
                .collect(Collectors.toSet());
    }

    private static TossPayment any(List<TossPayment> states, Random random) {
        return states.get(random.nextInt(states.size()));
    }

    private static Payment maybeWish(Payment payment, Random random, String id, Instant now) {
        boolean waiting = payment.status() == PaymentStatus.WAITING_FOR_DEPOSIT;
        boolean possible =
                payment.refundUnderWay().isEmpty() && (waiting || (payment.isCharged() && payment.balance() > 0));
        if (!possible || random.nextInt(3) > 0) {
            return payment;
        }
        Long amount = waiting || random.nextBoolean() ? null : Long.valueOf(1 + random.nextLong(payment.balance()));
        return payment.requestRefund(Samples.wish(id, amount), Samples.DIGEST, now);
    }

    /** Settles, with every promise about a single step checked. */
    static Payment deliver(Payment before, TossSays says, Instant now) {
        Verdict verdict = before.settle(says, now);
        Payment after = verdict.payment();
        assertSame(after, after.settle(says, now).payment(), "saying it twice changes nothing the second time");
        if (verdict instanceof Verdict.Mismatch) {
            assertSame(before, after);
            return after;
        }
        assertTrue(after.balance() >= 0 && after.balance() <= after.amount(), "a balance within the amount");
        assertTrue(made(after).containsAll(made(before)), "a refund once made never disappears");
        assertEquals(
                after.isOpen() || after.refunds().isAnythingUnderWay(),
                after.looks().next() != null,
                "looked at again if and only if something is left to find out: " + after);
        if (before.status().isLost() && !after.status().isLost()) {
            assertTrue(after.wasCharged() || after.letsGoOfConsultation(), "only a charge brings a lost payment back");
        }
        if (verdict instanceof Verdict.Released) {
            assertEquals(PaymentStatus.APPROVING, before.status(), "only a claim can be given up");
        }
        assertEquals(after == before ? before.version() : before.version() + 1, after.version());
        assertTrue(after.refunds().asked() >= before.refunds().asked());
        return after;
    }

    private static Set<String> made(Payment payment) {
        return payment.refunds().all().stream()
                .filter(each -> each.status() == Refund.Status.DONE)
                .map(Refund::transactionKey)
                .collect(Collectors.toSet());
    }
}
