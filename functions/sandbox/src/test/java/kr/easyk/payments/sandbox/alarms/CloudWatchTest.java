package kr.easyk.payments.sandbox.alarms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import kr.easyk.payments.sandbox.alarms.CloudWatch.Change;
import kr.easyk.payments.sandbox.template.Alarm;
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
        CloudWatch cloudWatch = new CloudWatch(Duration.ZERO, 0);
        cloudWatch.put(KEY, at(7), 1);

        assertEquals(
                List.of(new Change(at(8), true), new Change(at(13), false)),
                cloudWatch.changes(alarm(1, 1, "notBreaching"), NOON, at(60)));
    }

    @Test
    void aLateValueIsSeenLater() {
        CloudWatch cloudWatch = new CloudWatch(Duration.ofMinutes(2), 0);
        cloudWatch.put(KEY, at(7), 1);

        assertEquals(
                new Change(at(9), true),
                cloudWatch.changes(alarm(1, 1, "notBreaching"), NOON, at(60)).get(0));
    }

    @Test
    void whereDataIsMissingItLooksFurtherBack() {
        CloudWatch cloudWatch = new CloudWatch(Duration.ZERO, 2);
        cloudWatch.put(KEY, at(7), 1);

        assertEquals(
                new Change(at(23), false),
                cloudWatch.changes(alarm(1, 1, "notBreaching"), NOON, at(60)).get(1));
    }

    @Test
    void twoPeriodsOfThreeAreMoreThanOne() {
        CloudWatch cloudWatch = new CloudWatch(Duration.ZERO, 0);
        cloudWatch.put(KEY, at(7), 1);
        assertEquals(List.of(), cloudWatch.changes(alarm(2, 3, "notBreaching"), NOON, at(60)));

        cloudWatch.put(KEY, at(13), 1);
        assertEquals(
                new Change(at(14), true),
                cloudWatch.changes(alarm(2, 3, "notBreaching"), NOON, at(60)).get(0));
    }

    @Test
    void silenceIsBadWhereItIsSaidToBe() {
        CloudWatch cloudWatch = new CloudWatch(Duration.ZERO, 0);

        assertEquals(
                new Change(NOON, true),
                cloudWatch.changes(alarm(1, 1, "breaching"), NOON, at(1)).get(0));
    }

    @Test
    void metricMathIsArithmeticOverWhatThereIs() {
        Map<String, Double> values = Map.of("a", 6.0, "b", 3.0);

        assertEquals(1.0, MetricMath.value("IF(a >= 6 AND FILL(none, 0) - b < 0, 1, 0)", values));
        assertEquals(9.0, MetricMath.value("SUM(METRICS())", values));
        assertEquals(0.6, MetricMath.value("MAX([a / 10, b / 28, none / 2])", values));
        assertNull(MetricMath.value("a - none", values));
        assertThrows(IllegalArgumentException.class, () -> MetricMath.value("AVG(METRICS())", values));
        assertThrows(IllegalArgumentException.class, () -> MetricMath.value("a $ b", values));
    }
}
