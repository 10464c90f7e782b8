package kr.easyk.payments;

import static kr.easyk.payments.telemetry.Field.field;

import java.util.Optional;
import kr.easyk.payments.Settling.By;
import kr.easyk.payments.model.Caller;
import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentStatus;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;
import kr.easyk.payments.model.TossSays;
import kr.easyk.payments.store.PaymentStore;
import kr.easyk.payments.store.Written;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.telemetry.Metric;
import kr.easyk.payments.toss.TossAnswer;
import kr.easyk.payments.toss.TossClient;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Takes the money that the payer has authenticated.
 *
 * <p>Never twice: the payment is claimed for one payment key before Toss is called, the claim is conditional, and every confirm of
 * a payment carries the same Idempotency-Key. Never lost: from the claim on the payment is on the reconciler's worklist until its
 * outcome is written, whatever happens to this function.
 */
public final class ApprovePayment {
    private final Wiring wiring;
    private final PaymentStore store;
    private final TossClient toss;
    private final Settling settling;

    private ApprovePayment(Wiring wiring, TossClient toss) {
        this.wiring = wiring;
        this.store = PaymentStore.with(wiring);
        this.toss = toss;
        this.settling = new Settling(wiring, store, toss);
    }

    public static ApprovePayment with(Wiring wiring, TossClient toss) {
        return new ApprovePayment(wiring, toss);
    }

    /**
     * @return the payment: approved, waiting for a deposit, failed where it was declined, or still approving where the outcome is
     *     not known yet. A repeat with the same payment key finds what became of the first.
     * @throws Refusal PAYMENT_NOT_FOUND (also for another's), AMOUNT_MISMATCH, PAYMENT_KEY_MISMATCH, PAYMENT_EXPIRED,
     *     PAYMENT_FAILED: without a call to Toss. TOSS_UNAVAILABLE where Toss was not or will not be asked for now.
     */
    public Payment approve(Caller caller, Approval approval, Journal journal) {
        Attempts attempts = new Attempts(wiring);
        while (true) {
            Payment payment = find(caller, approval, journal);
            if (payment.status() != PaymentStatus.PENDING) {
                return again(payment, approval, caller, journal);
            }
            settling.requireKey(journal);
            Payment claimed =
                    payment.claim(approval.paymentKey(), wiring.clock().instant());
            if (store.save(claimed) == Written.DONE) {
                return confirm(claimed, caller, journal);
            }
            attempts.again(payment.paymentId());
        }
    }

    private Payment find(Caller caller, Approval approval, Journal journal) {
        Payment payment = Payment.idOfOrder(approval.orderId())
                .flatMap(store::find)
                .filter(each -> each.userId().equals(caller.userId()))
                .orElseThrow(() -> Refusal.of(Reason.PAYMENT_NOT_FOUND));
        if (approval.amount() != payment.amount()) {
            journal.count(Metric.AMOUNT_MISMATCH);
            journal.warn("amount differs from the record", field("payment_id", payment.paymentId()));
            throw Refusal.of(Reason.AMOUNT_MISMATCH);
        }
        return payment;
    }

    /** A payment somebody has claimed before: the answer is what became of it. */
    private Payment again(Payment payment, Approval approval, Caller caller, Journal journal) {
        boolean sameKey = approval.paymentKey().equals(payment.tossPaymentKey());
        if (payment.status() == PaymentStatus.EXPIRED) {
            throw Refusal.of(Reason.PAYMENT_EXPIRED);
        }
        if (!sameKey) {
            throw Refusal.of(
                    payment.status() == PaymentStatus.FAILED ? Reason.PAYMENT_FAILED : Reason.PAYMENT_KEY_MISMATCH);
        }
        boolean abandoned = payment.status() == PaymentStatus.APPROVING
                && !payment.isLeased(wiring.clock().instant());
        // Whoever claimed it must have died: asked with the same Idempotency-Key, Toss charges once.
        return abandoned ? confirm(payment, caller, journal) : payment;
    }

    private Payment confirm(Payment claimed, Caller caller, Journal journal) {
        TossAnswer answer = toss.confirm(claimed, caller.language(), journal);
        if (answer instanceof TossAnswer.OursToFix) {
            throw Refusal.byToss(Reason.TOSS_UNAVAILABLE, answer.failure());
        }
        Payment settled;
        try {
            settled = learn(claimed, answer, caller, journal)
                    .map(says -> settling.settle(claimed, says, By.APPROVE, journal))
                    .orElse(claimed);
        } catch (SdkException e) {
            // The money may have been taken: "not known yet" is true, "failed" would invite a second payment.
            journal.error("outcome could not be written", e, field("payment_id", claimed.paymentId()));
            settled = claimed;
        }
        if (settled.status() == PaymentStatus.APPROVING) {
            journal.count(Metric.OUTCOME_UNKNOWN);
            journal.warn("outcome of confirm unknown", field("payment_id", claimed.paymentId()));
        }
        return settled;
    }

    /** What the answer to a confirm tells. Where it leaves the outcome open, a look-up may know more. */
    private Optional<TossSays> learn(Payment claimed, TossAnswer answer, Caller caller, Journal journal) {
        if (answer instanceof TossAnswer.Found found) {
            return Optional.of(new TossSays.Shown(found.payment()));
        }
        if (answer instanceof TossAnswer.Declined declined) {
            Failure failure = declined.failure();
            return Optional.of(new TossSays.Declined(failure));
        }
        Optional<TossSays> seen = settling.ask(claimed, caller.language(), journal);
        boolean neitherThere = answer instanceof TossAnswer.Gone
                && seen.filter(says -> says instanceof TossSays.NotFound).isPresent();
        return neitherThere ? Optional.of(new TossSays.SessionOver()) : seen;
    }
}
