package kr.easyk.payments.sandbox.template;

import java.util.List;

/** The API's CORS configuration. An empty list allows nothing, {@code *} allows all. */
public record Cors(
        List<String> allowOrigins,
        List<String> allowMethods,
        List<String> allowHeaders,
        List<String> exposeHeaders,
        int maxAgeSeconds,
        boolean allowCredentials) {}
