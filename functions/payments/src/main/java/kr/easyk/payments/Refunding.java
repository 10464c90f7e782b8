package kr.easyk.payments;

import static kr.easyk.payments.telemetry.Field.field;

import java.time.Duration;
import java.util.Optional;
import kr.easyk.payments.Settling.By;
import kr.easyk.payments.model.Cancellation;
import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.Language;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.Settlement;
import kr.easyk.payments.model.TossSays;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.telemetry.Metric;
import kr.easyk.payments.toss.TossAnswer;
import kr.easyk.payments.toss.TossClient;

/** Carries out a refund that has been written down: for the request that wished for it, for a repeat, and for the reconciler. */
final class Refunding {
    /**
     * After this long a refund that Toss keeps answering with an error, and does not list, is taken not to have happened. Toss
     * answers a repeat with its first answer for 15 days, so waiting longer would only keep the payer from asking anew.
     */
    private static final Duration GIVEN_UP_AFTER = Duration.ofHours(1);

    /** Toss knows a repeat by its Idempotency-Key for 15 days. After that it would be another refund. */
    private static final Duration ASKED_FOR_AT_MOST = Duration.ofDays(14);

    private final Wiring wiring;
    private final TossClient toss;
    private final Settling settling;

    Refunding(Wiring wiring, TossClient toss, Settling settling) {
        this.wiring = wiring;
        this.toss = toss;
        this.settling = settling;
    }

    /**
     * Goes on with a refund that somebody began. Looks before it asks: Toss tells repeats apart by Idempotency-Key <em>and API
     * key</em>, for 15 days, so after a rotation of the key, or later, it would take the repeat for another refund.
     */
    Payment resume(Payment payment, Cancellation wish, Language language, By by, Journal journal) {
        Optional<TossSays> seen = settling.ask(payment, language, journal);
        if (seen.isEmpty()) {
            journal.count(Metric.OUTCOME_UNKNOWN);
            return payment;
        }
        Payment settled = settling.settle(payment, seen.get(), by, journal);
        if (payment.settle(seen.get(), wiring.clock().instant()) instanceof Settlement.Mismatch) {
            return settled;
        }
        return settled.isRefundRequested(wish.cancellationId())
                ? refund(settled, wish, language, by, journal)
                : settled;
    }

    /** Asks Toss for it, without a look first: right where nobody can have asked for it yet. */
    Payment refund(Payment payment, Cancellation wish, Language language, By by, Journal journal) {
        if (wiring.clock().instant().isAfter(wish.requestedAt().plus(ASKED_FOR_AT_MOST))) {
            Failure never = new Failure("REFUND_NOT_CONFIRMED", "");
            return settling.settle(payment, new TossSays.RefundRefused(wish.cancellationId(), never), by, journal);
        }
        TossAnswer answer = toss.cancel(payment, wish, language, journal);
        Payment settled = learn(payment, wish, answer, language, journal)
                .map(says -> settling.settle(payment, says, by, journal))
                .orElse(payment);
        if (settled.requestedRefund().isPresent()) {
            journal.count(Metric.OUTCOME_UNKNOWN);
            journal.warn(
                    "outcome of refund unknown",
                    field("payment_id", payment.paymentId()),
                    field("cancellation_id", wish.cancellationId()));
        }
        return settled;
    }

    private Optional<TossSays> learn(
            Payment payment, Cancellation wish, TossAnswer answer, Language language, Journal journal) {
        if (answer instanceof TossAnswer.Found found) {
            return Optional.of(new TossSays.Shown(found.payment(), wish.cancellationId()));
        }
        if (answer instanceof TossAnswer.RefundRefused refused) {
            return Optional.of(new TossSays.RefundRefused(wish.cancellationId(), refused.failure()));
        }
        Failure failure = answer.failure();
        boolean hopeless = failure != null
                && wiring.clock().instant().isAfter(wish.requestedAt().plus(GIVEN_UP_AFTER));
        Optional<TossSays> seen = settling.ask(payment, language, journal);
        return hopeless && seen.filter(says -> !grants(payment, wish, says)).isPresent()
                ? Optional.of(new TossSays.RefundRefused(wish.cancellationId(), failure))
                : seen;
    }

    private boolean grants(Payment payment, Cancellation wish, TossSays says) {
        return payment.settle(says, wiring.clock().instant()) instanceof Settlement.Settled settled
                && !settled.payment().isRefundRequested(wish.cancellationId());
    }
}
