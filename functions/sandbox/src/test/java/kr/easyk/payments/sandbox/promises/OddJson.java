package kr.easyk.payments.sandbox.promises;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A good body with one thing in it that is odd.
 *
 * @param name what is odd about it, in words
 * @param field with dots where it is nested
 * @param value as it stands in the body; {@code missing} where the field is left out
 */
record OddJson(String name, String field, String value, String body) {
    static final String MISSING = "missing";

    /** Numbers that are no amount of money, each written as JSON has it, and what else might stand where one belongs. */
    static final Map<String, String> NO_AMOUNTS = named(
            "zero", "0",
            "minus nothing", "-0",
            "a negative number", "-50000",
            "a fraction", "100.5",
            "a whole number written as a fraction", "50000.0",
            "a whole number written with an exponent", "5e4",
            "more than any number can be", "1e999",
            "less than any number can be", "-1e999",
            "one more than fits into 63 bits", "9223372036854775808",
            "one less than fits into 63 bits", "-9223372036854775809",
            "a number that is right again modulo 2^64", "18446744073709601616",
            "a number of 400 digits", "9".repeat(400),
            "a text", "\"50000\"",
            "an empty text", "\"\"",
            "true", "true",
            "a list", "[50000]",
            "an object", "{\"value\":50000}");

    /** What is no text, or none that says anything. */
    static final Map<String, String> NO_TEXTS = named(
            "a number", "5",
            "true", "true",
            "a list", "[\"text\"]",
            "an empty list", "[]",
            "an object", "{\"text\":\"text\"}",
            "an empty text", "\"\"",
            "spaces", "\"   \"",
            "ideographic spaces", "\"\u3000\u3000\"",
            "a no-break space", "\"\u00a0\"",
            "a unit separator", "\"\\u001f\"",
            "half a character", "\"\\ud83d\"",
            "a text of 10,000 characters", "\"" + "x".repeat(10_000) + "\"");

    /** Texts that are no id of anything, and have been used to get at things all the same. */
    static final Map<String, String> NO_IDS = named(
            "a path", "\"../../etc/passwd\"",
            "a coded path", "\"%2e%2e%2fpayments\"",
            "SQL", "\"' OR '1'='1\"",
            "an expression", "\"${jndi:ldap://example.org/a}\"",
            "a line break", "\"c-2026\\n0001\"",
            "a line break at the end", "\"c-2026-0001\\n\"",
            "a zero character", "\"c-2026\\u0000\"",
            "an emoji", "\"💸\"",
            "spaces around it", "\" c-2026-0001 \"",
            "digits that are not ASCII", "\"１２３４５６７８\"");

    static final Map<String, String> NO_OBJECTS =
            named("a text", "\"88\"", "a number", "88", "true", "true", "a list", "[{}]", "an empty list", "[]");

    /** In the order in which they are given. */
    static Map<String, String> named(String... namesAndValues) {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            all.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return all;
    }

    /** The good body, with this in the place of one of its fields. */
    static OddJson with(ObjectNode good, String field, String name, String value) {
        ObjectNode body = good.deepCopy();
        int dot = field.lastIndexOf('.');
        ObjectNode owner = dot < 0
                ? body
                : (ObjectNode) body.at("/" + field.substring(0, dot).replace('.', '/'));
        String last = field.substring(dot + 1);
        if (value.equals(MISSING)) {
            owner.remove(last);
        } else {
            owner.putRawValue(last, new RawValue(value));
        }
        return new OddJson(field + ": " + name, field, value, body.toString());
    }

    /** One for each of the values. */
    static List<OddJson> with(ObjectNode good, String field, Map<String, String> values) {
        List<OddJson> all = new ArrayList<>();
        values.forEach((name, value) -> all.add(with(good, field, name, value)));
        return all;
    }

    /** Everything odd there is, in every field of a body there is. */
    static List<OddJson> of(ObjectNode good) {
        List<OddJson> all = new ArrayList<>();
        for (String field : fields(good, "")) {
            all.add(with(good, field, "missing", MISSING));
            all.add(with(good, field, "null", "null"));
            for (Map<String, String> values : List.of(NO_AMOUNTS, NO_TEXTS, NO_IDS, NO_OBJECTS)) {
                all.addAll(with(good, field, values));
            }
        }
        return all;
    }

    private static List<String> fields(JsonNode object, String path) {
        List<String> fields = new ArrayList<>();
        object.properties().forEach(each -> {
            fields.add(path + each.getKey());
            fields.addAll(fields(each.getValue(), path + each.getKey() + "."));
        });
        return fields;
    }
}
