package kr.easyk.payments.sandbox.toss;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One payment as Toss keeps it: its state, what may happen to it next, and how much money really moved. Not thread-safe: the
 * {@link Ledger} lets one caller at a time touch it.
 */
final class Purchase {
    /** The checkout window's life. */
    static final Duration WINDOW = Duration.ofMinutes(30);

    /** How long an authenticated payment waits for its confirm. */
    static final Duration SESSION = Duration.ofMinutes(10);

    /** From an account's issue on, where the merchant's page has not said otherwise. */
    static final Duration DEPOSIT_WITHIN = Duration.ofDays(7);

    private static final Duration LONG_PAST_DUE = Duration.ofDays(1);

    /** What has become of a cancel. */
    enum CancelStatus {
        IN_PROGRESS,
        DONE,
        ABORTED
    }

    record Cancel(
            long amount,
            long taxFree,
            String reason,
            Instant at,
            String transactionKey,
            long refundable,
            CancelStatus status) {
        Cancel ended(CancelStatus end) {
            return new Cancel(amount, taxFree, reason, at, transactionKey, refundable, end);
        }
    }

    private final Ids ids;
    private final String paymentKey;
    private final String merchant;
    private final Opening opening;
    private final String orderId;
    private final String orderName;
    private final String customerName;
    private final long amount;
    private final Currency currency;
    private final Instant requestedAt;

    /** What the payment was from a time on. {@code balance} in its currency's smallest units. */
    record Step(Status status, long balance, Instant at) {}

    private final List<Step> steps = new ArrayList<>();
    private final List<Cancel> cancels = new ArrayList<>();
    private Status status = Status.READY;
    private TestMeans means;
    private @Nullable Instant authenticatedAt;
    private @Nullable Instant approvedAt;
    private @Nullable String lastTransactionKey;
    private @Nullable String failure;
    private @Nullable String secret;
    private @Nullable String approveNo;
    private @Nullable String chargeKey;
    private @Nullable VirtualAccount virtualAccount;
    private long balance;
    private int chargeCount;
    private long charged;
    private int refundCount;
    private long refunded;

    Purchase(Ids ids, String merchant, Opening opening, Authentication order, Instant now) {
        this.ids = ids;
        this.paymentKey = ids.paymentKey();
        this.merchant = merchant;
        this.opening = opening;
        this.orderId = order.orderId();
        this.orderName = order.orderName() == null ? "easyK consultation" : order.orderName();
        this.customerName = order.customerName() == null ? "김이지" : order.customerName();
        this.amount = order.amount();
        this.currency = order.currency();
        this.requestedAt = now;
        this.means = TestMeans.SHINHAN;
        this.balance = amount;
    }

    void authenticate(TestMeans by, Instant now) {
        if (status != Status.READY) {
            throw TossError.ALREADY_PROCESSED_PAYMENT.refusal();
        }
        means = by;
        authenticatedAt = now;
        status = Status.IN_PROGRESS;
    }

    /** Whether the window or the session is over and nobody has said so yet. */
    boolean overdue(Instant now) {
        return switch (status) {
            case READY -> now.isAfter(requestedAt.plus(WINDOW));
            case IN_PROGRESS -> now.isAfter(authenticatedAt.plus(SESSION));
            default -> false;
        };
    }

    void expire() {
        status = Status.EXPIRED;
        failure = TossError.EXPIRED_PAYMENT.name();
    }

    void requireSession() {
        switch (status) {
            case IN_PROGRESS -> {}
            case READY, ABORTED, EXPIRED -> throw TossError.NOT_FOUND_PAYMENT_SESSION.refusal();
            default -> throw TossError.ALREADY_PROCESSED_PAYMENT.refusal();
        }
    }

    void approve(Instant now) {
        secret = ids.secret();
        if (means.method() == Method.VIRTUAL_ACCOUNT) {
            status = Status.WAITING_FOR_DEPOSIT;
            lastTransactionKey = ids.transactionKey();
            Instant asked = opening.depositBy();
            Instant dueDate = asked == null ? now.plus(DEPOSIT_WITHIN) : asked;
            virtualAccount = VirtualAccount.issued(ids.digits(13), customerName, dueDate);
        } else {
            charge(now);
        }
    }

    void abort(String code) {
        status = Status.ABORTED;
        failure = code;
    }

    /** @param late whether the bank lets it through although the account's time is over */
    void deposit(boolean late, Instant now) {
        VirtualAccount account = requireVirtualAccount(Status.WAITING_FOR_DEPOSIT);
        if (account.expired(now) && !late) {
            throw TossError.NOT_AVAILABLE_PAYMENT.refusal();
        }
        charge(now);
    }

    /** The bank finds the deposit was an error: the money was never really there. */
    void takeBackDeposit() {
        requireVirtualAccount(Status.DONE);
        status = Status.WAITING_FOR_DEPOSIT;
        lastTransactionKey = ids.transactionKey();
        approvedAt = null;
        chargeKey = null;
        chargeCount--;
        charged -= amount;
    }

    private VirtualAccount requireVirtualAccount(Status in) {
        if (virtualAccount == null || status != in) {
            throw TossError.INVALID_REQUEST.refusal();
        }
        return virtualAccount;
    }

    /**
     * A virtual account nobody paid into stays WAITING_FOR_DEPOSIT; only its {@code expired} tells. Long enough ago that no merchant
     * waits any more for a deposit that was on its way.
     */
    void pastDue(Instant now) {
        virtualAccount = requireVirtualAccount(Status.WAITING_FOR_DEPOSIT).dueAt(now.minus(LONG_PAST_DUE));
    }

    private void charge(Instant now) {
        status = Status.DONE;
        approveNo = ids.digits(8);
        approvedAt = now;
        lastTransactionKey = ids.transactionKey();
        chargeKey = lastTransactionKey;
        chargeCount++;
        charged = Math.addExact(charged, amount);
    }

    /** Gives money back, or, before a deposit, closes the account. */
    Cancel cancel(Cancellation asked, Instant now) {
        return switch (status) {
            case DONE, PARTIAL_CANCELED -> refund(asked, now);
            case WAITING_FOR_DEPOSIT -> close(asked, now);
            case CANCELED -> throw TossError.ALREADY_CANCELED_PAYMENT.refusal();
            default -> throw TossError.NOT_CANCELABLE_PAYMENT.refusal();
        };
    }

    private Cancel refund(Cancellation asked, Instant now) {
        if (!means.refunds()) {
            throw TossError.EXCEED_MAX_REFUND_DUE.refusal();
        }
        long part = amountOf(asked);
        if (part < balance && !means.refundsInPart()) {
            throw TossError.NOT_ALLOWED_PARTIAL_REFUND.refusal();
        }
        if (part < balance && balance - part < discount()) {
            throw TossError.EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT.refusal();
        }
        if (virtualAccount != null && asked.to() == null) {
            throw TossError.INVALID_REFUND_ACCOUNT_INFO.refusal();
        }
        if (!means.refundsAtOnce()) {
            return cancelled(asked, part, CancelStatus.IN_PROGRESS, now);
        }
        giveBack(part);
        return cancelled(asked, part, CancelStatus.DONE, now);
    }

    private Cancel close(Cancellation asked, Instant now) {
        long part = amountOf(asked);
        if (part < amount) {
            throw TossError.NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT.refusal();
        }
        return cancelled(asked, part, CancelStatus.DONE, now);
    }

    /** How much is to be cancelled. {@code refundableAmount} is a compare-and-set on the balance (measured). */
    private long amountOf(Cancellation asked) {
        if (asked.refundable() != null && asked.refundable().compareTo(currency.written(balance)) != 0) {
            throw TossError.NOT_MATCHES_REFUNDABLE_AMOUNT.refusal();
        }
        long part = asked.amount() == null ? balance : currency.units(asked.amount(), "cancelAmount");
        if (part > balance || balance == 0) {
            throw TossError.NOT_CANCELABLE_AMOUNT.refusal();
        }
        return part;
    }

    private Cancel cancelled(Cancellation asked, long part, CancelStatus cancelStatus, Instant now) {
        balance = Math.subtractExact(balance, part);
        // Measured: what is refunded in parts stays PARTIAL_CANCELED even when nothing is left.
        status = part == amount ? Status.CANCELED : Status.PARTIAL_CANCELED;
        String transactionKey = ids.transactionKey();
        lastTransactionKey = transactionKey;
        long taxFree = currency.units(asked.taxFree(), "taxFreeAmount");
        Cancel cancel = new Cancel(part, taxFree, asked.reason(), now, transactionKey, balance, cancelStatus);
        cancels.add(cancel);
        return cancel;
    }

    private void giveBack(long part) {
        refundCount++;
        refunded = Math.addExact(refunded, part);
    }

    /**
     * The refund that is under way ends: the money has gone back, or it has not and is the merchant's again.
     *
     * @param transactionKey null: that of the oldest one under way
     */
    Cancel endCancel(@Nullable String transactionKey, CancelStatus end) {
        Cancel open = cancels.stream()
                .filter(it -> it.status() == CancelStatus.IN_PROGRESS)
                .filter(it -> transactionKey == null || it.transactionKey().equals(transactionKey))
                .findFirst()
                .orElseThrow(TossError.INVALID_REQUEST::refusal);
        Cancel ended = open.ended(end);
        cancels.set(cancels.indexOf(open), ended);
        if (end == CancelStatus.DONE) {
            giveBack(ended.amount());
        } else {
            balance = Math.addExact(balance, ended.amount());
            status = balance == amount ? Status.DONE : Status.PARTIAL_CANCELED;
        }
        return ended;
    }

    /** Remembers what the payment has come to. */
    void note(Instant now) {
        steps.add(new Step(status, balance, now));
    }

    List<Step> steps() {
        return steps;
    }

    Account account() {
        return new Account(chargeCount, charged, refundCount, refunded, status.name(), balance);
    }

    boolean paidOrToBePaid() {
        return switch (status) {
            case WAITING_FOR_DEPOSIT, DONE, PARTIAL_CANCELED, CANCELED -> true;
            default -> false;
        };
    }

    String paymentKey() {
        return paymentKey;
    }

    String merchant() {
        return merchant;
    }

    Opening opening() {
        return opening;
    }

    /** What the wallet's provider pays of it, in won. */
    long discount() {
        return means.discountOf(amount);
    }

    /** An amount of it as Toss writes it. */
    BigDecimal written(long units) {
        return currency.written(units);
    }

    String orderId() {
        return orderId;
    }

    String orderName() {
        return orderName;
    }

    long amount() {
        return amount;
    }

    Currency currency() {
        return currency;
    }

    long balance() {
        return balance;
    }

    Instant requestedAt() {
        return requestedAt;
    }

    Status status() {
        return status;
    }

    TestMeans means() {
        return means;
    }

    /** Null until the payer has chosen one in the window. */
    @Nullable
    Method method() {
        return authenticatedAt == null ? null : means.method();
    }

    @Nullable
    Instant approvedAt() {
        return approvedAt;
    }

    @Nullable
    String lastTransactionKey() {
        return lastTransactionKey;
    }

    @Nullable
    String failure() {
        return failure;
    }

    /** Null until the payment is approved. */
    @Nullable
    String secret() {
        return secret;
    }

    /** The transaction that took the money; null where none did, or the bank took it back. */
    @Nullable
    String chargeKey() {
        return chargeKey;
    }

    /** Digits by which the card company knows the charge; null until there is one. */
    @Nullable
    String approveNo() {
        return approveNo;
    }

    @Nullable
    VirtualAccount virtualAccount() {
        return virtualAccount;
    }

    List<Cancel> cancels() {
        return cancels;
    }
}
