package kr.easyk.payments;

import static kr.easyk.payments.telemetry.Field.field;

import java.util.Objects;
import java.util.Optional;
import kr.easyk.payments.Settling.By;
import kr.easyk.payments.model.Caller;
import kr.easyk.payments.model.Consultation;
import kr.easyk.payments.model.Order;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentStatus;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;
import kr.easyk.payments.model.TossSays;
import kr.easyk.payments.model.Verdict;
import kr.easyk.payments.store.PaymentStore;
import kr.easyk.payments.store.Written;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.telemetry.Metric;
import kr.easyk.payments.toss.Sent;
import kr.easyk.payments.toss.TossAnswer;
import kr.easyk.payments.toss.TossClient;
import kr.easyk.payments.toss.WrittenKey;

/**
 * Takes the money that the payer has authenticated.
 *
 * <p>Never twice: the payment is claimed for one payment key before Toss is called, in the same write the consultation is found to be
 * still this payment's and unpaid, and every confirm of a claim carries the same Idempotency-Key under the same API key. Never lost:
 * from the claim on the payment is on the reconciler's worklist until its outcome is written, whatever happens to this function.
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
     *     PAYMENT_FAILED, CONSULTATION_NOT_FOUND, CONSULTATION_WITHDRAWN, ALREADY_PAID: nothing is charged by this request. Where the
     *     payment key turns out to be another payment's, AMOUNT_MISMATCH or PAYMENT_KEY_MISMATCH, and the payment can be paid again.
     *     TOSS_UNAVAILABLE where Toss was not or will not be asked for now, UPGRADE_IN_PROGRESS where only a newer version of this code
     *     knows how the payment stands.
     */
    public Payment approve(Caller caller, Approval approval, Journal journal) {
        Attempts attempts = new Attempts(wiring);
        while (true) {
            Payment payment = find(caller, approval, journal);
            if (payment.status() != PaymentStatus.PENDING) {
                return again(payment, approval, caller, journal);
            }
            String keyDigest = settling.requireKey(journal);
            Payment claimed = payment.claim(
                    approval.paymentKey(), keyDigest, wiring.clock().instant());
            Written written = store.claim(claimed);
            if (written == Written.DONE) {
                return confirm(claimed, WrittenKey.first(keyDigest), caller, journal);
            }
            if (written == Written.CONSULTATION_ELSEWHERE) {
                throw Refusal.of(whyNotPayable(payment, caller));
            }
            attempts.again(payment.paymentId());
        }
    }

    private Payment find(Caller caller, Approval approval, Journal journal) {
        Payment payment = Order.paymentIdOf(approval.orderId())
                .flatMap(store::find)
                .filter(each -> each.order().userId().equals(caller.userId()))
                .orElseThrow(() -> Refusal.of(Reason.PAYMENT_NOT_FOUND));
        if (approval.amount() != payment.amount()) {
            journal.count(Metric.AMOUNT_MISMATCH);
            journal.warn("amount differs from the record", field("payment_id", payment.paymentId()));
            throw Refusal.of(Reason.AMOUNT_MISMATCH);
        }
        return payment;
    }

    /** What the platform has done to the consultation since the payment was made ready. */
    private Reason whyNotPayable(Payment payment, Caller caller) {
        Consultation consultation = store.findConsultation(payment.order().consultationId())
                .filter(each -> each.belongsTo(caller))
                .orElse(null);
        if (consultation == null) {
            return Reason.CONSULTATION_NOT_FOUND;
        }
        if (consultation.isWithdrawn()) {
            return Reason.CONSULTATION_WITHDRAWN;
        }
        return consultation.isUnpaid() ? Reason.PAYMENT_EXPIRED : Reason.ALREADY_PAID;
    }

    /** A payment somebody has claimed before: the answer is what became of it. */
    private Payment again(Payment payment, Approval approval, Caller caller, Journal journal) {
        if (payment.isFromANewerVersion()) {
            throw Refusal.of(Reason.UPGRADE_IN_PROGRESS);
        }
        if (payment.status() == PaymentStatus.EXPIRED) {
            throw Refusal.of(Reason.PAYMENT_EXPIRED);
        }
        if (!approval.paymentKey().equals(payment.claim().paymentKey())) {
            throw Refusal.of(
                    payment.status() == PaymentStatus.FAILED ? Reason.PAYMENT_FAILED : Reason.PAYMENT_KEY_MISMATCH);
        }
        boolean abandoned = payment.status() == PaymentStatus.APPROVING
                && !payment.isLeased(wiring.clock().instant());
        // Whoever claimed it must have died: asked with the same Idempotency-Key, Toss charges once.
        return abandoned ? confirm(payment, WrittenKey.repeat(payment.claim().keyDigest()), caller, journal) : payment;
    }

    private Payment confirm(Payment claimed, WrittenKey key, Caller caller, Journal journal) {
        Payment settled;
        try {
            Sent sent = toss.confirm(claimed, key, caller.language(), journal);
            settled = settled(underTheKeyItWasSentWith(claimed, sent), sent, key.isRepeat(), caller, journal);
        } catch (Refusal refusal) {
            throw refusal;
        } catch (RuntimeException e) {
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

    /** A key that Toss refuses does nothing, and the confirm goes out under the next: only under that one Toss knows of it. */
    private Payment underTheKeyItWasSentWith(Payment claimed, Sent sent) {
        String keyDigest = sent.keyDigest();
        if (keyDigest == null || claimed.mayRepeatConfirm(keyDigest)) {
            return claimed;
        }
        Payment resent = claimed.confirmedUnder(keyDigest, wiring.clock().instant());
        return store.save(resent) == Written.DONE
                ? resent
                : store.find(claimed.paymentId()).orElse(claimed);
    }

    private Payment settled(Payment claimed, Sent sent, boolean isRepeat, Caller caller, Journal journal) {
        TossAnswer answer = sent.answer();
        if (answer instanceof TossAnswer.KeyRefused || answer instanceof TossAnswer.OtherKey) {
            if (!isRepeat) {
                TossSays nothing =
                        new TossSays.NeverSent(String.valueOf(claimed.claim().paymentKey()));
                settling.settle(claimed, nothing, By.APPROVE, journal);
            }
            throw Refusal.byToss(Reason.TOSS_UNAVAILABLE, answer.failure());
        }
        Optional<TossSays> says = learn(claimed, sent, caller, journal);
        Verdict verdict = says.map(news -> settling.settle(claimed, news, By.APPROVE, journal))
                .orElseGet(() -> new Verdict.Accepted(claimed));
        if (verdict instanceof Verdict.Released released) {
            throw Refusal.of(released.reason());
        }
        if (!Objects.equals(
                claimed.claim().paymentKey(), verdict.payment().claim().paymentKey())) {
            // Somebody else has found out that the key is not this payment's, and given the claim up.
            throw Refusal.of(Reason.PAYMENT_KEY_MISMATCH);
        }
        boolean explained =
                verdict instanceof Verdict.Mismatch || !verdict.payment().equals(claimed);
        if (answer instanceof TossAnswer.RequestRefused && !explained) {
            // Not for the payer's doing, as the look-up shows.
            journal.count(Metric.TOSS_MISCONFIGURED);
            journal.warn("toss refuses us", field("payment_id", claimed.paymentId()), field("call", "confirm"));
            throw Refusal.byToss(Reason.TOSS_UNAVAILABLE, answer.failure());
        }
        return verdict.payment();
    }

    /** What the answer to a confirm tells. Where it leaves the outcome open, a look-up may know more. */
    private Optional<TossSays> learn(Payment claimed, Sent sent, Caller caller, Journal journal) {
        TossAnswer answer = sent.answer();
        String paymentKey = String.valueOf(claimed.claim().paymentKey());
        if (answer instanceof TossAnswer.Found found) {
            return Optional.of(new TossSays.Shown(found.payment(), sent.keyDigest()));
        }
        if (answer instanceof TossAnswer.Declined declined && !sent.isRepeat()) {
            return Optional.of(new TossSays.Declined(paymentKey, declined.failure()));
        }
        Optional<TossSays> seen = settling.ask(claimed, caller.language(), journal);
        if (answer instanceof TossAnswer.Declined declined) {
            // Toss may not have kept an answer of 500 to a first that charged: then the repeat is declined for nothing.
            return seen.map(says -> says.tellsOfMoney() ? says : new TossSays.Declined(paymentKey, declined.failure()));
        }
        boolean nowhere = seen.filter(says -> says instanceof TossSays.NotFound).isPresent();
        if (nowhere && answer instanceof TossAnswer.Gone) {
            return Optional.of(new TossSays.SessionOver(paymentKey));
        }
        if (nowhere && answer instanceof TossAnswer.RequestRefused) {
            return Optional.of(new TossSays.UnknownKey(paymentKey));
        }
        return seen;
    }
}
