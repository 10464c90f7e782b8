package kr.easyk.payments;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import kr.easyk.payments.Settling.By;
import kr.easyk.payments.model.Language;
import kr.easyk.payments.model.Order;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.TossSays;
import kr.easyk.payments.store.PaymentStore;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.toss.TossTransaction;
import kr.easyk.payments.toss.TransactionList;

/**
 * Holds Toss's own list of transactions against the records. Money can move without our hearing of it: a refund in Toss's dashboard,
 * a deposit or one taken back, a charge whose answer and webhook were lost. Every movement that its record does not show has the
 * payment looked up and settled.
 *
 * <p>The list of a day comes again with every run. A movement that was once found on record stays there, so it is remembered and its
 * record not read again, for as long as this instance lives; one that starts anew reads each once.
 */
final class Sweep {
    /** Of transactions. A day of several thousand payments. */
    private static final int REMEMBERED = 50_000;

    private final Wiring wiring;
    private final PaymentStore store;
    private final Settling settling;

    /** What moved under one payment key, the oldest first, and which payment of ours its order is. */
    private record Movements(String paymentId, String paymentKey, List<TossTransaction> all) {}

    /** The keys of transactions that need no second look, the oldest first. */
    private final Map<String, Boolean> onRecord = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    Sweep(Wiring wiring, PaymentStore store, Settling settling) {
        this.wiring = wiring;
        this.store = store;
        this.settling = settling;
    }

    void through(TransactionList list, BooleanSupplier mayGoOn, ReconcilePayments.Tally tally, Journal journal) {
        for (Movements movements : news(list)) {
            if (!mayGoOn.getAsBoolean()) {
                return;
            }
            try {
                if (isDealtWith(movements, tally, journal)) {
                    movements.all().forEach(each -> remember(each.transactionKey()));
                }
            } catch (RuntimeException e) {
                tally.failed(movements.paymentId(), e, journal);
            }
        }
    }

    private synchronized void remember(String transactionKey) {
        onRecord.put(transactionKey, true);
    }

    private synchronized boolean isRemembered(String transactionKey) {
        return onRecord.containsKey(transactionKey);
    }

    /** All that Toss lists under a payment key of which something has not yet been found on record, where the order is ours. */
    private List<Movements> news(TransactionList list) {
        Map<String, Movements> byKey = new LinkedHashMap<>();
        for (TossTransaction each : list.all()) {
            Order.paymentIdOf(each.orderId())
                    .ifPresent(id -> byKey.computeIfAbsent(
                                    each.paymentKey(), key -> new Movements(id, key, new ArrayList<>()))
                            .all()
                            .add(each));
        }
        return byKey.values().stream()
                .filter(each -> !each.all().stream().allMatch(one -> isRemembered(one.transactionKey())))
                .toList();
    }

    /** @return whether it need not be looked at again: the record shows it, or Toss has been asked about it */
    private boolean isDealtWith(Movements movements, ReconcilePayments.Tally tally, Journal journal) {
        Optional<Payment> found = store.find(movements.paymentId());
        if (found.isEmpty()) {
            return true;
        }
        Payment payment = found.get();
        if (shows(payment, movements)) {
            return true;
        }
        Instant now = wiring.clock().instant();
        if (payment.isLeased(now) || payment.isFromANewerVersion()) {
            // Whoever began it is most likely writing it down; what a newer version wrote, it decides about.
            return false;
        }
        tally.checked++;
        Optional<TossSays> says = settling.ask(payment, movements.paymentKey(), Language.KOREAN, journal);
        if (says.isEmpty()) {
            tally.unanswered++;
            return false;
        }
        Payment settled =
                settling.settle(payment, says.get(), By.RECONCILE, journal).payment();
        if (settled.version() != payment.version()) {
            tally.settled++;
        }
        tally.worklist.left(settled);
        return says.get() instanceof TossSays.Shown;
    }

    /**
     * Whether a payment's record shows all that moved: every refund, and whether its last charge, deposit or reversal left money. Of what
     * moved under another payment key than its own it shows nothing.
     */
    private static boolean shows(Payment payment, Movements movements) {
        String own = payment.claim().paymentKey();
        if (own != null && !own.equals(movements.paymentKey())) {
            return false;
        }
        boolean refunds = movements.all().stream()
                .filter(TossTransaction::isRefund)
                .allMatch(each -> payment.refunds().hasEnded(each.transactionKey())
                        || (payment.letsGoOfConsultation() && !payment.wasCharged()));
        Boolean charged = null;
        for (TossTransaction each : movements.all()) {
            if (each.isCharge()) {
                charged = true;
            } else if (each.isWithoutDeposit()) {
                charged = false;
            }
        }
        return refunds && (charged == null || charged == payment.wasCharged());
    }
}
