package kr.easyk.payments.sandbox.toss;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Who calls: the merchant whose secret key the Authorization header carries. */
final class Keys {
    static final String MERCHANT = "easyk";

    record Caller(String apiKey, String merchant) {}

    private final String clientKey;
    private final String otherMerchantsKey;
    private volatile String secretKey;

    Keys(String secretKey, String clientKey, String otherMerchantsKey) {
        this.secretKey = testKey(secretKey);
        this.clientKey = testKey(clientKey);
        this.otherMerchantsKey = otherMerchantsKey;
    }

    void rotate(String newKey) {
        secretKey = testKey(newKey);
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
        if (key.equals(secretKey)) {
            return new Caller(key, MERCHANT);
        }
        if (key.equals(otherMerchantsKey)) {
            return new Caller(key, "another");
        }
        throw key.equals(clientKey) ? TossError.INVALID_API_KEY.refusal() : TossError.UNAUTHORIZED_KEY.refusal();
    }

    /** The browser's key, which goes with the secret one. */
    void requireClientKey(String key) {
        if (!key.equals(clientKey)) {
            throw TossError.UNAUTHORIZED_KEY.refusal();
        }
    }

    private static String decoded(String authorization) {
        if (authorization.startsWith("Basic ")) {
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
