package kr.easyk.payments.secrets;

/** There is no key to call Toss with. The message says why, and never holds what the secret holds. */
public final class TossKeyUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TossKeyUnavailable(String why) {
        super(why);
    }
}
