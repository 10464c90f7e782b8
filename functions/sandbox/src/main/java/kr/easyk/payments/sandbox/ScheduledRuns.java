package kr.easyk.payments.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import kr.easyk.payments.sandbox.http.Threads;
import kr.easyk.payments.sandbox.lambda.Invocation;
import kr.easyk.payments.sandbox.lambda.LocalFunction;
import kr.easyk.payments.sandbox.template.LambdaFunction;
import kr.easyk.payments.sandbox.template.SandboxStack;
import kr.easyk.payments.sandbox.template.Schedule;

/** Runs the functions that have a schedule, with the event EventBridge sends them. */
final class ScheduledRuns implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Hears of each run once it is over. */
    @FunctionalInterface
    interface Listener {
        void ran(Instant at, String function, Duration took, Invocation end);
    }

    private final Map<String, LocalFunction> functions;
    private final Clock clock;
    private final Listener listener;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Threads.named("schedule"));

    ScheduledRuns(Map<String, LocalFunction> functions, Clock clock, Listener listener) {
        this.functions = functions;
        this.clock = clock;
        this.listener = listener;
    }

    /** A fixed rest between two runs, whatever the template's expression says: on a laptop minutes are too long. */
    void every(Duration rest) {
        for (LocalFunction function : functions.values()) {
            for (Schedule schedule : function.definition().schedules()) {
                timer.scheduleWithFixedDelay(
                        () -> run(function, schedule), rest.toMillis(), rest.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    /**
     * Runs the function now and answers with what it wrote.
     *
     * @param event what it is invoked with; where empty, what its schedule would send
     * @throws IllegalArgumentException where it is unknown or has no schedule
     * @throws IllegalStateException where it failed
     */
    JsonNode runNow(String logicalId, byte[] event) {
        LocalFunction function = functions.get(logicalId);
        if (function == null || function.definition().schedules().isEmpty()) {
            throw new IllegalArgumentException("the template gives no function " + logicalId + " a schedule");
        }
        Schedule schedule = function.definition().schedules().get(0);
        Invocation end = event.length == 0 ? run(function, schedule) : run(function, event);
        if (end instanceof Invocation.Answered answered) {
            try {
                JsonNode written = JSON.readTree(answered.payload());
                return written.isMissingNode() ? JSON.nullNode() : written;
            } catch (IOException e) {
                throw new IllegalStateException(logicalId + " wrote no JSON", e);
            }
        }
        throw new IllegalStateException(logicalId + " did not finish: " + end);
    }

    private Invocation run(LocalFunction function, Schedule schedule) {
        String input = schedule.input();
        return run(
                function,
                input == null ? event(function.definition(), schedule) : input.getBytes(StandardCharsets.UTF_8));
    }

    private Invocation run(LocalFunction function, byte[] event) {
        Instant at = clock.instant();
        long start = System.nanoTime();
        Invocation end = function.invoke(event).join();
        listener.ran(at, function.definition().logicalId(), Duration.ofNanos(System.nanoTime() - start), end);
        return end;
    }

    private byte[] event(LambdaFunction function, Schedule schedule) {
        boolean scheduler = schedule.source().equals("aws.scheduler");
        ObjectNode event = JSON.createObjectNode();
        event.put("version", "0");
        event.put("id", UUID.randomUUID().toString());
        event.put("detail-type", "Scheduled Event");
        event.put("source", schedule.source());
        event.put("account", SandboxStack.ACCOUNT);
        event.put("time", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        event.put("region", SandboxStack.REGION);
        event.putArray("resources")
                .add(SandboxStack.arn(
                        scheduler ? "scheduler" : "events",
                        (scheduler ? "schedule/default/" : "rule/") + function.name()));
        if (scheduler) {
            event.put("detail", "{}");
        } else {
            event.putObject("detail");
        }
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
