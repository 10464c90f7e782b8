package kr.easyk.payments.sandbox.explore;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every schedule of every scenario: without a fault always, with one fault as far as a second goes; with {@code -Dexplore=whole}, with
 * one fault to the last of them, and with two as far as what is left of {@code -Dexplore.minutes} goes; {@code deep} is the same with more
 * minutes.
 */
class ExploreTest {
    private static final String FORM = System.getProperty("explore", "short");
    private static final boolean IS_WHOLE = !FORM.equals("short");
    private static final Duration TO_THE_LAST = Duration.ofMinutes(30);
    private static final Duration AS_FAR_AS_IT_GOES = Duration.ofMillis(700);
    private static final Duration IN_ALL =
            Duration.ofMinutes(Long.getLong("explore.minutes", FORM.equals("deep") ? 60 : 5));

    private static final Explorations EXPLORATIONS = new Explorations(IN_ALL);

    static List<Scenario> scenarios() {
        return Scenarios.all();
    }

    @BeforeAll
    static void begin() {
        if (System.getProperty("schedule") == null) {
            scenarios().forEach(each -> EXPLORATIONS.begin(each, 0, TO_THE_LAST));
            scenarios().forEach(each -> EXPLORATIONS.begin(each, 1, IS_WHOLE ? TO_THE_LAST : AS_FAR_AS_IT_GOES));
            if (IS_WHOLE) {
                EXPLORATIONS.beginAsFarAsTimeGoes(scenarios(), 2);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    @DisabledIfSystemProperty(named = "schedule", matches = ".+")
    void everyScheduleWithoutAFaultKeepsThePromises(Scenario scenario) {
        Explorations.Outcome outcome = EXPLORATIONS.of(scenario, 0);

        assertNull(outcome.violation(), outcome.violation());
        assertTrue(outcome.found().isComplete());
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    @DisabledIfSystemProperty(named = "schedule", matches = ".+")
    void everyScheduleWithAFaultKeepsThePromises(Scenario scenario) {
        Explorations.Outcome outcome = EXPLORATIONS.of(scenario, 1);

        assertNull(outcome.violation(), outcome.violation());
        assertTrue(outcome.found().isComplete() || !IS_WHOLE);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    @DisabledIfSystemProperty(named = "schedule", matches = ".+")
    @EnabledIfSystemProperty(named = "explore", matches = "whole|deep")
    void schedulesWithTwoFaultsKeepThePromises(Scenario scenario) {
        Explorations.Outcome outcome = EXPLORATIONS.of(scenario, 2);

        assertNull(outcome.violation(), outcome.violation());
    }

    @Test
    @DisabledIfSystemProperty(named = "schedule", matches = ".+")
    @EnabledIfSystemProperty(named = "explore", matches = "whole|deep")
    void thereAreMoreThanAMillionWithAFault() {
        BigInteger schedules = scenarios().stream()
                .map(each -> EXPLORATIONS.of(each, 1).found().schedules())
                .reduce(BigInteger.ZERO, BigInteger::add);

        assertTrue(schedules.compareTo(BigInteger.valueOf(1_000_000)) > 0, () -> "only " + schedules);
    }

    /** With {@code -Dfault}, in the source with that fault of {@link PlantedFault} in it. */
    @Test
    @EnabledIfSystemProperty(named = "schedule", matches = ".+")
    void thisScheduleKeepsThePromises() throws ReflectiveOperationException {
        String fault = System.getProperty("fault");
        @SuppressWarnings("unchecked")
        UnaryOperator<String> again = fault == null
                ? new Again()
                : (UnaryOperator<String>) PlantedFault.named(fault).in(Again.class);

        String told = again.apply(System.getProperty("schedule"));

        System.out.println(told);
        assertTrue(told.endsWith("Every promise holds."), told);
    }

    /** Runs are made; schedules are counted: of a state seen before, those that go on from it are added. */
    @AfterAll
    static void report() {
        EXPLORATIONS.report(System.out);
        EXPLORATIONS.close();
    }
}
