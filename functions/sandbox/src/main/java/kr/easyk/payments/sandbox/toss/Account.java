package kr.easyk.payments.sandbox.toss;

/**
 * What really happened to the payer's money.
 *
 * @param chargeCount how often money was taken (and stayed: a deposit taken back does not count)
 * @param chargedAmount won taken
 * @param refundCount how often money was given back
 * @param refundedAmount won given back
 * @param status Toss's, such as {@code DONE}
 * @param balance won that can still be cancelled
 */
public record Account(
        int chargeCount, long chargedAmount, int refundCount, long refundedAmount, String status, long balance) {
    /** Won the merchant has got. */
    public long held() {
        return chargedAmount - refundedAmount;
    }
}
