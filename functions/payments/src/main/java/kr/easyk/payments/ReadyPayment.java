package kr.easyk.payments;

import static kr.easyk.payments.telemetry.Field.field;

import java.time.Instant;
import java.util.Optional;
import kr.easyk.payments.model.Caller;
import kr.easyk.payments.model.Consultation;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentStatus;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;
import kr.easyk.payments.store.PaymentStore;
import kr.easyk.payments.store.Written;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.telemetry.Metric;
import org.jspecify.annotations.Nullable;

/**
 * Opens a payment for a consultation, at the consultation's price.
 *
 * <p>Keeps the promise that nobody is charged twice by letting a consultation have one open payment at a time: the payment is put
 * and the consultation pointed at it in one transaction. Of two requests at once one wins, and both are given the same payment.
 */
public final class ReadyPayment {
    /** @param isNew whether this request opened it; otherwise it was open before and is handed out again */
    public record Opened(Payment payment, boolean isNew) {}

    private final Wiring wiring;
    private final PaymentStore store;

    private ReadyPayment(Wiring wiring) {
        this.wiring = wiring;
        this.store = PaymentStore.with(wiring);
    }

    public static ReadyPayment with(Wiring wiring) {
        return new ReadyPayment(wiring);
    }

    /**
     * @param amount won, as the payer was shown it; null where the front end leaves the price to us
     * @throws Refusal CONSULTATION_NOT_FOUND (also for another's), CONSULTATION_WITHDRAWN, ALREADY_PAID, AMOUNT_MISMATCH,
     *     UPGRADE_IN_PROGRESS where only a newer version of this code knows how the open payment stands, or INVALID_REQUEST where Toss could not charge the consultation's price
     */
    public Opened ready(Caller caller, String consultationId, @Nullable Long amount, Journal journal) {
        Attempts attempts = new Attempts(wiring);
        while (true) {
            Consultation consultation = payable(caller, consultationId, amount, journal);
            Optional<Payment> active =
                    Optional.ofNullable(consultation.paymentId()).flatMap(store::find);
            if (active.filter(Payment::isFromANewerVersion).isPresent()) {
                throw Refusal.of(Reason.UPGRADE_IN_PROGRESS);
            }
            Instant now = wiring.clock().instant();
            if (active.filter(payment -> isGoodFor(consultation, payment, now)).isPresent()) {
                return new Opened(active.get(), false);
            }
            Payment payment = Payment.open(wiring.newId(), consultation, now);
            Payment abandoned = active.filter(Payment::isOpen)
                    .map(each -> each.abandon(now))
                    .orElse(null);
            if (store.open(payment, consultation, abandoned) == Written.DONE) {
                journal.count(Metric.PAYMENT_READY);
                journal.info(
                        "payment opened",
                        field("payment_id", payment.paymentId()),
                        field("order_id", payment.order().orderId()),
                        field("consultation_id", consultationId),
                        field("amount", payment.amount()));
                return new Opened(payment, true);
            }
            attempts.again(consultationId);
        }
    }

    private Consultation payable(Caller caller, String consultationId, @Nullable Long amount, Journal journal) {
        Consultation consultation = store.findConsultation(consultationId)
                .filter(each -> each.belongsTo(caller))
                .orElseThrow(() -> Refusal.of(Reason.CONSULTATION_NOT_FOUND));
        if (consultation.isWithdrawn()) {
            throw Refusal.of(Reason.CONSULTATION_WITHDRAWN);
        }
        if (!consultation.isUnpaid()) {
            throw Refusal.of(Reason.ALREADY_PAID);
        }
        if (!consultation.hasPayablePrice()) {
            throw Refusal.invalid("consultation_id");
        }
        if (amount != null && amount != consultation.amount()) {
            journal.count(Metric.AMOUNT_MISMATCH);
            journal.warn("amount differs from the record", field("consultation_id", consultationId));
            throw Refusal.of(Reason.AMOUNT_MISMATCH);
        }
        return consultation;
    }

    /** An unclaimed payment gives way when its price or its time is over. One that Toss may be dealing with does not. */
    private static boolean isGoodFor(Consultation consultation, Payment payment, Instant now) {
        if (payment.status() == PaymentStatus.PENDING) {
            return payment.amount() == consultation.amount() && !payment.isStale(now);
        }
        return payment.isOpen();
    }
}
