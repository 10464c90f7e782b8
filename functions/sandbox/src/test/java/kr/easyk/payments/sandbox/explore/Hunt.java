package kr.easyk.payments.sandbox.explore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Looks for a schedule that breaks a promise, wherever there is one: called in classes that have a fault in them. */
public final class Hunt implements BiFunction<String, Duration, String> {
    private static final Duration FOR_A_SHORTER_ONE = Duration.ofSeconds(10);

    /**
     * @param first the name of the scenario to begin with
     * @param most how long to look
     * @return what was broken, by which scenario and in how many steps, and the schedule; null where none was found
     */
    @Override
    public @Nullable String apply(String first, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        List<Scenario> order = new ArrayList<>(Scenarios.all());
        order.sort((one, other) ->
                Boolean.compare(other.name().equals(first), one.name().equals(first)));
        Duration half = most.dividedBy(2);
        String found = look(order.subList(0, 1), 0, half, end);
        found = found == null ? look(order.subList(0, 1), 1, half, end) : found;
        found = found == null ? look(order.subList(1, order.size()), 0, Duration.ofSeconds(2), end) : found;
        return found == null ? look(order.subList(1, order.size()), 1, Duration.ofSeconds(5), end) : found;
    }

    private static @Nullable String look(List<Scenario> scenarios, int faults, Duration each, long end) {
        for (Scenario scenario : scenarios) {
            if (System.nanoTime() > end) {
                return null;
            }
            try (Explorer explorer = new Explorer(each)) {
                Explorer.Violation violation =
                        explorer.explore(scenario, faults).violation();
                if (violation != null) {
                    Explorer.Violation shortest = explorer.shortest(scenario, faults, violation, FOR_A_SHORTER_ONE);
                    return scenario.name() + " with faults " + faults + " in "
                            + shortest.schedule().size() + " steps: "
                            + explorer.told(scenario, faults, shortest);
                }
            }
        }
        return null;
    }
}
