package kr.easyk.payments.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A refund is made exactly once for each wish that is told to be done, and not at all for each that is told to be refused: whatever
 * answers are lost, however late within the bound a call is carried out, whichever API key is in use, and whatever is refunded in
 * Toss's dashboard meanwhile.
 */
class RefundsOnceTest {
    private static final int LONG_ENOUGH = 400;

    @Test
    void everyWishIsGrantedOnceOrRefusedAndNothingIsRefundedThatNobodyIsTold() {
        ForAll.cases(random -> new Days(random).run());
    }

    /** One payment that people have refunded, and a Toss and a network that do not make it easy. */
    private static final class Days {
        private final Random random;
        private final TossModel toss;

        /** What may still be carried out although whoever sent it has given up. */
        private final List<TossModel.Call> late = new ArrayList<>();

        /** What was asked for, by wish; empty for all that is left. */
        private final Map<String, Optional<Long>> wishes = new LinkedHashMap<>();

        private Payment payment = Samples.approving();
        private String keyDigest = Samples.DIGEST;

        Days(Random random) {
            this.random = random;
            this.toss = new TossModel(random);
        }

        void run() {
            for (int i = 0; i < 40; i++) {
                if (random.nextInt(6) == 0) {
                    toss.step();
                }
                if (random.nextInt(15) == 0) {
                    keyDigest = "digest-" + random.nextInt(100);
                }
                if (random.nextInt(4) == 0) {
                    look();
                }
                maybeWish();
                something();
            }
            settleDown();
            check();
        }

        private void something() {
            toss.pass(
                    random.nextInt(5) == 0
                            ? Duration.ofMinutes(random.nextInt(20))
                            : Duration.ofSeconds(random.nextInt(60)));
            carryOutLate();
            goOn();
        }

        private void look() {
            payment = SettlePropertiesTest.deliver(payment, new TossSays.Shown(toss.newest(), keyDigest), toss.now());
        }

        private void maybeWish() {
            boolean waiting = payment.status() == PaymentStatus.WAITING_FOR_DEPOSIT;
            boolean possible =
                    payment.refundUnderWay().isEmpty() && (waiting || (payment.isCharged() && payment.balance() > 0));
            if (possible && random.nextInt(3) == 0) {
                boolean whole = waiting || random.nextInt(4) == 0;
                String id = "wish-" + wishes.size();
                Long amount = whole ? null : Long.valueOf(1 + random.nextLong(payment.balance()));
                wishes.put(id, Optional.ofNullable(amount));
                payment = payment.requestRefund(Samples.wish(id, amount), keyDigest, toss.now());
            }
        }

        /** As whoever wished for it does, and the reconciler: sends what may be sent, and otherwise looks. */
        private void goOn() {
            Refund wish = payment.refundUnderWay().filter(Refund::isAwaited).orElse(null);
            if (wish == null) {
                return;
            }
            if (wish.wish().attempt().maySend(keyDigest, toss.now())) {
                send(TossModel.Call.of(wish, keyDigest, toss.now()));
            } else {
                look();
            }
        }

        private void send(TossModel.Call call) {
            switch (random.nextInt(6)) {
                case 0 -> {
                    // Never gets there.
                }
                case 1, 2 -> late.add(call);
                case 3 -> toss.answer(call);
                default -> hear(call, toss.answer(call));
            }
        }

        private void hear(TossModel.Call call, TossModel.Answer answer) {
            TossSays says;
            if (answer.payment() != null) {
                says = new TossSays.RefundMade(call.wishId(), answer.payment());
            } else if (answer.refusal().equals("REFUND_REJECTED")
                    || answer.refusal().equals("NOT_CANCELABLE_PAYMENT")
                    || answer.refusal().equals("NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT")) {
                says = new TossSays.RefundRefused(call.wishId(), call.attempt(), new Failure(answer.refusal(), ""));
            } else {
                says = new TossSays.RefundOvertaken(
                        call.wishId(),
                        call.attempt(),
                        false,
                        new Failure(answer.refusal(), ""),
                        toss.newest(),
                        keyDigest);
            }
            payment = SettlePropertiesTest.deliver(payment, says, toss.now());
        }

        private void carryOutLate() {
            for (Iterator<TossModel.Call> calls = late.iterator(); calls.hasNext(); ) {
                TossModel.Call call = calls.next();
                Instant end = call.sentAt().plus(Lateness.BOUND);
                if (toss.now().isAfter(end)) {
                    calls.remove();
                } else if (random.nextInt(8) == 0) {
                    toss.answer(call);
                    calls.remove();
                }
            }
        }

        /** Nobody wishes for anything any more: what is under way comes to its end. */
        private void settleDown() {
            for (int i = 0; i < LONG_ENOUGH; i++) {
                toss.pass(Duration.ofMinutes(1));
                carryOutLate();
                goOn();
                boolean atToss = toss.endARefund();
                look();
                if (!atToss && late.isEmpty() && !payment.refunds().isAnythingUnderWay()) {
                    return;
                }
            }
            throw new AssertionError("a refund that never ends: " + payment.refunds());
        }

        private void check() {
            assertAgrees(payment, toss.newest());
            wishes.forEach((id, amount) -> {
                Refund wish = payment.refunds().find(id).orElseThrow();
                boolean done = wish.status() == Refund.Status.DONE;
                boolean nothingIsLeft = payment.status() == PaymentStatus.CANCELLED;
                if (nothingIsLeft && (!payment.wasCharged() || (wish.wish().whole() && !done))) {
                    // Told to be done whoever did it: all is given back, or an account that nobody had paid into called
                    // off.
                    assertTrue(toss.refundsOf(id).size() <= 1, () -> "refunded at most once: " + wish);
                    return;
                }
                assertEquals(
                        done ? List.of(wish.transactionKey()) : List.of(),
                        toss.refundsOf(id),
                        () -> "what Toss refunded for " + wish);
                if (done) {
                    long asked = amount.orElseGet(() -> leftBefore(wish.transactionKey()));
                    assertEquals(asked, wish.amount(), "what was asked for and not a won more or less");
                }
            });
        }

        private long leftBefore(String transactionKey) {
            TossPayment before = toss.history().stream()
                    .filter(each -> each.cancels().stream()
                            .noneMatch(cancel -> cancel.transactionKey().equals(transactionKey)))
                    .reduce((first, last) -> last)
                    .orElseThrow();
            return before.balanceAmount();
        }
    }

    /** The record tells the money as Toss does. */
    static void assertAgrees(Payment payment, TossPayment toss) {
        assertEquals(expected(toss), payment.status());
        assertEquals(payment.wasCharged() ? toss.balanceAmount() : 0, payment.balance());
        assertEquals(toss.approvedAt() != null, payment.wasCharged());
        assertEquals(
                toss.cancels().stream()
                        .filter(each -> each.status() == TossPayment.CancelStatus.DONE)
                        .collect(Collectors.toMap(TossPayment.Cancel::transactionKey, TossPayment.Cancel::amount)),
                payment.refunds().all().stream()
                        .filter(each -> each.status() == Refund.Status.DONE)
                        .collect(Collectors.toMap(Refund::transactionKey, Refund::amount)));
    }

    private static PaymentStatus expected(TossPayment toss) {
        long givenBack = toss.cancels().stream()
                .filter(each -> each.status() == TossPayment.CancelStatus.DONE)
                .mapToLong(TossPayment.Cancel::amount)
                .sum();
        return switch (toss.status()) {
            case READY, IN_PROGRESS, UNRECOGNISED -> PaymentStatus.APPROVING;
            case WAITING_FOR_DEPOSIT -> PaymentStatus.WAITING_FOR_DEPOSIT;
            case ABORTED -> PaymentStatus.FAILED;
            case EXPIRED -> PaymentStatus.EXPIRED;
            case DONE, PARTIAL_CANCELED, CANCELED -> {
                if (givenBack == toss.totalAmount()) {
                    yield PaymentStatus.CANCELLED;
                }
                yield givenBack == 0 ? PaymentStatus.APPROVED : PaymentStatus.PARTIALLY_CANCELLED;
            }
        };
    }
}
