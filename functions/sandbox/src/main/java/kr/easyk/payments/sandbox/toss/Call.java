package kr.easyk.payments.sandbox.toss;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request.
 *
 * @param url path and query as they were sent: what Toss compares an idempotency key's URL by
 * @param headers by lower-case name
 */
public record Call(String method, String url, Map<String, String> headers, byte[] body) {
    String path() {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query);
    }

    /** The path's parts, decoded: {@code /v1/payments/a%20b} is v1, payments, "a b". A slash at its end makes no difference. */
    List<String> segments() {
        String path = path().endsWith("/") ? path().substring(0, path().length() - 1) : path();
        return List.of(path.substring(Math.min(1, path.length())).split("/", -1)).stream()
                .map(Call::decode)
                .toList();
    }

    @Nullable
    String query(String name) {
        int query = url.indexOf('?');
        if (query < 0) {
            return null;
        }
        for (String pair : url.substring(query + 1).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && decode(pair.substring(0, equals)).equals(name)) {
                return decode(pair.substring(equals + 1));
            }
        }
        return null;
    }

    @Nullable
    String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    boolean english() {
        String languages = header("Accept-Language");
        return languages != null && languages.toLowerCase(Locale.ROOT).startsWith("en");
    }

    private static String decode(String part) {
        try {
            return URLDecoder.decode(part, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException badEscape) {
            return part;
        }
    }
}
