package kr.easyk.payments.sandbox.toss;

/**
 * What a payer types into the payment window.
 *
 * @param number one of {@link TestMeans}
 * @param password the first two digits
 */
public record Card(String number, String password, String cvc) {
    /** A test card with the password and CVC that all of them have. */
    public static Card numbered(String number) {
        return new Card(number, TestMeans.PASSWORD, TestMeans.CVC);
    }

    /** A card number, a password or a CVC does not belong into a log. */
    @Override
    public String toString() {
        return "Card[]";
    }
}
