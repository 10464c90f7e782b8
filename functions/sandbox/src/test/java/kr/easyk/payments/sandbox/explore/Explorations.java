package kr.easyk.payments.sandbox.explore;

import com.sun.management.OperatingSystemMXBean;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Scenarios that are explored side by side, in the order they are begun in, and what came of each. */
final class Explorations implements AutoCloseable {
    private static final int CORES = 2;
    private static final Duration FOR_A_SHORTER_ONE = Duration.ofMinutes(1);

    /** @param violation in words; null where there is none */
    record Outcome(Explorer.Found found, @Nullable String violation) {}

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ExecutorService cores = Executors.newFixedThreadPool(CORES, work -> {
        Thread thread = new Thread(work, "explorer");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<Integer, Map<String, Future<Outcome>>> outcomes = new TreeMap<>();
    private final List<Explorer.Found> found = Collections.synchronizedList(new ArrayList<>());
    private final long end;

    /** @param inAll how long it may take from here, where there is no end to it */
    Explorations(Duration inAll) {
        end = System.nanoTime() + inAll.toNanos();
    }

    void begin(Scenario scenario, int faults, Duration most) {
        begin(scenario, faults, () -> most);
    }

    /** The time that is left when the first of them begins is shared out among them; what one does not need, the next ones have. */
    void beginAsFarAsTimeGoes(List<Scenario> scenarios, int faults) {
        AtomicInteger left = new AtomicInteger(scenarios.size() + CORES - 1);
        for (Scenario each : scenarios) {
            begin(
                    each,
                    faults,
                    () -> Duration.ofNanos(end - System.nanoTime())
                            .multipliedBy(CORES)
                            .dividedBy(left.getAndDecrement()));
        }
    }

    private void begin(Scenario scenario, int faults, Supplier<Duration> most) {
        outcomes.computeIfAbsent(faults, any -> new TreeMap<>())
                .put(scenario.name(), cores.submit(() -> outcome(scenario, faults, most.get())));
    }

    private Outcome outcome(Scenario scenario, int faults, Duration most) {
        try (Explorer explorer = new Explorer(most)) {
            Explorer.Found explored = explorer.explore(scenario, faults);
            found.add(explored);
            Explorer.Violation violation = explored.violation();
            return new Outcome(
                    explored,
                    violation == null
                            ? null
                            : explorer.told(
                                    scenario,
                                    faults,
                                    explorer.shortest(scenario, faults, violation, FOR_A_SHORTER_ONE)));
        }
    }

    /** Waits for it. */
    Outcome of(Scenario scenario, int faults) {
        try {
            return outcomes.get(faults).get(scenario.name()).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(scenario.name(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** For each number of faults on its own: schedules with one fault are also those without. */
    void report(PrintStream to) {
        for (Integer faults : outcomes.keySet()) {
            List<Explorer.Found> these =
                    found.stream().filter(each -> each.faults() == faults).toList();
            these.forEach(each -> to.printf(
                    "%-55s faults %d%s: %,d schedules, %,d states, %,d runs, %,d ms%n",
                    each.scenario().name(),
                    faults,
                    each.isComplete() ? "" : " (not to the last)",
                    each.schedules(),
                    each.states(),
                    each.runs(),
                    each.taken().toMillis()));
        }
        for (Integer faults : outcomes.keySet()) {
            List<Explorer.Found> these =
                    found.stream().filter(each -> each.faults() == faults).toList();
            to.printf(
                    "faults %d: %d scenarios, %d of them to the last, %,d schedules, %,d states, %,d runs, %d violations%n",
                    faults,
                    these.size(),
                    these.stream().filter(Explorer.Found::isComplete).count(),
                    these.stream().map(Explorer.Found::schedules).reduce(BigInteger.ZERO, BigInteger::add),
                    these.stream().mapToLong(Explorer.Found::states).sum(),
                    these.stream().mapToLong(Explorer.Found::runs).sum(),
                    these.stream().filter(each -> each.violation() != null).count());
        }
        long runs = found.stream().mapToLong(Explorer.Found::runs).sum();
        double seconds = system.getProcessCpuTime() / 1e9;
        to.printf("%,d runs in %.0f CPU seconds: %.0f a second%n", runs, seconds, runs / seconds);
    }

    @Override
    public void close() {
        cores.shutdownNow();
    }
}
