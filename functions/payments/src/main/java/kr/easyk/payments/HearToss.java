package kr.easyk.payments;

import static kr.easyk.payments.telemetry.Field.field;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import kr.easyk.payments.Settling.By;
import kr.easyk.payments.model.Language;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentStatus;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;
import kr.easyk.payments.model.TossSays;
import kr.easyk.payments.store.PaymentStore;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.toss.TossClient;
import org.jspecify.annotations.Nullable;

/**
 * Deals with a webhook: takes from it only which payment to ask Toss about. So a forged one can change nothing, a repeated one
 * changes nothing more, and the order in which they arrive does not matter.
 */
public final class HearToss {
    private final PaymentStore store;
    private final Settling settling;

    private HearToss(Wiring wiring, TossClient toss) {
        this.store = PaymentStore.with(wiring);
        this.settling = new Settling(wiring, store, toss);
    }

    public static HearToss with(Wiring wiring, TossClient toss) {
        return new HearToss(wiring, toss);
    }

    /**
     * @return whether the webhook was about one of our payments
     * @throws Refusal INVALID_REQUEST where a deposit's secret is wrong, TOSS_UNAVAILABLE where Toss does not say how the payment
     *     stands, so that it sends the webhook again
     */
    public boolean hear(TossNotice notice, Journal journal) {
        Optional<Payment> found = Payment.idOfOrder(notice.orderId()).flatMap(store::find);
        if (found.isEmpty()) {
            journal.info("webhook for an order that is none of ours", field("order_id", notice.orderId()));
            return false;
        }
        Payment payment = found.get();
        String expected = payment.tossSecret();
        if (expected != null) {
            refuseUnlessGenuine(payment, expected, notice.depositSecret(), journal);
        }
        if (payment.status() == PaymentStatus.CANCELLED
                && payment.requestedRefund().isEmpty()) {
            return true;
        }
        TossSays says =
                settling.ask(payment, Language.KOREAN, journal).orElseThrow(() -> Refusal.of(Reason.TOSS_UNAVAILABLE));
        if (expected == null && says instanceof TossSays.Shown shown) {
            refuseUnlessGenuine(payment, shown.payment().secret(), notice.depositSecret(), journal);
        }
        settling.settle(payment, says, By.WEBHOOK, journal);
        return true;
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
