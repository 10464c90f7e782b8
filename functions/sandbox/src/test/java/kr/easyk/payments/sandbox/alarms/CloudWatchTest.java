package kr.easyk.payments.sandbox.alarms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import kr.easyk.payments.sandbox.alarms.CloudWatch.Change;
import kr.easyk.payments.sandbox.template.Alarm;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CloudWatchTest {
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    private static final Alarm.Key KEY = new Alarm.Key("n", "m", Map.of());

    private static Alarm alarm(int points, int periods, String missing) {
        return new Alarm(
                "a",
                "",
                Map.of("m", new Alarm.Metric(KEY, "Sum")),
                "m",
                300,
                points,
                periods,
                "GreaterThanOrEqualToThreshold",
                1,
                missing,
                "");
    }

    private static Instant at(int minute) {
        return NOON.plus(Duration.ofMinutes(minute));
    }

    @Test
    void aPeriodEndsAtEveryMinute() {
        CloudWatch cloudWatch = new CloudWatch(Duration.ZERO, 0, true);
        cloudWatch.put(KEY, at(7), 1);

        assertEquals(
                List.of(new Change(at(8), true), new Change(at(13), false)),
                cloudWatch.changes(alarm(1, 1, "notBreaching"), NOON, at(60)));
    }

    @Test
    void aLateValueIsSeenLater() {
        CloudWatch cloudWatch = new CloudWatch(Duration.ofMinutes(2), 0, true);
        cloudWatch.put(KEY, at(7), 1);

        assertEquals(
                new Change(at(9), true),
                cloudWatch.changes(alarm(1, 1, "notBreaching"), NOON, at(60)).get(0));
    }

    @Test
    void whereDataIsMissingItLooksFurtherBack() {
        CloudWatch cloudWatch = new CloudWatch(Duration.ZERO, 2, true);
        cloudWatch.put(KEY, at(7), 1);

        assertEquals(
                new Change(at(23), false),
                cloudWatch.changes(alarm(1, 1, "notBreaching"), NOON, at(60)).get(1));
    }

    @Test
    void aMetricWithoutAnyValueIsFilledOrNot() {
        Alarm alarm = new Alarm(
                "a",
                "",
                Map.of("m", new Alarm.Metric(KEY, "Sum")),
                "FILL(m, 5)",
                300,
                1,
                1,
                "GreaterThanOrEqualToThreshold",
                1,
                "notBreaching",
                "");

        assertEquals(
                List.of(new Change(NOON, true)), new CloudWatch(Duration.ZERO, 2, true).changes(alarm, NOON, at(5)));
        assertEquals(List.of(), new CloudWatch(Duration.ZERO, 2, false).changes(alarm, NOON, at(5)));
    }

    @Test
    void twoPeriodsOfThreeAreMoreThanOne() {
        CloudWatch cloudWatch = new CloudWatch(Duration.ZERO, 0, true);
        cloudWatch.put(KEY, at(7), 1);
        assertEquals(List.of(), cloudWatch.changes(alarm(2, 3, "notBreaching"), NOON, at(60)));

        cloudWatch.put(KEY, at(13), 1);
        assertEquals(
                new Change(at(14), true),
                cloudWatch.changes(alarm(2, 3, "notBreaching"), NOON, at(60)).get(0));
    }

    @Test
    void silenceIsBadWhereItIsSaidToBe() {
        CloudWatch cloudWatch = new CloudWatch(Duration.ZERO, 0, true);

        assertEquals(
                new Change(NOON, true),
                cloudWatch.changes(alarm(1, 1, "breaching"), NOON, at(1)).get(0));
    }

    @Test
    void metricMathIsArithmeticOverWhatThereIs() {
        Map<String, Double> values = Map.of("a", 6.0, "b", 3.0);
        BiFunction<String, Boolean, @Nullable Double> math =
                (expression, filled) -> MetricMath.value(expression, values, metric -> filled);

        assertEquals(1.0, math.apply("IF(a >= 6 AND FILL(none, 0) - b < 0, 1, 0)", true));
        assertEquals(9.0, math.apply("SUM(METRICS())", true));
        assertEquals(0.6, math.apply("MAX([a / 10, b / 28, none / 2])", true));
        assertNull(math.apply("a - none", true));
        assertNull(math.apply("FILL(none, 0)", false));
        assertThrows(IllegalArgumentException.class, () -> math.apply("AVG(METRICS())", true));
        assertThrows(IllegalArgumentException.class, () -> math.apply("a $ b", true));
    }
}
