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
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** JSON in and out. Whatever is not of the asked type is an {@code INVALID_REQUEST}: a number in quotes is not a number. */
final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Far above any price, far below where sums of it overflow. */
    private static final long MOST_WON = 1_000_000_000_000L;

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
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
            throw TossError.INVALID_REQUEST.refusal();
        }
        return text;
    }

    static @Nullable String textOrNull(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw TossError.INVALID_REQUEST.refusal();
        }
        return value.textValue();
    }

    /** A number of won, whole and more than nothing. */
    static long won(JsonNode node, String field) {
        Long won = wonOrNull(node, field);
        if (won == null) {
            throw TossError.INVALID_REQUEST.refusal();
        }
        return won;
    }

    static @Nullable Long wonOrNull(JsonNode node, String field) {
        return wonOrNull(node, field, 1);
    }

    /** A number of won that may be none, which is also what its absence means. */
    static long wonOrNone(JsonNode node, String field) {
        Long won = wonOrZeroOrNull(node, field);
        return won == null ? 0 : won;
    }

    static @Nullable Long wonOrZeroOrNull(JsonNode node, String field) {
        return wonOrNull(node, field, 0);
    }

    private static @Nullable Long wonOrNull(JsonNode node, String field, long least) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > MOST_WON) {
            throw TossError.INVALID_REQUEST.refusal();
        }
        return value.longValue();
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
            throw TossError.INVALID_REQUEST.refusal();
        }
        return value.booleanValue();
    }

    static @Nullable JsonNode objectOrNull(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isObject()) {
            throw TossError.INVALID_REQUEST.refusal();
        }
        return value;
    }
}
