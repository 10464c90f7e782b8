package kr.easyk.payments.store;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import kr.easyk.payments.model.Carried;
import kr.easyk.payments.model.Times;
import kr.easyk.payments.model.UnreadableRecord;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A DynamoDB item, written and read attribute by attribute. What is null is left out. */
final class Item {
    private final String name;
    private final Map<String, AttributeValue> attributes;

    private Item(String name, Map<String, AttributeValue> attributes) {
        this.name = name;
        this.attributes = attributes;
    }

    static Item empty() {
        return new Item("new", new HashMap<>());
    }

    /** @param name what an {@link UnreadableRecord} calls it */
    static Item of(String name, Map<String, AttributeValue> attributes) {
        return new Item(name, attributes);
    }

    Map<String, AttributeValue> attributes() {
        return attributes;
    }

    Item put(String attribute, @Nullable String value) {
        if (value != null) {
            attributes.put(attribute, AttributeValue.fromS(value));
        }
        return this;
    }

    Item put(String attribute, long value) {
        attributes.put(attribute, AttributeValue.fromN(Long.toString(value)));
        return this;
    }

    Item put(String attribute, boolean value) {
        attributes.put(attribute, AttributeValue.fromBool(value));
        return this;
    }

    Item put(String attribute, @Nullable Instant value) {
        return put(attribute, value == null ? null : Times.text(value));
    }

    Item put(String attribute, @Nullable Item value) {
        if (value != null) {
            attributes.put(attribute, AttributeValue.fromM(value.attributes));
        }
        return this;
    }

    Item put(String attribute, List<Item> values) {
        attributes.put(
                attribute,
                AttributeValue.fromL(values.stream()
                        .map(each -> AttributeValue.fromM(each.attributes))
                        .toList()));
        return this;
    }

    /** With what was carried along, which stands in the place of names that this version had none for. */
    Item putAll(Carried carried) {
        if (carried instanceof Rest rest) {
            attributes.putAll(rest.attributes());
        }
        return this;
    }

    /**
     * What this version does not know: all but these attributes, and with those whose value it has no name for.
     *
     * @param unrecognised of the known attributes, one whose value has to be kept as it is; null for none
     */
    Carried rest(Set<String> known, @Nullable String unrecognised) {
        Map<String, AttributeValue> rest = new HashMap<>();
        attributes.forEach((attribute, value) -> {
            if (!known.contains(attribute) || attribute.equals(unrecognised)) {
                rest.put(attribute, value);
            }
        });
        return rest.isEmpty() ? Carried.NOTHING : new Rest(rest);
    }

    boolean has(String attribute) {
        return attributes.containsKey(attribute);
    }

    String text(String attribute) {
        String value = optionalText(attribute);
        if (value == null) {
            throw unreadable(attribute);
        }
        return value;
    }

    @Nullable
    String optionalText(String attribute) {
        AttributeValue value = attributes.get(attribute);
        return value == null ? null : value.s();
    }

    long number(String attribute) {
        AttributeValue value = attributes.get(attribute);
        if (value == null || value.n() == null) {
            throw unreadable(attribute);
        }
        try {
            return Long.parseLong(value.n());
        } catch (NumberFormatException e) {
            throw unreadable(attribute);
        }
    }

    boolean flag(String attribute) {
        AttributeValue value = attributes.get(attribute);
        return value != null && Boolean.TRUE.equals(value.bool());
    }

    Instant time(String attribute) {
        Instant value = optionalTime(attribute);
        if (value == null) {
            throw unreadable(attribute);
        }
        return value;
    }

    @Nullable
    Instant optionalTime(String attribute) {
        String text = optionalText(attribute);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw unreadable(attribute);
        }
    }

    /** A value by its name, such as a status. */
    <T> T named(String attribute, Function<String, T> ofName) {
        try {
            return ofName.apply(text(attribute));
        } catch (IllegalArgumentException e) {
            throw unreadable(attribute);
        }
    }

    <T> @Nullable T part(String attribute, Function<Item, T> read) {
        AttributeValue value = attributes.get(attribute);
        return value == null || !value.hasM() ? null : read.apply(of(name + "." + attribute, value.m()));
    }

    <T> List<T> parts(String attribute, Function<Item, T> read) {
        AttributeValue value = attributes.get(attribute);
        return value == null
                ? List.of()
                : value.l().stream()
                        .map(each -> read.apply(of(name + "." + attribute, each.m())))
                        .toList();
    }

    private UnreadableRecord unreadable(String attribute) {
        return new UnreadableRecord(name + " has no readable " + attribute);
    }
}
