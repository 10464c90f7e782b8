package kr.easyk.payments.sandbox.alarms;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
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
    private final List<String> tokens = new ArrayList<>();
    private int next;

    private LogFilter(String filter, JsonNode line) {
        this.filter = filter;
        this.line = line;
        Matcher matcher = TOKEN.matcher(filter);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
        if (end != filter.length()) {
            throw new IllegalArgumentException("not understood from character " + end + ": " + filter);
        }
    }

    /** @throws IllegalArgumentException where the filter uses what is not known here */
    public static boolean finds(String filter, JsonNode line) {
        LogFilter read = new LogFilter(filter, line);
        boolean found = read.either();
        if (read.next < read.tokens.size()) {
            throw new IllegalArgumentException("not understood: " + read.tokens.get(read.next) + " in " + filter);
        }
        return found;
    }

    private boolean either() {
        boolean found = all();
        while (takes("or")) {
            found |= all();
        }
        return found;
    }

    private boolean all() {
        boolean found = comparison();
        while (takes("and")) {
            found &= comparison();
        }
        return found;
    }

    private boolean comparison() {
        if (takes("(")) {
            boolean found = either();
            require(")");
            return found;
        }
        String value = field(tokens.get(next++));
        String operator = tokens.get(next++);
        return switch (operator) {
            case "=" -> equal(value, operand());
            case ">", ">=", "<", "<=" -> compares(value, operator, operand());
            case "like" -> contains(value, operand());
            case "in" -> isOneOf(value);
            default -> throw new IllegalArgumentException("the operator " + operator + " is not known here: " + filter);
        };
    }

    private boolean isOneOf(@Nullable String value) {
        require("[");
        boolean found = false;
        do {
            found |= equal(value, operand());
        } while (takes(","));
        require("]");
        return found;
    }

    /** {@code record.status} is a field of a field. */
    private @Nullable String field(String name) {
        JsonNode value = line.at("/" + name.replace('.', '/'));
        return value.isValueNode() ? value.asText() : null;
    }

    private String operand() {
        return tokens.get(next++).replaceAll("^\"|\"$", "");
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

    private boolean takes(String token) {
        boolean here = next < tokens.size() && tokens.get(next).equals(token);
        next += here ? 1 : 0;
        return here;
    }

    private void require(String token) {
        if (!takes(token)) {
            throw new IllegalArgumentException(token + " is missing before token " + next + " of " + filter);
        }
    }
}
