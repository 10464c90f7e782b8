package kr.easyk.payments.model;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why something was refused.
 *
 * @param code Toss's error code, such as {@code REJECT_CARD_PAYMENT}, or one of ours
 * @param message Toss's message, in the language of the person who was refused; empty for a code of ours
 */
public record Failure(String code, String message) {
    /** Toss shows the payment as aborted and does not say why. */
    static final Failure ABORTED = new Failure("ABORTED", "");

    /** Toss began a refund and gave it up. */
    static final Failure REFUND_ABORTED = new Failure("REFUND_ABORTED", "");

    /** Toss never said that it made a refund, did not make it, and can make it no more. */
    static final Failure REFUND_NOT_CONFIRMED = new Failure("REFUND_NOT_CONFIRMED", "");

    /** Other refunds have left less than this one asks for. */
    static final Failure REFUND_OVERTAKEN = new Failure("REFUND_OVERTAKEN", "");

    private static final Set<String> OURS =
            Set.of(ABORTED.code, REFUND_ABORTED.code, REFUND_NOT_CONFIRMED.code, REFUND_OVERTAKEN.code);

    /** More than any message of Toss's seen so far. */
    private static final int LONGEST_MESSAGE = 500;

    private static final int LONGEST_CODE = 100;

    public Failure {
        code = Texts.cut(code, LONGEST_CODE);
        message = Texts.cut(message, LONGEST_MESSAGE);
    }

    /** The code, where it is Toss's: support at Toss can be asked about it. */
    public @Nullable String tossCode() {
        return OURS.contains(code) || code.isEmpty() ? null : code;
    }
}
