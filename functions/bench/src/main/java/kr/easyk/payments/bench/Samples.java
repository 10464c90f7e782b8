package kr.easyk.payments.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Durations in milliseconds. */
final class Samples {
    private final List<Double> values = new ArrayList<>();

    void add(long nanos) {
        values.add(nanos / 1e6);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    double median() {
        return percentile(50);
    }

    double least() {
        return Collections.min(values);
    }

    double most() {
        return Collections.max(values);
    }

    double percentile(int percent) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    /** The median, and in brackets the least and the most. */
    @Override
    public String toString() {
        return isEmpty() ? "-" : String.format(Locale.ROOT, "%.0f (%.0f-%.0f)", median(), least(), most());
    }
}
