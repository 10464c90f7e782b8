package kr.easyk.payments.sandbox.toss;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
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
    private final String merchant;
    private final Consumer<Purchase> changed;

    /** @param changed told of every change of a payment's status, while nothing else can change it */
    Ledger(Clock clock, String merchant, Consumer<Purchase> changed) {
        this.clock = clock;
        this.merchant = merchant;
        this.changed = payment -> {
            payment.note(clock.instant());
            changed.accept(payment);
        };
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
        Purchase payment = new Purchase(merchant, order, now);
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
        Purchase payment = payment(by, asked.paymentKey());
        if (!payment.orderId().equals(asked.orderId()) || payment.amount() != asked.amount()) {
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
        moved(payment, payment.amount());
        if (answer != null) {
            throw answer.refusal();
        }
        return payment;
    }

    private TossRefusal refused(Purchase payment, TossRefusal refusal) {
        if (TossError.named(refusal.code()).filter(TossError::declines).isPresent()) {
            payment.abort(refusal.code());
            changed.accept(payment);
        }
        return refusal;
    }

    synchronized Purchase cancel(String by, Cancellation asked) {
        Purchase payment = payment(by, asked.paymentKey());
        long before = payment.balance();
        payment.cancel(asked.amount(), asked.taxFree(), asked.reason(), asked.to(), clock.instant());
        moved(payment, before - payment.balance());
        return payment;
    }

    /** The merchant cancels in Toss's dashboard, which asks for the refund account by itself. */
    synchronized Purchase cancelInDashboard(String paymentKey, @Nullable Long amount, String reason) {
        RefundAccount account = new RefundAccount("20", "1002000000000", "김이지");
        return cancel(merchant, new Cancellation(paymentKey, amount, 0, reason, account));
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
        Purchase payment = order(merchant, orderId);
        switch (payment.status()) {
            case READY, IN_PROGRESS -> {
                payment.expire();
                changed.accept(payment);
            }
            default -> payment.pastDue(clock.instant());
        }
        return payment;
    }

    private void moved(Purchase payment, long won) {
        transactions.add(new Transaction(
                Objects.requireNonNull(payment.lastTransactionKey()),
                payment.paymentKey(),
                payment.orderId(),
                payment.means().method(),
                payment.status(),
                clock.instant(),
                won));
        changed.accept(payment);
    }

    synchronized Purchase payment(String by, String paymentKey) {
        Purchase payment = payments.get(paymentKey);
        if (payment == null || !payment.merchant().equals(by)) {
            throw TossError.NOT_FOUND_PAYMENT.refusal();
        }
        expireIfOverdue(payment);
        return payment;
    }

    /** The payment of an order: the one that was paid, or else the latest try. */
    synchronized Purchase order(String by, String orderId) {
        List<Purchase> tries = orders.getOrDefault(orderId, List.of());
        tries.forEach(this::expireIfOverdue);
        return tries.stream()
                .filter(Purchase::paidOrToBePaid)
                .findFirst()
                .or(() -> tries.stream().reduce((earlier, later) -> later))
                .filter(it -> it.merchant().equals(by))
                .orElseThrow(TossError.NOT_FOUND_PAYMENT::refusal);
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
            changed.accept(payment);
        }
    }

    synchronized void clear() {
        payments.clear();
        orders.clear();
        transactions.clear();
    }
}
