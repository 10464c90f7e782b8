package kr.easyk.payments.store;

/** How a conditional write came out. */
public enum Written {
    DONE,
    /** Somebody else wrote since the record was read, or is writing now: read again, decide again. */
    CONFLICT,
    /** The consultation is gone, or another payment's: nothing was written. */
    CONSULTATION_ELSEWHERE
}
