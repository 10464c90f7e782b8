package kr.easyk.payments.store;

/**
 * An entry of the reconciler's worklist.
 *
 * @param nextCheckAt the time it was due at, as the index has it
 */
public record Due(String paymentId, String nextCheckAt) {}
