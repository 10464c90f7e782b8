package kr.easyk.payments.sandbox.toss;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import kr.easyk.payments.sandbox.http.Threads;
import org.jspecify.annotations.Nullable;

/** What a Toss with a port has beside its books: HTTP, somebody who carries webhooks, and time that passes by itself. */
final class Outside implements AutoCloseable {
    private final ScheduledExecutorService timer =
            new ScheduledThreadPoolExecutor(2, Threads.named("toss-simulator-webhooks"));
    private final Postman postman;
    private final HttpDoor door;

    Outside(TossSimulator.Options options, Webhooks webhooks, Function<Call, Reply> inside, Runnable timePasses) {
        postman = new Postman(
                webhooks, options.clock(), options.timeScale(), options.listener(), timer, options.webhooks());
        webhooks.carriedBy(postman);
        door = new HttpDoor(options.host(), options.port(), slowed(options.latency(), inside));
        timer.scheduleWithFixedDelay(timePasses, 1, 1, TimeUnit.SECONDS);
    }

    private static Function<Call, Reply> slowed(Duration latency, Function<Call, Reply> inside) {
        return latency.isZero()
                ? inside
                : call -> {
                    pause(latency);
                    return inside.apply(call);
                };
    }

    private static void pause(Duration latency) {
        try {
            Thread.sleep(latency.toMillis());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    URI uri() {
        return door.uri();
    }

    void sendDueWebhooks() {
        postman.sendDue();
    }

    void sendWebhooksTo(@Nullable URI url) {
        postman.sendTo(url);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        door.close();
    }
}
