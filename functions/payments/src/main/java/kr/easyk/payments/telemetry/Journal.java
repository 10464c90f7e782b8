package kr.easyk.payments.telemetry;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import kr.easyk.payments.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What one invocation tells its operators: events as JSON lines, and its metrics as one line in CloudWatch's embedded metric
 * format when it ends. Both go to standard output, which Lambda hands to CloudWatch as it is.
 *
 * <p>Fields are named on purpose, one by one: never a card or account number, a key, a token or a body.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">
 *     Embedded metric format</a>
 */
public final class Journal implements AutoCloseable {
    /** Enough to find the place, short of filling a log event with the frames of a framework. */
    private static final int STACK_DEPTH = 20;

    /** CloudWatch drops a metric of which a line holds more values than this. */
    private static final int MOST_VALUES = 100;

    private final String namespace;
    private final String service;
    private final String requestId;
    private final Clock clock;
    private final PrintStream out;
    private final Map<Metric, List<Long>> measured = new EnumMap<>(Metric.class);

    public Journal(String namespace, String service, String requestId, Clock clock, PrintStream out) {
        this.namespace = namespace;
        this.service = service;
        this.requestId = requestId;
        this.clock = clock;
        this.out = out;
    }

    /** Something that happened as it should. */
    public void info(String event, Field... fields) {
        write("INFO", event, null, fields);
    }

    /** Something that somebody may have to look at. */
    public void warn(String event, Field... fields) {
        write("WARN", event, null, fields);
    }

    /** Something that should not have happened. */
    public void error(String event, Throwable cause, Field... fields) {
        write("ERROR", event, cause, fields);
    }

    public void count(Metric metric) {
        measure(metric, 1);
    }

    public void time(Metric metric, Duration taken) {
        measure(metric, taken.toMillis());
    }

    public synchronized void measure(Metric metric, long value) {
        measured.computeIfAbsent(metric, each -> new ArrayList<>()).add(value);
    }

    /** Writes the metrics, if there are any. */
    @Override
    public synchronized void close() {
        while (!measured.isEmpty()) {
            line(this::writeMetrics);
            measured.values()
                    .forEach(values -> values.subList(0, written(values)).clear());
            measured.values().removeIf(List::isEmpty);
        }
    }

    private static int written(List<Long> values) {
        return Math.min(values.size(), MOST_VALUES);
    }

    private void write(String level, String event, @Nullable Throwable cause, Field... fields) {
        line(json -> {
            json.writeStringField(
                    "timestamp", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
            json.writeStringField("level", level);
            json.writeStringField("message", event);
            json.writeStringField("service", service);
            json.writeStringField("request_id", requestId);
            for (Field field : fields) {
                writeField(json, field);
            }
            if (cause != null) {
                writeCause(json, cause);
            }
        });
    }

    private static void writeField(JsonGenerator json, Field field) throws IOException {
        if (field.value() instanceof Number number) {
            json.writeNumberField(field.name(), number.longValue());
        } else if (field.value() != null) {
            json.writeStringField(field.name(), field.value().toString());
        }
    }

    private static void writeCause(JsonGenerator json, Throwable cause) throws IOException {
        json.writeStringField("error", cause.getClass().getName());
        json.writeStringField("error_message", String.valueOf(cause.getMessage()));
        json.writeArrayFieldStart("stack");
        StackTraceElement[] frames = cause.getStackTrace();
        for (int i = 0; i < Math.min(frames.length, STACK_DEPTH); i++) {
            json.writeString(frames[i].toString());
        }
        json.writeEndArray();
        if (cause.getCause() != null) {
            json.writeObjectFieldStart("caused_by");
            writeCause(json, cause.getCause());
            json.writeEndObject();
        }
    }

    private void writeMetrics(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("_aws");
        json.writeNumberField("Timestamp", clock.millis());
        json.writeArrayFieldStart("CloudWatchMetrics");
        json.writeStartObject();
        json.writeStringField("Namespace", namespace);
        json.writeArrayFieldStart("Dimensions");
        // Over all functions, which alarms look at, and by function.
        json.writeStartArray();
        json.writeEndArray();
        json.writeStartArray();
        json.writeString("service");
        json.writeEndArray();
        json.writeEndArray();
        json.writeArrayFieldStart("Metrics");
        for (Metric metric : measured.keySet()) {
            json.writeStartObject();
            json.writeStringField("Name", metric.title());
            json.writeStringField("Unit", metric.unit());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        json.writeStringField("service", service);
        json.writeStringField("request_id", requestId);
        for (Map.Entry<Metric, List<Long>> each : measured.entrySet()) {
            json.writeArrayFieldStart(each.getKey().title());
            for (long value : each.getValue().subList(0, written(each.getValue()))) {
                json.writeNumber(value);
            }
            json.writeEndArray();
        }
    }

    private interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private void line(Fields fields) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator json = Json.generator(text)) {
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println(text);
    }
}
