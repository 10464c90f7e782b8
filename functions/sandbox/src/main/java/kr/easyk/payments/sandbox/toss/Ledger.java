package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
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
    /** One movement of money, or a virtual account issued. {@code amount}, in the currency's smallest units, may be 0. */
    record Transaction(
            String transactionKey,
            String paymentKey,
            String orderId,
            Method method,
            Status status,
            Instant at,
            Currency currency,
            long amount)
            implements TransactionList.Row {
        @Override
        public ObjectNode json(boolean english) {
            return TransactionList.json(this, english);
        }
    }

    /** A row of which nobody can tell what it means. */
    record StrangeRow(Instant at, String transactionKey, ObjectNode row) implements TransactionList.Row {
        @Override
        public ObjectNode json(boolean english) {
            return row;
        }
    }

    private final Map<String, Purchase> payments = new LinkedHashMap<>();
    private final Map<String, List<Purchase>> orders = new LinkedHashMap<>();
    private final List<TransactionList.Row> rows = new ArrayList<>();
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
    synchronized Purchase open(Opening opening, Authentication order) {
        if (!Authentication.isOrderId(order.orderId())) {
            throw TossError.invalid("orderId");
        }
        if (order.amount() <= 0) {
            throw TossError.invalid("amount");
        }
        if (order.currency() == Currency.USD && Method.named(order.method()) != Method.FOREIGN_EASY_PAY) {
            throw TossError.invalid("currency");
        }
        if (order.orderName() != null && order.orderName().length() > 100) {
            throw TossError.invalid("orderName");
        }
        Instant now = clock.instant();
        Purchase payment = new Purchase(ids, merchant, opening, order, now);
        payment.note(now);
        payments.put(payment.paymentKey(), payment);
        orders.computeIfAbsent(order.orderId(), id -> new ArrayList<>()).add(payment);
        return payment;
    }

    /** The payer gets through the window: in the one that is open for this order, or in a new one. */
    synchronized Purchase authenticate(Opening opening, Authentication order) {
        TestMeans means = order.means();
        Purchase payment = orders.getOrDefault(order.orderId(), List.of()).stream()
                .peek(this::expireIfOverdue)
                .filter(it -> it.status() == Status.READY
                        && it.amount() == order.amount()
                        && it.currency() == order.currency())
                .findFirst()
                .orElseGet(() -> open(opening, order));
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

    /**
     * What becomes of a confirm although nothing speaks against it.
     *
     * @param failure what the payment has come to its end with; null: it can still be confirmed
     */
    record Mishap(TossRefusal answer, @Nullable String failure) {
        /** Where a refusal is one of those that end a payment, it ends. */
        static Mishap of(TossRefusal answer) {
            boolean ends =
                    TossError.named(answer.code()).filter(TossError::declines).isPresent();
            return new Mishap(answer, ends ? answer.code() : null);
        }
    }

    synchronized Purchase confirm(String by, Keys.@Nullable Pair pair, Confirmation asked, @Nullable Mishap mishap) {
        Purchase payment = find(by, asked.paymentKey()).orElseThrow(TossError.NOT_FOUND_PAYMENT_SESSION::refusal);
        Keys.Pair itsPair = payment.opening().pair();
        if (pair != null && itsPair != null && itsPair != pair) {
            throw TossError.INVALID_API_KEY.refusal();
        }
        boolean otherOrder = !payment.orderId().equals(asked.orderId());
        if (otherOrder && behaviour.get().deniesOtherOrdersSession()) {
            throw TossError.NOT_FOUND_PAYMENT_SESSION.refusal();
        }
        if (otherOrder || payment.written(payment.amount()).compareTo(asked.amount()) != 0) {
            throw TossError.INVALID_REQUEST.refusal();
        }
        payment.requireSession();
        if (orders.get(payment.orderId()).stream().anyMatch(it -> it != payment && it.paidOrToBePaid())) {
            throw TossError.DUPLICATED_ORDER_ID.refusal();
        }
        if (mishap != null) {
            throw refused(payment, mishap);
        }
        if (payment.amount() < payment.means().method().minimum(payment.currency())) {
            throw refused(payment, Mishap.of(TossError.BELOW_MINIMUM_AMOUNT.refusal()));
        }
        TossError answer = payment.means().confirmAnswer();
        if (answer != null && !payment.means().chargesAllTheSame()) {
            throw refused(payment, Mishap.of(answer.refusal()));
        }
        payment.approve(clock.instant());
        // Measured: the row of an account's issue has the amount 0.
        moved(payment, payment.status() == Status.DONE ? payment.amount() : 0);
        if (answer != null) {
            throw answer.refusal();
        }
        return payment;
    }

    private TossRefusal refused(Purchase payment, Mishap mishap) {
        if (mishap.failure() != null) {
            payment.abort(mishap.failure());
            changed(payment);
        }
        return mishap.answer();
    }

    /** Another server of the merchant confirms the payment, whatever order it belongs to and whatever its amount. */
    synchronized Purchase confirm(String paymentKey) {
        Purchase payment = payment(merchant, paymentKey);
        return confirm(
                merchant,
                payment.opening().pair(),
                new Confirmation(paymentKey, payment.orderId(), payment.written(payment.amount())),
                null);
    }

    /** A payment that is not confirmed yet comes to its end without a charge. */
    synchronized Purchase abort(String paymentKey, TossError failure) {
        Purchase payment = payment(merchant, paymentKey);
        if (payment.status() != Status.READY && payment.status() != Status.IN_PROGRESS) {
            throw TossError.INVALID_REQUEST.refusal();
        }
        payment.abort(failure.name());
        changed(payment);
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
        BigDecimal part = amount == null ? null : payment(merchant, paymentKey).written(amount);
        return cancel(merchant, new Cancellation(paymentKey, part, null, BigDecimal.ZERO, reason, account));
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

    synchronized Purchase deposit(String orderId, boolean late) {
        Purchase payment = order(merchant, orderId);
        payment.deposit(late, clock.instant());
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

    private void moved(Purchase payment, long amount) {
        list(payment, Objects.requireNonNull(payment.lastTransactionKey()), amount);
        changed(payment);
    }

    private void list(Purchase payment, String transactionKey, long amount) {
        rows.add(new Transaction(
                transactionKey,
                payment.paymentKey(),
                payment.orderId(),
                payment.means().method(),
                payment.status(),
                clock.instant(),
                payment.currency(),
                amount));
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

    /** The list of transactions has a row that is not of our making. */
    synchronized void listStrangeRow(ObjectNode row) {
        rows.add(new StrangeRow(clock.instant(), row.path("transactionKey").asText(), row));
    }

    Instant now() {
        return clock.instant();
    }

    synchronized List<Purchase> payments() {
        return List.copyOf(payments.values());
    }

    /** A charge that has stayed or a refund, on its day. */
    record Sale(Transaction transaction, Purchase payment, Purchase.@Nullable Cancel cancel) {}

    /** What is settled: not an account's issue, nor a deposit that was taken back. */
    synchronized List<Sale> sales(String by) {
        List<Sale> sales = new ArrayList<>();
        for (TransactionList.Row row : rows(by)) {
            if (!(row instanceof Transaction each)) {
                continue;
            }
            Purchase payment = payments.get(each.paymentKey());
            Purchase.Cancel cancel = payment.cancels().stream()
                    .filter(it -> it.transactionKey().equals(each.transactionKey()))
                    .findFirst()
                    .orElse(null);
            boolean isCharge = each.transactionKey().equals(payment.chargeKey());
            if (isCharge || (cancel != null && payment.chargeKey() != null)) {
                sales.add(new Sale(each, payment, cancel));
            }
        }
        return sales;
    }

    synchronized List<TransactionList.Row> rows(String by) {
        return by.equals(merchant) ? List.copyOf(rows) : List.of();
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
        rows.clear();
    }
}
