package kr.easyk.payments.sandbox.toss;

import org.jspecify.annotations.Nullable;

/** Toss says no: an HTTP status and a code, which become {@code {"code", "message"}} in the caller's language. */
public final class TossRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final @Nullable String field;

    TossRefusal(TossError error) {
        this(error.status(), error.name(), null);
    }

    TossRefusal(TossError error, String field) {
        this(error.status(), error.name(), field);
    }

    /** @param field which one of the request is wrong; null: that is not said */
    private TossRefusal(int status, String code, @Nullable String field) {
        super(field == null ? code : code + " " + field);
        this.status = status;
        this.code = code;
        this.field = field;
    }

    /** The refusal for a code that may be one Toss has not told anybody about: clients must live with those. */
    static TossRefusal of(String code) {
        return TossError.named(code).map(TossRefusal::new).orElseGet(() -> new TossRefusal(400, code, null));
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    Reply.Answer answer(boolean english) {
        String message = TossError.message(code, english) + (field == null ? "" : " [" + field + "]");
        return Reply.json(status, Json.object().put("code", code).put("message", message));
    }
}
