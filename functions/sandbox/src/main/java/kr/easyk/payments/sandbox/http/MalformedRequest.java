package kr.easyk.payments.sandbox.http;

/** Bytes that are no request, or more of them than API Gateway takes. */
final class MalformedRequest extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    private MalformedRequest(int status) {
        super(ResponseHead.phrase(status));
        this.status = status;
    }

    static MalformedRequest malformed() {
        return new MalformedRequest(400);
    }

    static MalformedRequest tooLarge() {
        return new MalformedRequest(431);
    }

    int status() {
        return status;
    }
}
