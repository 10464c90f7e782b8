package kr.easyk.payments;

import static kr.easyk.payments.telemetry.Field.field;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import kr.easyk.payments.Settling.By;
import kr.easyk.payments.model.Language;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.Refund;
import kr.easyk.payments.model.TossSays;
import kr.easyk.payments.store.Open;
import kr.easyk.payments.store.PaymentStore;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.telemetry.Metric;
import kr.easyk.payments.toss.TossClient;
import kr.easyk.payments.toss.TransactionList;
import org.jspecify.annotations.Nullable;

/**
 * Ends what a crash, a timeout or a lost webhook left open: each payment that is due is looked up at Toss and settled, each refund
 * that was begun is gone on with. What stays open is looked at again later, each time after a longer pause. And what moved at
 * Toss in the last day is held against the records ({@link Sweep}), for the webhooks that never came.
 *
 * <p>Nobody starves: what is due longest comes first, whichever partition it is in; refunds that Toss keeps failing may take a third of
 * a run; and the sweep has a third of it for itself.
 */
public final class ReconcilePayments {
    /** Toss refuses heavy polling, so while look-ups are not answered there is no point in going through the rest. */
    private static final int MOST_UNANSWERED = 5;

    private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(10);

    /** Of Toss's transactions. Far longer than a run can be missed without an alarm. */
    private static final Duration LOOKED_BACK = Duration.ofHours(24);

    /** Toss's clock and ours need not agree to the second. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    /** Kept back for the payment under way, of which a refund asks, looks, asks again, looks again and writes. */
    static final Duration KEPT_BACK = Duration.ofSeconds(56);

    /**
     * @param stillOpen of those that were checked or waited for their turn
     * @param unanswered those that Toss would not say anything about
     * @param complete whether all that it was to go through was gone through
     * @param open what has not ended after it
     */
    public record Run(
            int checked, int settled, int stillOpen, int unanswered, int failed, boolean complete, AllOpen open) {}

    /**
     * What has not ended, whether or not it is due: checkouts that are still running, too.
     *
     * @param count counted up to {@value Worklist#MOST_PER_PARTITION} of each of the worklist's partitions
     * @param oldestSince when the one that is open longest came to what it waits for; null where nothing is open
     * @param oldest the ids of those that are open longest, at most ten
     */
    public record AllOpen(int count, @Nullable String oldestSince, List<String> oldest) {
        public AllOpen {
            oldest = List.copyOf(oldest);
        }
    }

    private final Wiring wiring;
    private final PaymentStore store;
    private final TossClient toss;
    private final Settling settling;
    private final Refunding refunding;
    private final Sweep sweep;
    private final UnknownOutcomes unknownOutcomes;

    private ReconcilePayments(Wiring wiring, TossClient toss) {
        this.wiring = wiring;
        this.store = PaymentStore.with(wiring);
        this.toss = toss;
        this.settling = new Settling(wiring, store, toss);
        this.refunding = new Refunding(wiring, store, toss, settling);
        this.sweep = new Sweep(wiring, store, settling);
        this.unknownOutcomes = new UnknownOutcomes(store);
    }

    public static ReconcilePayments with(Wiring wiring, TossClient toss) {
        return new ReconcilePayments(wiring, toss);
    }

    /** Goes through what it is asked to, as far as the request's time goes. */
    public Run run(ReconcileScope scope, Journal journal) {
        Worklist worklist = new Worklist(store);
        Tally tally = new Tally(worklist);
        if (scope instanceof ReconcileScope.ThesePayments these) {
            checkThese(these.paymentIds(), tally, journal);
        } else if (scope instanceof ReconcileScope.TheseDays days) {
            checkWhatMovedUnheard(days.begin(), days.end(), tally, journal);
        } else {
            Instant now = wiring.clock().instant();
            boolean dueOrNot = scope instanceof ReconcileScope.AllThatIsOpen;
            checkOpen(dueOrNot ? worklist.all() : worklist.due(now), dueOrNot, tally, journal);
            checkWhatMovedUnheard(now.minus(LOOKED_BACK), now, tally, journal);
        }
        unknownOutcomes.tell(wiring.clock().instant(), journal);
        return new Run(
                tally.checked,
                tally.settled,
                tally.stillOpen,
                tally.unanswered,
                tally.failed,
                tally.complete,
                worklist.summary());
    }

    /** What a run has come to so far. */
    static final class Tally {
        final Worklist worklist;
        int checked;
        int settled;
        private int stillOpen;
        int unanswered;
        int failed;
        boolean complete = true;
        private Duration spentOnRefunds = Duration.ZERO;

        private Tally(Worklist worklist) {
            this.worklist = worklist;
        }

        void failed(String paymentId, RuntimeException why, Journal journal) {
            failed++;
            journal.count(Metric.RECONCILE_FAILED);
            journal.error("payment could not be reconciled", why, field("payment_id", paymentId));
        }

        boolean mayAsk() {
            return unanswered < MOST_UNANSWERED;
        }
    }

    /** Whether there is time to begin with one more, and Toss answers. What is left then, the next run goes through. */
    private boolean mayGoOn(Duration kept, Tally tally) {
        boolean may = hasTime(kept) && tally.mayAsk();
        tally.complete &= may;
        return may;
    }

    private boolean hasTime(Duration kept) {
        return wiring.deadline().left().compareTo(KEPT_BACK.plus(kept)) > 0;
    }

    private void checkThese(List<String> paymentIds, Tally tally, Journal journal) {
        for (String paymentId : paymentIds) {
            if (!mayGoOn(Duration.ZERO, tally)) {
                return;
            }
            try {
                Payment payment = store.find(paymentId)
                        .orElseThrow(() -> new IllegalArgumentException("there is no payment " + paymentId));
                check(payment, wiring.deadline().left(), tally, journal);
            } catch (RuntimeException e) {
                tally.failed(paymentId, e, journal);
            }
        }
    }

    private void checkOpen(List<Open> entries, boolean dueOrNot, Tally tally, Journal journal) {
        Duration third = wiring.deadline().left().minus(KEPT_BACK).dividedBy(3);
        for (Open entry : entries) {
            if (!mayGoOn(third, tally)) {
                return;
            }
            try {
                Optional<Payment> payment = store.find(entry.paymentId());
                payment.ifPresent(tally.worklist::left);
                if (payment.isPresent()
                        && (dueOrNot || isDue(payment.get(), wiring.clock().instant()))) {
                    check(payment.get(), third, tally, journal);
                }
            } catch (RuntimeException e) {
                // One bad record must not keep the rest from being settled.
                tally.failed(entry.paymentId(), e, journal);
                putOff(entry, journal);
            }
        }
    }

    private void putOff(Open entry, Journal journal) {
        try {
            store.putOff(entry, wiring.clock().instant().plus(AFTER_A_FAILURE));
        } catch (RuntimeException e) {
            journal.error("payment could not be put off", e, field("payment_id", entry.paymentId()));
        }
    }

    private void check(Payment payment, Duration forRefunds, Tally tally, Journal journal) {
        Instant now = wiring.clock().instant();
        Optional<Refund> wish = payment.refundUnderWay();
        // Refunds that Toss keeps failing take long, each time anew. Those that wait stay due, and come first in the
        // next run.
        boolean waits = wish.isPresent() && tally.spentOnRefunds.compareTo(forRefunds) >= 0;
        if (waits || payment.isFromANewerVersion() || payment.isLeased(now)) {
            tally.stillOpen++;
            tally.complete &= !waits;
            return;
        }
        tally.checked++;
        Payment settled = wish.isPresent()
                ? withRefund(payment, wish.get(), tally, journal)
                : withoutRefund(payment, tally, journal);
        boolean waitsAsBefore = wish.isPresent() && isAwaited(payment, wish.get()) && isAwaited(settled, wish.get());
        if (settled.version() != payment.version() && !waitsAsBefore) {
            tally.settled++;
        }
        tally.worklist.left(settled);
        if (settled.looks().next() == null) {
            return;
        }
        tally.stillOpen++;
        if (settled.isOutcomeUnknown()) {
            unknownOutcomes.remember(settled);
        }
        if (isDue(settled, now)) {
            // Somebody else's write instead of this one is as good: it set the next time too.
            store.save(settled.postponed(now));
        }
    }

    private static boolean isAwaited(Payment payment, Refund wish) {
        return payment.refunds().find(wish.id()).filter(Refund::isAwaited).isPresent();
    }

    private static boolean isDue(Payment payment, Instant now) {
        Instant next = payment.looks().next();
        return next != null && !next.isAfter(now);
    }

    private Payment withoutRefund(Payment payment, Tally tally, Journal journal) {
        Optional<TossSays> says = settling.ask(payment, Language.KOREAN, journal);
        if (says.isEmpty()) {
            tally.unanswered++;
            return payment;
        }
        TossSays news =
                says.get() instanceof TossSays.NotFound notFound ? proven(payment, notFound, journal) : says.get();
        return settling.settle(payment, news, By.RECONCILE, journal).payment();
    }

    private Payment withRefund(Payment payment, Refund wish, Tally tally, Journal journal) {
        Duration before = wiring.deadline().left();
        Refunding.Progress progress = refunding.goOn(payment, wish.id(), Language.KOREAN, By.RECONCILE, journal);
        if (progress.isUnanswered()) {
            tally.unanswered++;
        }
        if (progress.payment().refunds().isUnderWay(wish.id())) {
            tally.spentOnRefunds =
                    tally.spentOnRefunds.plus(before).minus(wiring.deadline().left());
        }
        return progress.payment();
    }

    /**
     * A look-up that finds nothing proves nothing about a confirm that may have been carried out. When it no longer can be, and Toss
     * is asked with the API key of the confirm, its list of transactions does.
     */
    private TossSays proven(Payment payment, TossSays.NotFound notFound, Journal journal) {
        Instant now = wiring.clock().instant();
        if (!payment.isConfirmOver(now) || !payment.mayRepeatConfirm(notFound.keyDigest())) {
            return notFound;
        }
        Instant from = payment.statusSince().minus(CLOCK_SKEW);
        Instant to = payment.confirmOverAt().plus(CLOCK_SKEW);
        return toss.transactions(from, to, journal)
                .filter(TransactionList::isComplete)
                .filter(list -> !list.hasOrder(payment.order().orderId()))
                .<TossSays>map(list -> new TossSays.NotListed(list.keyDigest(), now))
                .orElse(notFound);
    }

    private void checkWhatMovedUnheard(Instant from, Instant to, Tally tally, Journal journal) {
        if (!mayGoOn(Duration.ZERO, tally)) {
            return;
        }
        Optional<TransactionList> listed = toss.transactions(from, to, journal);
        if (listed.isEmpty()) {
            tally.unanswered++;
            tally.complete = false;
            return;
        }
        tally.failed += listed.get().unreadable();
        tally.complete &= listed.get().isComplete();
        sweep.through(listed.get(), () -> mayGoOn(Duration.ZERO, tally), tally, journal);
    }
}
