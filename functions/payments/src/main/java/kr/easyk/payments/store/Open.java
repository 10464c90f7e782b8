package kr.easyk.payments.store;

/**
 * A payment that has not ended, by its entry in the reconciler's worklist.
 *
 * @param since when it came to what it waits for, as text: its status, or the refund that is under way
 */
public record Open(Due entry, String since) {}
