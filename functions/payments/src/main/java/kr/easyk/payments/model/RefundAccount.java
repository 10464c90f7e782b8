package kr.easyk.payments.model;

/**
 * Where the refund of a paid virtual account goes.
 *
 * @param bank Toss's code of the bank
 * @param accountNumber at most 20 digits
 * @param holderName at most 60 characters
 */
public record RefundAccount(String bank, String accountNumber, String holderName) {
    /** Leaves the number out: this ends up in logs and exceptions. */
    @Override
    public String toString() {
        return "RefundAccount[bank=" + bank + "]";
    }
}
