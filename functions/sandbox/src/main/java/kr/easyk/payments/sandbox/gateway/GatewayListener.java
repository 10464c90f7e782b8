package kr.easyk.payments.sandbox.gateway;

import java.time.Instant;

/** Hears of each request on the request's own thread. What it throws is printed and goes no further. */
@FunctionalInterface
public interface GatewayListener {
    /** A request is about to be dealt with; what is told once it is answered has the same id. */
    default void arrived(Instant at, String requestId, String method, String path) {}

    void answered(GatewayEvent event);
}
