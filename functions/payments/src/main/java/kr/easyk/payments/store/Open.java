package kr.easyk.payments.store;

import java.time.Instant;
import kr.easyk.payments.model.Times;

/**
 * A payment that has not ended, by its entry in the reconciler's worklist. Times are texts, as the index has them.
 *
 * @param nextCheckAt when it is due to be looked at again
 * @param since when it came to what it waits for: its status, or the refund that is under way
 */
public record Open(String paymentId, String nextCheckAt, String since) {
    public boolean isDue(Instant now) {
        return nextCheckAt.compareTo(Times.text(now)) <= 0;
    }
}
