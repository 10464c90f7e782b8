package kr.easyk.payments.sandbox;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A pair of keys for Toss's own test environment. Both parts are of one kind: widget ({@code gck}, {@code gsk}) or plain. */
public record TossKeys(String clientKey, String secretKey) {
    static final String CLIENT = "TOSS_CLIENT_KEY";
    static final String SECRET = "TOSS_SECRET_KEY";

    private static final Pattern KEY = Pattern.compile("(test|live)_(g?)(ck|sk)_\\S+");

    /**
     * The keys in these environment variables; null where there are none.
     *
     * @throws IllegalArgumentException with a message for a person, that never holds a key
     */
    public static @Nullable TossKeys from(Map<String, String> environment) {
        String client = environment.getOrDefault(CLIENT, "").strip();
        String secret = environment.getOrDefault(SECRET, "").strip();
        if (client.isEmpty() && secret.isEmpty()) {
            return null;
        }
        boolean clientIsWidget = isWidget(client, CLIENT, "ck", "test_gck_… or test_ck_…");
        boolean secretIsWidget = isWidget(secret, SECRET, "sk", "test_gsk_… or test_sk_…");
        if (clientIsWidget != secretIsWidget) {
            throw new IllegalArgumentException(CLIENT + " and " + SECRET
                    + " are no pair: a widget key (gck) goes with a widget key (gsk), and ck with sk.");
        }
        return new TossKeys(client, secret);
    }

    private static boolean isWidget(String key, String name, String kind, String form) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException(
                    name + " is not set. To use Toss's test environment set both " + CLIENT + " and " + SECRET + ".");
        }
        Matcher parts = KEY.matcher(key);
        if (!parts.matches() || !parts.group(3).equals(kind)) {
            throw new IllegalArgumentException(name + " is not a key of the form " + form + ".");
        }
        if (parts.group(1).equals("live")) {
            throw new IllegalArgumentException(name
                    + " is a live key, and would move real money. The sandbox takes test keys only: " + form + ".");
        }
        return !parts.group(2).isEmpty();
    }

    /** Keys stay out of logs. */
    @Override
    public String toString() {
        return "TossKeys[]";
    }
}
