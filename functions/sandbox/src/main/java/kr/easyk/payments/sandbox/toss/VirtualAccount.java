package kr.easyk.payments.sandbox.toss;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account made for one payment.
 *
 * @param secret what the deposit's webhook must carry
 */
record VirtualAccount(
        String number,
        String bankCode,
        String customerName,
        Instant dueDate,
        String secret,
        @Nullable RefundAccount refundedTo) {
    static VirtualAccount issued(String customerName, Instant dueDate) {
        return new VirtualAccount("X" + Ids.digits(13), "20", customerName, dueDate, Ids.depositSecret(), null);
    }

    boolean expired(Instant now) {
        return now.isAfter(dueDate);
    }

    VirtualAccount dueAt(Instant other) {
        return new VirtualAccount(number, bankCode, customerName, other, secret, refundedTo);
    }

    VirtualAccount refundedTo(RefundAccount to) {
        return new VirtualAccount(number, bankCode, customerName, dueDate, secret, to);
    }
}
