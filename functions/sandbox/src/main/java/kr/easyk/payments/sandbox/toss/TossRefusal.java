package kr.easyk.payments.sandbox.toss;

/** Toss says no: an HTTP status and a code, which become {@code {"code", "message"}} in the caller's language. */
public final class TossRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    TossRefusal(TossError error) {
        this(error.status(), error.name());
    }

    TossRefusal(int status, String code) {
        super(code);
        this.status = status;
        this.code = code;
    }

    /** The refusal for a code that may be one Toss has not told anybody about: clients must live with those. */
    static TossRefusal of(String code) {
        return TossError.named(code).map(TossRefusal::new).orElseGet(() -> new TossRefusal(400, code));
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    Reply.Answer answer(boolean english) {
        return Reply.json(status, Json.object().put("code", code).put("message", TossError.message(code, english)));
    }
}
