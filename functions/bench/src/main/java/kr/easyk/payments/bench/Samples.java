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
        return values.isEmpty() ? Double.NaN : Collections.min(values);
    }

    double most() {
        return values.isEmpty() ? Double.NaN : Collections.max(values);
    }

    /** Not a number where nothing was measured. */
    double percentile(int percent) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    /** The median, and in brackets the least and the most. */
    @Override
    public String toString() {
        return isEmpty() ? "-" : String.format(Locale.ROOT, "%.0f (%.0f-%.0f)", median(), least(), most());
    }
}
