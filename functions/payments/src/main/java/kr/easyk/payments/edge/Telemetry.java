package kr.easyk.payments.edge;

import kr.easyk.payments.Wiring;
import kr.easyk.payments.telemetry.Journal;

/** Opens a {@link Journal} for each invocation of one function. */
public final class Telemetry {
    private final Wiring wiring;
    private final String namespace;
    private final String service;

    /** @param service the function's name in logs and metrics */
    public Telemetry(Wiring wiring, String service) {
        this.wiring = wiring;
        this.namespace = wiring.setting("METRICS_NAMESPACE", "easyk/payments");
        this.service = service;
    }

    public Journal journal(String requestId) {
        return new Journal(namespace, service, requestId, wiring.clock(), wiring.log());
    }
}
