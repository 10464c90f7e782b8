package kr.easyk.payments.sandbox.http;

/** A port the sandbox needs is in use. The message is one line for a person: which port, and what needs it. */
public final class PortTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PortTakenException(int port, String purpose) {
        super("Port " + port + " is taken, and " + purpose + " needs it. Stop what is using it and start again.");
    }
}
