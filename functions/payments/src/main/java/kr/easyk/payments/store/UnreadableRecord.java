package kr.easyk.payments.store;

/** A record that is not what this library writes. The message names the record and the attribute, never a value. */
public final class UnreadableRecord extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableRecord(String what) {
        super(what);
    }
}
