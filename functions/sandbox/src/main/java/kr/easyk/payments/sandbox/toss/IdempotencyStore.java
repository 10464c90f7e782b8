package kr.easyk.payments.sandbox.toss;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Toss's memory of first answers: matched by key, API key, URL and method, never by the body; kept 15 days from first use. */
final class IdempotencyStore {
    private static final Duration KEPT = Duration.ofDays(15);
    private static final int LONGEST = 300;

    private record Key(String idempotencyKey, String apiKey, String url, String method) {}

    /** The place of one request's first answer, refusals included. */
    interface Place {
        /** What a request with this key was answered before; null: this is the first. */
        Reply.@Nullable Answer remembered();

        /** This is the answer from now on, unless there is one already. */
        void keep(Reply.Answer answer);
    }

    /** Of a request without a key. */
    private static final class Nowhere implements Place {
        @Override
        public Reply.@Nullable Answer remembered() {
            return null;
        }

        @Override
        public void keep(Reply.Answer answer) {}
    }

    private final class Entry implements Place {
        private final Key key;
        private final Instant firstUsed;
        private Reply.@Nullable Answer answer;

        Entry(Key key, Instant firstUsed) {
            this.key = key;
            this.firstUsed = firstUsed;
        }

        @Override
        public synchronized Reply.@Nullable Answer remembered() {
            return answer;
        }

        @Override
        public synchronized void keep(Reply.Answer first) {
            if (first.status() >= 500 && behaviour.get().forgetsServerErrors()) {
                entries.remove(key, this);
            } else if (answer == null) {
                answer = first;
            }
        }

        boolean isOver(Instant now) {
            return now.isAfter(firstUsed.plus(KEPT));
        }
    }

    private final Map<Key, Entry> entries = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Supplier<Behaviour> behaviour;

    IdempotencyStore(Clock clock, Supplier<Behaviour> behaviour) {
        this.clock = clock;
        this.behaviour = behaviour;
    }

    /**
     * Where the answer to this request is kept. A GET's key is ignored.
     *
     * @throws TossRefusal {@code IDEMPOTENT_REQUEST_PROCESSING} while the first one has no answer yet
     */
    Place placeOf(Call call, Keys.Caller caller) {
        String idempotencyKey = call.header("Idempotency-Key");
        if (idempotencyKey == null || !call.method().equals("POST")) {
            return new Nowhere();
        }
        if (idempotencyKey.length() > LONGEST) {
            throw TossError.INVALID_IDEMPOTENCY_KEY.refusal();
        }
        Instant now = clock.instant();
        Key key = new Key(idempotencyKey, caller.apiKey(), call.url(), call.method());
        Entry mine = new Entry(key, now);
        Entry first = entries.compute(key, (k, known) -> known == null || known.isOver(now) ? mine : known);
        if (first != mine && first.remembered() == null) {
            throw TossError.IDEMPOTENT_REQUEST_PROCESSING.refusal();
        }
        return first;
    }

    void clear() {
        entries.clear();
    }
}
