package kr.easyk.payments;

import java.util.List;
import kr.easyk.payments.model.Caller;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;
import kr.easyk.payments.store.Page;
import kr.easyk.payments.store.PaymentStore;
import org.jspecify.annotations.Nullable;

/** Shows payments to those they belong to, and to admins. Reads only; nobody learns whether another's payment exists. */
public final class FindPayments {
    private final PaymentStore store;

    private FindPayments(PaymentStore store) {
        this.store = store;
    }

    public static FindPayments with(Wiring wiring) {
        return new FindPayments(PaymentStore.with(wiring));
    }

    /** @throws Refusal PAYMENT_NOT_FOUND, also for another's */
    public Payment one(Caller caller, String paymentId) {
        return store.find(paymentId).filter(caller::maySee).orElseThrow(() -> Refusal.of(Reason.PAYMENT_NOT_FOUND));
    }

    /**
     * The caller's own payments, newest first.
     *
     * @param limit at most this many
     * @param after where to go on; null to begin
     */
    public Page own(Caller caller, int limit, Page.@Nullable Position after) {
        return store.ofUser(caller.userId(), null, limit, after);
    }

    /** The payments for one consultation, newest first; none where it is another's and the caller no admin. */
    public Page forConsultation(Caller caller, String consultationId, int limit, Page.@Nullable Position after) {
        if (!caller.admin()) {
            return store.ofUser(caller.userId(), consultationId, limit, after);
        }
        return store.findConsultation(consultationId)
                .map(consultation -> store.ofUser(consultation.userId(), consultationId, limit, after))
                .orElse(new Page(List.of(), null));
    }
}
