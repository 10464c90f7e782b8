package kr.easyk.payments.sandbox.alarms;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a filter of CloudWatch Logs Insights finds, as far as the saved queries use it: comparisons of fields with texts and numbers,
 * joined by {@code and} and {@code or}. A line that does not have a field is not found by it. Numbers in texts are numbers.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Filter.html">filter</a>
 */
public final class LogFilter {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(\"[^\"]*\"|>=|<=|[=<>(),\\[\\]]|[A-Za-z_@][A-Za-z0-9_.@]*|[0-9.]+)");

    private final String filter;
    private final JsonNode line;
    private final Tokens tokens;

    private LogFilter(String filter, JsonNode line) {
        this.filter = filter;
        this.line = line;
        tokens = new Tokens(TOKEN, filter);
    }

    /** @throws IllegalArgumentException where the filter uses what is not known here */
    public static boolean finds(String filter, JsonNode line) {
        LogFilter read = new LogFilter(filter, line);
        boolean found = read.either();
        read.tokens.requireEnd();
        return found;
    }

    private boolean either() {
        boolean found = all();
        while (tokens.takes("or")) {
            found |= all();
        }
        return found;
    }

    private boolean all() {
        boolean found = comparison();
        while (tokens.takes("and")) {
            found &= comparison();
        }
        return found;
    }

    private boolean comparison() {
        if (tokens.takes("(")) {
            boolean found = either();
            tokens.require(")");
            return found;
        }
        String value = field(tokens.take());
        String operator = tokens.take();
        return switch (operator) {
            case "=" -> equal(value, operand());
            case ">", ">=", "<", "<=" -> compares(value, operator, operand());
            case "like" -> contains(value, operand());
            case "in" -> isOneOf(value);
            default -> throw new IllegalArgumentException("the operator " + operator + " is not known here: " + filter);
        };
    }

    private boolean isOneOf(@Nullable String value) {
        tokens.require("[");
        boolean found = false;
        do {
            found |= equal(value, operand());
        } while (tokens.takes(","));
        tokens.require("]");
        return found;
    }

    /** {@code record.status} is a field of a field. */
    private @Nullable String field(String name) {
        JsonNode value = line.at("/" + name.replace('.', '/'));
        return value.isValueNode() ? value.asText() : null;
    }

    private String operand() {
        return tokens.take().replaceAll("^\"|\"$", "");
    }

    private static boolean equal(@Nullable String value, String other) {
        return value != null && value.equals(other);
    }

    private static boolean contains(@Nullable String value, String other) {
        return value != null && value.contains(other);
    }

    private static boolean compares(@Nullable String value, String operator, String other) {
        if (value == null || !value.matches("[0-9.]+")) {
            return false;
        }
        int sign = Double.compare(Double.parseDouble(value), Double.parseDouble(other));
        return switch (operator) {
            case ">" -> sign > 0;
            case ">=" -> sign >= 0;
            case "<" -> sign < 0;
            default -> sign <= 0;
        };
    }
}
