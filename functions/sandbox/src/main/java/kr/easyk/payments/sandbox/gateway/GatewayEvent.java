package kr.easyk.payments.sandbox.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request and how it ended.
 *
 * @param path decoded, without the query
 * @param query as it was sent; empty where there was none
 * @param headers the request's, by lower-case name
 * @param body the request's, or as much as was read of it
 * @param answer the body of the answer
 * @param function the logical id of the function that was called; null where the gateway answered by itself
 */
public record GatewayEvent(
        Instant at,
        String requestId,
        String method,
        String path,
        String query,
        Map<String, String> headers,
        byte[] body,
        int status,
        byte[] answer,
        Duration took,
        @Nullable String function) {}
