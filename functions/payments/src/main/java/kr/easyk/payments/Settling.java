package kr.easyk.payments;

import static kr.easyk.payments.telemetry.Field.field;

import java.util.Optional;
import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.Language;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentStatus;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;
import kr.easyk.payments.model.Settlement;
import kr.easyk.payments.model.TossSays;
import kr.easyk.payments.secrets.TossKeyUnavailable;
import kr.easyk.payments.store.PaymentStore;
import kr.easyk.payments.store.Written;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.telemetry.Metric;
import kr.easyk.payments.toss.TossAnswer;
import kr.easyk.payments.toss.TossClient;

/**
 * How approve, cancel, webhook and reconcile all end: what Toss said goes through {@link Payment#settle} into one conditional
 * write. The record must have been read before Toss was asked. Then an answer that has gone stale can only be written where
 * nobody else has written since, and whoever comes too late reads again, <em>asks again</em> and decides again.
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
     * @throws Refusal TOSS_UNAVAILABLE where there is no key to call Toss with
     */
    void requireKey(Journal journal) {
        try {
            toss.requireKey();
        } catch (TossKeyUnavailable e) {
            journal.error("no key to call toss with", e);
            journal.count(Metric.TOSS_MISCONFIGURED);
            throw Refusal.of(Reason.TOSS_UNAVAILABLE);
        }
    }

    /** Asks Toss how a payment stands; empty where Toss gives no answer that decides anything. */
    Optional<TossSays> ask(Payment payment, Language language, Journal journal) {
        TossAnswer answer = toss.lookUp(payment, language, journal);
        if (answer instanceof TossAnswer.Found found) {
            return Optional.of(new TossSays.Shown(found.payment()));
        }
        return answer instanceof TossAnswer.Gone ? Optional.of(new TossSays.NotFound()) : Optional.empty();
    }

    /** @return the payment as it is recorded in the end; unchanged where what Toss said does not fit it */
    Payment settle(Payment payment, TossSays says, By by, Journal journal) {
        Payment before = payment;
        Optional<TossSays> news = Optional.of(says);
        Attempts attempts = new Attempts(wiring);
        while (news.isPresent()) {
            Settlement settlement = before.settle(news.get(), wiring.clock().instant());
            if (settlement instanceof Settlement.Mismatch mismatch) {
                journal.count(Metric.TOSS_MISMATCH);
                journal.warn(
                        "toss answer does not fit the record",
                        field("payment_id", before.paymentId()),
                        field("status", before.status().wireName()),
                        field("what", mismatch.what()));
                return before;
            }
            Payment next = ((Settlement.Settled) settlement).payment();
            boolean changed = next != before;
            if (!changed && !mustLeaveATrace(before, by)) {
                return before;
            }
            Payment written = changed ? next : before.touched(wiring.clock().instant());
            if (write(before, written, journal) == Written.DONE) {
                if (changed) {
                    report(before, written, by, journal);
                }
                return written;
            }
            attempts.again(before.paymentId());
            before = store.find(before.paymentId()).orElseThrow();
            news = ask(before, Language.KOREAN, journal);
        }
        return before;
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
        Written written = store.settle(before, next);
        if (written != Written.CONSULTATION_ELSEWHERE) {
            return written;
        }
        // The record of the money must be true, whatever has become of the consultation.
        Written alone = store.save(next);
        if (alone == Written.DONE && next.isCharged()) {
            journal.count(Metric.CHARGE_WITHOUT_CONSULTATION);
            journal.warn(
                    "charged, but the consultation is gone or paid by another payment",
                    field("payment_id", next.paymentId()),
                    field("consultation_id", next.consultationId()));
        }
        return alone;
    }

    private static void report(Payment before, Payment next, By by, Journal journal) {
        journal.count(by.metric);
        if (next.status() == PaymentStatus.APPROVED && !before.isCharged()) {
            journal.count(Metric.PAYMENT_APPROVED);
        }
        if (next.status() == PaymentStatus.FAILED) {
            journal.count(Metric.PAYMENT_DECLINED);
        }
        if (next.balance() < before.balance() && next.wasCharged()) {
            journal.count(Metric.REFUND_DONE);
        }
        if (before.requestedRefund()
                .flatMap(wish -> next.cancellation(wish.cancellationId()))
                .filter(wish -> wish.failure() != null)
                .isPresent()) {
            journal.count(Metric.REFUND_REFUSED);
        }
        Failure failure = next.failure();
        journal.info(
                "payment settled",
                field("payment_id", next.paymentId()),
                field("order_id", next.orderId()),
                field("by", by),
                field("status_from", before.status().wireName()),
                field("status_to", next.status().wireName()),
                field("balance", next.balance()),
                field("toss_code", failure == null ? null : failure.code()));
    }
}
