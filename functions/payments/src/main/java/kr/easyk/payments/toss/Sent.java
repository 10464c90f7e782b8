package kr.easyk.payments.toss;

import org.jspecify.annotations.Nullable;

/**
 * What came of a call that changes something.
 *
 * @param keyDigest of the API key it went out under last, answered or not; null where it did not go out
 */
public record Sent(TossAnswer answer, @Nullable String keyDigest) {}
