package kr.easyk.payments.sandbox;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a sandbox is to be.
 *
 * @param host the address all its servers listen at; this machine only by default
 * @param parameters values for parameters of the template, in place of the sandbox's own
 * @param environment settings that take the place of, or come beside, those the template gives the functions
 * @param tossKeys Toss's own test environment in place of the simulator; null for the simulator
 * @param scheduleEvery how long a scheduled function rests between two runs; null: it runs when it is asked to
 * @param console where requests and the functions' logs are printed
 */
public record SandboxOptions(
        String host,
        Ports ports,
        Path template,
        Map<String, String> parameters,
        Clock clock,
        Map<String, String> environment,
        @Nullable TossKeys tossKeys,
        @Nullable Duration scheduleEvery,
        PrintStream console) {

    /** The sandbox a developer starts: the known ports, the simulator, reconcile every ten seconds. */
    public static SandboxOptions of(Path template) {
        return new SandboxOptions(
                "127.0.0.1",
                Ports.KNOWN,
                template,
                Map.of(),
                Clock.systemUTC(),
                Map.of(),
                null,
                Duration.ofSeconds(10),
                System.out);
    }

    /** The sandbox a test starts: free ports, nothing runs by itself, nothing is printed. */
    public static SandboxOptions forTests(Path template) {
        return of(template)
                .withPorts(Ports.FREE)
                .withScheduleEvery(null)
                .withConsole(new PrintStream(PrintStream.nullOutputStream()));
    }

    public SandboxOptions withHost(String other) {
        return new SandboxOptions(
                other, ports, template, parameters, clock, environment, tossKeys, scheduleEvery, console);
    }

    public SandboxOptions withPorts(Ports other) {
        return new SandboxOptions(
                host, other, template, parameters, clock, environment, tossKeys, scheduleEvery, console);
    }

    public SandboxOptions withParameters(Map<String, String> other) {
        return new SandboxOptions(
                host, ports, template, Map.copyOf(other), clock, environment, tossKeys, scheduleEvery, console);
    }

    public SandboxOptions withClock(Clock other) {
        return new SandboxOptions(
                host, ports, template, parameters, other, environment, tossKeys, scheduleEvery, console);
    }

    public SandboxOptions withEnvironment(Map<String, String> other) {
        return new SandboxOptions(
                host, ports, template, parameters, clock, Map.copyOf(other), tossKeys, scheduleEvery, console);
    }

    public SandboxOptions withTossKeys(@Nullable TossKeys other) {
        return new SandboxOptions(host, ports, template, parameters, clock, environment, other, scheduleEvery, console);
    }

    public SandboxOptions withScheduleEvery(@Nullable Duration other) {
        return new SandboxOptions(host, ports, template, parameters, clock, environment, tossKeys, other, console);
    }

    public SandboxOptions withConsole(PrintStream other) {
        return new SandboxOptions(
                host, ports, template, parameters, clock, environment, tossKeys, scheduleEvery, other);
    }

    /** 0 stands for any free port. */
    public record Ports(int api, int toss, int secretsManager, int dynamoDb) {
        public static final Ports KNOWN = new Ports(3000, 3001, 3002, 8000);
        public static final Ports FREE = new Ports(0, 0, 0, 0);
    }
}
