package kr.easyk.payments.sandbox.gateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kr.easyk.payments.sandbox.template.Cors;
import org.jspecify.annotations.Nullable;

/** Which CORS headers an answer gets. Once an API has a CORS configuration, those a function sets count for nothing. */
final class CorsPolicy {
    private final @Nullable Cors cors;

    CorsPolicy(@Nullable Cors cors) {
        this.cors = cors;
    }

    boolean isConfigured() {
        return cors != null;
    }

    /** For a preflight: nothing unless origin, method and every header are allowed. */
    Map<String, String> preflight(@Nullable String origin, @Nullable String method, @Nullable String headers) {
        if (cors == null || origin == null || method == null) {
            return Map.of();
        }
        if (!allowsOrigin(cors, origin) || !allows(cors.allowMethods(), method) || !allowsHeaders(cors, headers)) {
            return Map.of();
        }
        Map<String, String> answer = new LinkedHashMap<>(origin(cors, origin));
        answer.put("access-control-allow-methods", String.join(",", cors.allowMethods()));
        if (!cors.allowHeaders().isEmpty()) {
            answer.put("access-control-allow-headers", String.join(",", cors.allowHeaders()));
        }
        if (cors.maxAgeSeconds() > 0) {
            answer.put("access-control-max-age", String.valueOf(cors.maxAgeSeconds()));
        }
        return answer;
    }

    /** For any other answer: nothing unless the origin is allowed. */
    Map<String, String> answer(@Nullable String origin) {
        if (cors == null || origin == null || !allowsOrigin(cors, origin)) {
            return Map.of();
        }
        Map<String, String> answer = new LinkedHashMap<>(origin(cors, origin));
        if (!cors.exposeHeaders().isEmpty()) {
            answer.put("access-control-expose-headers", String.join(",", cors.exposeHeaders()));
        }
        return answer;
    }

    private static Map<String, String> origin(Cors cors, String origin) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("access-control-allow-origin", cors.allowOrigins().contains("*") ? "*" : origin);
        if (cors.allowCredentials()) {
            answer.put("access-control-allow-credentials", "true");
        }
        return answer;
    }

    private static boolean allowsOrigin(Cors cors, String origin) {
        return cors.allowOrigins().stream()
                .anyMatch(allowed -> allowed.equals(origin)
                        || allowed.equals("*")
                        || (allowed.endsWith("://*") && origin.startsWith(allowed.substring(0, allowed.length() - 1))));
    }

    private static boolean allowsHeaders(Cors cors, @Nullable String headers) {
        if (headers == null || headers.isBlank()) {
            return true;
        }
        for (String header : headers.split(",")) {
            if (!allows(cors.allowHeaders(), header.strip())) {
                return false;
            }
        }
        return true;
    }

    private static boolean allows(List<String> allowed, String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return allowed.stream()
                .anyMatch(each ->
                        each.equals("*") || each.toLowerCase(Locale.ROOT).equals(lower));
    }
}
