package kr.easyk.payments.sandbox.toss;

import java.time.Instant;

/** An account made for one payment. */
record VirtualAccount(String number, String bankCode, String customerName, Instant dueDate) {
    static VirtualAccount issued(String digits, String customerName, Instant dueDate) {
        return new VirtualAccount("X" + digits, "20", customerName, dueDate);
    }

    boolean expired(Instant now) {
        return now.isAfter(dueDate);
    }

    VirtualAccount dueAt(Instant other) {
        return new VirtualAccount(number, bankCode, customerName, other);
    }
}
