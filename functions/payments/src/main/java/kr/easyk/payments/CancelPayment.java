package kr.easyk.payments;

import static kr.easyk.payments.telemetry.Field.field;

import java.util.Optional;
import java.util.function.Supplier;
import kr.easyk.payments.Settling.By;
import kr.easyk.payments.model.Caller;
import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentStatus;
import kr.easyk.payments.model.Refund;
import kr.easyk.payments.model.RefundWish;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;
import kr.easyk.payments.store.PaymentStore;
import kr.easyk.payments.store.Written;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.telemetry.Metric;
import kr.easyk.payments.toss.TossClient;

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
     * @param isUnderWay whether it has not ended yet: its outcome is not known, or Toss takes its time
     */
    public record Cancelled(Payment payment, boolean isUnderWay) {
        private static Cancelled of(Payment payment, String wishId) {
            return new Cancelled(payment, payment.refunds().isUnderWay(wishId));
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
        this.refunding = new Refunding(wiring, store, toss, settling);
    }

    public static CancelPayment with(Wiring wiring, TossClient toss) {
        return new CancelPayment(wiring, toss);
    }

    /**
     * @return the payment with the refund done, or under way where its outcome is not known yet. A repeat finds what became of
     *     the first. A wish for all that is left is done where nothing is left, whoever refunded it.
     * @throws Refusal PAYMENT_NOT_FOUND (also for another's), IDEMPOTENCY_KEY_REUSED, CANCEL_IN_PROGRESS, NOT_CANCELABLE,
     *     CANCEL_AMOUNT_EXCEEDS_BALANCE, TOO_MANY_REFUNDS, INVALID_REQUEST where an account to refund to is missing or refused,
     *     TOSS_UNAVAILABLE where Toss cannot be asked now, UPGRADE_IN_PROGRESS where only a newer version of this code knows how the
     *     payment stands
     */
    public Cancelled cancel(Caller caller, RefundRequest request, Journal journal) {
        Attempts attempts = new Attempts(wiring);
        while (true) {
            Payment payment = store.find(request.paymentId())
                    .filter(caller::maySee)
                    .orElseThrow(() -> Refusal.of(Reason.PAYMENT_NOT_FOUND));
            if (payment.isFromANewerVersion()) {
                throw Refusal.of(Reason.UPGRADE_IN_PROGRESS);
            }
            RefundWish wish = request.wishFor(payment);
            Optional<Refund> earlier = earlier(payment, wish, request);
            if (earlier.isPresent()) {
                return again(payment, earlier.get(), caller, journal);
            }
            if (wish.amount() == null && payment.status() == PaymentStatus.CANCELLED) {
                return new Cancelled(payment, false);
            }
            refuseUnlessCancelable(payment, wish);
            String keyDigest = settling.requireKey(journal);
            Payment wished =
                    payment.requestRefund(wish, keyDigest, wiring.clock().instant());
            if (store.save(wished) == Written.DONE) {
                journal.info(
                        "refund requested",
                        field("payment_id", payment.paymentId()),
                        field("cancellation_id", wish.id()),
                        field("amount", wish.amount()),
                        field(
                                "by_admin",
                                !caller.userId().equals(payment.order().userId())));
                return carryOut(
                        wished,
                        wish.id(),
                        () -> refunding.begin(wished, wish.id(), caller.language(), By.CANCEL, journal),
                        journal);
            }
            attempts.again(payment.paymentId());
        }
    }

    /** The same wish, made before: under the same key, or, for all that is left and without a key, the one under way. */
    private static Optional<Refund> earlier(Payment payment, RefundWish wish, RefundRequest request) {
        Optional<Refund> sameId = payment.refunds().find(wish.id());
        if (sameId.isPresent()) {
            Refund.Wish made = sameId.get().wish();
            if (made == null || !made.fingerprint().equals(wish.fingerprint())) {
                throw Refusal.of(Reason.IDEMPOTENCY_KEY_REUSED);
            }
            return sameId;
        }
        Optional<Refund> underWay = payment.refundUnderWay();
        if (underWay.isEmpty()) {
            return Optional.empty();
        }
        Refund.Wish made = underWay.get().wish();
        if (request.idempotencyKey() == null && made != null && made.whole()) {
            return underWay;
        }
        // What became of that one is not known: another wish might be for the same money.
        throw Refusal.of(Reason.CANCEL_IN_PROGRESS);
    }

    private Cancelled again(Payment payment, Refund earlier, Caller caller, Journal journal) {
        boolean abandoned =
                earlier.isAwaited() && !payment.isLeased(wiring.clock().instant());
        return abandoned
                ? carryOut(
                        payment,
                        earlier.id(),
                        () -> refunding
                                .goOn(payment, earlier.id(), caller.language(), By.CANCEL, journal)
                                .payment(),
                        journal)
                : ended(payment, earlier.id());
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
        if (!waiting && payment.balance() == 0) {
            // All of it is on its way back, and Toss has not said that it arrived.
            throw Refusal.of(Reason.CANCEL_IN_PROGRESS);
        }
        if (!waiting && payment.usesVirtualAccount() && wish.account() == null) {
            throw Refusal.invalid("refund_receive_account");
        }
        if (payment.refunds().areTooMany()) {
            throw Refusal.of(Reason.TOO_MANY_REFUNDS);
        }
    }

    private static Cancelled carryOut(Payment payment, String wishId, Supplier<Payment> refund, Journal journal) {
        Payment settled;
        try {
            settled = refund.get();
        } catch (RuntimeException e) {
            // The wish is on record, so its outcome will be found; a failure here would invite a second wish.
            journal.error("refund could not be written", e, field("payment_id", payment.paymentId()));
            journal.count(Metric.OUTCOME_UNKNOWN);
            settled = payment;
        }
        return ended(settled, wishId);
    }

    /** What the caller is told of the wish. One that Toss had fulfilled already, unheard of here, is done all the same. */
    private static Cancelled ended(Payment payment, String wishId) {
        Refund refund = payment.refunds().find(wishId).orElse(null);
        Failure failure = refund == null ? null : refund.failure();
        boolean fulfilled = payment.status() == PaymentStatus.CANCELLED
                && refund != null
                && refund.wish() != null
                && refund.wish().whole();
        if (failure != null && !fulfilled) {
            throw refusal(failure);
        }
        return Cancelled.of(payment, wishId);
    }

    private static Refusal refusal(Failure failure) {
        return switch (failure.code()) {
            case "INVALID_REFUND_ACCOUNT_INFO", "INVALID_REFUND_ACCOUNT_NUMBER", "INVALID_BANK" ->
                Refusal.invalid("refund_receive_account", failure);
            case "NOT_CANCELABLE_AMOUNT", "NOT_MATCHES_REFUNDABLE_AMOUNT", "REFUND_OVERTAKEN" ->
                Refusal.byToss(Reason.CANCEL_AMOUNT_EXCEEDS_BALANCE, failure);
            default -> Refusal.byToss(Reason.NOT_CANCELABLE, failure);
        };
    }
}
