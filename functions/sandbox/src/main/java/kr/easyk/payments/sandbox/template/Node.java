package kr.easyk.payments.sandbox.template;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A part of the template that is evaluated as it is walked, and knows where it stands so that what is wrong can be said. */
final class Node {
    private final @Nullable Object value;
    private final String where;
    private final Intrinsics intrinsics;

    Node(@Nullable Object raw, String where, Intrinsics intrinsics) {
        this.value = intrinsics.evaluate(raw, where);
        this.where = where;
        this.intrinsics = intrinsics;
    }

    String where() {
        return where;
    }

    Node get(String key) {
        return child(value instanceof Map<?, ?> map ? map.get(key) : null, where + "." + key);
    }

    boolean isAbsent() {
        return value == null;
    }

    boolean isFlag() {
        return value instanceof Boolean;
    }

    String text() {
        if (value == null || value instanceof Map || value instanceof List) {
            throw new TemplateException(where + (value == null ? " is missing" : " should be text"));
        }
        return String.valueOf(value);
    }

    String text(String otherwise) {
        return isAbsent() ? otherwise : text();
    }

    boolean flag() {
        return Boolean.parseBoolean(text("false"));
    }

    int number(int otherwise) {
        if (isAbsent()) {
            return otherwise;
        }
        try {
            return Integer.parseInt(text());
        } catch (NumberFormatException e) {
            throw new TemplateException(where + " should be a whole number, and is " + value, e);
        }
    }

    /** A list of texts; a single text is a list of one; an absent one is empty. */
    List<String> texts() {
        if (isAbsent() || value instanceof List) {
            return items().stream().map(Node::text).toList();
        }
        return List.of(text());
    }

    List<Node> items() {
        if (isAbsent()) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(item -> child(item, where))
                    .filter(item -> !item.isAbsent())
                    .toList();
        }
        throw new TemplateException(where + " should be a list");
    }

    void forEach(BiConsumer<String, Node> entry) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> {
                Node child = child(item, where + "." + key);
                if (!child.isAbsent()) {
                    entry.accept(String.valueOf(key), child);
                }
            });
        } else if (value != null) {
            throw new TemplateException(where + " should be a map");
        }
    }

    private Node child(@Nullable Object raw, String place) {
        return new Node(raw, place, intrinsics);
    }
}
