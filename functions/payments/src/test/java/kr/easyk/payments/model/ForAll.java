package kr.easyk.payments.model;

import java.util.Random;
import java.util.function.Consumer;

/** Runs a property over many random cases. A failure names the seed that replays it: {@code -Dseed=...}. */
final class ForAll {
    private static final int CASES = 5_000;

    private ForAll() {}

    static void cases(Consumer<Random> property) {
        String replay = System.getProperty("seed");
        if (replay != null) {
            property.accept(new Random(Long.parseLong(replay)));
            return;
        }
        long first = System.nanoTime();
        for (long seed = first; seed < first + CASES; seed++) {
            try {
                property.accept(new Random(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("replay with -Dseed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
