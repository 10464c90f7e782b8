package kr.easyk.payments;

/**
 * What Toss's redirect hands the payer's browser once they have authenticated, brought to us to be confirmed.
 *
 * @param amount won
 */
public record Approval(String paymentKey, String orderId, long amount) {}
