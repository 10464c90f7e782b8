package kr.easyk.payments.bench;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import kr.easyk.payments.bench.RuntimeApi.Answered;
import org.jspecify.annotations.Nullable;

/** A function's process. */
final class RunningFunction implements AutoCloseable {
    private final Subject subject;
    private final Process process;
    private final RuntimeApi api;
    private final long started;
    private final @Nullable AllocationProbe probe;
    private final StandIn standIn;

    RunningFunction(
            Subject subject,
            Process process,
            RuntimeApi api,
            long started,
            @Nullable AllocationProbe probe,
            StandIn standIn) {
        this.subject = subject;
        this.process = process;
        this.api = api;
        this.started = started;
        this.probe = probe;
        this.standIn = standIn;
    }

    /** @param init from the start of the process until it asks for work; nanoseconds, like the other */
    record Cold(long init, long firstInvocation) {
        long whole() {
            return init + firstInvocation;
        }
    }

    Cold firstAnswer() {
        long ready = api.ready();
        Answered answered = invoke();
        return new Cold(ready - started, answered.at() - answered.begun());
    }

    /** Nanoseconds from the start of the process until its snapshot would be taken. */
    long untilFrozen() {
        return api.frozen() - started;
    }

    /**
     * Freezes the function, breaks its connections, and restores it with work already waiting.
     *
     * @return nanoseconds from the restore to the first answer
     */
    long firstAnswerAfterRestore() {
        api.frozen();
        standIn.dropConnections();
        api.invoke(event());
        long restored = System.nanoTime();
        api.restore();
        return checked(api.answered()).at() - restored;
    }

    /** @return nanoseconds from handing the event out to the answer */
    long answer() {
        Answered answered = invoke();
        return answered.at() - answered.begun();
    }

    private Answered invoke() {
        api.invoke(event());
        return checked(api.answered());
    }

    private byte[] event() {
        return Scenario.event(subject.plays());
    }

    /** A function that answers quickly that it cannot is not fast. */
    private Answered checked(Answered answered) {
        boolean ofGateway = answered.body().contains("statusCode");
        if (ofGateway
                && !answered.body().contains("\"statusCode\":200")
                && !answered.body().contains("\"statusCode\":201")) {
            throw new IllegalStateException(subject.name() + " answered " + answered.body());
        }
        return answered;
    }

    long allocated() {
        return probe == null ? 0 : probe.allocated();
    }

    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        api.close();
        if (probe != null) {
            probe.close();
        }
    }
}
