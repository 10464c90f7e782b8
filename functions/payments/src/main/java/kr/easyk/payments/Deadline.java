package kr.easyk.payments;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * By when a request must be answered: set once at the door, from what Lambda says is left, and known to all that goes out. Each call
 * takes its share of what is left, so whatever hangs, and however often something is tried again, the caller gets our answer and
 * not Lambda's time-out.
 *
 * <p>A request belongs to the thread it runs on. Where none has begun, as in a rehearsal's way out, there is time without end.
 */
public final class Deadline {
    /** Kept back for the answer itself: its JSON, the log, and whatever a call takes longer than its limit. */
    public static final Duration TO_ANSWER = Duration.ofMillis(500);

    private static final Duration WITHOUT_END = Duration.ofDays(1);

    private final LongSupplier nanoTime;
    private final ThreadLocal<Long> end = new ThreadLocal<>();

    /** @param nanoTime the machine's, or a test's */
    public Deadline(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Begins a request on this thread, in place of the one before it. */
    public void begin(Duration remaining) {
        end.set(nanoTime.getAsLong() + remaining.minus(TO_ANSWER).toNanos());
    }

    /** What is left to this thread's request; zero where its time is over. */
    public Duration left() {
        Long at = end.get();
        if (at == null) {
            return WITHOUT_END;
        }
        return Duration.ofNanos(Math.max(0, at - nanoTime.getAsLong()));
    }

    /**
     * What one call may take of it.
     *
     * @param most what it is given where there is time enough
     * @param kept what has to be left after it
     */
    public Duration share(Duration most, Duration kept) {
        Duration share = left().minus(kept);
        if (share.isNegative()) {
            return Duration.ZERO;
        }
        return share.compareTo(most) < 0 ? share : most;
    }
}
