package kr.easyk.payments.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every status of ours against everything Toss can say, written out. {@code .} leaves the very same payment, {@code !what} is a
 * mismatch, {@code <WHY} lets the payment key go and makes the payment pending again; anything else is the next status.
 */
class SettleTableTest {
    private static final String TABLE = """
            # look-ups            | pending             | approving           | waiting_for_deposit | approved            | partially_cancelled | cancelled      | failed              | expired             | unrecognised
            READY                 | .                   | .                   | .                   | .                   | .                   | .              | .                   | .                   | .
            IN_PROGRESS           | .                   | .                   | .                   | .                   | .                   | .              | .                   | .                   | .
            WAITING_FOR_DEPOSIT   | waiting_for_deposit | waiting_for_deposit | .                   | waiting_for_deposit | .                   | .              | .                   | .                   | .
            DONE                  | approved            | approved            | approved            | .                   | .                   | .              | approved            | approved            | .
            CANCELED              | cancelled           | cancelled           | cancelled           | cancelled           | !balanceAmount      | !balanceAmount | cancelled           | cancelled           | .
            PARTIAL_CANCELED      | partially_cancelled | partially_cancelled | partially_cancelled | partially_cancelled | .                   | .              | partially_cancelled | partially_cancelled | .
            ABORTED               | .                   | failed              | .                   | !status             | .                   | .              | .                   | .                   | .
            EXPIRED               | .                   | expired             | expired             | !status             | .                   | .              | .                   | .                   | .
            UNRECOGNISED          | .                   | .                   | .                   | .                   | .                   | .              | .                   | .                   | .
            all refunded in parts | cancelled           | cancelled           | cancelled           | cancelled           | cancelled           | .              | cancelled           | cancelled           | .
            called off unpaid     | cancelled           | cancelled           | cancelled           | cancelled           | .                   | .              | cancelled           | cancelled           | .
            ABORTED, late         | expired             | failed              | .                   | !status             | .                   | .              | .                   | .                   | .
            EXPIRED, late         | expired             | expired             | expired             | !status             | .                   | .              | .                   | .                   | .
            # what does not fit
            other order           | !orderId            | <PAYMENT_KEY_MISMATCH | !orderId          | !orderId            | !orderId            | !orderId       | !orderId            | !orderId            | .
            other amount, no money | .                  | <AMOUNT_MISMATCH    | .                   | !totalAmount        | !totalAmount        | !totalAmount   | .                   | .                   | .
            other amount, given back | .                | <AMOUNT_MISMATCH    | .                   | !totalAmount        | !totalAmount        | !totalAmount   | .                   | .                   | .
            other amount, expired | .                   | <AMOUNT_MISMATCH    | .                   | !totalAmount        | !totalAmount        | !totalAmount   | .                   | .                   | .
            other amount, waiting | !totalAmount        | !totalAmount        | !totalAmount        | !totalAmount        | !totalAmount        | !totalAmount   | !totalAmount        | !totalAmount        | .
            other amount, unheard of | !totalAmount     | !totalAmount        | !totalAmount        | !totalAmount        | !totalAmount        | !totalAmount   | !totalAmount        | !totalAmount        | .
            other amount, money   | !totalAmount        | !totalAmount        | !totalAmount        | !totalAmount        | !totalAmount        | !totalAmount   | !totalAmount        | !totalAmount        | .
            other amount, late    | expired             | <AMOUNT_MISMATCH    | .                   | !totalAmount        | !totalAmount        | !totalAmount   | .                   | .                   | .
            other currency, money | !currency           | !currency           | !currency           | !currency           | !currency           | !currency      | !currency           | !currency           | .
            other key, money      | approved            | !paymentKey         | !paymentKey         | !paymentKey         | !paymentKey         | !paymentKey    | !paymentKey         | !paymentKey         | .
            other key, no money   | .                   | .                   | .                   | .                   | .                   | .              | .                   | .                   | .
            # answers to a confirm
            declined              | .                   | failed              | .                   | .                   | .                   | .              | .                   | .                   | .
            declined, other key   | .                   | .                   | .                   | .                   | .                   | .              | .                   | .                   | .
            session over          | .                   | expired             | .                   | .                   | .                   | .              | .                   | .                   | .
            session over, other key | .                 | .                   | .                   | .                   | .                   | .              | .                   | .                   | .
            unknown key           | .                   | <PAYMENT_KEY_MISMATCH | .                 | .                   | .                   | .              | .                   | .                   | .
            unknown key, other key | .                  | .                   | .                   | .                   | .                   | .              | .                   | .                   | .
            never sent            | .                   | pending             | .                   | .                   | .                   | .              | .                   | .                   | .
            never sent, other key | .                   | .                   | .                   | .                   | .                   | .              | .                   | .                   | .
            # nothing is found
            not found             | .                   | .                   | !existence          | !existence          | !existence          | .              | .                   | .                   | .
            not found, late       | expired             | .                   | !existence          | !existence          | !existence          | .              | .                   | .                   | .
            not listed            | .                   | .                   | !existence          | !existence          | !existence          | .              | .                   | .                   | .
            not listed, late      | expired             | expired             | !existence          | !existence          | !existence          | .              | .                   | .                   | .
            not listed under another API key, late | expired | .              | !existence          | !existence          | !existence          | .              | .                   | .                   | .
            # answers to a refund that nobody here wished for
            refund made           | partially_cancelled | partially_cancelled | partially_cancelled | partially_cancelled | .                   | .              | partially_cancelled | partially_cancelled | .
            refund made, other order | !orderId         | !orderId            | !orderId            | !orderId            | !orderId            | !orderId       | !orderId            | !orderId            | .
            refund refused        | .                   | .                   | .                   | .                   | .                   | .              | .                   | .                   | .
            repeat refused        | partially_cancelled | partially_cancelled | partially_cancelled | partially_cancelled | .                   | .              | partially_cancelled | partially_cancelled | .
            repeat refused, other order | !orderId      | !orderId            | !orderId            | !orderId            | !orderId            | !orderId       | !orderId            | !orderId            | .
            refund overtaken      | partially_cancelled | partially_cancelled | partially_cancelled | partially_cancelled | .                   | .              | partially_cancelled | partially_cancelled | .
            refund overtaken, other order | !orderId    | !orderId            | !orderId            | !orderId            | !orderId            | !orderId       | !orderId            | !orderId            | .
            """;

    @TestFactory
    Stream<DynamicTest> everyStatusMeetsEverythingTossCanSay() {
        List<List<String>> lines = TABLE.lines()
                .filter(line -> !line.startsWith("#"))
                .map(SettleTableTest::cells)
                .toList();
        List<String> statuses = cells(TABLE.lines().findFirst().orElseThrow());
        assertEquals(
                Arrays.stream(PaymentStatus.values())
                        .map(PaymentStatus::wireName)
                        .toList(),
                statuses.subList(1, statuses.size()),
                "a column for every status");
        List<String> tossStatuses =
                Arrays.stream(TossPayment.Status.values()).map(Enum::name).toList();
        List<String> rows = lines.stream().map(cells -> cells.get(0)).toList();
        assertEquals(
                tossStatuses.stream().sorted().toList(),
                rows.subList(0, tossStatuses.size()).stream().sorted().toList(),
                "a row for every status of Toss's");
        assertEquals(
                Arrays.stream(TossSays.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .sorted()
                        .toList(),
                rows.stream()
                        .map(row -> says(row, Samples.NOW).getClass().getSimpleName())
                        .distinct()
                        .sorted()
                        .toList(),
                "a row for every kind of word of Toss's");
        List<DynamicTest> tests = new ArrayList<>();
        for (List<String> cells : lines) {
            assertEquals(statuses.size(), cells.size(), cells.get(0));
            for (int column = 1; column < cells.size(); column++) {
                PaymentStatus status = PaymentStatus.values()[column - 1];
                String row = cells.get(0);
                String expected = cells.get(column);
                tests.add(DynamicTest.dynamicTest(
                        status.wireName() + ", Toss says " + row + ": " + expected,
                        () -> check(Samples.in(status), row, expected)));
            }
        }
        return tests.stream();
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split("\\|")).map(String::strip).toList();
    }

    private static void check(Payment payment, String row, String expected) {
        Instant now = Samples.NOW.plus(row.endsWith("late") ? Payment.PAYMENT_WINDOW : Duration.ofMinutes(10));
        Verdict verdict = payment.settle(says(row, now), now);
        if (expected.startsWith("!")) {
            assertEquals(new Verdict.Mismatch(payment, expected.substring(1)), verdict);
            assertSame(payment, verdict.payment());
        } else if (expected.startsWith("<")) {
            assertEquals(
                    Refusal.Reason.valueOf(expected.substring(1)),
                    assertInstanceOf(Verdict.Released.class, verdict).reason());
            assertMoved(payment, verdict.payment(), PaymentStatus.PENDING, now);
            assertNull(verdict.payment().claim().paymentKey());
        } else {
            Payment next = assertInstanceOf(Verdict.Accepted.class, verdict).payment();
            if (expected.equals(".")) {
                assertSame(payment, next);
            } else {
                assertMoved(payment, next, PaymentStatus.ofWireName(expected), now);
            }
        }
    }

    private static void assertMoved(Payment before, Payment after, PaymentStatus status, Instant now) {
        assertEquals(status, after.status());
        assertEquals(now, after.statusSince());
        assertEquals(now, after.updatedAt());
        assertEquals(before.version() + 1, after.version());
    }

    private static TossSays says(String row, Instant now) {
        String[] said = row.split(", ", 2);
        String how = said.length == 1 ? "" : said[1];
        String key = how.equals("other key") ? "another-key" : Samples.KEY;
        return switch (said[0]) {
            case "all refunded in parts" -> Samples.shows(Samples.refundedInParts());
            case "called off unpaid" -> Samples.shows(Samples.calledOff());
            case "other order" -> Samples.shows(ofAnotherOrder());
            case "other amount" -> Samples.shows(like(key, Samples.ORDER, 100, Order.KRW, standing(how)));
            case "other currency" -> Samples.shows(like(key, Samples.ORDER, Samples.PRICE, "USD", standing(how)));
            case "other key" ->
                Samples.shows(like("another-key", Samples.ORDER, Samples.PRICE, Order.KRW, standing(how)));
            case "declined" -> new TossSays.Declined(key, Samples.FAILURE);
            case "session over" -> new TossSays.SessionOver(key);
            case "unknown key" -> new TossSays.UnknownKey(key);
            case "never sent" -> new TossSays.NeverSent(key);
            case "not found" -> new TossSays.NotFound(Samples.DIGEST);
            case "not listed" -> new TossSays.NotListed(Samples.DIGEST, now);
            case "not listed under another API key" -> new TossSays.NotListed(Samples.NEXT_DIGEST, now);
            case "refund made" -> new TossSays.RefundMade("another-wish", refunded(how));
            case "refund refused" -> new TossSays.RefundRefused("another-wish", 1, Samples.FAILURE);
            case "repeat refused" -> new TossSays.RepeatRefused("another-wish", 1, Samples.FAILURE, refunded(how));
            case "refund overtaken" ->
                new TossSays.RefundOvertaken("another-wish", 1, false, Samples.FAILURE, refunded(how), Samples.DIGEST);
            default -> Samples.shows(TossPayment.Status.valueOf(said[0]));
        };
    }

    private static TossPayment refunded(String how) {
        return how.equals("other order") ? ofAnotherOrder() : Samples.toss(TossPayment.Status.PARTIAL_CANCELED);
    }

    private static TossPayment ofAnotherOrder() {
        return like(Samples.KEY, Samples.ORDER + "0", Samples.PRICE, Order.KRW, TossPayment.Status.DONE);
    }

    private static TossPayment.Status standing(String how) {
        return switch (how) {
            case "no money", "late" -> TossPayment.Status.IN_PROGRESS;
            case "given back" -> TossPayment.Status.CANCELED;
            case "expired" -> TossPayment.Status.EXPIRED;
            case "waiting" -> TossPayment.Status.WAITING_FOR_DEPOSIT;
            case "unheard of" -> TossPayment.Status.UNRECOGNISED;
            case "money" -> TossPayment.Status.DONE;
            default -> throw new IllegalArgumentException(how);
        };
    }

    private static TossPayment like(
            String paymentKey, String orderId, long amount, String currency, TossPayment.Status status) {
        TossPayment right = Samples.toss(status, Samples.NO_REFUND);
        return new TossPayment(
                paymentKey,
                orderId,
                status,
                amount,
                status == TossPayment.Status.CANCELED ? 0 : amount,
                currency,
                right.method(),
                right.approvedAt(),
                right.secret(),
                right.receiptUrl(),
                right.virtualAccount(),
                null,
                List.of(),
                null);
    }

    @Test
    void aChargeBringsWithItWhatTossTells() {
        Payment paid = Samples.in(PaymentStatus.APPROVED);

        assertEquals(Samples.PRICE, paid.balance());
        assertEquals(Samples.KEY, paid.claim().paymentKey());
        assertEquals(Samples.SECRET, paid.atToss().secret());
        assertEquals(PaymentMethod.CARD, paid.atToss().method());
        assertEquals(Samples.NOW, paid.approvedAt());
        assertEquals("https://receipt.example/1", paid.atToss().receiptUrl());
        assertEquals(Looks.NONE, paid.looks());
        assertEquals(Consultation.PaymentStatus.PAID, paid.outcome());
    }

    @Test
    void aPaymentFoundByItsOrderLearnsItsKey() {
        Payment paid = Samples.settled(Samples.pending(), Samples.shows(TossPayment.Status.DONE));

        assertEquals(Samples.KEY, paid.claim().paymentKey());
        assertEquals(PaymentStatus.APPROVED, paid.status());
    }

    @Test
    void aDepositTakenBackLeavesNothingToRefundAndTheConsultationUnpaid() {
        Payment waiting = Samples.settled(
                Samples.in(PaymentStatus.APPROVED), Samples.shows(TossPayment.Status.WAITING_FOR_DEPOSIT));

        assertEquals(0, waiting.balance());
        assertEquals(null, waiting.approvedAt());
        assertEquals(Consultation.PaymentStatus.PENDING, waiting.outcome());
        assertEquals(false, waiting.letsGoOfConsultation());
    }

    @Test
    void anAccountCalledOffBeforeTheDepositLeavesTheConsultationFree() {
        Payment calledOff =
                Samples.settled(Samples.in(PaymentStatus.WAITING_FOR_DEPOSIT), Samples.shows(Samples.calledOff()));

        assertEquals(PaymentStatus.CANCELLED, calledOff.status());
        assertEquals(Samples.NOW, calledOff.cancelledAt());
        assertEquals(Consultation.PaymentStatus.PENDING, calledOff.outcome());
        assertEquals(true, calledOff.letsGoOfConsultation());
    }

    @Test
    void anOlderAnswerDoesNotBringBackAnAccountThatWasCalledOff() {
        Payment calledOff =
                Samples.settled(Samples.in(PaymentStatus.WAITING_FOR_DEPOSIT), Samples.shows(Samples.calledOff()));

        assertSame(calledOff, Samples.settled(calledOff, Samples.shows(TossPayment.Status.DONE)));
    }

    @Test
    void refundedInPartsUntilNothingIsLeftItIsRefundedWhateverTossCallsIt() {
        Payment refunded = Samples.settled(
                Samples.in(PaymentStatus.PARTIALLY_CANCELLED), Samples.shows(Samples.refundedInParts()));

        assertEquals(PaymentStatus.CANCELLED, refunded.status());
        assertEquals(0, refunded.balance());
        assertEquals(Consultation.PaymentStatus.REFUNDED, refunded.outcome());
    }

    @Test
    void aRefundThatTossBeganAndGaveUpLeavesTheMoneyHere() {
        TossPayment.Cancel begun = new TossPayment.Cancel(
                Samples.TX1, Samples.PRICE, "by hand", null, TossPayment.CancelStatus.IN_PROGRESS);
        TossPayment.Cancel aborted =
                new TossPayment.Cancel(Samples.TX1, Samples.PRICE, "by hand", null, TossPayment.CancelStatus.ABORTED);

        Payment begunHere = Samples.settled(
                Samples.in(PaymentStatus.APPROVED), Samples.shows(Samples.toss(TossPayment.Status.CANCELED, begun)));
        assertEquals(PaymentStatus.APPROVED, begunHere.status(), "nothing has been given back yet");
        assertEquals(0, begunHere.balance(), "and nothing is left to refund");
        assertEquals(Samples.NOW.plus(Payment.LEASE), begunHere.looks().next());

        Payment kept = Samples.settled(begunHere, Samples.shows(Samples.toss(TossPayment.Status.DONE, aborted)));
        assertEquals(PaymentStatus.APPROVED, kept.status());
        assertEquals(Samples.PRICE, kept.balance());
        assertEquals(
                "REFUND_ABORTED",
                kept.refunds().find(Samples.TX1).orElseThrow().failure().code());
        assertEquals(Looks.NONE, kept.looks());
    }

    @Test
    void anAnswerWhoseRefundsDoNotAddUpToItsBalanceIsAMismatch() {
        TossPayment right = Samples.toss(TossPayment.Status.PARTIAL_CANCELED);
        for (long balance : List.of(29_999L, 30_001L, Samples.PRICE, -1L)) {
            TossPayment wrong = new TossPayment(
                    right.paymentKey(),
                    right.orderId(),
                    right.status(),
                    right.totalAmount(),
                    balance,
                    right.currency(),
                    right.method(),
                    right.approvedAt(),
                    right.secret(),
                    right.receiptUrl(),
                    right.virtualAccount(),
                    null,
                    right.cancels(),
                    right.lastTransactionKey());

            for (PaymentStatus status : List.of(PaymentStatus.APPROVING, PaymentStatus.APPROVED)) {
                assertEquals(
                        "balanceAmount",
                        assertInstanceOf(
                                        Verdict.Mismatch.class,
                                        Samples.in(status).settle(Samples.shows(wrong), Samples.NOW))
                                .what());
            }
        }
    }

    @Test
    void aWaitingAccountExpiresTenMinutesAfterItsDueDateAndNotBefore() {
        Payment waiting = Samples.in(PaymentStatus.WAITING_FOR_DEPOSIT);
        Instant over = Samples.NOW.plus(Duration.ofDays(3)).plus(Duration.ofMinutes(10));
        TossSays still = Samples.shows(TossPayment.Status.WAITING_FOR_DEPOSIT);

        assertSame(waiting, Samples.settled(waiting, still, over.minusMillis(1)));
        assertEquals(
                PaymentStatus.EXPIRED, Samples.settled(waiting, still, over).status());
    }

    @Test
    void aDepositAfterTheDueDateStillCounts() {
        Instant late = Samples.NOW.plus(Duration.ofDays(4));
        Payment expired = Samples.settled(
                Samples.in(PaymentStatus.WAITING_FOR_DEPOSIT),
                Samples.shows(TossPayment.Status.WAITING_FOR_DEPOSIT),
                late);

        Payment paid = Samples.settled(expired, Samples.shows(TossPayment.Status.DONE), late);

        assertEquals(PaymentStatus.APPROVED, paid.status());
        assertEquals(Samples.PRICE, paid.balance());
    }

    @Test
    void anAbortWithoutAReasonIsAFailureAllTheSame() {
        Payment failed = Samples.settled(Samples.approving(), Samples.shows(TossPayment.Status.ABORTED));

        assertEquals(new Failure("ABORTED", ""), failed.failure());
        assertNull(failed.failure().tossCode(), "a code of ours is no code of Toss's");
    }

    @Test
    void aChargeAfterAFailureClearsTheFailure() {
        Payment paid = Samples.settled(Samples.in(PaymentStatus.FAILED), Samples.shows(TossPayment.Status.DONE));

        assertEquals(null, paid.failure());
    }

    @Test
    void waitingWithoutAnAccountOrPaidWithoutATimeIsAMismatch() {
        TossPayment done = Samples.toss(TossPayment.Status.DONE);

        assertEquals("approvedAt", mismatch(bare(done, TossPayment.Status.DONE)));
        assertEquals("virtualAccount", mismatch(bare(done, TossPayment.Status.WAITING_FOR_DEPOSIT)));
    }

    private static TossPayment bare(TossPayment like, TossPayment.Status status) {
        return new TossPayment(
                like.paymentKey(),
                like.orderId(),
                status,
                like.totalAmount(),
                like.balanceAmount(),
                like.currency(),
                like.method(),
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null);
    }

    private static String mismatch(TossPayment toss) {
        return assertInstanceOf(Verdict.Mismatch.class, Samples.approving().settle(Samples.shows(toss), Samples.NOW))
                .what();
    }
}
