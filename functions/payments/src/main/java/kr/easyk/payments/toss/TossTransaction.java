package kr.easyk.payments.toss;

/**
 * One movement of money as Toss lists it.
 *
 * @param paymentKey which of the order's payments moved: an order can have been authenticated more than once
 * @param status the payment's, by Toss's name, as this movement left it
 */
public record TossTransaction(String transactionKey, String paymentKey, String orderId, String status) {
    public boolean isRefund() {
        return status.equals("CANCELED") || status.equals("PARTIAL_CANCELED");
    }

    /** A charge, or a deposit into a virtual account. */
    public boolean isCharge() {
        return status.equals("DONE");
    }

    /** A virtual account was issued, or a deposit into it was taken back. */
    public boolean isWithoutDeposit() {
        return status.equals("WAITING_FOR_DEPOSIT");
    }
}
