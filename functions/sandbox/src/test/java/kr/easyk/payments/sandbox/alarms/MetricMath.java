package kr.easyk.payments.sandbox.alarms;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
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
    private final Tokens tokens;

    private MetricMath(String expression, Map<String, Double> values, Predicate<String> filled) {
        this.values = values;
        this.filled = filled;
        tokens = new Tokens(TOKEN, expression);
    }

    /**
     * @param values of the metrics that have one
     * @param filled whether {@code FILL} gives this metric, which has none, a value
     * @throws IllegalArgumentException where the expression uses what is not known here
     */
    static @Nullable Double value(String expression, Map<String, Double> values, Predicate<String> filled) {
        MetricMath math = new MetricMath(expression, values, filled);
        Double value = math.condition();
        math.tokens.requireEnd();
        return value;
    }

    private @Nullable Double condition() {
        Double left = comparison();
        while (tokens.takes("AND")) {
            Double right = comparison();
            left = left == null || right == null ? null : truth(left != 0 && right != 0);
        }
        return left;
    }

    private @Nullable Double comparison() {
        Double left = sum();
        for (String operator : List.of(">=", "<=", ">", "<")) {
            if (tokens.takes(operator)) {
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
        while (tokens.takes("-")) {
            Double right = quotient();
            left = left == null || right == null ? null : left - right;
        }
        return left;
    }

    private @Nullable Double quotient() {
        Double left = operand();
        while (tokens.takes("/")) {
            Double right = operand();
            left = left == null || right == null ? null : left / right;
        }
        return left;
    }

    private @Nullable Double operand() {
        String token = tokens.take();
        if (Character.isDigit(token.charAt(0))) {
            return Double.valueOf(token);
        }
        if (!tokens.takes("(")) {
            return values.get(token);
        }
        Double value = switch (token) {
            case "FILL" -> fill();
            case "IF" -> choice();
            case "SUM" -> series().stream().reduce(Double::sum).orElse(null);
            case "MAX" -> series().stream().reduce(Double::max).orElse(null);
            default -> throw new IllegalArgumentException("the function " + token + " is not known here");
        };
        tokens.require(")");
        return value;
    }

    private @Nullable Double fill() {
        String metric = tokens.ahead();
        Double value = condition();
        tokens.require(",");
        Double otherwise = condition();
        return value == null && filled.test(metric) ? otherwise : value;
    }

    private @Nullable Double choice() {
        Double condition = condition();
        tokens.require(",");
        Double yes = condition();
        tokens.require(",");
        Double no = condition();
        return condition == null ? null : condition != 0 ? yes : no;
    }

    /** The values there are, of all metrics or of a list. */
    private Collection<Double> series() {
        if (tokens.takes("METRICS")) {
            tokens.require("(");
            tokens.require(")");
            return values.values();
        }
        tokens.require("[");
        List<Double> all = new ArrayList<>();
        do {
            Double value = condition();
            if (value != null) {
                all.add(value);
            }
        } while (tokens.takes(","));
        tokens.require("]");
        return all;
    }
}
