package kr.easyk.payments;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How often one request reads again because others wrote in between: often enough for any crowd that is bound to thin out, not so
 * often that a request runs into its time limit.
 */
final class Attempts {
    private static final int MOST = 10;
    private static final int LONGEST_PAUSE_MS = 40;

    private int made = 1;

    /** @throws IllegalStateException where it has been tried often enough */
    void again(String recordId) {
        if (made++ == MOST) {
            throw new IllegalStateException("others kept writing " + recordId);
        }
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(1, LONGEST_PAUSE_MS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting to read " + recordId + " again", e);
        }
    }
}
