package kr.easyk.payments.sandbox.toss;

/**
 * What really happened to the payer's money.
 *
 * @param chargeCount how often money was taken (and stayed: a deposit taken back does not count)
 * @param chargedAmount taken, in the smallest units of the payment's currency
 * @param refundCount how often money was given back
 * @param refundedAmount given back
 * @param status Toss's, such as {@code DONE}
 * @param balance what can still be cancelled
 */
public record Account(
        int chargeCount, long chargedAmount, int refundCount, long refundedAmount, String status, long balance) {
    /** What the merchant has got. */
    public long held() {
        return chargedAmount - refundedAmount;
    }
}
