package kr.easyk.payments.edge;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import kr.easyk.payments.model.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object, taken out one by one and checked as they are: a value of the wrong type is refused, never
 * converted. Each method throws a {@link Refusal} that names the field at fault. Fields nobody asks for are passed over.
 */
public final class Fields {
    /** Control characters and ECMAScript's white space: what openapi.yaml's patterns for texts leave out. Java's own blank is neither. */
    private static final Pattern BLANK =
            Pattern.compile("[\\x00-\\x20\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000\\uFEFF]*");

    private final JsonNode json;
    private final String path;

    Fields(JsonNode json) {
        this(json, "");
    }

    private Fields(JsonNode json, String path) {
        this.json = json;
        this.path = path;
    }

    public boolean has(String name) {
        return json.hasNonNull(name);
    }

    /** @param most UTF-16 units, at most: however Toss counts the characters of a text, it finds no more than these */
    public String text(String name, int most) {
        String value = optionalText(name, most);
        if (value == null) {
            throw refusal(name);
        }
        return value;
    }

    /** @return null where the field is missing or null */
    public @Nullable String optionalText(String name, int most) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        String text = value.textValue();
        boolean fits = text != null
                && text.length() <= most
                && !BLANK.matcher(text).matches()
                && StandardCharsets.UTF_8.newEncoder().canEncode(text);
        if (!fits) {
            throw refusal(name);
        }
        return text;
    }

    /** A text that must look like this. */
    public String text(String name, Pattern pattern) {
        String value = json.path(name).textValue();
        if (value == null || !pattern.matcher(value).matches()) {
            throw refusal(name);
        }
        return value;
    }

    /** An amount of won: a whole number above nothing. */
    public long won(String name) {
        Long value = optionalWon(name);
        if (value == null) {
            throw refusal(name);
        }
        return value;
    }

    /** @return null where the field is missing or null */
    public @Nullable Long optionalWon(String name) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() <= 0) {
            throw refusal(name);
        }
        return value.longValue();
    }

    public Fields object(String name) {
        Fields value = optionalObject(name);
        if (value == null) {
            throw refusal(name);
        }
        return value;
    }

    /** @return null where the field is missing or null */
    public @Nullable Fields optionalObject(String name) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isObject()) {
            throw refusal(name);
        }
        return new Fields(value, path + name + ".");
    }

    private Refusal refusal(String name) {
        return Refusal.invalid(path + name);
    }
}
