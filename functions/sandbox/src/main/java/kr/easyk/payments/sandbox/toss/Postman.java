package kr.easyk.payments.sandbox.toss;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends webhooks where there is a URL. Whatever is not a 200 is tried again, seven times, as Toss does it: after 1, 4, 16 … 4096
 * minutes, divided by the time scale.
 */
final class Postman implements Webhooks.Carrier {
    private static final List<Duration> RETRY_AFTER = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(4),
            Duration.ofMinutes(16),
            Duration.ofMinutes(64),
            Duration.ofMinutes(256),
            Duration.ofMinutes(1024),
            Duration.ofMinutes(4096));

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private record Retry(Letter letter, Instant due) {}

    private final Set<Retry> retries = ConcurrentHashMap.newKeySet();
    private final Webhooks webhooks;
    private final Clock clock;
    private final double timeScale;
    private final TossListener listener;
    private final ScheduledExecutorService timer;
    private @Nullable URI url;
    private @Nullable HttpClient http;

    Postman(
            Webhooks webhooks,
            Clock clock,
            double timeScale,
            TossListener listener,
            ScheduledExecutorService timer,
            @Nullable URI url) {
        this.webhooks = webhooks;
        this.clock = clock;
        this.timeScale = timeScale;
        this.listener = listener;
        this.timer = timer;
        this.url = url;
    }

    synchronized void sendTo(@Nullable URI other) {
        url = other;
    }

    @Override
    public synchronized void send(Letter letter, boolean retry) {
        URI to = url;
        if (to == null) {
            return;
        }
        if (http == null) {
            http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .executor(timer)
                    .build();
        }
        Webhook webhook = letter.snapshot();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(to).timeout(PATIENCE).POST(HttpRequest.BodyPublishers.ofString(webhook.body()));
        webhook.headers().forEach(request::header);
        int retriedCount = letter.retriedCount();
        http.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding())
                .handle((response, failure) -> response == null ? null : (Integer) response.statusCode())
                .thenAccept(status -> sent(letter, retriedCount, status, retry));
    }

    private void sent(Letter letter, int retriedCount, @Nullable Integer status, boolean retry) {
        Webhook.Delivery delivery = new Webhook.Delivery(clock.instant(), retriedCount, status);
        listener.delivered(letter.delivered(delivery), delivery);
        if (retry && !delivery.received() && retriedCount < RETRY_AFTER.size() && !timer.isShutdown()) {
            long wait = (long) (RETRY_AFTER.get(retriedCount).toNanos() / timeScale);
            Retry next = new Retry(letter, delivery.at().plusNanos(wait));
            retries.add(next);
            timer.schedule(() -> sendAgain(next), wait, TimeUnit.NANOSECONDS);
        }
    }

    /** Those that are due although their wait is not over: the clock has been moved. */
    void sendDue() {
        Instant now = clock.instant();
        retries.stream().filter(it -> !now.isBefore(it.due())).forEach(this::sendAgain);
    }

    private void sendAgain(Retry retry) {
        if (retries.remove(retry) && webhooks.has(retry.letter())) {
            retry.letter().retry();
            send(retry.letter(), true);
        }
    }
}
