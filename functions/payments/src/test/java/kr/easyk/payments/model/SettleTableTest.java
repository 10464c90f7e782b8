package kr.easyk.payments.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every status of ours against everything Toss can say, written out. {@code .} leaves the very same payment, {@code !what} is a
 * mismatch; anything else is the next status.
 */
class SettleTableTest {
    private static final String TABLE = """
                                | pending   | approving | waiting_for_deposit | approved            | partially_cancelled | cancelled | failed              | expired
            READY               | .         | .         | .                   | .                   | .                   | .         | .                   | .
            IN_PROGRESS         | .         | .         | .                   | .                   | .                   | .         | .                   | .
            WAITING_FOR_DEPOSIT | waiting_for_deposit | waiting_for_deposit | .   | waiting_for_deposit | .                   | .         | .                   | .
            DONE                | approved  | approved  | approved            | .                   | .                   | .         | approved            | approved
            CANCELED            | cancelled | cancelled | cancelled           | cancelled           | cancelled           | .         | cancelled           | cancelled
            PARTIAL_CANCELED    | partially_cancelled | partially_cancelled | partially_cancelled | partially_cancelled | . | .         | partially_cancelled | partially_cancelled
            ABORTED             | failed    | failed    | .                   | !status             | .                   | .         | .                   | .
            EXPIRED             | expired   | expired   | expired             | !status             | .                   | .         | .                   | .
            UNRECOGNISED        | .         | .         | .                   | .                   | .                   | .         | .                   | .
            declined            | .         | failed    | .                   | .                   | .                   | .         | .                   | .
            session over        | expired   | expired   | !existence          | !existence          | !existence          | .         | .                   | .
            not found, early    | .         | .         | !existence          | !existence          | !existence          | .         | .                   | .
            not found, late     | expired   | expired   | !existence          | !existence          | !existence          | .         | .                   | .
            refund refused      | .         | .         | .                   | .                   | .                   | .         | .                   | .
            """;

    @TestFactory
    Stream<DynamicTest> everyStatusMeetsEverythingTossCanSay() {
        List<String> lines = TABLE.lines().toList();
        List<String> statuses = cells(lines.get(0));
        assertEquals(PaymentStatus.values().length, statuses.size() - 1, "a column for every status");
        List<String> rows =
                lines.stream().skip(1).map(line -> cells(line).get(0)).toList();
        List<String> tossStatuses =
                Arrays.stream(TossPayment.Status.values()).map(Enum::name).toList();
        assertEquals(tossStatuses, rows.subList(0, tossStatuses.size()), "a row for every status of Toss's");
        List<DynamicTest> tests = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = cells(line);
            for (int column = 1; column < cells.size(); column++) {
                PaymentStatus status = PaymentStatus.ofWireName(statuses.get(column));
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
        Settlement settlement = payment.settle(says(row), now);
        if (expected.startsWith("!")) {
            assertEquals(new Settlement.Mismatch(expected.substring(1)), settlement);
        } else if (settlement instanceof Settlement.Settled settled) {
            if (expected.equals(".")) {
                assertSame(payment, settled.payment());
            } else {
                assertEquals(
                        PaymentStatus.ofWireName(expected), settled.payment().status());
                assertEquals(payment.version() + 1, settled.payment().version());
                assertEquals(now, settled.payment().updatedAt());
            }
        } else {
            fail(settlement.toString());
        }
    }

    private static TossSays says(String row) {
        return switch (row.toLowerCase(Locale.ROOT)) {
            case "declined" -> new TossSays.Declined(Samples.FAILURE);
            case "session over" -> new TossSays.SessionOver();
            case "not found, early", "not found, late" -> new TossSays.NotFound();
            case "refund refused" -> new TossSays.RefundRefused("another-wish", Samples.FAILURE);
            default -> Samples.shows(TossPayment.Status.valueOf(row));
        };
    }

    @Test
    void aChargeBringsWithItWhatTossTells() {
        Payment paid = Samples.in(PaymentStatus.APPROVED);

        assertEquals(Samples.PRICE, paid.balance());
        assertEquals(Samples.KEY, paid.tossPaymentKey());
        assertEquals(Samples.SECRET, paid.tossSecret());
        assertEquals(PaymentMethod.CARD, paid.method());
        assertEquals(Samples.NOW, paid.approvedAt());
        assertEquals("https://receipt.example/1", paid.receiptUrl());
        assertEquals(null, paid.nextCheckAt());
        assertEquals(Consultation.PaymentStatus.PAID, paid.outcome());
    }

    @Test
    void aPaymentFoundByItsOrderLearnsItsKey() {
        Payment paid = Samples.settled(Samples.pending(), Samples.shows(TossPayment.Status.DONE));

        assertEquals(Samples.KEY, paid.tossPaymentKey());
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
        TossPayment unpaid = new TossPayment(
                Samples.KEY,
                Samples.pending().orderId(),
                TossPayment.Status.CANCELED,
                Samples.PRICE,
                0,
                Payment.KRW,
                PaymentMethod.VIRTUAL_ACCOUNT,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null);
        Payment calledOff = Samples.settled(Samples.in(PaymentStatus.WAITING_FOR_DEPOSIT), new TossSays.Shown(unpaid));

        assertEquals(PaymentStatus.CANCELLED, calledOff.status());
        assertEquals(Samples.NOW, calledOff.cancelledAt());
        assertEquals(Consultation.PaymentStatus.PENDING, calledOff.outcome());
        assertEquals(true, calledOff.letsGoOfConsultation());
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
    void aClaimIsGivenTheConfirmWindowAndALeaseBeforeNotFoundMeansOver() {
        Instant over = Samples.NOW.plus(Payment.CONFIRM_WINDOW).plus(Payment.LEASE);
        Payment claimed = Samples.approving();

        assertSame(claimed, Samples.settled(claimed, new TossSays.NotFound(), over.minusMillis(1)));
        assertEquals(
                PaymentStatus.EXPIRED,
                Samples.settled(claimed, new TossSays.NotFound(), over).status());
    }

    @Test
    void anAbortWithoutAReasonIsAFailureAllTheSame() {
        Payment failed = Samples.settled(Samples.approving(), Samples.shows(TossPayment.Status.ABORTED));

        assertEquals(new Failure("ABORTED", ""), failed.failure());
    }

    @Test
    void aChargeAfterAFailureClearsTheFailure() {
        Payment paid = Samples.settled(Samples.in(PaymentStatus.FAILED), Samples.shows(TossPayment.Status.DONE));

        assertEquals(null, paid.failure());
    }

    @Test
    void waitingWithoutAnAccountOrPaidWithoutATimeIsAMismatch() {
        TossPayment done = Samples.toss(TossPayment.Status.DONE);
        TossPayment noTime = new TossPayment(
                done.paymentKey(),
                done.orderId(),
                done.status(),
                done.totalAmount(),
                done.balanceAmount(),
                done.currency(),
                done.method(),
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null);
        TossPayment noAccount = new TossPayment(
                done.paymentKey(),
                done.orderId(),
                TossPayment.Status.WAITING_FOR_DEPOSIT,
                done.totalAmount(),
                done.balanceAmount(),
                done.currency(),
                done.method(),
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null);

        assertEquals(
                new Settlement.Mismatch("approvedAt"),
                Samples.approving().settle(new TossSays.Shown(noTime), Samples.NOW));
        assertEquals(
                new Settlement.Mismatch("virtualAccount"),
                Samples.approving().settle(new TossSays.Shown(noAccount), Samples.NOW));
    }
}
