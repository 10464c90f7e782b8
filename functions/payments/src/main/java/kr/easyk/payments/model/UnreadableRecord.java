package kr.easyk.payments.model;

/** A record that is not what it should be. The message names the record and the attribute, never a value. */
public final class UnreadableRecord extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadableRecord(String what) {
        super(what);
    }
}
