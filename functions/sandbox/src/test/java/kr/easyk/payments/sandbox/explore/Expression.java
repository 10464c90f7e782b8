package kr.easyk.payments.sandbox.explore;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * DynamoDB's condition and update expressions, as far as the store uses them. What is not known here is an error and never passed
 * over: a condition that is not understood must not hold.
 */
final class Expression {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(:[A-Za-z0-9_]+|#?[A-Za-z_][A-Za-z0-9_]*|<>|<=|>=|[=<>(),])\\s*");

    private static final Map<String, Expression> PARSED = new ConcurrentHashMap<>();

    /** A condition on an item; one that is not there has no attributes. */
    interface Condition {
        boolean holds(Map<String, AttributeValue> item, Map<String, AttributeValue> values);
    }

    private interface Operand {
        @Nullable
        AttributeValue in(Map<String, AttributeValue> item, Map<String, AttributeValue> values);
    }

    /** A change of one attribute: to a value, or to none. */
    private record Change(String attribute, @Nullable Operand to) {}

    private final String text;
    private final List<String> tokens = new ArrayList<>();
    private final Set<String> values = new HashSet<>();
    private int at;

    @Nullable
    private Condition condition;

    private List<Change> changes = List.of();

    private Expression(String text) {
        this.text = text;
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
        if (end != text.length()) {
            throw unknown();
        }
    }

    private static Expression condition(String text) {
        return PARSED.computeIfAbsent("condition " + text, any -> {
            Expression parsed = new Expression(text);
            parsed.condition = parsed.or();
            return parsed.complete();
        });
    }

    private static Expression update(String text) {
        return PARSED.computeIfAbsent("update " + text, any -> {
            Expression parsed = new Expression(text);
            parsed.changes = parsed.changes();
            return parsed.complete();
        });
    }

    private Expression complete() {
        if (at != tokens.size()) {
            throw unknown();
        }
        return this;
    }

    static boolean holds(
            @Nullable String condition, Map<String, AttributeValue> item, Map<String, AttributeValue> values) {
        Condition parsed = condition == null ? null : condition(condition).condition;
        return parsed == null || parsed.holds(item, values);
    }

    static Map<String, AttributeValue> updated(
            String update, Map<String, AttributeValue> item, Map<String, AttributeValue> values) {
        Map<String, AttributeValue> next = new HashMap<>(item);
        for (Change change : update(update).changes) {
            AttributeValue to = change.to() == null ? null : change.to().in(item, values);
            if (to == null) {
                next.remove(change.attribute());
            } else {
                next.put(change.attribute(), to);
            }
        }
        return next;
    }

    /** DynamoDB refuses a request with a value that nothing names, and one that names a value it has not got. */
    static void requireAllUsed(
            Map<String, AttributeValue> values, @Nullable String update, @Nullable String... conditions) {
        Set<String> named = new HashSet<>();
        if (update != null) {
            named.addAll(update(update).values);
        }
        for (String each : conditions) {
            if (each != null) {
                named.addAll(condition(each).values);
            }
        }
        if (!named.equals(values.keySet())) {
            throw new IllegalArgumentException("values " + values.keySet() + " where " + named + " are named");
        }
    }

    private UnsupportedOperationException unknown() {
        return new UnsupportedOperationException("not understood at " + at + ": " + text);
    }

    private boolean takes(String token) {
        boolean there = at < tokens.size() && tokens.get(at).equals(token);
        at += there ? 1 : 0;
        return there;
    }

    private void require(String token) {
        if (!takes(token)) {
            throw unknown();
        }
    }

    private String next() {
        if (at == tokens.size()) {
            throw unknown();
        }
        return tokens.get(at++);
    }

    private Condition or() {
        Condition one = and();
        while (takes("OR")) {
            Condition left = one;
            Condition right = and();
            one = (item, given) -> left.holds(item, given) || right.holds(item, given);
        }
        return one;
    }

    private Condition and() {
        Condition one = single();
        while (takes("AND")) {
            Condition left = one;
            Condition right = single();
            one = (item, given) -> left.holds(item, given) && right.holds(item, given);
        }
        return one;
    }

    private Condition single() {
        if (takes("(")) {
            Condition inside = or();
            require(")");
            return inside;
        }
        if (takes("attribute_exists")) {
            String name = argument();
            return (item, given) -> item.containsKey(name);
        }
        if (takes("attribute_not_exists")) {
            String name = argument();
            return (item, given) -> !item.containsKey(name);
        }
        Operand left = operand();
        String comparator = next();
        if (comparator.equals("IN")) {
            return in(left);
        }
        Operand right = operand();
        return (item, given) -> compared(left.in(item, given), comparator, right.in(item, given));
    }

    private String argument() {
        require("(");
        String name = next();
        require(")");
        return name;
    }

    private Condition in(Operand left) {
        require("(");
        List<Operand> any = new ArrayList<>(List.of(operand()));
        while (takes(",")) {
            any.add(operand());
        }
        require(")");
        return (item, given) ->
                any.stream().anyMatch(each -> compared(left.in(item, given), "=", each.in(item, given)));
    }

    private Operand operand() {
        String token = next();
        if (token.startsWith(":")) {
            values.add(token);
            return (item, given) -> given.get(token);
        }
        if (!Character.isLetter(token.charAt(0))) {
            throw unknown();
        }
        return (item, given) -> item.get(token);
    }

    private boolean compared(@Nullable AttributeValue left, String comparator, @Nullable AttributeValue right) {
        if (comparator.equals("<>")) {
            return left == null || !left.equals(right);
        }
        if (left == null || right == null || left.type() != right.type()) {
            return false;
        }
        return switch (comparator) {
            case "=" -> order(left, right) == 0;
            case "<" -> order(left, right) < 0;
            case "<=" -> order(left, right) <= 0;
            case ">" -> order(left, right) > 0;
            case ">=" -> order(left, right) >= 0;
            default -> throw unknown();
        };
    }

    /** Numbers by value, texts by their bytes. */
    static int order(AttributeValue left, AttributeValue right) {
        return switch (left.type()) {
            case N -> new BigDecimal(left.n()).compareTo(new BigDecimal(right.n()));
            case S ->
                Arrays.compareUnsigned(
                        left.s().getBytes(StandardCharsets.UTF_8), right.s().getBytes(StandardCharsets.UTF_8));
            default -> left.equals(right) ? 0 : -1;
        };
    }

    private List<Change> changes() {
        List<Change> all = new ArrayList<>();
        while (at < tokens.size()) {
            String clause = next();
            do {
                String attribute = next();
                if (clause.equals("SET")) {
                    require("=");
                    all.add(new Change(attribute, operand()));
                } else if (clause.equals("REMOVE")) {
                    all.add(new Change(attribute, null));
                } else {
                    throw unknown();
                }
            } while (takes(","));
        }
        return all;
    }
}
