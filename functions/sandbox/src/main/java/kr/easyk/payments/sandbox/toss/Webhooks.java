package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Writes webhooks and keeps them; whoever carries them is told of each. Some are lost for good, on request. */
final class Webhooks implements Ledger.Witness {
    private static final Set<String> EVENT_TYPES =
            Set.of(WebhookJson.STATUS_CHANGED, WebhookJson.DEPOSIT_CALLBACK, WebhookJson.CANCEL_CHANGED);

    /** Takes webhooks to their receiver. */
    interface Carrier {
        Carrier NOBODY = (letter, retry) -> {};

        /** @param retry whether to try again where it does not arrive */
        void send(Letter letter, boolean retry);
    }

    private final Map<String, Letter> letters = new LinkedHashMap<>();
    private final Map<String, Integer> toBeLost = new LinkedHashMap<>();
    private final Clock clock;
    private final Ids ids;
    private final Supplier<Behaviour> behaviour;
    private final TossListener listener;
    private Carrier carrier = Carrier.NOBODY;

    Webhooks(Clock clock, Ids ids, Supplier<Behaviour> behaviour, TossListener listener) {
        this.clock = clock;
        this.ids = ids;
        this.behaviour = behaviour;
        this.listener = listener;
    }

    synchronized void carriedBy(Carrier other) {
        carrier = other;
    }

    /** One change of a virtual account writes two webhooks; of any other payment one, and none for READY and IN_PROGRESS. */
    @Override
    public void changed(Purchase payment) {
        Instant now = clock.instant();
        write(WebhookJson.STATUS_CHANGED, payment, WebhookJson.statusChanged(payment, now), now);
        if (payment.virtualAccount() != null) {
            ObjectNode callback =
                    WebhookJson.depositCallback(payment, behaviour.get().depositCallback(), now);
            write(WebhookJson.DEPOSIT_CALLBACK, payment, callback, now);
        }
    }

    @Override
    public void ended(Purchase payment, Purchase.Cancel cancel) {
        Instant now = clock.instant();
        write(WebhookJson.CANCEL_CHANGED, payment, WebhookJson.cancelChanged(payment, cancel, now), now);
    }

    private void write(String eventType, Purchase payment, ObjectNode json, Instant now) {
        String body = new String(Json.write(json), StandardCharsets.UTF_8);
        Letter letter = new Letter(ids.transmission(), now, eventType, payment.orderId(), body);
        Carrier by;
        synchronized (this) {
            if (isLost(eventType)) {
                return;
            }
            letters.put(letter.transmissionId(), letter);
            by = carrier;
        }
        listener.written(letter.snapshot());
        by.send(letter, true);
    }

    private boolean isLost(String eventType) {
        for (String kind : List.of(eventType, "any")) {
            if (toBeLost.containsKey(kind)) {
                toBeLost.computeIfPresent(kind, (same, left) -> left == 1 ? null : left - 1);
                return true;
            }
        }
        return false;
    }

    /**
     * The next webhooks of a kind never arrive, whatever is tried.
     *
     * @param eventType such as {@code DEPOSIT_CALLBACK}, or {@code any}
     */
    synchronized void lose(String eventType, int times) {
        if (times < 1 || !(EVENT_TYPES.contains(eventType) || eventType.equals("any"))) {
            throw TossError.INVALID_REQUEST.refusal();
        }
        toBeLost.merge(eventType, times, Integer::sum);
    }

    synchronized List<Webhook> all() {
        return letters.values().stream().map(Letter::snapshot).toList();
    }

    synchronized boolean has(Letter letter) {
        return letters.get(letter.transmissionId()) == letter;
    }

    /** The dashboard's "send again": once, now, beside whatever the ladder of retries still does. */
    void resend(String transmissionId) {
        Letter letter;
        Carrier by;
        synchronized (this) {
            letter = letters.get(transmissionId);
            if (letter == null) {
                throw TossError.NOT_FOUND.refusal();
            }
            by = carrier;
        }
        letter.retry();
        by.send(letter, false);
    }

    /** Forgets all webhooks, and those that were to be lost. */
    synchronized void clear() {
        letters.clear();
        toBeLost.clear();
    }
}
