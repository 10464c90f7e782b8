package kr.easyk.payments.sandbox.gateway;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request and how it ended.
 *
 * @param path decoded, without the query
 * @param function the logical id of the function that was called; null where the gateway answered by itself
 */
public record GatewayEvent(
        Instant at,
        String requestId,
        String method,
        String path,
        int status,
        Duration took,
        @Nullable String function) {}
