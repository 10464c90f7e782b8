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

    private static final class Entry {
        private final Instant firstUsed;
        private volatile Reply.@Nullable Answer answer;

        Entry(Instant firstUsed) {
            this.firstUsed = firstUsed;
        }
    }

    private final Map<Key, Entry> entries = new ConcurrentHashMap<>();
    private final Clock clock;

    IdempotencyStore(Clock clock) {
        this.clock = clock;
    }

    /** The first answer to this request, errors included: worked out now, or remembered. A GET's key is ignored. */
    Reply.Answer firstAnswer(Call call, Keys.Caller caller, Supplier<Reply.Answer> work) {
        String idempotencyKey = call.header("Idempotency-Key");
        if (idempotencyKey == null || !call.method().equals("POST")) {
            return work.get();
        }
        if (idempotencyKey.length() > LONGEST) {
            throw TossError.INVALID_IDEMPOTENCY_KEY.refusal();
        }
        Entry mine = new Entry(clock.instant());
        Key key = new Key(idempotencyKey, caller.apiKey(), call.url(), call.method());
        Entry first = entries.compute(key, (k, known) -> known == null || isOver(known) ? mine : known);
        if (first == mine) {
            try {
                Reply.Answer answer = work.get();
                mine.answer = answer;
                return answer;
            } finally {
                if (mine.answer == null) {
                    entries.remove(key, mine);
                }
            }
        }
        Reply.Answer remembered = first.answer;
        if (remembered == null) {
            throw TossError.IDEMPOTENT_REQUEST_PROCESSING.refusal();
        }
        return remembered;
    }

    private boolean isOver(Entry entry) {
        return clock.instant().isAfter(entry.firstUsed.plus(KEPT));
    }

    void clear() {
        entries.clear();
    }
}
