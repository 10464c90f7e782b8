package kr.easyk.payments.sandbox.template;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A route of the HTTP API.
 *
 * @param method in capitals, or {@code ANY}
 * @param authorizer null where the route is open to all
 * @param limit after which API Gateway gives up on the function: 30 s unless the template says less
 */
public record Route(String method, String path, @Nullable Authorizer authorizer, Duration limit) {
    /** As API Gateway writes it: {@code GET /api/payments/{payment_id}}. */
    public String key() {
        return method + " " + path;
    }
}
