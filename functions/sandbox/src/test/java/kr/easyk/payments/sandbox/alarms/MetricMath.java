package kr.easyk.payments.sandbox.alarms;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * CloudWatch's metric math, as far as the alarms use it, for one period: a metric that has no data then has no value, and what is made
 * of it has none, unless {@code FILL} gives it one.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html">Using metric math</a>
 */
final class MetricMath {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(>=|<=|==|!=|[A-Za-z_][A-Za-z0-9_]*|[0-9.]+|[-+*/><(),\\[\\]])");

    private final Map<String, Double> values;
    private final Predicate<String> filled;
    private final List<String> tokens = new ArrayList<>();
    private int next;

    private MetricMath(String expression, Map<String, Double> values, Predicate<String> filled) {
        this.values = values;
        this.filled = filled;
        Matcher matcher = TOKEN.matcher(expression);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
        if (end != expression.length()) {
            throw new IllegalArgumentException("not understood from character " + end + ": " + expression);
        }
    }

    /**
     * @param values of the metrics that have one
     * @param filled whether {@code FILL} gives this metric, which has none, a value
     * @throws IllegalArgumentException where the expression uses what is not known here
     */
    static @Nullable Double value(String expression, Map<String, Double> values, Predicate<String> filled) {
        MetricMath math = new MetricMath(expression, values, filled);
        Double value = math.condition();
        if (math.next < math.tokens.size()) {
            throw new IllegalArgumentException("not understood: " + math.tokens.get(math.next) + " in " + expression);
        }
        return value;
    }

    private @Nullable Double condition() {
        Double left = comparison();
        while (takes("AND")) {
            Double right = comparison();
            left = left == null || right == null ? null : truth(left != 0 && right != 0);
        }
        return left;
    }

    private @Nullable Double comparison() {
        Double left = sum();
        for (String operator : List.of(">=", "<=", ">", "<")) {
            if (takes(operator)) {
                Double right = sum();
                if (left == null || right == null) {
                    return null;
                }
                return truth(
                        switch (operator) {
                            case ">=" -> left >= right;
                            case "<=" -> left <= right;
                            case ">" -> left > right;
                            default -> left < right;
                        });
            }
        }
        return left;
    }

    private static double truth(boolean holds) {
        return holds ? 1 : 0;
    }

    private @Nullable Double sum() {
        Double left = quotient();
        while (takes("-")) {
            Double right = quotient();
            left = left == null || right == null ? null : left - right;
        }
        return left;
    }

    private @Nullable Double quotient() {
        Double left = operand();
        while (takes("/")) {
            Double right = operand();
            left = left == null || right == null ? null : left / right;
        }
        return left;
    }

    private @Nullable Double operand() {
        String token = tokens.get(next++);
        if (Character.isDigit(token.charAt(0))) {
            return Double.valueOf(token);
        }
        if (!takes("(")) {
            return values.get(token);
        }
        Double value = switch (token) {
            case "FILL" -> fill();
            case "IF" -> choice();
            case "SUM" -> series().stream().reduce(Double::sum).orElse(null);
            case "MAX" -> series().stream().reduce(Double::max).orElse(null);
            default -> throw new IllegalArgumentException("the function " + token + " is not known here");
        };
        require(")");
        return value;
    }

    private @Nullable Double fill() {
        String metric = tokens.get(next);
        Double value = condition();
        require(",");
        Double otherwise = condition();
        return value == null && filled.test(metric) ? otherwise : value;
    }

    private @Nullable Double choice() {
        Double condition = condition();
        require(",");
        Double yes = condition();
        require(",");
        Double no = condition();
        return condition == null ? null : condition != 0 ? yes : no;
    }

    /** The values there are, of all metrics or of a list. */
    private Collection<Double> series() {
        if (takes("METRICS")) {
            require("(");
            require(")");
            return values.values();
        }
        require("[");
        List<Double> all = new ArrayList<>();
        do {
            Double value = condition();
            if (value != null) {
                all.add(value);
            }
        } while (takes(","));
        require("]");
        return all;
    }

    private boolean takes(String token) {
        boolean here = next < tokens.size() && tokens.get(next).equals(token);
        next += here ? 1 : 0;
        return here;
    }

    private void require(String token) {
        if (!takes(token)) {
            throw new IllegalArgumentException(token + " is missing before token " + next + " of " + tokens);
        }
    }
}
