package kr.easyk.payments.sandbox.toss;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every payment Toss knows. One caller at a time: whatever happens inside takes microseconds, and money is easier to trust
 * with a single lock.
 */
final class Ledger {
    /** One movement of money, or a virtual account issued. */
    record Transaction(
            String transactionKey,
            String paymentKey,
            String orderId,
            Method method,
            Status status,
            Instant at,
            long won) {}

    private final Map<String, Purchase> payments = new LinkedHashMap<>();
    private final Map<String, List<Purchase>> orders = new LinkedHashMap<>();
    private final List<Transaction> transactions = new ArrayList<>();
    private final Clock clock;
    private final Ids ids;
    private final String merchant;
    private final Supplier<Behaviour> behaviour;
    private final Witness witness;

    /** Somebody who is told of every change, while nothing else can change. */
    interface Witness {
        void changed(Purchase payment);

        /** A refund that was under way has ended. */
        void ended(Purchase payment, Purchase.Cancel cancel);
    }

    Ledger(Clock clock, Ids ids, String merchant, Supplier<Behaviour> behaviour, Witness witness) {
        this.clock = clock;
        this.ids = ids;
        this.merchant = merchant;
        this.behaviour = behaviour;
        this.witness = witness;
    }

    private void changed(Purchase payment) {
        payment.note(clock.instant());
        witness.changed(payment);
    }

    synchronized <T> T atomically(Supplier<T> work) {
        return work.get();
    }

    /** The payer opens the payment window and has not got through it yet. */
    synchronized Purchase open(Authentication order) {
        if (!Authentication.isOrderId(order.orderId())
                || order.amount() <= 0
                || (order.orderName() != null && order.orderName().length() > 100)) {
            throw TossError.INVALID_REQUEST.refusal();
        }
        Instant now = clock.instant();
        Purchase payment = new Purchase(ids, merchant, order, now);
        payment.note(now);
        payments.put(payment.paymentKey(), payment);
        orders.computeIfAbsent(order.orderId(), id -> new ArrayList<>()).add(payment);
        return payment;
    }

    /** The payer gets through the window: in the one that is open for this order, or in a new one. */
    synchronized Purchase authenticate(Authentication order) {
        TestMeans means = order.means();
        Purchase payment = orders.getOrDefault(order.orderId(), List.of()).stream()
                .peek(this::expireIfOverdue)
                .filter(it -> it.status() == Status.READY && it.amount() == order.amount())
                .findFirst()
                .orElseGet(() -> open(order));
        payment.authenticate(means, clock.instant());
        payment.note(clock.instant());
        return payment;
    }

    /** The payer gets through this very window. */
    synchronized Purchase authenticate(String paymentKey, Authentication order) {
        Purchase payment = payment(merchant, paymentKey);
        if (payment.status() == Status.EXPIRED) {
            throw TossError.NOT_FOUND_PAYMENT_SESSION.refusal();
        }
        payment.authenticate(order.means(), clock.instant());
        payment.note(clock.instant());
        return payment;
    }

    /** @param refusal what Toss answers although nothing speaks against the payment; null: nothing */
    synchronized Purchase confirm(String by, Confirmation asked, @Nullable TossRefusal refusal) {
        Purchase payment = find(by, asked.paymentKey()).orElseThrow(TossError.NOT_FOUND_PAYMENT_SESSION::refusal);
        boolean otherOrder = !payment.orderId().equals(asked.orderId());
        if (otherOrder && behaviour.get().deniesOtherOrdersSession()) {
            throw TossError.NOT_FOUND_PAYMENT_SESSION.refusal();
        }
        if (otherOrder || payment.amount() != asked.amount()) {
            throw TossError.INVALID_REQUEST.refusal();
        }
        payment.requireSession();
        if (orders.get(payment.orderId()).stream().anyMatch(it -> it != payment && it.paidOrToBePaid())) {
            throw TossError.DUPLICATED_ORDER_ID.refusal();
        }
        if (refusal != null) {
            throw refused(payment, refusal);
        }
        if (payment.amount() < payment.means().method().minimum()) {
            throw refused(payment, TossError.BELOW_MINIMUM_AMOUNT.refusal());
        }
        TossError answer = payment.means().confirmAnswer();
        if (answer != null && !payment.means().chargesAllTheSame()) {
            throw refused(payment, answer.refusal());
        }
        payment.approve(clock.instant());
        // Measured: the row of an account's issue has the amount 0.
        moved(payment, payment.status() == Status.DONE ? payment.amount() : 0);
        if (answer != null) {
            throw answer.refusal();
        }
        return payment;
    }

    private TossRefusal refused(Purchase payment, TossRefusal refusal) {
        if (TossError.named(refusal.code()).filter(TossError::declines).isPresent()) {
            payment.abort(refusal.code());
            changed(payment);
        }
        return refusal;
    }

    /** Another server of the merchant confirms the payment, whatever order it belongs to and whatever its amount. */
    synchronized Purchase confirm(String paymentKey) {
        Purchase payment = payment(merchant, paymentKey);
        return confirm(merchant, new Confirmation(paymentKey, payment.orderId(), payment.amount()), null);
    }

    /** A payment that was not confirmed yet comes to its end without a charge. */
    synchronized Purchase abort(String paymentKey, TossError why) {
        Purchase payment = payment(merchant, paymentKey);
        if (payment.status() == Status.READY || payment.status() == Status.IN_PROGRESS) {
            payment.abort(why.name());
            changed(payment);
        }
        return payment;
    }

    synchronized Purchase cancel(String by, Cancellation asked) {
        Purchase payment = payment(by, asked.paymentKey());
        Purchase.Cancel cancel = payment.cancel(
                behaviour.get().ignoresRefundableAmount() ? asked.ofAnyBalance() : asked, clock.instant());
        if (cancel.status() == Purchase.CancelStatus.DONE) {
            list(payment, cancel.transactionKey(), cancel.amount());
        }
        changed(payment);
        return payment;
    }

    /** The merchant cancels in Toss's dashboard, which asks for the refund account by itself. */
    synchronized Purchase cancelInDashboard(String paymentKey, @Nullable Long amount, String reason) {
        RefundAccount account = new RefundAccount("20", "1002000000000", "김이지");
        return cancel(merchant, new Cancellation(paymentKey, amount, null, 0, reason, account));
    }

    /** The wallet from overseas says what became of a refund. */
    synchronized Purchase endCancel(String paymentKey, @Nullable String transactionKey, Purchase.CancelStatus end) {
        Purchase payment = payment(merchant, paymentKey);
        Purchase.Cancel cancel = payment.endCancel(transactionKey, end);
        if (end == Purchase.CancelStatus.DONE) {
            list(payment, cancel.transactionKey(), cancel.amount());
        }
        payment.note(clock.instant());
        witness.ended(payment, cancel);
        return payment;
    }

    synchronized Purchase deposit(String orderId) {
        Purchase payment = order(merchant, orderId);
        payment.deposit(clock.instant());
        moved(payment, payment.amount());
        return payment;
    }

    synchronized Purchase takeBackDeposit(String orderId) {
        Purchase payment = order(merchant, orderId);
        payment.takeBackDeposit();
        moved(payment, payment.amount());
        return payment;
    }

    /** Lets time run out: for the window, the session, or a virtual account's due date. */
    synchronized Purchase expire(String orderId) {
        return expire(order(merchant, orderId));
    }

    /** As {@link #expire(String)}, of one of an order's payments. */
    synchronized Purchase expireKey(String paymentKey) {
        return expire(payment(merchant, paymentKey));
    }

    private Purchase expire(Purchase payment) {
        switch (payment.status()) {
            case READY, IN_PROGRESS -> {
                payment.expire();
                changed(payment);
            }
            default -> payment.pastDue(clock.instant());
        }
        return payment;
    }

    private void moved(Purchase payment, long won) {
        list(payment, Objects.requireNonNull(payment.lastTransactionKey()), won);
        changed(payment);
    }

    private void list(Purchase payment, String transactionKey, long won) {
        transactions.add(new Transaction(
                transactionKey,
                payment.paymentKey(),
                payment.orderId(),
                payment.means().method(),
                payment.status(),
                clock.instant(),
                won));
    }

    synchronized Purchase payment(String by, String paymentKey) {
        return find(by, paymentKey).orElseThrow(TossError.NOT_FOUND_PAYMENT::refusal);
    }

    private Optional<Purchase> find(String by, String paymentKey) {
        Optional<Purchase> found = Optional.ofNullable(payments.get(paymentKey))
                .filter(it -> it.merchant().equals(by));
        found.ifPresent(this::expireIfOverdue);
        return found;
    }

    /** The payment of an order. */
    synchronized Purchase order(String by, String orderId) {
        List<Purchase> tries = orders.getOrDefault(orderId, List.of());
        tries.forEach(this::expireIfOverdue);
        Optional<Purchase> latest = tries.stream().reduce((earlier, later) -> later);
        Optional<Purchase> shown = switch (behaviour.get().orderLookup()) {
            case FIRST -> tries.stream().findFirst();
            case LATEST -> latest;
            case PAID_OR_LATEST ->
                tries.stream().filter(Purchase::paidOrToBePaid).findFirst().or(() -> latest);
        };
        return shown.filter(it -> it.merchant().equals(by)).orElseThrow(TossError.NOT_FOUND_PAYMENT::refusal);
    }

    /** All tries of an order together, with the status of the one that counts. */
    synchronized Optional<Account> accountOfOrder(String orderId) {
        if (!orders.containsKey(orderId)) {
            return Optional.empty();
        }
        Account shown = order(merchant, orderId).account();
        int charges = 0;
        long charged = 0;
        int refunds = 0;
        long refunded = 0;
        for (Purchase payment : orders.get(orderId)) {
            Account account = payment.account();
            charges += account.chargeCount();
            charged += account.chargedAmount();
            refunds += account.refundCount();
            refunded += account.refundedAmount();
        }
        return Optional.of(new Account(charges, charged, refunds, refunded, shown.status(), shown.balance()));
    }

    Instant now() {
        return clock.instant();
    }

    synchronized List<Purchase> payments() {
        return List.copyOf(payments.values());
    }

    synchronized List<Transaction> transactions(String by) {
        return by.equals(merchant) ? List.copyOf(transactions) : List.of();
    }

    /** Toss notices by itself that a window or session is over. */
    synchronized void expireOverdue() {
        payments.values().forEach(this::expireIfOverdue);
    }

    private void expireIfOverdue(Purchase payment) {
        if (payment.overdue(clock.instant())) {
            payment.expire();
            changed(payment);
        }
    }

    synchronized void clear() {
        payments.clear();
        orders.clear();
        transactions.clear();
    }
}
