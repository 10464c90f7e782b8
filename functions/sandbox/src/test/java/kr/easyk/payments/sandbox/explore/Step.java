package kr.easyk.payments.sandbox.explore;

import java.util.List;

/**
 * One call to the outside, which is one step of a schedule.
 *
 * @param <T> what it is answered with
 */
abstract class Step<T> {
    private final String name;
    private final List<Fate> faults;

    /** @param faults what else may become of it than that it is done and answered */
    Step(String name, List<Fate> faults) {
        this.name = name;
        this.faults = faults;
    }

    String name() {
        return name;
    }

    List<Fate> faults() {
        return faults;
    }

    boolean isChangeAtToss() {
        return name.equals("Toss confirm") || name.equals("Toss refund");
    }

    boolean isReady() {
        return true;
    }

    /** Whether it has been carried out, so that a repeat of it is told so: nobody here knows, and yet it decides what comes next. */
    boolean isDone() {
        return false;
    }

    /** Carries it out: as it should be, or as an error of the other side's. */
    abstract T perform(Fate how);

    /** Stands for the answer, as far as the caller can tell it from another. */
    abstract Digest digest(T answer);

    /** Stands for an error, as far as the caller can tell it from another. */
    Digest digest(RuntimeException error) {
        return Digest.of(String.valueOf(error));
    }

    /** The answer in a few words. */
    abstract String words(T answer);

    /** Stands for what is asked, whoever asks. */
    abstract Digest content();

    /** Has it carried out when it is let go; the other side has it already where it is slow. */
    abstract Runnable later(Fate how);

    /** No answer ever came. Unchecked: each door says it in its own way. */
    static final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoAnswer() {
            super("no answer", null, false, false);
        }
    }

    /** The connection broke after the call had been carried out. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken() {
            super("broken", null, false, false);
        }
    }

    /** The function dies here: nothing catches this, and nothing more is done. */
    static final class Died extends Error {
        private static final long serialVersionUID = 1L;

        Died() {
            super("died", null, false, false);
        }
    }

    /** The run is over: whoever still waits for its turn goes home. */
    static final class Unwound extends Error {
        private static final long serialVersionUID = 1L;

        Unwound() {
            super("unwound", null, false, false);
        }
    }
}
