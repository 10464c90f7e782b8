package kr.easyk.payments;

import static kr.easyk.payments.telemetry.Field.field;

import java.util.Objects;
import java.util.Optional;
import kr.easyk.payments.Settling.By;
import kr.easyk.payments.model.Attempt;
import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.Language;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.Refund;
import kr.easyk.payments.model.TossSays;
import kr.easyk.payments.secrets.TossKeyUnavailable;
import kr.easyk.payments.store.PaymentStore;
import kr.easyk.payments.store.Written;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.telemetry.Metric;
import kr.easyk.payments.toss.Sent;
import kr.easyk.payments.toss.TossAnswer;
import kr.easyk.payments.toss.TossClient;
import kr.easyk.payments.toss.WrittenKey;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a refund that has been written down: for whoever wished for it, for their repeat, and for the reconciler.
 *
 * <p>Toss makes it once: as long as an attempt may be sent, it is sent again under the same Idempotency-Key and API key, and Toss
 * answers with what it did first. When that leads to nothing, or the API key is another one, Toss is asked what it has refunded
 * ({@link Payment#settle} decides what that means), and another attempt is written down only when the one before can no longer be
 * carried out, or was refused because the balance was another.
 */
final class Refunding {
    /**
     * How far it went.
     *
     * @param isUnanswered whether a look-up was made and Toss gave no answer
     */
    record Progress(Payment payment, boolean isUnanswered) {}

    /** Of attempts in one go: one that was overtaken by another refund, and the one on the balance that left. */
    private static final int MOST_STEPS = 3;

    private final Wiring wiring;
    private final PaymentStore store;
    private final TossClient toss;
    private final Settling settling;

    Refunding(Wiring wiring, PaymentStore store, TossClient toss, Settling settling) {
        this.wiring = wiring;
        this.store = store;
        this.toss = toss;
        this.settling = settling;
    }

    /** Carries out a wish that has just been written down, so that nobody can have asked for it yet. */
    Payment begin(Payment payment, String refundId, Language language, By by, Journal journal) {
        return carryOut(payment, refundId, true, language, by, journal).payment();
    }

    /** Goes on with a wish that somebody else began. */
    Progress goOn(Payment payment, String refundId, Language language, By by, Journal journal) {
        return carryOut(payment, refundId, false, language, by, journal);
    }

    private Progress carryOut(
            Payment begun, String refundId, boolean isNew, Language language, By by, Journal journal) {
        Payment payment = begun;
        boolean first = isNew;
        for (int step = 0; step < MOST_STEPS; step++) {
            Attempt attempt = awaited(payment, refundId);
            if (attempt == null && step > 0) {
                break;
            }
            String keyDigest;
            try {
                keyDigest = toss.keyDigest();
            } catch (TossKeyUnavailable e) {
                journal.error("no key to call toss with", e);
                journal.count(Metric.TOSS_MISCONFIGURED);
                return new Progress(stillUnknown(payment, refundId, journal), true);
            }
            if (attempt != null && attempt.maySend(keyDigest, wiring.clock().instant())) {
                WrittenKey key = first ? WrittenKey.first(keyDigest) : WrittenKey.repeat(keyDigest);
                payment = send(payment, refundId, key, language, by, journal);
            } else {
                Optional<TossSays> seen = settling.ask(payment, language, journal);
                if (seen.isEmpty()) {
                    return new Progress(stillUnknown(payment, refundId, journal), true);
                }
                payment = settling.settle(payment, seen.get(), by, journal).payment();
            }
            Attempt next = awaited(payment, refundId);
            if (next == null || attempt == null || next.number() == attempt.number()) {
                break;
            }
            first = true;
        }
        return new Progress(stillUnknown(payment, refundId, journal), false);
    }

    /** The attempt at it that Toss has not answered; null where Toss has, or has at least begun it. */
    private static @Nullable Attempt awaited(Payment payment, String refundId) {
        return payment.refunds()
                .find(refundId)
                .filter(Refund::isAwaited)
                .map(Refund::wish)
                .map(Refund.Wish::attempt)
                .orElse(null);
    }

    private static Payment stillUnknown(Payment payment, String refundId, Journal journal) {
        if (awaited(payment, refundId) != null) {
            journal.count(Metric.OUTCOME_UNKNOWN);
            journal.warn(
                    "outcome of refund unknown",
                    field("payment_id", payment.paymentId()),
                    field("cancellation_id", refundId));
        }
        return payment;
    }

    private Payment send(Payment begun, String refundId, WrittenKey key, Language language, By by, Journal journal) {
        boolean unanswered = attempt(begun, refundId).unanswered();
        Payment payment = unanswered ? askedOnceMore(begun, refundId) : begun;
        if (payment == null) {
            return store.find(begun.paymentId()).orElse(begun);
        }
        Refund wish = payment.refunds().find(refundId).orElseThrow();
        Sent sent = toss.refund(payment, wish, key, language, journal);
        Payment asked = underTheKeyItWasSentWith(payment, refundId, key, sent);
        Attempt attempt = awaited(asked, refundId);
        if (attempt == null) {
            return asked;
        }
        boolean mayBeItsOwn = sent.isRepeat() && !unanswered;
        return learn(asked, refundId, attempt, sent, mayBeItsOwn, language, journal)
                .map(says -> settling.settle(asked, says, by, journal).payment())
                .orElseGet(() -> (unanswered || !key.isRepeat()) && !sent.isAnswered()
                        ? written(asked, unanswered(asked, refundId, true))
                        : asked);
    }

    private static Attempt attempt(Payment payment, String refundId) {
        return Objects.requireNonNull(awaited(payment, refundId), "an attempt that is sent");
    }

    private Payment unanswered(Payment payment, String refundId, boolean value) {
        return payment.refundUnanswered(refundId, value, wiring.clock().instant());
    }

    /**
     * Before an attempt of which it is on record that Toss never answered is sent again: whoever dies now leaves it unknown whether Toss
     * answered this call. What a repeat means depends on it: after an answer of 500, which Toss may not have kept, it may be overtaken
     * by its own first.
     *
     * @return null where somebody else has written meanwhile
     */
    private @Nullable Payment askedOnceMore(Payment payment, String refundId) {
        Payment once = unanswered(payment, refundId, false);
        return store.save(once) == Written.DONE ? once : null;
    }

    private Payment written(Payment before, Payment next) {
        return store.save(next) == Written.DONE
                ? next
                : store.find(before.paymentId()).orElse(before);
    }

    /** A key that Toss refuses does nothing, and the call goes out under the next: only under that one Toss knows a repeat. */
    private Payment underTheKeyItWasSentWith(Payment payment, String refundId, WrittenKey key, Sent sent) {
        String keyDigest = sent.keyDigest();
        if (keyDigest == null || keyDigest.equals(key.digest())) {
            return payment;
        }
        return written(
                payment,
                payment.refundSentUnder(refundId, keyDigest, wiring.clock().instant()));
    }

    private Optional<TossSays> learn(
            Payment payment,
            String refundId,
            Attempt attempt,
            Sent sent,
            boolean mayBeItsOwn,
            Language language,
            Journal journal) {
        TossAnswer answer = sent.answer();
        if (answer instanceof TossAnswer.Found found) {
            return Optional.of(new TossSays.RefundMade(refundId, found.payment()));
        }
        Failure failure = answer.failure();
        boolean refused = answer instanceof TossAnswer.RefundRefused || answer instanceof TossAnswer.RequestRefused;
        boolean overtaken = answer instanceof TossAnswer.Overtaken;
        if (failure == null || (!refused && !overtaken)) {
            return Optional.empty();
        }
        if (refused && !mayBeItsOwn) {
            return Optional.of(new TossSays.RefundRefused(refundId, attempt.number(), failure));
        }
        return settling.ask(payment, language, journal)
                .filter(says -> says instanceof TossSays.Shown)
                .map(TossSays.Shown.class::cast)
                .map(shown -> refused
                        ? new TossSays.RepeatRefused(refundId, attempt.number(), failure, shown.payment())
                        : new TossSays.RefundOvertaken(
                                refundId, attempt.number(), mayBeItsOwn, failure, shown.payment(), shown.keyDigest()));
    }
}
