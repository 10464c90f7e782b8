package kr.easyk.payments.sandbox.explore;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every schedule of every scenario: without a fault always, with one fault as far as a second or two go; with {@code -Dexplore=whole},
 * with one fault to the last of them; with {@code -Dexplore=deep}, with two faults as far as {@code -Dexplore.seconds} go for each.
 */
class ExploreTest {
    private static final String FORM = System.getProperty("explore", "short");
    private static final Duration TO_THE_LAST = Duration.ofMinutes(10);
    private static final Duration AS_FAR_AS_IT_GOES = Duration.ofMillis(700);
    private static final Duration DEEP = Duration.ofSeconds(Long.getLong("explore.seconds", 60));

    private static final List<Explorer.Found> FOUND = new ArrayList<>();

    static List<Scenario> scenarios() {
        return Scenarios.all();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyScheduleWithoutAFaultKeepsThePromises(Scenario scenario) {
        assertTrue(explored(scenario, 0, TO_THE_LAST).isComplete());
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyScheduleWithAFaultKeepsThePromises(Scenario scenario) {
        boolean whole = !FORM.equals("short");

        assertTrue(
                explored(scenario, 1, whole ? TO_THE_LAST : AS_FAR_AS_IT_GOES).isComplete() || !whole);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    @EnabledIfSystemProperty(named = "explore", matches = "deep")
    void schedulesWithTwoFaultsKeepThePromises(Scenario scenario) {
        explored(scenario, 2, DEEP);
    }

    @Test
    @EnabledIfSystemProperty(named = "schedule", matches = ".+")
    void thisScheduleKeepsThePromises() {
        try (Explorer explorer = new Explorer(TO_THE_LAST, new World(System.out))) {
            String told = explorer.again(System.getProperty("schedule"));
            System.out.println(told);
            assertTrue(told.endsWith("Every promise holds."), told);
        }
    }

    private static Explorer.Found explored(Scenario scenario, int faults, Duration most) {
        try (Explorer explorer = new Explorer(most)) {
            Explorer.Found found = explorer.explore(scenario, faults);
            FOUND.add(found);
            Explorer.Violation violation = found.violation();
            if (violation != null) {
                fail(explorer.told(scenario, faults, explorer.shortest(scenario, faults, violation)));
            }
            return found;
        }
    }

    /** Runs are made; schedules are counted: of a state seen before, those that go on from it are added. */
    @AfterAll
    static void report() {
        for (Explorer.Found each : FOUND) {
            System.out.printf(
                    "%-55s %d faults%s: %s schedules, %d states, %d runs, %d ms%n",
                    each.scenario().name(),
                    each.faults(),
                    each.isComplete() ? "" : " (not to the last)",
                    each.schedules(),
                    each.states(),
                    each.runs(),
                    each.taken().toMillis());
        }
        System.out.printf(
                "%d scenarios, %s schedules, %d states, %d runs%n",
                Scenarios.all().size(),
                FOUND.stream().map(Explorer.Found::schedules).reduce(BigInteger.ZERO, BigInteger::add),
                FOUND.stream().mapToLong(Explorer.Found::states).sum(),
                FOUND.stream().mapToLong(Explorer.Found::runs).sum());
    }
}
