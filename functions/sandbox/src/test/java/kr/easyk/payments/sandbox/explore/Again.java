package kr.easyk.payments.sandbox.explore;

import java.time.Duration;
import java.util.function.UnaryOperator;

/** Goes a schedule again, in whichever classes it is loaded with. */
public final class Again implements UnaryOperator<String> {
    /** @param schedule as a violation has told it */
    @Override
    public String apply(String schedule) {
        try (Explorer explorer = new Explorer(Duration.ZERO, new World(System.out))) {
            return explorer.again(schedule);
        }
    }
}
