package kr.easyk.payments;

import static kr.easyk.payments.telemetry.Field.field;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.store.PaymentStore;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.telemetry.Metric;

/**
 * How long Toss has not told what became of a payment. A run asks Toss about it every ten minutes at most, and an alarm needs to hear
 * of it from every run: so a payment whose outcome was found unknown is remembered, and its record read again by each run, until it is
 * known. An instance that starts anew learns of it with the next question to Toss.
 */
final class UnknownOutcomes {
    /** Of payments, those that wait longest: the alarm is about the oldest. */
    private static final int REMEMBERED = 20;

    /** From here on somebody should look. */
    private static final Duration LONG = Duration.ofMinutes(15);

    private final PaymentStore store;
    private List<Payment> unknown = List.of();

    UnknownOutcomes(PaymentStore store) {
        this.store = store;
    }

    synchronized void remember(Payment payment) {
        List<Payment> more = new ArrayList<>(unknown);
        more.removeIf(each -> each.paymentId().equals(payment.paymentId()));
        more.add(payment);
        more.sort(Comparator.comparing(Payment::openSince));
        unknown = List.copyOf(more.subList(0, Math.min(more.size(), REMEMBERED)));
    }

    /** Measures the oldest, and names those that somebody should look at. */
    synchronized void tell(Instant now, Journal journal) {
        unknown = unknown.stream()
                .flatMap(each -> current(each, journal).stream())
                .filter(Payment::isOutcomeUnknown)
                .sorted(Comparator.comparing(Payment::openSince))
                .toList();
        for (Payment each : unknown) {
            Duration age = Duration.between(each.openSince(), now);
            if (each == unknown.get(0)) {
                journal.measure(Metric.OUTCOME_UNKNOWN_AGE, age.toSeconds());
            }
            if (age.compareTo(LONG) >= 0) {
                journal.warn(
                        "outcome is still unknown",
                        field("payment_id", each.paymentId()),
                        field("order_id", each.order().orderId()),
                        field("minutes", age.toMinutes()));
            }
        }
    }

    /** As it is now; as it was where it cannot be read, since nothing then says that the outcome is known. */
    private Optional<Payment> current(Payment payment, Journal journal) {
        try {
            return store.find(payment.paymentId());
        } catch (RuntimeException e) {
            journal.error("payment could not be read again", e, field("payment_id", payment.paymentId()));
            return Optional.of(payment);
        }
    }
}
