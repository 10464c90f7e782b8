package kr.easyk.payments;

import static kr.easyk.payments.telemetry.Field.field;

import java.util.Optional;
import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.Language;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentStatus;
import kr.easyk.payments.model.Refund;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;
import kr.easyk.payments.model.TossSays;
import kr.easyk.payments.model.Verdict;
import kr.easyk.payments.secrets.TossKeyUnavailable;
import kr.easyk.payments.store.PaymentStore;
import kr.easyk.payments.store.Written;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.telemetry.Metric;
import kr.easyk.payments.toss.Sent;
import kr.easyk.payments.toss.TossAnswer;
import kr.easyk.payments.toss.TossClient;

/**
 * How approve, cancel, webhook and reconcile all end: what Toss said goes through {@link Payment#settle} into one conditional
 * write. The record must have been read before Toss was asked. Then an answer that has gone stale can only be written where
 * nobody else has written since, and whoever comes too late reads again, <em>asks again</em> and decides again. Only what stays true
 * whatever happens, such as that a refund was refused, is kept: a look-up would not tell it.
 */
final class Settling {
    /** Who brought the news. */
    enum By {
        APPROVE(Metric.SETTLED_BY_APPROVE),
        CANCEL(Metric.SETTLED_BY_CANCEL),
        WEBHOOK(Metric.SETTLED_BY_WEBHOOK),
        RECONCILE(Metric.SETTLED_BY_RECONCILE);

        private final Metric metric;

        By(Metric metric) {
            this.metric = metric;
        }
    }

    private final Wiring wiring;
    private final PaymentStore store;
    private final TossClient toss;

    Settling(Wiring wiring, PaymentStore store, TossClient toss) {
        this.wiring = wiring;
        this.store = store;
        this.toss = toss;
    }

    /**
     * Asked before anything is written down that Toss would then have to be asked for.
     *
     * @return what names the API key that Toss is asked with
     * @throws Refusal TOSS_UNAVAILABLE where there is no key to call Toss with
     */
    String requireKey(Journal journal) {
        try {
            return toss.keyDigest();
        } catch (TossKeyUnavailable e) {
            journal.error("no key to call toss with", e);
            journal.count(Metric.TOSS_MISCONFIGURED);
            throw Refusal.of(Reason.TOSS_UNAVAILABLE);
        }
    }

    /** Asks Toss how a payment stands; empty where Toss gives no answer that decides anything. */
    Optional<TossSays> ask(Payment payment, Language language, Journal journal) {
        return heard(toss.lookUp(payment, language, journal));
    }

    /** Asks Toss what it has under this payment key. */
    Optional<TossSays> ask(Payment payment, String paymentKey, Language language, Journal journal) {
        return heard(toss.lookUp(payment, paymentKey, language, journal));
    }

    private static Optional<TossSays> heard(Sent sent) {
        if (sent.answer() instanceof TossAnswer.Found found) {
            return Optional.of(new TossSays.Shown(found.payment(), sent.keyDigest()));
        }
        return sent.answer() instanceof TossAnswer.Gone
                ? Optional.of(new TossSays.NotFound(sent.keyDigest()))
                : Optional.empty();
    }

    /** @return the verdict, with the payment as it is recorded in the end; unchanged where what Toss said does not fit it */
    Verdict settle(Payment payment, TossSays news, By by, Journal journal) {
        Payment before = payment;
        TossSays says = news;
        Attempts attempts = new Attempts(wiring);
        while (true) {
            Verdict verdict = before.settle(says, wiring.clock().instant());
            if (verdict instanceof Verdict.Mismatch mismatch) {
                reportMismatch(mismatch, journal);
                return mismatch;
            }
            Payment next = verdict.payment();
            if (next == before && !mustLeaveATrace(before, by)) {
                return verdict;
            }
            Payment written = next == before ? before.touched(wiring.clock().instant()) : next;
            if (write(before, written, journal) == Written.DONE) {
                if (next != before) {
                    report(before, next, by, journal);
                }
                return verdict;
            }
            attempts.again(before.paymentId());
            before = read(before.paymentId());
            if (!says.isTimeless()) {
                Optional<TossSays> newer = ask(before, Language.KOREAN, journal);
                if (newer.isEmpty()) {
                    return new Verdict.Accepted(before);
                }
                says = says.lookedUpAgain(newer.get());
            }
        }
    }

    private Payment read(String paymentId) {
        return store.find(paymentId)
                .orElseThrow(() -> new IllegalStateException("payment " + paymentId + " was there and is gone"));
    }

    /**
     * A deposit can be taken back, so what Toss says of a virtual account can go to and fro. If a webhook that found nothing to do
     * left no trace, a slower one that asked before it could still write an older answer over the state this one has seen.
     */
    private static boolean mustLeaveATrace(Payment payment, By by) {
        return by == By.WEBHOOK
                && payment.usesVirtualAccount()
                && !payment.status().isLost();
    }

    private Written write(Payment before, Payment next, Journal journal) {
        Written written = store.saveWithOutcome(before, next);
        if (written != Written.CONSULTATION_ELSEWHERE) {
            return written;
        }
        if (next.letsGoOfConsultation()) {
            written = giveBack(next);
        }
        if (written == Written.CONSULTATION_ELSEWHERE && (next.wasCharged() || before.wasCharged())) {
            written = store.saveBesideAnother(next);
        }
        // The record of the money must be true, whatever has become of the consultation.
        Written alone = written == Written.CONSULTATION_ELSEWHERE ? store.save(next) : written;
        if (alone == Written.DONE && next.isCharged() && !before.isCharged()) {
            journal.count(Metric.CHARGE_WITHOUT_CONSULTATION);
            journal.warn(
                    "charged, but the consultation is gone, withdrawn or another payment's",
                    field("payment_id", next.paymentId()),
                    field("consultation_id", next.order().consultationId()));
        }
        return alone;
    }

    /** Another payment was charged for the consultation that this one lets go of, such as by a deposit that came late. */
    private Written giveBack(Payment next) {
        return store.findConsultation(next.order().consultationId())
                .filter(consultation ->
                        next.paymentId().equals(consultation.paymentId()) && !consultation.isWithdrawn())
                .flatMap(consultation -> Optional.ofNullable(consultation.chargedPaymentId()))
                .flatMap(store::find)
                .map(charged -> store.saveAndGiveBack(next, charged))
                .map(written -> written == Written.CONSULTATION_ELSEWHERE ? Written.CONFLICT : written)
                .orElse(Written.CONSULTATION_ELSEWHERE);
    }

    private static void reportMismatch(Verdict.Mismatch mismatch, Journal journal) {
        Payment payment = mismatch.payment();
        journal.count(Metric.TOSS_MISMATCH);
        journal.warn(
                "toss answer does not fit the record",
                field("payment_id", payment.paymentId()),
                field("status", payment.statusName()),
                field("what", mismatch.what()));
    }

    private static void report(Payment before, Payment next, By by, Journal journal) {
        journal.count(by.metric);
        if (next.status() == PaymentStatus.APPROVED && !before.wasCharged()) {
            journal.count(Metric.PAYMENT_APPROVED);
        }
        if (next.status() == PaymentStatus.FAILED) {
            journal.count(Metric.PAYMENT_DECLINED);
        }
        if (next.wasCharged() && next.refunds().made() > before.refunds().made()) {
            journal.count(Metric.REFUND_DONE);
        }
        if (wasRefused(before.refundUnderWay(), next)) {
            journal.count(Metric.REFUND_REFUSED);
        }
        Failure failure = next.failure();
        journal.info(
                "payment settled",
                field("payment_id", next.paymentId()),
                field("order_id", next.order().orderId()),
                field("by", by),
                field("status_from", before.statusName()),
                field("status_to", next.statusName()),
                field("balance", next.balance()),
                field("toss_code", failure == null ? null : failure.tossCode()));
    }

    private static boolean wasRefused(Optional<Refund> underWay, Payment next) {
        return underWay.flatMap(wish -> next.refunds().find(wish.id()))
                .filter(wish -> wish.status() == Refund.Status.FAILED)
                .isPresent();
    }
}
