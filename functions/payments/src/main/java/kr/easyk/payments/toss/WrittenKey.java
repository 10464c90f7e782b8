package kr.easyk.payments.toss;

/**
 * The API key under which a record says that something is asked of Toss. Toss ties a repeat to its first by Idempotency-Key
 * <em>and</em> API key, so under another key a repeat would be carried out anew.
 *
 * @param digest as {@link TossClient#keyDigest()} told it when the record was written
 * @param isRepeat whether it may have been asked before. Only a first may go out under a new key, once Toss has refused the written
 *     one and so done nothing
 */
public record WrittenKey(String digest, boolean isRepeat) {
    public static WrittenKey first(String digest) {
        return new WrittenKey(digest, false);
    }

    public static WrittenKey repeat(String digest) {
        return new WrittenKey(digest, true);
    }
}
