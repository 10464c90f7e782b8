package kr.easyk.payments.sandbox;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import kr.easyk.payments.sandbox.gateway.GatewayEvent;
import kr.easyk.payments.sandbox.gateway.GatewayListener;

/** One line a request on the console, in local time. */
final class RequestLog implements GatewayListener {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final PrintStream console;

    RequestLog(PrintStream console) {
        this.console = console;
    }

    @Override
    public void answered(GatewayEvent event) {
        String function = event.function();
        line(event.at(), event.status(), event.method(), event.path(), event.took(), function == null ? "-" : function);
    }

    void line(Instant at, int status, String method, String path, Duration took, String who) {
        console.printf("%s  %d  %-4s %s  %d ms  %s%n", TIME.format(at), status, method, path, took.toMillis(), who);
    }
}
