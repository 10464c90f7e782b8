package kr.easyk.payments.store;

import java.util.List;
import kr.easyk.payments.model.Payment;
import org.jspecify.annotations.Nullable;

/**
 * Part of a payer's list, newest first.
 *
 * @param next where the next part starts; null at the end
 */
public record Page(List<Payment> payments, @Nullable Position next) {
    public Page {
        payments = List.copyOf(payments);
    }

    /** A place in a payer's list: after this payment. */
    public record Position(String createdAt, String paymentId) {}
}
