package kr.easyk.payments.model;

import java.util.Locale;

/** Where a payment stands. {@link Payment#settle} is the one place that moves it by what Toss says. */
public enum PaymentStatus {
    /** Ready made it, or its payer's key was another payment's; no money has moved and no confirm can take any. */
    PENDING,
    /** A confirm may have been sent to Toss; its outcome is not recorded yet. */
    APPROVING,
    /** Toss issued a virtual account; the payer has not paid into it yet. */
    WAITING_FOR_DEPOSIT,
    /** Charged in full. */
    APPROVED,
    /** Charged, and a part given back. */
    PARTIALLY_CANCELLED,
    /** Given back in full, or called off before anybody paid. */
    CANCELLED,
    /** Declined for good; nothing was charged. */
    FAILED,
    /** Nobody paid in time; nothing was charged. */
    EXPIRED,
    /** One that a newer version of this code has written: nothing is decided about it here. */
    UNRECOGNISED;

    /** Still under way: no other payment for the consultation may be opened beside it. */
    public boolean isOpen() {
        return this == PENDING || this == APPROVING || this == WAITING_FOR_DEPOSIT || this == UNRECOGNISED;
    }

    /** Ended with nobody charged, so that a new payment may take its place. */
    public boolean isLost() {
        return this == FAILED || this == EXPIRED;
    }

    /** The name in records and answers: lower case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static PaymentStatus ofWireName(String name) {
        for (PaymentStatus status : values()) {
            if (status.wireName().equals(name)) {
                return status;
            }
        }
        return UNRECOGNISED;
    }
}
