package kr.easyk.payments.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The sandbox's time: another clock's, ahead of it by what somebody has asked for. It never goes back, for nothing here expects
 * that. What is measured (a function's remaining time, how long a call takes) is not told by it.
 */
final class TestClock extends Clock {
    /** The farthest step: a year, and a day for a leap. */
    static final Duration LONGEST = Duration.ofDays(366);

    private final Clock real;
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    TestClock(Clock real) {
        this.real = real;
    }

    /** @throws IllegalArgumentException where it would not be a step forward, or one longer than {@link #LONGEST} */
    void advance(Duration by) {
        if (by.isNegative() || by.isZero() || by.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a step of " + by);
        }
        ahead.accumulateAndGet(by, Duration::plus);
    }

    Duration ahead() {
        return ahead.get();
    }

    @Override
    public Instant instant() {
        return real.instant().plus(ahead.get());
    }

    @Override
    public ZoneId getZone() {
        return real.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
