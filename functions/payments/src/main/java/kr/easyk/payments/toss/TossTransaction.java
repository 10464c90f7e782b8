package kr.easyk.payments.toss;

/**
 * One movement of money as Toss lists it.
 *
 * @param status the payment's, by Toss's name, as this movement left it
 * @param byVirtualAccount whether it went through a virtual account, whose deposits come without our doing
 */
public record TossTransaction(String transactionKey, String orderId, String status, boolean byVirtualAccount) {
    public boolean isRefund() {
        return status.equals("CANCELED") || status.equals("PARTIAL_CANCELED");
    }

    public boolean isDeposit() {
        return byVirtualAccount && status.equals("DONE");
    }
}
