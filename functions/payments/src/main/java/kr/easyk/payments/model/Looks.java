package kr.easyk.payments.model;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When the reconciler looks at a payment again.
 *
 * @param next null where there is nothing left to find out
 * @param inVain how often it has been looked at without news; each look is later than the one before
 */
public record Looks(@Nullable Instant next, int inVain) {
    public static final Looks NONE = new Looks(null, 0);

    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final int DOUBLED_AT_MOST = 6;

    /** Anew: at this time, whatever came before. */
    static Looks at(Instant time) {
        return new Looks(time, 0);
    }

    /** After a look in vain: 1, 2, 4 … minutes later, and at most so long. */
    Looks later(Instant now, Duration longest) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(inVain, DOUBLED_AT_MOST));
        return new Looks(now.plus(pause.compareTo(longest) < 0 ? pause : longest), inVain + 1);
    }

    /** No later than this, if that is still to come. */
    Looks notAfter(Instant time, Instant now) {
        return next != null && time.isAfter(now) && time.isBefore(next) ? new Looks(time, inVain) : this;
    }
}
