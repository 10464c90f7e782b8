package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes webhooks, keeps them, and sends them where there is a URL. Whatever is not a 200 is tried again, seven times, as Toss
 * does it: after 1, 4, 16 … 4096 minutes, divided by the time scale.
 */
final class WebhookOutbox implements AutoCloseable {
    private static final List<Duration> RETRY_AFTER = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(4),
            Duration.ofMinutes(16),
            Duration.ofMinutes(64),
            Duration.ofMinutes(256),
            Duration.ofMinutes(1024),
            Duration.ofMinutes(4096));

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final class Letter {
        private final Instant writtenAt;
        private final String eventType;
        private final String orderId;
        private final String body;
        private final String transmissionId = Ids.transmission();
        private final List<Webhook.Delivery> deliveries = new ArrayList<>();
        private int retriedCount;

        Letter(Instant writtenAt, String eventType, String orderId, String body) {
            this.writtenAt = writtenAt;
            this.eventType = eventType;
            this.orderId = orderId;
            this.body = body;
        }

        Map<String, String> headers() {
            return Map.of(
                    "content-type",
                    "application/json",
                    "tosspayments-webhook-transmission-id",
                    transmissionId,
                    "tosspayments-webhook-transmission-time",
                    WebhookJson.time(writtenAt),
                    "tosspayments-webhook-transmission-retried-count",
                    Integer.toString(retriedCount));
        }

        Webhook snapshot() {
            return new Webhook(transmissionId, writtenAt, eventType, orderId, body, headers(), List.copyOf(deliveries));
        }
    }

    private final Map<String, Letter> letters = new LinkedHashMap<>();
    private final Clock clock;
    private final double timeScale;
    private final TossListener listener;
    private final ScheduledExecutorService timer;
    private @Nullable URI url;
    private @Nullable HttpClient http;

    WebhookOutbox(
            Clock clock, double timeScale, TossListener listener, ScheduledExecutorService timer, @Nullable URI url) {
        this.clock = clock;
        this.timeScale = timeScale;
        this.listener = listener;
        this.timer = timer;
        this.url = url;
    }

    synchronized void sendTo(@Nullable URI other) {
        url = other;
    }

    /** One change of a virtual account writes two webhooks; of any other payment one, and none for READY and IN_PROGRESS. */
    void changed(Purchase payment) {
        Instant now = clock.instant();
        write(WebhookJson.STATUS_CHANGED, payment, WebhookJson.statusChanged(payment, now), now);
        VirtualAccount account = payment.virtualAccount();
        if (account != null) {
            write(WebhookJson.DEPOSIT_CALLBACK, payment, WebhookJson.depositCallback(payment, account, now), now);
        }
    }

    private void write(String eventType, Purchase payment, ObjectNode json, Instant now) {
        String body = new String(Json.write(json), StandardCharsets.UTF_8);
        Letter letter = new Letter(now, eventType, payment.orderId(), body);
        synchronized (this) {
            letters.put(letter.transmissionId, letter);
        }
        listener.written(letter.snapshot());
        send(letter);
    }

    synchronized List<Webhook> all() {
        return letters.values().stream().map(Letter::snapshot).toList();
    }

    /** The dashboard's "send again": once, now, beside whatever the ladder still does. */
    void resend(String transmissionId) {
        Letter letter;
        synchronized (this) {
            letter = letters.get(transmissionId);
            if (letter == null) {
                throw TossError.NOT_FOUND.refusal();
            }
            letter.retriedCount++;
        }
        send(letter, false);
    }

    private void send(Letter letter) {
        send(letter, true);
    }

    private synchronized void send(Letter letter, boolean retry) {
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
        HttpRequest.Builder request =
                HttpRequest.newBuilder(to).timeout(PATIENCE).POST(HttpRequest.BodyPublishers.ofString(letter.body));
        letter.headers().forEach(request::header);
        int retriedCount = letter.retriedCount;
        http.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding())
                .handle((response, failure) -> response == null ? null : (Integer) response.statusCode())
                .thenAccept(status -> sent(letter, new Webhook.Delivery(clock.instant(), retriedCount, status), retry));
    }

    private void sent(Letter letter, Webhook.Delivery delivery, boolean retry) {
        Webhook webhook;
        synchronized (this) {
            letter.deliveries.add(delivery);
            webhook = letter.snapshot();
        }
        listener.delivered(webhook, delivery);
        int retries = delivery.retriedCount();
        if (retry && !delivery.received() && retries < RETRY_AFTER.size() && !timer.isShutdown()) {
            long wait = (long) (RETRY_AFTER.get(retries).toNanos() / timeScale);
            timer.schedule(() -> sendAgain(letter), wait, TimeUnit.NANOSECONDS);
        }
    }

    private void sendAgain(Letter letter) {
        synchronized (this) {
            if (letters.get(letter.transmissionId) != letter) {
                return;
            }
            letter.retriedCount++;
        }
        send(letter);
    }

    synchronized void clear() {
        letters.clear();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
