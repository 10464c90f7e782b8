package kr.easyk.payments.toss;

/** A request was not sent, as the API key it has to go out under is not the one to use now. */
final class OtherKey extends Exception {
    private static final long serialVersionUID = 1L;

    OtherKey() {
        super("the key is another one", null, false, false);
    }
}
