package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JSON in and out. Whatever is not of the asked type is an {@code INVALID_REQUEST} that names the field. */
final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Far above any price, far below where sums of it overflow. */
    private static final BigDecimal LARGEST_AMOUNT = new BigDecimal(1_000_000_000_000L);

    /** Nothing that takes long to make a number of. */
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,20}(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?");

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static JsonNode nothing() {
        return MAPPER.nullNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static ObjectNode read(byte[] body) {
        try {
            if (MAPPER.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException notJson) {
            throw TossError.INVALID_REQUEST.refusal();
        }
        throw TossError.INVALID_REQUEST.refusal();
    }

    static byte[] write(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String text(JsonNode node, String field) {
        String text = textOrNull(node, field);
        if (text == null || text.isBlank()) {
            throw TossError.invalid(field);
        }
        return text;
    }

    static @Nullable String textOrNull(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw TossError.invalid(field);
        }
        return value.textValue();
    }

    /**
     * More than nothing, in whatever currency. Written as {@code "50000"}, {@code 50000.0} or {@code 5e4} it is that number too: the
     * servers of Toss's own samples pass on the text that the query held.
     */
    static BigDecimal amount(JsonNode node, String field) {
        BigDecimal amount = amountOrNull(node, field);
        if (amount == null) {
            throw TossError.invalid(field);
        }
        return amount;
    }

    static @Nullable BigDecimal amountOrNull(JsonNode node, String field) {
        BigDecimal amount = amountOrZeroOrNull(node, field);
        if (amount != null && amount.signum() == 0) {
            throw TossError.invalid(field);
        }
        return amount;
    }

    static @Nullable BigDecimal amountOrZeroOrNull(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        String written = value.asText();
        if (!(value.isNumber() || value.isTextual()) || !NUMBER.matcher(written).matches()) {
            throw TossError.invalid(field);
        }
        BigDecimal amount = new BigDecimal(written);
        if (amount.signum() < 0 || amount.compareTo(LARGEST_AMOUNT) > 0) {
            throw TossError.invalid(field);
        }
        return amount;
    }

    /** How many of something there are: a whole number, at least 1, written as an {@linkplain #amount amount} is. */
    static @Nullable Long countOrNull(JsonNode node, String field) {
        BigDecimal count = amountOrNull(node, field);
        if (count != null && !isWhole(count)) {
            throw TossError.invalid(field);
        }
        return count == null ? null : count.longValueExact();
    }

    private static boolean isWhole(BigDecimal number) {
        return number.stripTrailingZeros().scale() <= 0;
    }

    /** One of a kind's constants by its name, in whatever case. */
    static <E extends Enum<E>> E named(Class<E> kind, String name) {
        for (E each : kind.getEnumConstants()) {
            if (each.name().equals(name.toUpperCase(Locale.ROOT))) {
                return each;
            }
        }
        throw TossError.INVALID_REQUEST.refusal();
    }

    /** @param otherwise what its absence means */
    static boolean flag(JsonNode node, String field, boolean otherwise) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw TossError.invalid(field);
        }
        return value.booleanValue();
    }

    static @Nullable JsonNode objectOrNull(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isObject()) {
            throw TossError.invalid(field);
        }
        return value;
    }
}
