package kr.easyk.payments.model;

import java.time.Duration;

/** How late a call can still be carried out. */
public final class Lateness {
    /**
     * A call whose caller has given up may still reach Toss, or be finished there, for so long. Every repeat that Toss would not know
     * for one, since it goes out under another Idempotency-Key or another API key, waits for it.
     */
    public static final Duration BOUND = Duration.ofMinutes(15);

    private Lateness() {}
}
