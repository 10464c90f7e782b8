package kr.easyk.payments.sandbox.promises;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import kr.easyk.payments.telemetry.Metric;

/** What functions write into their log, and the metrics that CloudWatch reads from there. What is logged goes on to where it went before. */
final class Counted extends OutputStream {
    private final PrintStream next;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final List<JsonNode> lines = new ArrayList<>();

    private Counted(PrintStream next) {
        this.next = next;
    }

    static Counted fromStandardOutput() {
        Counted counted = new Counted(System.out);
        System.setOut(new PrintStream(counted, true, StandardCharsets.UTF_8));
        return counted;
    }

    @Override
    public synchronized void write(int each) {
        next.write(each);
        if (each == '\n') {
            keep(line.toString(StandardCharsets.UTF_8));
            line.reset();
        } else {
            line.write(each);
        }
    }

    private void keep(String logged) {
        if (logged.startsWith("{")) {
            try {
                lines.add(World.JSON.readTree(logged));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("no log line: " + logged, e);
            }
        }
    }

    synchronized void forget() {
        lines.clear();
    }

    /** In the order in which they were written. */
    synchronized List<JsonNode> lines() {
        return List.copyOf(lines);
    }

    /** All values of a metric, whichever function wrote them. */
    synchronized List<Long> values(Metric metric) {
        List<Long> values = new ArrayList<>();
        for (JsonNode each : lines) {
            each.path(metric.title()).forEach(value -> values.add(value.asLong()));
        }
        return values;
    }
}
