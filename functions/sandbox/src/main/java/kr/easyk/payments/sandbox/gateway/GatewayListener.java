package kr.easyk.payments.sandbox.gateway;

/** Hears of each request once it is answered, on the request's own thread. What it throws is printed and goes no further. */
@FunctionalInterface
public interface GatewayListener {
    void answered(GatewayEvent event);
}
