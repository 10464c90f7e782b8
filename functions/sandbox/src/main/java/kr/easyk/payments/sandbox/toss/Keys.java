package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who calls: the merchant whose secret key the Authorization header carries. */
final class Keys {
    static final String MERCHANT = "easyk";

    /** How long a secret key goes on beside the one that takes its place. */
    private static final Duration BOTH_VALID = Duration.ofDays(7);

    private static final Instant NO_END = Instant.MAX;

    /** Which of a merchant's two pairs of keys: what is opened with the browser's key of one is confirmed with its secret key. */
    enum Pair {
        WIDGET,
        PLAIN
    }

    /** The plain window's pair; the widget's is an option. */
    static final String PLAIN_SECRET_KEY = "test_sk_sandbox";

    static final String PLAIN_CLIENT_KEY = "test_ck_sandbox";

    record Caller(String apiKey, String merchant) {
        Pair pair() {
            return apiKey.equals(PLAIN_SECRET_KEY) ? Pair.PLAIN : Pair.WIDGET;
        }
    }

    private final Clock clock;
    private final String clientKey;
    private final String otherMerchantsKey;

    /** The merchant's, each with its end. */
    private final Map<String, Instant> secretKeys = new LinkedHashMap<>();

    Keys(Clock clock, String secretKey, String clientKey, String otherMerchantsKey) {
        this.clock = clock;
        this.clientKey = testKey(clientKey);
        this.otherMerchantsKey = otherMerchantsKey;
        secretKeys.put(testKey(secretKey), NO_END);
    }

    /** A new secret key, beside which those there are end in seven days. */
    synchronized void issue(String newKey) {
        String checked = testKey(newKey);
        Instant end = clock.instant().plus(BOTH_VALID);
        secretKeys.replaceAll((key, until) -> until.isBefore(end) ? until : end);
        secretKeys.put(checked, NO_END);
    }

    /** The key is not valid any more. */
    synchronized void revoke(String key) {
        if (secretKeys.remove(key) == null) {
            throw TossError.NOT_FOUND.refusal();
        }
    }

    /** A new secret key, and no other from now on. */
    synchronized void rotate(String newKey) {
        String checked = testKey(newKey);
        secretKeys.clear();
        secretKeys.put(checked, NO_END);
    }

    /** {@code Basic base64(secretKey + ":")}; the colon is required. */
    Caller callerOf(@Nullable String authorization) {
        if (authorization == null) {
            throw TossError.UNAUTHORIZED_KEY.refusal();
        }
        String credentials = decoded(authorization);
        if (!credentials.endsWith(":")) {
            throw TossError.INCORRECT_BASIC_AUTH_FORMAT.refusal();
        }
        String key = credentials.substring(0, credentials.length() - 1);
        if (isValid(key) || key.equals(PLAIN_SECRET_KEY)) {
            return new Caller(key, MERCHANT);
        }
        if (key.equals(otherMerchantsKey)) {
            return new Caller(key, "another");
        }
        throw key.equals(clientKey) || key.equals(PLAIN_CLIENT_KEY)
                ? TossError.INVALID_API_KEY.refusal()
                : TossError.UNAUTHORIZED_KEY.refusal();
    }

    private synchronized boolean isValid(String key) {
        Instant end = secretKeys.get(key);
        return end != null && clock.instant().isBefore(end);
    }

    /** The secret keys that are valid, the other merchant's among them. Those of a simulator are no secret. */
    synchronized ArrayNode toJson() {
        ArrayNode list = Json.array();
        secretKeys.forEach((key, end) -> {
            if (isValid(key)) {
                list.addObject()
                        .put("secret_key", key)
                        .put("merchant", MERCHANT)
                        .put("valid_until", end.equals(NO_END) ? null : end.toString());
            }
        });
        list.addObject()
                .put("secret_key", otherMerchantsKey)
                .put("merchant", "another")
                .putNull("valid_until");
        return list;
    }

    /** Whose the browser's key is. */
    Pair pairOf(String key) {
        if (key.equals(PLAIN_CLIENT_KEY)) {
            return Pair.PLAIN;
        }
        if (!key.equals(clientKey)) {
            throw TossError.UNAUTHORIZED_KEY.refusal();
        }
        return Pair.WIDGET;
    }

    private static String decoded(String authorization) {
        // A scheme's name has no case (RFC 9110, 11.1).
        if (authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            try {
                byte[] decoded =
                        Base64.getDecoder().decode(authorization.substring(6).strip());
                return new String(decoded, StandardCharsets.UTF_8);
            } catch (IllegalArgumentException notBase64) {
                throw TossError.INCORRECT_BASIC_AUTH_FORMAT.refusal();
            }
        }
        throw TossError.INCORRECT_BASIC_AUTH_FORMAT.refusal();
    }

    private static String testKey(String key) {
        if (!key.startsWith("test_")) {
            throw new IllegalArgumentException("the Toss simulator takes test keys only");
        }
        return key;
    }
}
