package kr.easyk.payments;

import java.security.SecureRandom;
import java.time.Duration;

/**
 * How often one request reads again because others wrote in between: often enough for any crowd that is bound to thin out, not so
 * often that a request runs into its time limit.
 */
final class Attempts {
    private static final int MOST = 12;
    private static final int FIRST_PAUSE_MS = 20;
    private static final int LONGEST_PAUSE_MS = 400;

    /** Its numbers come from the machine. Any other generator would be in a snapshot, and all who start from it would wait alike. */
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Pauses pauses;
    private int made = 1;

    Attempts(Wiring wiring) {
        pauses = wiring.pauses();
    }

    /** @throws IllegalStateException where it has been tried often enough */
    void again(String recordId) {
        if (made++ == MOST) {
            throw new IllegalStateException("others kept writing " + recordId);
        }
        try {
            int longest = Math.min(FIRST_PAUSE_MS << made, LONGEST_PAUSE_MS);
            pauses.pause(Duration.ofMillis(1 + RANDOM.nextInt(longest - 1)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting to read " + recordId + " again", e);
        }
    }
}
