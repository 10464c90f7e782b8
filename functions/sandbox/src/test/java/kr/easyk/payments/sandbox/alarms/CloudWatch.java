package kr.easyk.payments.sandbox.alarms;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kr.easyk.payments.sandbox.template.Alarm;
import org.jspecify.annotations.Nullable;

/**
 * What CloudWatch makes of metrics: the states of an alarm, minute by minute. An alarm is evaluated every minute, whatever its period,
 * over periods that end at that minute.
 *
 * <p>What CloudWatch leaves open is a setting, for tests to try all of: how late a value arrives; how many periods beyond an alarm's own it
 * looks at where data is missing ("the evaluation range", in whose place AWS gives examples); and whether {@code FILL} makes something of
 * a metric that has no value in all of that range. If there are as many values in it as the alarm has periods, only the latest of those
 * count; the rest of the periods are filled as {@code TreatMissingData} says.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html">Alarms and missing data</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html">Every minute, from any minute</a>
 */
public final class CloudWatch {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private record Value(Instant at, double value) {}

    /** A state that an alarm entered. */
    public record Change(Instant at, boolean rings) {}

    private final Map<Alarm.Key, List<Value>> metrics = new HashMap<>();
    private final Duration lateness;
    private final int furtherPeriods;
    private final boolean fillsNothing;

    public CloudWatch(Duration lateness, int furtherPeriods, boolean fillsNothing) {
        this.lateness = lateness;
        this.furtherPeriods = furtherPeriods;
        this.fillsNothing = fillsNothing;
    }

    public void put(Alarm.Key metric, Instant at, double value) {
        metrics.computeIfAbsent(metric, each -> new ArrayList<>()).add(new Value(at, value));
    }

    /** Takes what a log line in the embedded metric format holds, for each of its sets of dimensions. */
    public void take(JsonNode line) {
        Instant at = Instant.ofEpochMilli(line.at("/_aws/Timestamp").longValue());
        for (JsonNode directive : line.at("/_aws/CloudWatchMetrics")) {
            for (JsonNode set : directive.path("Dimensions")) {
                Map<String, String> dimensions = new TreeMap<>();
                set.forEach(name -> dimensions.put(
                        name.textValue(), line.path(name.textValue()).textValue()));
                for (JsonNode metric : directive.path("Metrics")) {
                    String name = metric.path("Name").textValue();
                    Alarm.Key key =
                            new Alarm.Key(directive.path("Namespace").textValue(), name, Map.copyOf(dimensions));
                    line.path(name).forEach(value -> put(key, at, value.doubleValue()));
                }
            }
        }
    }

    /** When an alarm, silent before, rings and ends from one time to another. */
    public List<Change> changes(Alarm alarm, Instant from, Instant to) {
        List<Change> changes = new ArrayList<>();
        boolean rings = false;
        for (Instant now = from; !now.isAfter(to); now = now.plus(MINUTE)) {
            if (rings(alarm, now) != rings) {
                rings = !rings;
                changes.add(new Change(now, rings));
            }
        }
        return changes;
    }

    private boolean rings(Alarm alarm, Instant now) {
        List<Double> values = new ArrayList<>();
        for (int back = 0; back < alarm.periods() + furtherPeriods && values.size() < alarm.periods(); back++) {
            Double value = value(alarm, now, back);
            if (value != null) {
                values.add(value);
            }
        }
        long breaching = values.stream().filter(value -> breaches(alarm, value)).count();
        int missing = alarm.periods() - values.size();
        return switch (alarm.missing()) {
            case "notBreaching" -> breaching >= alarm.points();
            case "breaching" -> breaching + missing >= alarm.points();
            default -> throw new IllegalArgumentException(alarm.name() + " treats missing data as " + alarm.missing());
        };
    }

    private static boolean breaches(Alarm alarm, double value) {
        return switch (alarm.comparison()) {
            case "GreaterThanOrEqualToThreshold" -> value >= alarm.threshold();
            case "LessThanThreshold" -> value < alarm.threshold();
            default -> throw new IllegalArgumentException(alarm.name() + " compares by " + alarm.comparison());
        };
    }

    private @Nullable Double value(Alarm alarm, Instant now, int back) {
        Instant end = now.minusSeconds((long) back * alarm.period());
        Map<String, Double> values = new HashMap<>();
        alarm.metrics().forEach((id, metric) -> {
            List<Double> seen = seen(metric.key(), end.minusSeconds(alarm.period()), end, now);
            if (!seen.isEmpty()) {
                values.put(id, statistic(metric.stat(), seen));
            }
        });
        Instant rangeStart = now.minusSeconds((long) (alarm.periods() + furtherPeriods) * alarm.period());
        return MetricMath.value(
                alarm.expression(),
                values,
                id -> fillsNothing
                        || !seen(alarm.metrics().get(id).key(), rangeStart, now, now)
                                .isEmpty());
    }

    private List<Double> seen(Alarm.Key metric, Instant start, Instant end, Instant now) {
        return metrics.getOrDefault(metric, List.of()).stream()
                .filter(each -> !each.at().isBefore(start) && each.at().isBefore(end))
                .filter(each -> !each.at().plus(lateness).isAfter(now))
                .map(Value::value)
                .sorted()
                .toList();
    }

    private static double statistic(String name, List<Double> sorted) {
        return switch (name) {
            case "Sum" -> sorted.stream().mapToDouble(Double::doubleValue).sum();
            case "Maximum" -> Collections.max(sorted);
            case "p99" -> sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
            default -> throw new IllegalArgumentException("the statistic " + name + " is not known here");
        };
    }
}
