package kr.easyk.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final Deadline deadline = new Deadline(nanos::get);

    @Test
    void theTimeToAnswerIsKeptBack() {
        deadline.begin(Duration.ofSeconds(10));

        assertEquals(Duration.ofMillis(9_500), deadline.left());
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        assertEquals(Duration.ofMillis(500), deadline.left());
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        assertEquals(Duration.ZERO, deadline.left());
    }

    @Test
    void aCallTakesWhatItMayOrWhatIsLeftAfterWhatIsKept() {
        deadline.begin(Duration.ofMillis(10_500));

        assertEquals(Duration.ofSeconds(4), deadline.share(Duration.ofSeconds(4), Duration.ofSeconds(6)));
        assertEquals(Duration.ofSeconds(3), deadline.share(Duration.ofSeconds(4), Duration.ofSeconds(7)));
        assertEquals(Duration.ZERO, deadline.share(Duration.ofSeconds(4), Duration.ofSeconds(11)));
    }

    @Test
    void aRequestTakesThePlaceOfTheOneBeforeIt() {
        deadline.begin(Duration.ofMillis(1));
        deadline.begin(Duration.ofSeconds(10));

        assertEquals(Duration.ofMillis(9_500), deadline.left());
    }

    @Test
    void aRequestBelongsToItsThread() {
        deadline.begin(Duration.ofSeconds(10));

        Duration elsewhere = CompletableFuture.supplyAsync(deadline::left).join();

        assertTrue(elsewhere.compareTo(Duration.ofHours(1)) > 0, "none has begun there");
    }
}
