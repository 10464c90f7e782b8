package kr.easyk.payments.sandbox.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates CloudFormation's intrinsic functions with the sandbox's parameter values. A value is evaluated when somebody asks
 * for it: what the sandbox has no use for (alarms, policies, log groups) may use functions it has never heard of.
 */
final class Intrinsics {
    /** {@code AWS::NoValue}: the property that holds it is as good as absent. */
    private static final Object NO_VALUE = new Object();

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(!?)([^}]+)}");

    private final Map<?, ?> parameters;
    private final Map<?, ?> conditions;
    private final Map<?, ?> mappings;
    private final Map<?, ?> resources;
    private final Map<String, String> values;

    Intrinsics(Map<?, ?> document, Map<String, String> values) {
        this.parameters = section(document, "Parameters");
        this.conditions = section(document, "Conditions");
        this.mappings = section(document, "Mappings");
        this.resources = section(document, "Resources");
        this.values = values;
    }

    private static Map<?, ?> section(Map<?, ?> document, String name) {
        return document.get(name) instanceof Map<?, ?> map ? map : Map.of();
    }

    /** What the node is once the function it may hold is called; null where it is absent or {@code AWS::NoValue}. */
    @Nullable
    Object evaluate(@Nullable Object node, String where) {
        Object value = isCall(node) ? value(node, where) : node;
        return value == NO_VALUE ? null : value;
    }

    private static boolean isCall(@Nullable Object node) {
        if (node instanceof Map<?, ?> map && map.size() == 1) {
            String key = String.valueOf(map.keySet().iterator().next());
            return key.equals("Ref") || key.startsWith("Fn::");
        }
        return false;
    }

    boolean condition(String name) {
        Object definition = conditions.get(name);
        if (definition == null) {
            throw new TemplateException("the template has no condition " + name);
        }
        return truth(definition, "condition " + name);
    }

    private @Nullable Object value(@Nullable Object node, String where) {
        if (node instanceof List<?> list) {
            List<Object> all = new ArrayList<>();
            for (Object item : list) {
                Object value = value(item, where);
                if (value != NO_VALUE && value != null) {
                    all.add(value);
                }
            }
            return all;
        }
        if (!(node instanceof Map<?, ?> map)) {
            return node;
        }
        if (isCall(map)) {
            return call(
                    String.valueOf(map.keySet().iterator().next()),
                    map.values().iterator().next(),
                    where);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        map.forEach((key, item) -> {
            Object value = value(item, where + "." + key);
            if (value != NO_VALUE && value != null) {
                all.put(String.valueOf(key), value);
            }
        });
        return all;
    }

    private @Nullable Object call(String function, @Nullable Object argument, String where) {
        return switch (function) {
            case "Ref" -> ref(String.valueOf(argument), where);
            case "Fn::GetAtt" -> attribute(texts(argument, where), where);
            case "Fn::Sub" -> substitute(argument, where);
            case "Fn::Join" ->
                String.join(
                        text(item(argument, 0, function, where), where),
                        texts(item(argument, 1, function, where), where));
            case "Fn::Split" ->
                List.of(text(item(argument, 1, function, where), where)
                        .split(Pattern.quote(text(item(argument, 0, function, where), where)), -1));
            case "Fn::Select" ->
                texts(item(argument, 1, function, where), where)
                        .get(Integer.parseInt(text(item(argument, 0, function, where), where)));
            case "Fn::If" ->
                value(
                        item(
                                argument,
                                condition(text(item(argument, 0, function, where), where)) ? 1 : 2,
                                function,
                                where),
                        where);
            case "Fn::FindInMap" -> find(texts(argument, where), where);
            case "Fn::Equals", "Fn::Not", "Fn::And", "Fn::Or" -> truth(Map.of(function, argument), where);
            default -> throw new TemplateException(where + " uses " + function + ", which the sandbox does not know");
        };
    }

    private boolean truth(Object node, String where) {
        if (node instanceof Map<?, ?> map && map.size() == 1) {
            String function = String.valueOf(map.keySet().iterator().next());
            Object argument = map.values().iterator().next();
            switch (function) {
                case "Condition":
                    return condition(String.valueOf(argument));
                case "Fn::Equals":
                    return Objects.equals(
                            text(item(argument, 0, function, where), where),
                            text(item(argument, 1, function, where), where));
                case "Fn::Not":
                    return !truth(item(argument, 0, function, where), where);
                case "Fn::And":
                    return items(argument, where).stream().allMatch(item -> truth(item, where));
                case "Fn::Or":
                    return items(argument, where).stream().anyMatch(item -> truth(item, where));
                default:
                    break;
            }
        }
        throw new TemplateException(where + " is a condition the sandbox cannot evaluate: " + node);
    }

    private Object ref(String name, String where) {
        if (name.equals("AWS::NoValue")) {
            return NO_VALUE;
        }
        Object pseudo = SandboxStack.pseudoParameter(name);
        if (pseudo != null) {
            return pseudo;
        }
        if (parameters.get(name) instanceof Map<?, ?> parameter) {
            return parameter(name, parameter);
        }
        return SandboxStack.ref(name, typeOf(name, where));
    }

    private Object parameter(String name, Map<?, ?> parameter) {
        String value = values.get(name);
        if (value == null && parameter.get("Default") != null) {
            value = String.valueOf(parameter.get("Default"));
        }
        if (value == null) {
            throw new TemplateException(
                    "the template's parameter " + name + " has no default, and the sandbox has no value for it");
        }
        String type = String.valueOf(parameter.get("Type"));
        return type.equals("CommaDelimitedList") || type.startsWith("List<")
                ? List.of(value.split("\\s*,\\s*"))
                : value;
    }

    private Object attribute(List<String> path, String where) {
        String name = path.get(0);
        return SandboxStack.attribute(name, typeOf(name, where), path.get(1), where);
    }

    private String typeOf(String name, String where) {
        if (resources.get(name) instanceof Map<?, ?> resource) {
            return String.valueOf(resource.get("Type"));
        }
        throw new TemplateException(where + " names " + name + ", which is no parameter or resource of the template");
    }

    private String substitute(@Nullable Object argument, String where) {
        String pattern = argument instanceof List<?> list ? text(list.get(0), where) : text(argument, where);
        Map<?, ?> locals = argument instanceof List<?> list && list.size() > 1 ? (Map<?, ?>) list.get(1) : Map.of();
        Matcher placeholder = PLACEHOLDER.matcher(pattern);
        StringBuilder text = new StringBuilder();
        while (placeholder.find()) {
            String name = placeholder.group(2).trim();
            String value;
            if (!placeholder.group(1).isEmpty()) {
                value = "${" + name + "}";
            } else if (locals.containsKey(name)) {
                value = text(locals.get(name), where);
            } else if (name.contains(".")) {
                value = String.valueOf(attribute(List.of(name.split("\\.", 2)), where));
            } else {
                value = text(Map.of("Ref", name), where);
            }
            placeholder.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        return placeholder.appendTail(text).toString();
    }

    private Object find(List<String> path, String where) {
        Object found = mappings;
        for (String key : path) {
            found = found instanceof Map<?, ?> map ? map.get(key) : null;
        }
        if (found == null) {
            throw new TemplateException(where + " looks for " + path + ", which the template's mappings do not hold");
        }
        return found;
    }

    private List<String> texts(@Nullable Object node, String where) {
        return items(value(node, where), where).stream()
                .map(item -> text(item, where))
                .toList();
    }

    private String text(@Nullable Object node, String where) {
        Object value = value(node, where);
        if (value == null || value instanceof Map || value instanceof List) {
            throw new TemplateException(where + " should be text, and is " + value);
        }
        return String.valueOf(value);
    }

    private static List<?> items(@Nullable Object node, String where) {
        if (node instanceof List<?> list) {
            return list;
        }
        throw new TemplateException(where + " should be a list, and is " + node);
    }

    private static Object item(@Nullable Object argument, int index, String function, String where) {
        List<?> items = items(argument, where);
        if (items.size() <= index) {
            throw new TemplateException(where + " gives " + function + " too few values");
        }
        return items.get(index);
    }
}
