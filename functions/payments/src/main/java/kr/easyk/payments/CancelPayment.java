package kr.easyk.payments;

import static kr.easyk.payments.telemetry.Field.field;

import java.util.Optional;
import kr.easyk.payments.Settling.By;
import kr.easyk.payments.model.Caller;
import kr.easyk.payments.model.Cancellation;
import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentStatus;
import kr.easyk.payments.model.RefundWish;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;
import kr.easyk.payments.store.PaymentStore;
import kr.easyk.payments.store.Written;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.telemetry.Metric;
import kr.easyk.payments.toss.TossClient;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Refunds a payment in full or in part, or calls off one that waits for a deposit.
 *
 * <p>A refund happens at most once per wish: the wish is written down before Toss is asked for it, under an id that is also the
 * call's Idempotency-Key, and only one wish of a payment is under way at a time. It is never lost: what is written down and not
 * known to have ended is on the reconciler's worklist.
 */
public final class CancelPayment {
    /**
     * The payment, and how far the refund asked for has come.
     *
     * @param isUnderWay whether its outcome is not known yet
     */
    public record Cancelled(Payment payment, boolean isUnderWay) {
        private static Cancelled of(Payment payment, String wishId) {
            return new Cancelled(payment, payment.isRefundRequested(wishId));
        }
    }

    private final Wiring wiring;
    private final PaymentStore store;
    private final Settling settling;
    private final Refunding refunding;

    private CancelPayment(Wiring wiring, TossClient toss) {
        this.wiring = wiring;
        this.store = PaymentStore.with(wiring);
        this.settling = new Settling(wiring, store, toss);
        this.refunding = new Refunding(wiring, toss, settling);
    }

    public static CancelPayment with(Wiring wiring, TossClient toss) {
        return new CancelPayment(wiring, toss);
    }

    /**
     * @return the payment with the refund done, or under way where its outcome is not known yet. A repeat finds what became of
     *     the first.
     * @throws Refusal PAYMENT_NOT_FOUND (also for another's), IDEMPOTENCY_KEY_REUSED, CANCEL_IN_PROGRESS, NOT_CANCELABLE,
     *     CANCEL_AMOUNT_EXCEEDS_BALANCE, INVALID_REQUEST where an account to refund to is missing or refused, TOSS_UNAVAILABLE
     *     where Toss cannot be asked now
     */
    public Cancelled cancel(Caller caller, RefundRequest request, Journal journal) {
        Attempts attempts = new Attempts(wiring);
        while (true) {
            Payment payment = store.find(request.paymentId())
                    .filter(caller::maySee)
                    .orElseThrow(() -> Refusal.of(Reason.PAYMENT_NOT_FOUND));
            RefundWish wish = request.wishFor(payment);
            Optional<Cancellation> earlier = earlier(payment, wish, request);
            if (earlier.isPresent()) {
                return Cancelled.of(
                        again(payment, earlier.get(), caller, journal),
                        earlier.get().cancellationId());
            }
            if (wish.amount() == null && payment.status() == PaymentStatus.CANCELLED) {
                return new Cancelled(payment, false);
            }
            refuseUnlessCancelable(payment, wish);
            settling.requireKey(journal);
            Payment wished = payment.requestRefund(wish, wiring.clock().instant());
            if (store.save(wished) == Written.DONE) {
                journal.info(
                        "refund requested",
                        field("payment_id", payment.paymentId()),
                        field("cancellation_id", wish.id()),
                        field("amount", wish.amount()),
                        field("by_admin", !caller.userId().equals(payment.userId())));
                Cancellation begun = wished.cancellation(wish.id()).orElseThrow();
                return Cancelled.of(carryOut(wished, begun, caller, true, journal), wish.id());
            }
            attempts.again(payment.paymentId());
        }
    }

    /** The same wish, made before: under the same key, or, for all that is left and without a key, the one under way. */
    private static Optional<Cancellation> earlier(Payment payment, RefundWish wish, RefundRequest request) {
        Optional<Cancellation> sameId = payment.cancellation(wish.id());
        if (sameId.filter(each -> !each.fingerprint().equals(wish.fingerprint()))
                        .isPresent()
                && request.idempotencyKey() != null) {
            throw Refusal.of(Reason.IDEMPOTENCY_KEY_REUSED);
        }
        if (sameId.isPresent()) {
            return sameId;
        }
        Optional<Cancellation> underWay = payment.requestedRefund();
        if (underWay.isEmpty()) {
            return Optional.empty();
        }
        if (request.idempotencyKey() == null && underWay.get().whole()) {
            return underWay;
        }
        throw Refusal.of(Reason.CANCEL_IN_PROGRESS);
    }

    private Payment again(Payment payment, Cancellation earlier, Caller caller, Journal journal) {
        Failure failure = earlier.failure();
        if (failure != null) {
            throw refusal(failure);
        }
        boolean abandoned =
                earlier.isRequested() && !payment.isLeased(wiring.clock().instant());
        return abandoned ? carryOut(payment, earlier, caller, false, journal) : payment;
    }

    private static void refuseUnlessCancelable(Payment payment, RefundWish wish) {
        boolean waiting = payment.status() == PaymentStatus.WAITING_FOR_DEPOSIT;
        if (!waiting && !payment.isCharged()) {
            throw Refusal.of(Reason.NOT_CANCELABLE);
        }
        if (waiting && wish.amount() != null) {
            // Toss calls an account off as a whole before anything was paid into it.
            throw Refusal.of(Reason.NOT_CANCELABLE);
        }
        if (wish.amount() != null && wish.amount() > payment.balance()) {
            throw Refusal.of(Reason.CANCEL_AMOUNT_EXCEEDS_BALANCE);
        }
        if (!waiting && payment.usesVirtualAccount() && wish.account() == null) {
            throw Refusal.invalid("refund_receive_account");
        }
    }

    private Payment carryOut(Payment payment, Cancellation wish, Caller caller, boolean first, Journal journal) {
        Payment settled;
        try {
            settled = first
                    ? refunding.refund(payment, wish, caller.language(), By.CANCEL, journal)
                    : refunding.resume(payment, wish, caller.language(), By.CANCEL, journal);
        } catch (SdkException e) {
            // The wish is on record, so its outcome will be found; a failure here would invite a second wish.
            journal.error("refund could not be written", e, field("payment_id", payment.paymentId()));
            journal.count(Metric.OUTCOME_UNKNOWN);
            return payment;
        }
        Failure failure = settled.cancellation(wish.cancellationId())
                .map(Cancellation::failure)
                .orElse(null);
        if (failure != null) {
            throw refusal(failure);
        }
        return settled;
    }

    private static Refusal refusal(Failure failure) {
        return switch (failure.code()) {
            case "INVALID_REFUND_ACCOUNT_INFO", "INVALID_REFUND_ACCOUNT_NUMBER", "INVALID_BANK" ->
                Refusal.invalid("refund_receive_account", failure);
            case "NOT_CANCELABLE_AMOUNT" -> Refusal.byToss(Reason.CANCEL_AMOUNT_EXCEEDS_BALANCE, failure);
            default -> Refusal.byToss(Reason.NOT_CANCELABLE, failure);
        };
    }
}
