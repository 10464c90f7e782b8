package kr.easyk.payments;

import static kr.easyk.payments.telemetry.Field.field;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import kr.easyk.payments.Settling.By;
import kr.easyk.payments.model.Language;
import kr.easyk.payments.model.Order;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentStatus;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;
import kr.easyk.payments.model.TossSays;
import kr.easyk.payments.model.UnreadableRecord;
import kr.easyk.payments.store.Open;
import kr.easyk.payments.store.PaymentStore;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.toss.TossClient;
import org.jspecify.annotations.Nullable;

/**
 * Deals with a webhook: takes from it only which payment to ask Toss about. So a forged one can change nothing, a repeated one
 * changes nothing more, and the order in which they arrive does not matter.
 */
public final class HearToss {
    /** No open payment is left alone for longer. */
    private static final Duration LONGEST_TO_THE_NEXT_LOOK = Duration.ofHours(1);

    /** Of each partition, so that a webhook is answered in time. What is not among them, the reconciler sees. */
    private static final int MOST_OPEN = 25;

    private final Wiring wiring;
    private final PaymentStore store;
    private final Settling settling;

    private HearToss(Wiring wiring, TossClient toss) {
        this.wiring = wiring;
        this.store = PaymentStore.with(wiring);
        this.settling = new Settling(wiring, store, toss);
    }

    public static HearToss with(Wiring wiring, TossClient toss) {
        return new HearToss(wiring, toss);
    }

    /**
     * @return whether the webhook was about one of our payments
     * @throws Refusal INVALID_REQUEST where a deposit's secret is wrong, TOSS_UNAVAILABLE where Toss does not say how the payment
     *     stands, or knows nothing of one that it has, or may have charged: then it sends the webhook again
     */
    public boolean hear(TossNotice notice, Journal journal) {
        Optional<Payment> found = Order.paymentIdOf(notice.orderId()).flatMap(store::find);
        if (found.isEmpty()) {
            journal.info("webhook for an order that is none of ours", field("order_id", notice.orderId()));
            return false;
        }
        Payment payment = found.get();
        if (payment.isFromANewerVersion()) {
            throw Refusal.of(Reason.UPGRADE_IN_PROGRESS);
        }
        String expected = payment.atToss().secret();
        if (expected != null) {
            refuseUnlessGenuine(payment, expected, notice.depositSecret(), journal);
        }
        TossSays says =
                settling.ask(payment, Language.KOREAN, journal).orElseThrow(() -> Refusal.of(Reason.TOSS_UNAVAILABLE));
        if (expected == null && says instanceof TossSays.Shown shown) {
            refuseUnlessGenuine(payment, shown.payment().secret(), notice.depositSecret(), journal);
        }
        settling.settle(payment, says, By.WEBHOOK, journal);
        if (says instanceof TossSays.NotFound && isToBeFoundAtToss(payment)) {
            throw Refusal.of(Reason.TOSS_UNAVAILABLE);
        }
        return true;
    }

    /** Whether Toss has it, or may have: where it then knows nothing, what it had to tell is still to be heard. */
    private static boolean isToBeFoundAtToss(Payment payment) {
        return payment.wasCharged()
                || payment.status() == PaymentStatus.APPROVING
                || payment.status() == PaymentStatus.WAITING_FOR_DEPOSIT;
    }

    /**
     * Deals with the news that a refund made in several steps has come further. Toss names the refund alone, and not its order: it is
     * looked for among the payments that are still open, as one with such a refund is.
     *
     * @return whether it is a refund of one of them
     * @throws Refusal TOSS_UNAVAILABLE where Toss does not say how the payment stands, so that it sends the webhook again
     */
    public boolean hearOfRefund(String transactionKey, Journal journal) {
        Instant horizon = wiring.clock().instant().plus(LONGEST_TO_THE_NEXT_LOOK);
        List<Open> soonLookedAt = store.openPayments(MOST_OPEN).stream()
                .filter(each -> each.isDue(horizon))
                .toList();
        for (Open open : soonLookedAt) {
            Optional<Payment> found =
                    readable(open, journal).filter(each -> each.refunds().isInProgress(transactionKey));
            if (found.isPresent()) {
                Payment payment = found.get();
                if (payment.isFromANewerVersion()) {
                    throw Refusal.of(Reason.UPGRADE_IN_PROGRESS);
                }
                TossSays says = settling.ask(payment, Language.KOREAN, journal)
                        .orElseThrow(() -> Refusal.of(Reason.TOSS_UNAVAILABLE));
                settling.settle(payment, says, By.WEBHOOK, journal);
                return true;
            }
        }
        journal.info("webhook for a refund that is none of ours, or has ended");
        return false;
    }

    /** One record that cannot be read, which the reconciler complains of, must not keep the others from being found. */
    private Optional<Payment> readable(Open open, Journal journal) {
        try {
            return store.find(open.paymentId());
        } catch (UnreadableRecord e) {
            journal.warn("an open payment cannot be read", field("payment_id", open.paymentId()));
            return Optional.empty();
        }
    }

    /** In constant time, so that the time an answer takes tells nothing of the secret. */
    private static void refuseUnlessGenuine(
            Payment payment, @Nullable String expected, @Nullable String shown, Journal journal) {
        if (shown == null || (expected != null && MessageDigest.isEqual(bytes(expected), bytes(shown)))) {
            return;
        }
        journal.warn("deposit callback with a wrong secret", field("payment_id", payment.paymentId()));
        throw Refusal.invalid("secret");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
