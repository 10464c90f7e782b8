package kr.easyk.payments.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import kr.easyk.payments.json.Json;
import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.Language;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;

/** Refusals as {@code application/problem+json} (RFC 9457), in the words of {@link Messages}. */
final class Problems {
    /** Where Toss cannot be asked, or another version of us has to be, it is worth a few seconds before the next try. */
    private static final String A_LITTLE_LATER = "5";

    private Problems() {}

    static Answer answer(Refusal refusal, Language language, String requestId) {
        Reason reason = refusal.reason();
        Failure toss = refusal.toss();
        ObjectNode body = Json.object()
                .put(
                        "type",
                        "https://easyk.kr/problems/"
                                + reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("title", Messages.title(reason, language))
                .put("status", status(reason))
                .put("detail", Messages.detail(refusal, language))
                .put("code", reason.name())
                .put("request_id", requestId);
        if (refusal.field() != null) {
            body.put("field", refusal.field());
        }
        if (toss != null && toss.tossCode() != null) {
            body.put("toss_code", toss.tossCode());
        }
        Answer answer = new Answer(
                status(reason),
                body,
                Map.of("content-type", "application/problem+json", "content-language", language.tag()));
        return switch (reason) {
            case TOSS_UNAVAILABLE, UPGRADE_IN_PROGRESS -> answer.with("retry-after", A_LITTLE_LATER);
            case UNAUTHENTICATED -> answer.with("www-authenticate", "Bearer");
            default -> answer;
        };
    }

    private static int status(Reason reason) {
        return switch (reason) {
            case INVALID_REQUEST, AMOUNT_MISMATCH, CANCEL_AMOUNT_EXCEEDS_BALANCE, IDEMPOTENCY_KEY_REQUIRED -> 400;
            case UNAUTHENTICATED -> 401;
            case PAYMENT_DECLINED -> 402;
            case CONSULTATION_NOT_FOUND, PAYMENT_NOT_FOUND -> 404;
            case CONSULTATION_WITHDRAWN,
                    ALREADY_PAID,
                    PAYMENT_EXPIRED,
                    PAYMENT_FAILED,
                    PAYMENT_KEY_MISMATCH,
                    NOT_CANCELABLE,
                    CANCEL_IN_PROGRESS,
                    TOO_MANY_REFUNDS,
                    IDEMPOTENCY_KEY_REUSED -> 409;
            case BODY_TOO_LARGE -> 413;
            case UNSUPPORTED_MEDIA_TYPE -> 415;
            case TOSS_UNAVAILABLE, UPGRADE_IN_PROGRESS -> 503;
            case RECORD_UNREADABLE, INTERNAL -> 500;
        };
    }
}
