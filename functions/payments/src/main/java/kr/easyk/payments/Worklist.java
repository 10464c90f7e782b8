package kr.easyk.payments;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kr.easyk.payments.ReconcilePayments.AllOpen;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.Times;
import kr.easyk.payments.store.Open;
import kr.easyk.payments.store.PaymentStore;

/** What had not ended when a run began, and what of it is left. Read once: an index shows what the run itself has ended for a while. */
final class Worklist {
    /** What is left of a partition stays due, and comes first in the next run. */
    static final int MOST_PER_PARTITION = 1_000;

    private static final int OLDEST_NAMED = 10;

    private final Map<String, Open> open = new HashMap<>();

    Worklist(PaymentStore store) {
        store.openPayments(MOST_PER_PARTITION).forEach(each -> open.put(each.paymentId(), each));
    }

    /** The longest due first. */
    List<Open> due(Instant now) {
        return open.values().stream()
                .filter(each -> each.isDue(now))
                .sorted(Comparator.comparing(Open::nextCheckAt))
                .toList();
    }

    /** The longest open first. */
    List<Open> all() {
        return open.values().stream().sorted(Comparator.comparing(Open::since)).toList();
    }

    /** This is how the payment was left. */
    void left(Payment payment) {
        Instant next = payment.looks().next();
        if (next == null) {
            open.remove(payment.paymentId());
        } else {
            Open entry = new Open(payment.paymentId(), Times.text(next), Times.text(payment.openSince()));
            open.put(entry.paymentId(), entry);
        }
    }

    AllOpen summary() {
        List<Open> all = all();
        return new AllOpen(
                all.size(),
                all.isEmpty() ? null : all.get(0).since(),
                all.stream().limit(OLDEST_NAMED).map(Open::paymentId).toList());
    }
}
