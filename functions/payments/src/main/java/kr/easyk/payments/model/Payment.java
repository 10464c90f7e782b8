package kr.easyk.payments.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to pay for one consultation, and all that became of it.
 *
 * <p>Invariants, checked wherever one is made: the balance is between nothing and the amount; money can only be refunded once it
 * was taken; only one refund is under way at a time; whatever is undecided has a time at which it is looked at again.
 *
 * @param amount the price in won
 * @param balance won that can still be refunded: nothing until the payment is charged
 * @param currency always {@code KRW}
 * @param tossPaymentKey Toss's name for the payment, once the payer has authenticated
 * @param tossSecret authenticates the deposit webhooks of a virtual account; never shown
 * @param statusSince when the payment came to its status
 * @param approvedAt when Toss took the money; null while it has none
 * @param cancelledAt when Toss gave money back last, or when an unpaid virtual account was called off
 * @param nextCheckAt when the reconciler looks at it again; null where there is nothing left to find out
 * @param checks how often it has been looked at in vain since it came to its status
 * @param version counts the writes: each is made on condition that nobody else wrote in between
 */
public record Payment(
        String paymentId,
        String consultationId,
        String userId,
        long amount,
        long balance,
        String currency,
        String orderName,
        PaymentStatus status,
        @Nullable PaymentMethod method,
        @Nullable String tossPaymentKey,
        @Nullable String tossSecret,
        Instant createdAt,
        Instant updatedAt,
        Instant statusSince,
        @Nullable Instant approvedAt,
        @Nullable Instant cancelledAt,
        @Nullable String receiptUrl,
        @Nullable VirtualAccount virtualAccount,
        @Nullable Failure failure,
        List<Cancellation> cancellations,
        @Nullable Instant nextCheckAt,
        int checks,
        long version) {

    public static final String KRW = "KRW";

    /** The 30 minutes that Toss's checkout lives, and the 10 in which what was authenticated there must be confirmed. */
    public static final Duration PAYMENT_WINDOW = Duration.ofMinutes(40);

    /** An authenticated payment must be confirmed within 10 minutes: after that Toss answers NOT_FOUND_PAYMENT_SESSION. */
    public static final Duration CONFIRM_WINDOW = Duration.ofMinutes(10);

    /** Longer than any function that confirms or refunds can live, so that nobody resumes what is still being done. */
    public static final Duration LEASE = Duration.ofSeconds(30);

    /** A deposit made in the last minute still has to travel from the bank to Toss. */
    private static final Duration DEPOSIT_GRACE = Duration.ofMinutes(10);

    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** Somebody's money is in question: looked at often enough for an alarm to see it each time. */
    private static final Duration LONGEST_PAUSE_WHILE_UNKNOWN = Duration.ofMinutes(10);

    private static final String ORDER_PREFIX = "easyk_";
    private static final Pattern ORDER_ID =
            Pattern.compile(ORDER_PREFIX + "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");

    /** Toss takes at most 100 characters. */
    private static final int LONGEST_ORDER_NAME = 100;

    public Payment {
        cancellations = List.copyOf(cancellations);
        require(amount > 0, "an amount above nothing");
        require(balance >= 0 && balance <= amount, "a balance between nothing and the amount");
        require(balance == 0 || approvedAt != null, "money taken before there is a balance to refund");
        require(status != PaymentStatus.APPROVED || approvedAt != null, "a time of approval");
        require(status != PaymentStatus.APPROVING || tossPaymentKey != null, "a payment key to confirm");
        require(cancellations.stream().filter(Cancellation::isRequested).count() <= 1, "one refund at a time");
        boolean undecided = status.isOpen() || cancellations.stream().anyMatch(Cancellation::isRequested);
        require(!undecided || nextCheckAt != null, "a time to be looked at again");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("a payment needs " + what);
        }
    }

    /** A new payment of a consultation's price. */
    public static Payment open(UUID id, Consultation consultation, Instant now) {
        return new PaymentBuilder(
                        id.toString(), consultation.consultationId(), consultation.userId(), consultation.amount())
                .orderName(shortened(consultation.title()))
                .createdAt(now)
                .updatedAt(now)
                .status(PaymentStatus.PENDING, now)
                .nextCheckAt(now.plus(PAYMENT_WINDOW))
                .version(1)
                .build();
    }

    private static String shortened(String title) {
        return title.codePointCount(0, title.length()) <= LONGEST_ORDER_NAME
                ? title
                : title.substring(0, title.offsetByCodePoints(0, LONGEST_ORDER_NAME - 1)) + "…";
    }

    /** Toss's name for the order: made from the payment's id, so that whoever has the one can read the other by primary key. */
    public String orderId() {
        return ORDER_PREFIX + paymentId;
    }

    /** The payment's id in an order id; empty where the order is none of ours. */
    public static Optional<String> idOfOrder(String orderId) {
        Matcher matcher = ORDER_ID.matcher(orderId);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    public boolean isOpen() {
        return status.isOpen();
    }

    /** Paid, at least in part not given back. */
    public boolean isCharged() {
        return status == PaymentStatus.APPROVED || status == PaymentStatus.PARTIALLY_CANCELLED;
    }

    /** Whether money was ever taken, even if all of it was given back. */
    public boolean wasCharged() {
        return approvedAt != null;
    }

    public boolean usesVirtualAccount() {
        return virtualAccount != null;
    }

    /** The refund under way, if there is one. */
    public Optional<Cancellation> requestedRefund() {
        return cancellations.stream().filter(Cancellation::isRequested).findFirst();
    }

    public Optional<Cancellation> cancellation(String id) {
        return cancellations.stream()
                .filter(each -> each.cancellationId().equals(id))
                .findFirst();
    }

    /** Whether this wish for a refund has not ended yet. */
    public boolean isRefundRequested(String id) {
        return cancellation(id).filter(Cancellation::isRequested).isPresent();
    }

    /** Whether this refund of Toss's is on record. */
    public boolean knows(String transactionKey) {
        return cancellations.stream().anyMatch(each -> transactionKey.equals(each.transactionKey()));
    }

    /** Whether it is unknown what Toss did with the last thing asked of it. */
    public boolean isOutcomeUnknown() {
        return status == PaymentStatus.APPROVING || requestedRefund().isPresent();
    }

    /** Since when the outcome has been unknown. Meaningful only while {@link #isOutcomeUnknown()}. */
    public Instant unknownSince() {
        return requestedRefund().map(Cancellation::requestedAt).orElse(statusSince);
    }

    /** Whether a confirm or a refund begun by somebody else may still be running. */
    public boolean isLeased(Instant now) {
        return isOutcomeUnknown() && now.isBefore(unknownSince().plus(LEASE));
    }

    /** What the consultation shows while this is its payment. */
    public Consultation.PaymentStatus outcome() {
        return switch (status) {
            case PENDING, APPROVING, WAITING_FOR_DEPOSIT, FAILED, EXPIRED -> Consultation.PaymentStatus.PENDING;
            case APPROVED -> Consultation.PaymentStatus.PAID;
            case PARTIALLY_CANCELLED -> Consultation.PaymentStatus.PARTIALLY_REFUNDED;
            case CANCELLED -> wasCharged() ? Consultation.PaymentStatus.REFUNDED : Consultation.PaymentStatus.PENDING;
        };
    }

    /** Whether the consultation is free to be paid by another payment. */
    public boolean letsGoOfConsultation() {
        return status.isLost() || (status == PaymentStatus.CANCELLED && !wasCharged());
    }

    /** Takes the payment for one confirm with this key, before it is sent. From here on only what Toss says moves it. */
    public Payment claim(String paymentKey, Instant now) {
        if (status != PaymentStatus.PENDING) {
            throw new IllegalStateException("only a pending payment can be claimed, this one is " + status);
        }
        return change(now)
                .status(PaymentStatus.APPROVING, now)
                .tossPaymentKey(paymentKey)
                .nextCheckAt(now.plus(LEASE))
                .build();
    }

    /** Ends a payment that nobody has claimed, such as one of a price that has changed since. */
    public Payment abandon(Instant now) {
        if (status != PaymentStatus.PENDING) {
            throw new IllegalStateException("only a pending payment can be abandoned, this one is " + status);
        }
        return change(now).status(PaymentStatus.EXPIRED, now).nextCheckAt(null).build();
    }

    /** Whether it has been open for so long, unclaimed, that a payer should be given a new one. */
    public boolean isStale(Instant now) {
        return status == PaymentStatus.PENDING && !now.isBefore(createdAt.plus(PAYMENT_WINDOW));
    }

    /** Writes a wish for a refund down, before Toss is asked for it. */
    public Payment requestRefund(RefundWish wish, Instant now) {
        List<Cancellation> all = new ArrayList<>(cancellations);
        all.add(Cancellation.requested(wish, isCharged() ? balance : amount, now));
        return change(now)
                .cancellations(all)
                .nextCheckAt(now.plus(LEASE))
                .checks(0)
                .build();
    }

    /** Looked at in vain: the next look is later than the last one was. */
    public Payment postponed(Instant now) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(checks, 6));
        Duration longest = isOutcomeUnknown() ? LONGEST_PAUSE_WHILE_UNKNOWN : LONGEST_PAUSE;
        Instant next = now.plus(pause.compareTo(longest) < 0 ? pause : longest);
        return change(now)
                .nextCheckAt(beforeDueDate(next, now))
                .checks(checks + 1)
                .build();
    }

    /** The same payment, written once more: whoever decided on an older answer of Toss's finds that somebody was there. */
    public Payment touched(Instant now) {
        return change(now).build();
    }

    /**
     * The one place where a payment meets what Toss says about it and becomes what it is next. Pure: the same payment, the same
     * words and the same time give the same answer; saying the same twice changes nothing the second time.
     */
    public Settlement settle(TossSays says, Instant now) {
        if (says instanceof TossSays.Shown shown) {
            String mismatch = mismatchWith(shown.payment());
            return mismatch == null ? shown(shown, now) : new Settlement.Mismatch(mismatch);
        }
        if (says instanceof TossSays.RefundRefused refused) {
            return settled(withoutRefund(refused.cancellationId(), refused.failure(), now));
        }
        if (says instanceof TossSays.Declined declined) {
            return settled(
                    status == PaymentStatus.APPROVING ? lost(PaymentStatus.FAILED, declined.failure(), now) : this);
        }
        if (status.isLost() || status == PaymentStatus.CANCELLED) {
            return settled(this);
        }
        if (status != PaymentStatus.PENDING && status != PaymentStatus.APPROVING) {
            return new Settlement.Mismatch("existence");
        }
        boolean over = says instanceof TossSays.SessionOver || isWindowOver(now);
        return settled(over ? lost(PaymentStatus.EXPIRED, null, now) : this);
    }

    private boolean isWindowOver(Instant now) {
        Instant end = status == PaymentStatus.PENDING
                ? createdAt.plus(PAYMENT_WINDOW)
                : statusSince.plus(CONFIRM_WINDOW).plus(LEASE);
        return !now.isBefore(end);
    }

    /** A payment that does not fit the record must never mark it paid: it may be another merchant's, or tampered with. */
    private @Nullable String mismatchWith(TossPayment toss) {
        if (!toss.orderId().equals(orderId())) {
            return "orderId";
        }
        if (tossPaymentKey != null && !tossPaymentKey.equals(toss.paymentKey())) {
            return "paymentKey";
        }
        if (toss.totalAmount() != amount) {
            return "totalAmount";
        }
        if (!toss.currency().equals(currency)) {
            return "currency";
        }
        return toss.balanceAmount() < 0 || toss.balanceAmount() > amount ? "balanceAmount" : null;
    }

    private Settlement shown(TossSays.Shown shown, Instant now) {
        TossPayment toss = shown.payment();
        if (isOlderThanRecord(toss)) {
            return settled(this);
        }
        return switch (toss.status()) {
            case READY, IN_PROGRESS, UNRECOGNISED -> settled(this);
            case WAITING_FOR_DEPOSIT -> waiting(toss, now);
            case DONE, PARTIAL_CANCELED -> charged(shown, now);
            case CANCELED -> cancelled(shown, now);
            case ABORTED ->
                isCharged()
                        ? new Settlement.Mismatch("status")
                        : settled(isUnsettled() ? lost(PaymentStatus.FAILED, aborted(toss), now) : this);
            case EXPIRED ->
                isCharged()
                        ? new Settlement.Mismatch("status")
                        : settled(isOpen() ? lost(PaymentStatus.EXPIRED, null, now) : this);
        };
    }

    private boolean isUnsettled() {
        return status == PaymentStatus.PENDING || status == PaymentStatus.APPROVING;
    }

    private static Failure aborted(TossPayment toss) {
        return toss.failure() != null ? toss.failure() : new Failure("ABORTED", "");
    }

    private boolean isOlderThanRecord(TossPayment toss) {
        return status == PaymentStatus.CANCELLED && toss.status() != TossPayment.Status.CANCELED
                || Refunds.areMissingFrom(toss, cancellations);
    }

    /** A virtual account was issued, or the bank took a deposit back ({@code DONE} can return to this). */
    private Settlement waiting(TossPayment toss, Instant now) {
        VirtualAccount account = toss.virtualAccount();
        if (account == null) {
            return new Settlement.Mismatch("virtualAccount");
        }
        boolean depositOver = !now.isBefore(account.dueDate().plus(DEPOSIT_GRACE));
        // Past its due date Toss leaves the account waiting and sends nothing: the end is ours to see.
        boolean over = depositOver && requestedRefund().isEmpty();
        if (status == PaymentStatus.WAITING_FOR_DEPOSIT) {
            return settled(over ? lost(PaymentStatus.EXPIRED, null, now) : this);
        }
        if (status.isLost()) {
            return settled(this);
        }
        PaymentBuilder next = charge(toss, now)
                .status(over ? PaymentStatus.EXPIRED : PaymentStatus.WAITING_FOR_DEPOSIT, now)
                .balance(0)
                .approvedAt(null)
                .cancellations(cancellations);
        if (over) {
            return settled(next.nextCheckAt(null).build());
        }
        Instant check = now.plus(LONGEST_PAUSE);
        Instant due = account.dueDate().plus(DEPOSIT_GRACE);
        return settled(next.nextCheckAt(check.isBefore(due) ? check : due).build());
    }

    private Settlement charged(TossSays.Shown shown, Instant now) {
        TossPayment toss = shown.payment();
        if (toss.approvedAt() == null && approvedAt == null) {
            return new Settlement.Mismatch("approvedAt");
        }
        List<Cancellation> all = Refunds.merged(cancellations, shown);
        PaymentStatus next =
                toss.status() == TossPayment.Status.DONE ? PaymentStatus.APPROVED : PaymentStatus.PARTIALLY_CANCELLED;
        if (status == next && balance == toss.balanceAmount() && cancellations.equals(all)) {
            return settled(this);
        }
        boolean refunding = all.stream().anyMatch(Cancellation::isRequested);
        return settled(charge(toss, now)
                .status(next, now)
                .balance(toss.balanceAmount())
                .failure(null)
                .cancellations(all)
                .cancelledAt(Refunds.latest(all))
                .nextCheckAt(refunding ? nextCheckAt : null)
                .build());
    }

    private Settlement cancelled(TossSays.Shown shown, Instant now) {
        if (status == PaymentStatus.CANCELLED) {
            return settled(this);
        }
        TossPayment toss = shown.payment();
        List<Cancellation> all = Refunds.withoutWish(Refunds.merged(cancellations, shown));
        Instant last = Refunds.latest(all);
        return settled(charge(toss, now)
                .status(PaymentStatus.CANCELLED, now)
                .balance(0)
                // A deposit taken back before the account was called off was never ours to refund.
                .approvedAt(toss.approvedAt())
                .failure(null)
                .cancellations(all)
                .cancelledAt(last == null ? now : last)
                .nextCheckAt(null)
                .build());
    }

    /** What Toss's answer adds to the record, whatever the status. */
    private PaymentBuilder charge(TossPayment toss, Instant now) {
        PaymentBuilder next = change(now).tossPaymentKey(toss.paymentKey());
        if (toss.method() != null) {
            next.method(toss.method());
        }
        if (toss.secret() != null) {
            next.tossSecret(toss.secret());
        }
        if (toss.receiptUrl() != null) {
            next.receiptUrl(toss.receiptUrl());
        }
        if (toss.virtualAccount() != null) {
            next.virtualAccount(toss.virtualAccount());
        }
        if (toss.approvedAt() != null) {
            next.approvedAt(toss.approvedAt());
        }
        return next;
    }

    private Payment withoutRefund(String id, Failure why, Instant now) {
        if (!isRefundRequested(id)) {
            return this;
        }
        List<Cancellation> all = Refunds.withoutWish(cancellations, why);
        Instant next = isOpen() ? beforeDueDate(now.plus(LONGEST_PAUSE), now) : null;
        return change(now).cancellations(all).nextCheckAt(next).checks(0).build();
    }

    private Payment lost(PaymentStatus how, @Nullable Failure why, Instant now) {
        return change(now)
                .status(how, now)
                .failure(why)
                .cancellations(Refunds.withoutWish(cancellations))
                .nextCheckAt(null)
                .build();
    }

    /** A waiting account is looked at when its due date has passed, however long the pause would be. */
    private Instant beforeDueDate(Instant next, Instant now) {
        if (status != PaymentStatus.WAITING_FOR_DEPOSIT || virtualAccount == null) {
            return next;
        }
        Instant due = virtualAccount.dueDate().plus(DEPOSIT_GRACE);
        return due.isAfter(now) && due.isBefore(next) ? due : next;
    }

    private static Settlement settled(Payment payment) {
        return new Settlement.Settled(payment);
    }

    private PaymentBuilder change(Instant now) {
        return new PaymentBuilder(this).updatedAt(now).version(Math.addExact(version, 1));
    }

    /** Leaves out what must not be read in a log. */
    @Override
    public String toString() {
        return "Payment[paymentId=" + paymentId + ", status=" + status + ", amount=" + amount + ", version=" + version
                + "]";
    }
}
