package kr.easyk.payments.toss;

import org.jspecify.annotations.Nullable;

/**
 * What came of a call that changes something.
 *
 * @param keyDigest of the API key it went out under last, answered or not; null where it did not go out
 * @param isRepeat whether Toss may have got it before: from somebody else, or over a connection that broke
 * @param isAnswered whether Toss gave any answer, readable or not
 */
public record Sent(TossAnswer answer, @Nullable String keyDigest, boolean isRepeat, boolean isAnswered) {}
