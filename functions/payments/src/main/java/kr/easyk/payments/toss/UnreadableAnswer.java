package kr.easyk.payments.toss;

/** An answer of Toss's that is not what Toss promises, so that nothing may be concluded from it. */
final class UnreadableAnswer extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableAnswer(String what) {
        super(what, null, false, false);
    }
}
