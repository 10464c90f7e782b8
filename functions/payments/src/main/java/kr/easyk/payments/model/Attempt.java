package kr.easyk.payments.model;

import java.time.Duration;
import java.time.Instant;

/**
 * One way of asking Toss for a refund: under one Idempotency-Key and one API key, on one balance. Written down before it is sent.
 * While it may be sent it may be sent again and again: Toss carries it out once. Whoever sends it last is not alive
 * {@link Payment#LEASE} after that, and {@link Lateness#BOUND} later nothing can be carried out of it any more.
 *
 * @param number from 1
 * @param keyDigest names the API key it is sent with
 * @param balance won that Toss has to find when it gets to it; 0 where an unpaid account is called off
 * @param unanswered whether it is on record that it was sent and Toss has not answered any call of it
 */
public record Attempt(int number, String keyDigest, long balance, Instant since, boolean unanswered) {
    /** Longer than any function that sends it can live, and long enough for a passing trouble of Toss's to be over. */
    static final Duration SENT_FOR = Duration.ofMinutes(5);

    /** One that nothing is known of yet. */
    public Attempt(int number, String keyDigest, long balance, Instant since) {
        this(number, keyDigest, balance, since, false);
    }

    /** Toss knows a repeat only under the API key that it was first sent with. */
    public boolean maySend(String currentKeyDigest, Instant now) {
        return keyDigest.equals(currentKeyDigest) && now.isBefore(since.plus(SENT_FOR));
    }

    /** Whether it can no longer be carried out, so that what Toss lists says for good whether it was. */
    boolean isOver(Instant now) {
        return !now.isBefore(since.plus(SENT_FOR).plus(Payment.LEASE).plus(Lateness.BOUND));
    }

    Attempt next(String currentKeyDigest, long currentBalance, Instant now) {
        return new Attempt(number + 1, currentKeyDigest, currentBalance, now);
    }

    Attempt unanswered(boolean value) {
        return new Attempt(number, keyDigest, balance, since, value);
    }

    Attempt under(String digest) {
        return new Attempt(number, digest, balance, since, unanswered);
    }
}
