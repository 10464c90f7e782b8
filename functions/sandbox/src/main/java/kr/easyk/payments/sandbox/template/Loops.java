package kr.easyk.payments.sandbox.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code Fn::ForEach}, written out: CloudFormation's {@code AWS::LanguageExtensions} does this before all else, so what is read
 * afterwards knows of no loops. A collection must stand in the template as a list of texts.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html">
 *     Fn::ForEach</a>
 */
final class Loops {
    private static final String PREFIX = "Fn::ForEach::";

    private Loops() {}

    static Map<?, ?> writtenOut(Map<?, ?> document) {
        return map(document);
    }

    private static @Nullable Object node(@Nullable Object node) {
        if (node instanceof Map<?, ?> map) {
            return map(map);
        }
        if (node instanceof List<?> list) {
            List<@Nullable Object> all = new ArrayList<>();
            list.forEach(item -> all.add(node(item)));
            return all;
        }
        return node;
    }

    private static Map<String, @Nullable Object> map(Map<?, ?> map) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (name.startsWith(PREFIX)) {
                rounds(name, value)
                        .forEach(round -> round.forEach((each, body) -> {
                            if (all.put(each, body) != null) {
                                throw new TemplateException(name + " makes " + each + " twice");
                            }
                        }));
            } else {
                all.put(name, node(value));
            }
        });
        return all;
    }

    private static List<Map<String, @Nullable Object>> rounds(String loop, @Nullable Object value) {
        if (value instanceof List<?> parts
                && parts.size() == 3
                && parts.get(0) instanceof String variable
                && parts.get(1) instanceof List<?> collection
                && parts.get(2) instanceof Map<?, ?> body) {
            return collection.stream()
                    .map(item -> map((Map<?, ?>) with(body, variable, String.valueOf(item))))
                    .toList();
        }
        throw new TemplateException(loop + " should be a name, a list of texts and what to repeat");
    }

    /** With the loop's variable replaced, in keys too. {@code &{x}} is the value's letters and digits, as a logical id needs them. */
    private static Object with(Object node, String variable, String value) {
        if (node instanceof Map<?, ?> map) {
            if (map.size() == 1 && variable.equals(map.get("Ref"))) {
                return value;
            }
            Map<String, Object> all = new LinkedHashMap<>();
            map.forEach((key, item) ->
                    all.put((String) with(String.valueOf(key), variable, value), with(item, variable, value)));
            return all;
        }
        if (node instanceof List<?> list) {
            return list.stream().map(item -> with(item, variable, value)).toList();
        }
        if (node instanceof String text) {
            return text.replace("${" + variable + "}", value)
                    .replace("&{" + variable + "}", value.replaceAll("[^A-Za-z0-9]", ""));
        }
        return node;
    }
}
