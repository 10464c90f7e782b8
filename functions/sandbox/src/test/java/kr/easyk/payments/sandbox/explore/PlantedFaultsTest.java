package kr.easyk.payments.sandbox.explore;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the explorer would find: each of these faults, put into the source for as long as a test runs. Takes some minutes, and so only
 * with {@code -Dexplore=whole} or {@code deep}; that each can still be put there is held always.
 */
class PlantedFaultsTest {
    private static final Duration MOST = Duration.ofMinutes(1);
    private static final List<String> FOUND = new ArrayList<>();

    static List<PlantedFault> faults() {
        return PlantedFault.all();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void canBePlanted(PlantedFault fault) {
        assertFalse(Patched.sourcesWith(fault).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("faults")
    @EnabledIfSystemProperty(named = "explore", matches = "whole|deep")
    void isFound(PlantedFault fault) throws ReflectiveOperationException {
        long start = System.nanoTime();
        String found = hunted(fault);

        assertNotNull(found, fault.name());
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        FOUND.add(fault.name());
        System.out.printf(
                "%s (found in %d s): %s -Dfault='%s'%n", fault.name(), taken.toSeconds(), found, fault.name());
    }

    @SuppressWarnings("unchecked")
    private static String hunted(PlantedFault fault) throws ReflectiveOperationException {
        return ((BiFunction<String, Duration, String>) fault.in(Hunt.class)).apply(fault.scenario(), MOST);
    }

    @AfterAll
    static void report() {
        if (!FOUND.isEmpty()) {
            System.out.printf("%d of %d planted faults found%n", FOUND.size(), faults().size());
        }
    }
}
