package kr.easyk.payments.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import kr.easyk.payments.Deadline;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.json.Json;
import org.crac.Context;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;

/**
 * The secret key to Toss, kept in Secrets Manager as the bare key or as {@code {"secretKey": "..."}}.
 *
 * <p>Kept in memory for {@value #MINUTES_KEPT} minutes, fetched again when Toss refuses it, and dropped before a snapshot of the
 * function is taken. Where it cannot be fetched, the known one goes on for another minute before that is tried again: Secrets
 * Manager being away is no reason to stop taking payments with a key that Toss still accepts, nor to wait for it in every call. It is
 * in no log, no exception and no {@code toString}.
 */
public final class TossKey implements Resource {
    /** What fetching it may take, unless its call has less. */
    public static final Duration FETCH = Duration.ofSeconds(2);

    private static final int MINUTES_KEPT = 10;
    private static final Duration KEPT = Duration.ofMinutes(MINUTES_KEPT);
    private static final Duration KEPT_ON = Duration.ofMinutes(1);

    /** Enough to tell any two keys apart, and nothing of either. */
    private static final int DIGEST_BYTES = 16;

    private record Held(String key, Instant goodUntil) {
        @Override
        public String toString() {
            return "Held[goodUntil=" + goodUntil + "]";
        }
    }

    private final SecretsManager secrets;
    private final Wiring wiring;
    private final String secretId;
    private final Clock clock;
    private final Deadline deadline;
    private @Nullable Held held;

    private TossKey(Wiring wiring) {
        this.wiring = wiring;
        this.secrets = SecretsManager.with(wiring);
        this.secretId = wiring.setting("TOSS_SECRET_ARN");
        this.clock = wiring.clock();
        this.deadline = wiring.deadline();
    }

    /** @throws IllegalStateException where the secret is in another region: Lambda publishes no version that does not start */
    public static TossKey with(Wiring wiring) {
        String[] arn = wiring.setting("TOSS_SECRET_ARN").split(":", 5);
        if (arn.length == 5 && !arn[3].equals(wiring.aws().region())) {
            throw new IllegalStateException("the secret TOSS_SECRET_ARN is in " + arn[3] + ", and this stack in "
                    + wiring.aws().region());
        }
        TossKey key = new TossKey(wiring);
        wiring.beforeSnapshot(key);
        return key;
    }

    /** As {@link #current(Duration)}, with all the time that fetching may take. */
    public String current() {
        return current(FETCH);
    }

    /**
     * The key to use now.
     *
     * @param limit for fetching it, where it has to be fetched
     * @throws TossKeyUnavailable where there is none in memory and Secrets Manager gives none
     */
    public synchronized String current(Duration limit) {
        Held now = held;
        if (now != null && clock.instant().isBefore(now.goodUntil())) {
            return now.key();
        }
        try {
            return fetch(limit);
        } catch (TossKeyUnavailable e) {
            if (now == null) {
                throw e;
            }
            held = new Held(now.key(), clock.instant().plus(KEPT_ON));
            return now.key();
        }
    }

    /**
     * The key to use after Toss refused one: another one if there is, so that a rotation needs no deployment.
     *
     * @param refused what Toss refused; whoever comes second finds the new key already there
     * @param limit for fetching it
     * @throws TossKeyUnavailable where Secrets Manager gives none
     */
    public synchronized String after(String refused, Duration limit) {
        Held now = held;
        return now != null && !now.key().equals(refused) ? now.key() : fetch(limit);
    }

    /** By which a record says under which key Toss was asked: Toss ties a repeat to its first under the same key only. */
    public static String digest(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private String fetch(Duration limit) {
        String text;
        try {
            text = secrets.secretString(secretId, deadline.share(shorter(limit, FETCH), Duration.ZERO));
        } catch (IOException e) {
            throw new TossKeyUnavailable("Secrets Manager gave no Toss key: " + e.getMessage());
        }
        String key = keyIn(text.strip());
        if (key.isEmpty()) {
            throw new TossKeyUnavailable("the secret holds neither a key nor {\"secretKey\": \"...\"}");
        }
        if (wiring.isOfTheOtherStage(key)) {
            throw new TossKeyUnavailable("the secret holds a key of the other stage: test for live, or live for test");
        }
        held = new Held(key, clock.instant().plus(KEPT));
        return key;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
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
