package kr.easyk.payments.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.json.Json;
import org.crac.Context;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;

/**
 * The secret key to Toss, kept in Secrets Manager as the bare key or as {@code {"secretKey": "..."}}.
 *
 * <p>Kept in memory for {@value #MINUTES_KEPT} minutes, fetched again when Toss refuses it, and dropped before a snapshot of the
 * function is taken. It is in no log, no exception and no {@code toString}.
 */
public final class TossKey implements Resource {
    private static final int MINUTES_KEPT = 10;
    private static final Duration KEPT = Duration.ofMinutes(MINUTES_KEPT);

    private record Held(String key, Instant fetchedAt) {
        @Override
        public String toString() {
            return "Held[fetchedAt=" + fetchedAt + "]";
        }
    }

    private final SecretsManager secrets;
    private final String secretId;
    private final Clock clock;
    private @Nullable Held held;

    private TossKey(SecretsManager secrets, String secretId, Clock clock) {
        this.secrets = secrets;
        this.secretId = secretId;
        this.clock = clock;
    }

    public static TossKey with(Wiring wiring) {
        TossKey key = new TossKey(SecretsManager.with(wiring), wiring.setting("TOSS_SECRET_ARN"), wiring.clock());
        wiring.beforeSnapshot(key);
        return key;
    }

    /**
     * The key to use now.
     *
     * @throws TossKeyUnavailable where there is none in memory and Secrets Manager gives none
     */
    public synchronized String current() {
        Held now = held;
        if (now != null && clock.instant().isBefore(now.fetchedAt().plus(KEPT))) {
            return now.key();
        }
        try {
            return fetch();
        } catch (TossKeyUnavailable e) {
            // Secrets Manager being away is no reason to stop taking payments with a key that Toss still accepts.
            if (now != null) {
                return now.key();
            }
            throw e;
        }
    }

    /**
     * The key to use after Toss refused one: another one if there is, so that a rotation needs no deployment.
     *
     * @param refused what Toss refused; whoever comes second finds the new key already there
     * @throws TossKeyUnavailable where Secrets Manager gives none
     */
    public synchronized String after(String refused) {
        Held now = held;
        return now != null && !now.key().equals(refused) ? now.key() : fetch();
    }

    private String fetch() {
        String text;
        try {
            text = secrets.secretString(secretId);
        } catch (IOException e) {
            throw new TossKeyUnavailable("Secrets Manager gave no Toss key: " + e.getMessage());
        }
        String key = keyIn(text.strip());
        if (key.isEmpty()) {
            throw new TossKeyUnavailable("the secret holds neither a key nor {\"secretKey\": \"...\"}");
        }
        held = new Held(key, clock.instant());
        return key;
    }

    private String keyIn(String text) {
        if (!text.startsWith("{")) {
            return text;
        }
        try {
            JsonNode key = Json.read(text).path("secretKey");
            return key.isTextual() ? key.textValue().strip() : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** A snapshot is kept on disk and started many times: no key belongs in it. */
    @Override
    public synchronized void beforeCheckpoint(Context<? extends Resource> context) {
        held = null;
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        // The first request fetches the key.
    }

    @Override
    public String toString() {
        return "TossKey[" + (held == null ? "not fetched" : "fetched") + "]";
    }
}
