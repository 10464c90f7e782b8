package kr.easyk.payments;

import static kr.easyk.payments.telemetry.Field.field;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import kr.easyk.payments.Settling.By;
import kr.easyk.payments.model.Cancellation;
import kr.easyk.payments.model.Language;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentStatus;
import kr.easyk.payments.model.TossSays;
import kr.easyk.payments.store.Due;
import kr.easyk.payments.store.PaymentStore;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.telemetry.Metric;
import kr.easyk.payments.toss.TossClient;
import kr.easyk.payments.toss.TossTransaction;

/**
 * Ends what a crash, a timeout or a lost webhook left open: each payment that is due is looked up at Toss and settled, each refund
 * that was begun is gone on with. What stays open is looked at again later, each time after a longer pause. Then what moved at
 * Toss in the last day is held against the records, for the webhooks that never came.
 */
public final class ReconcilePayments {
    /** Per shard and run. What is left stays due, and comes first in the next run. */
    private static final int MOST_PER_SHARD = 50;

    /** Toss refuses heavy polling, so while it does not answer there is no point in going through the rest. */
    private static final int MOST_UNANSWERED = 5;

    private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(10);

    /** Of Toss's transactions. Far longer than a run can be missed without an alarm. */
    private static final Duration LOOKED_BACK = Duration.ofHours(24);

    /** @param unanswered those that Toss would not say anything about */
    public record Run(int checked, int settled, int stillOpen, int unanswered, int failed) {}

    private final Wiring wiring;
    private final PaymentStore store;
    private final TossClient toss;
    private final Settling settling;
    private final Refunding refunding;

    private ReconcilePayments(Wiring wiring, TossClient toss) {
        this.wiring = wiring;
        this.store = PaymentStore.with(wiring);
        this.toss = toss;
        this.settling = new Settling(wiring, store, toss);
        this.refunding = new Refunding(wiring, toss, settling);
    }

    public static ReconcilePayments with(Wiring wiring, TossClient toss) {
        return new ReconcilePayments(wiring, toss);
    }

    /** @param mayGoOn asked before each payment, so that a run ends before its time does */
    public Run run(BooleanSupplier mayGoOn, Journal journal) {
        Tally tally = new Tally();
        checkWhatIsDue(mayGoOn, tally, journal);
        checkWhatMovedUnheard(mayGoOn, tally, journal);
        if (!tally.oldestUnknown.isZero()) {
            journal.measure(Metric.OUTCOME_UNKNOWN_AGE, tally.oldestUnknown.toSeconds());
        }
        return new Run(tally.checked, tally.settled, tally.stillOpen, tally.unanswered, tally.failed);
    }

    private void checkWhatIsDue(BooleanSupplier mayGoOn, Tally tally, Journal journal) {
        for (Due due : worklist()) {
            if (!mayGoOn.getAsBoolean() || tally.unanswered >= MOST_UNANSWERED) {
                break;
            }
            tally.checked++;
            try {
                check(due, tally, journal);
            } catch (RuntimeException e) {
                // One bad record must not keep the rest from being settled.
                failed(due.paymentId(), e, tally, journal);
                store.putOff(due, wiring.clock().instant().plus(AFTER_A_FAILURE));
            }
        }
    }

    private static void failed(String paymentId, RuntimeException why, Tally tally, Journal journal) {
        tally.failed++;
        journal.count(Metric.RECONCILE_FAILED);
        journal.error("payment could not be reconciled", why, field("payment_id", paymentId));
    }

    /**
     * Money can move without our doing: a refund in Toss's dashboard, a deposit, at the last moment even one after a payment has left
     * the worklist. Should the webhook about it be lost for good, Toss's own list of transactions still has it.
     */
    private void checkWhatMovedUnheard(BooleanSupplier mayGoOn, Tally tally, Journal journal) {
        if (tally.unanswered >= MOST_UNANSWERED || !mayGoOn.getAsBoolean()) {
            return;
        }
        Instant now = wiring.clock().instant();
        Optional<List<TossTransaction>> listed = toss.transactions(now.minus(LOOKED_BACK), now, journal);
        if (listed.isEmpty()) {
            tally.unanswered++;
            return;
        }
        for (TossTransaction transaction : listed.get()) {
            Optional<String> paymentId = Payment.idOfOrder(transaction.orderId());
            if (paymentId.isPresent() && (transaction.isRefund() || transaction.isDeposit())) {
                if (!mayGoOn.getAsBoolean() || tally.unanswered >= MOST_UNANSWERED) {
                    return;
                }
                try {
                    checkMovement(paymentId.get(), transaction, tally, journal);
                } catch (RuntimeException e) {
                    failed(paymentId.get(), e, tally, journal);
                }
            }
        }
    }

    private void checkMovement(String paymentId, TossTransaction transaction, Tally tally, Journal journal) {
        Optional<Payment> unaware = store.find(paymentId)
                .filter(payment -> payment.requestedRefund().isEmpty())
                .filter(payment -> transaction.isRefund()
                        ? !payment.knows(transaction.transactionKey())
                        : payment.status().isLost() || payment.status() == PaymentStatus.WAITING_FOR_DEPOSIT);
        if (unaware.isPresent()) {
            tally.checked++;
            Payment settled = settled(unaware.get(), tally, journal);
            tally.settled += settled.version() == unaware.get().version() ? 0 : 1;
        }
    }

    private static final class Tally {
        private int checked;
        private int settled;
        private int stillOpen;
        private int unanswered;
        private int failed;
        private Duration oldestUnknown = Duration.ZERO;
    }

    private List<Due> worklist() {
        List<Due> due = new ArrayList<>();
        Instant now = wiring.clock().instant();
        for (int shard = 0; shard < store.shards(); shard++) {
            due.addAll(store.due(shard, now, MOST_PER_SHARD));
        }
        return due;
    }

    private void check(Due due, Tally tally, Journal journal) {
        Optional<Payment> found = store.find(due.paymentId());
        Instant now = wiring.clock().instant();
        if (found.map(Payment::nextCheckAt).filter(at -> !at.isAfter(now)).isEmpty()) {
            return;
        }
        Payment payment = found.get();
        Payment settled = settled(payment, tally, journal);
        if (settled.version() != payment.version()) {
            tally.settled++;
        }
        Instant next = settled.nextCheckAt();
        if (next == null) {
            return;
        }
        tally.stillOpen++;
        if (settled.isOutcomeUnknown()) {
            Duration unknown = Duration.between(settled.unknownSince(), now);
            tally.oldestUnknown = unknown.compareTo(tally.oldestUnknown) > 0 ? unknown : tally.oldestUnknown;
        }
        if (!next.isAfter(now)) {
            // Somebody else's write instead of this one is as good: it set the next time too.
            store.save(settled.postponed(now));
        }
    }

    private Payment settled(Payment payment, Tally tally, Journal journal) {
        Optional<Cancellation> wish = payment.requestedRefund();
        if (wish.isPresent()) {
            Payment settled = refunding.resume(payment, wish.get(), Language.KOREAN, By.RECONCILE, journal);
            tally.unanswered += settled.version() == payment.version() ? 1 : 0;
            return settled;
        }
        Optional<TossSays> says = settling.ask(payment, Language.KOREAN, journal);
        if (says.isEmpty()) {
            tally.unanswered++;
            return payment;
        }
        return settling.settle(payment, says.get(), By.RECONCILE, journal);
    }
}
