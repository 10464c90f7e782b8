package kr.easyk.payments.sandbox.explore;

/**
 * A payment that a scenario begins with.
 *
 * @param amount won
 * @param paymentKey what the payer has authenticated it under at Toss
 */
record Sale(String consultationId, String userId, String paymentId, String orderId, long amount, String paymentKey) {}
