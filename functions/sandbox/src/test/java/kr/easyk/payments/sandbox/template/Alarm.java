package kr.easyk.payments.sandbox.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An alarm of the template.
 *
 * @param metrics by the ids that the expression knows them by; of an alarm on one metric, that metric as {@code m}
 * @param expression in CloudWatch's metric math
 * @param period in seconds
 * @param points of the last {@code periods} that must breach the threshold
 * @param query what its saved query filters for, in Logs Insights' words
 */
public record Alarm(
        String name,
        String description,
        Map<String, Metric> metrics,
        String expression,
        int period,
        int points,
        int periods,
        String comparison,
        double threshold,
        String missing,
        String query) {

    /** @param stat {@code Sum}, {@code Maximum} or a percentile such as {@code p99} */
    public record Metric(Key key, String stat) {}

    public record Key(String namespace, String name, Map<String, String> dimensions) {}

    /** All alarms of a template, by their names without the stack's. */
    public static Map<String, Alarm> of(Template template) {
        Map<String, String> queries = queries(template);
        Map<String, Alarm> alarms = new LinkedHashMap<>();
        template.resources("AWS::CloudWatch::Alarm").values().forEach(properties -> {
            String name = properties.get("AlarmName").text().replaceFirst("^" + SandboxStack.NAME + "-", "");
            alarms.put(name, alarm(name, properties, queries.getOrDefault(name, "")));
        });
        return alarms;
    }

    /** A line of the API's access log, with a hyphen for what is not among these variables, such as {@code status}. */
    public static String accessLine(Template template, Map<String, String> variables) {
        Node api = template.resources("AWS::Serverless::HttpApi")
                .values()
                .iterator()
                .next();
        return Pattern.compile("\\$context\\.([\\w.]+)")
                .matcher(api.get("AccessLogSettings").get("Format").text())
                .replaceAll(variable -> variables.getOrDefault(variable.group(1), "-"));
    }

    /** What the saved queries filter for, by their names without the stack's. */
    public static Map<String, String> queries(Template template) {
        Map<String, String> queries = new LinkedHashMap<>();
        template.resources("AWS::Logs::QueryDefinition")
                .values()
                .forEach(properties -> queries.put(
                        properties.get("Name").text().replaceFirst("^" + SandboxStack.NAME + "/", ""),
                        properties.get("QueryString").text().replaceFirst("^.*?\\| filter (.*?) \\| sort .*$", "$1")));
        return queries;
    }

    private static Alarm alarm(String name, Node properties, String query) {
        Map<String, Metric> metrics = new LinkedHashMap<>();
        String expression = "m";
        int period = properties.get("Period").number(0);
        List<Node> queries = new ArrayList<>(properties.get("Metrics").items());
        if (queries.isEmpty()) {
            metrics.put(
                    "m", new Metric(key(properties), properties.get("Statistic").text()));
        }
        for (Node each : queries) {
            if (each.get("MetricStat").isAbsent()) {
                expression = each.get("Expression").text();
            } else {
                Node stat = each.get("MetricStat");
                period = stat.get("Period").number(0);
                metrics.put(
                        each.get("Id").text(),
                        new Metric(key(stat.get("Metric")), stat.get("Stat").text()));
            }
        }
        int periods = properties.get("EvaluationPeriods").number(1);
        return new Alarm(
                name,
                properties.get("AlarmDescription").text(),
                metrics,
                expression,
                period,
                properties.get("DatapointsToAlarm").number(periods),
                periods,
                properties.get("ComparisonOperator").text(),
                Double.parseDouble(properties.get("Threshold").text()),
                properties.get("TreatMissingData").text("missing"),
                query);
    }

    private static Key key(Node metric) {
        Map<String, String> dimensions = new LinkedHashMap<>();
        for (Node each : metric.get("Dimensions").items()) {
            dimensions.put(each.get("Name").text(), each.get("Value").text());
        }
        return new Key(metric.get("Namespace").text(), metric.get("MetricName").text(), Map.copyOf(dimensions));
    }
}
