package kr.easyk.payments.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigInteger;
import java.util.Map;

/**
 * Reads and writes JSON as Jackson's trees, token by token. An ObjectMapper would do the same, and loads 600 classes first, for types
 * nobody asks it about: that was a fifth of a cold start.
 */
public final class Json {
    /** An event from API Gateway is six levels deep, a payment of Toss's four. */
    private static final int DEEPEST = 32;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Json() {}

    public static ObjectNode object() {
        return NODES.objectNode();
    }

    /**
     * Reads one value, which must be all there is. No name may come twice in an object, and nothing may be deeper than
     * {@value #DEEPEST} levels.
     *
     * @return a missing node where there is nothing to read
     * @throws JsonParseException and others of Jackson's, where it is not JSON
     */
    public static JsonNode read(String text) throws IOException {
        return read(FACTORY.createParser(text));
    }

    /** As {@link #read(String)}. */
    public static JsonNode read(byte[] bytes) throws IOException {
        return read(FACTORY.createParser(bytes));
    }

    /** As {@link #read(String)}, and closes the stream. */
    public static JsonNode read(InputStream in) throws IOException {
        return read(FACTORY.createParser(in));
    }

    private static JsonNode read(JsonParser json) throws IOException {
        try (json) {
            JsonToken first = json.nextToken();
            if (first == null) {
                return MissingNode.getInstance();
            }
            JsonNode value = value(json, first);
            if (json.nextToken() != null) {
                throw new JsonParseException(json, "something follows the value");
            }
            return value;
        }
    }

    private static JsonNode value(JsonParser json, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> array(json);
            case VALUE_STRING -> NODES.textNode(json.getText());
            case VALUE_NUMBER_INT -> integer(json);
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(json.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new JsonParseException(json, "not a value: " + token);
        };
    }

    private static ObjectNode object(JsonParser json) throws IOException {
        ObjectNode object = NODES.objectNode();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            object.set(name, value(json, json.nextToken()));
        }
        return object;
    }

    private static ArrayNode array(JsonParser json) throws IOException {
        ArrayNode array = NODES.arrayNode();
        for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
            array.add(value(json, next));
        }
        return array;
    }

    private static JsonNode integer(JsonParser json) throws IOException {
        return switch (json.getNumberType()) {
            case INT -> NODES.numberNode(json.getIntValue());
            case LONG -> NODES.numberNode(json.getLongValue());
            default -> NODES.numberNode(json.getBigIntegerValue());
        };
    }

    /** A tree as text: {@code toString} would make an ObjectMapper for it. */
    public static String text(JsonNode value) {
        StringWriter text = new StringWriter(512);
        try (JsonGenerator json = generator(text)) {
            write(value, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Writes a tree as UTF-8, and closes the stream. */
    public static void write(JsonNode value, OutputStream out) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            write(value, json);
        }
    }

    /** For what is better written at once than built first. */
    public static JsonGenerator generator(Writer out) throws IOException {
        return FACTORY.createGenerator(out);
    }

    private static void write(JsonNode value, JsonGenerator json) throws IOException {
        switch (value.getNodeType()) {
            case OBJECT -> {
                json.writeStartObject();
                for (Map.Entry<String, JsonNode> field : value.properties()) {
                    json.writeFieldName(field.getKey());
                    write(field.getValue(), json);
                }
                json.writeEndObject();
            }
            case ARRAY -> {
                json.writeStartArray();
                for (JsonNode element : value) {
                    write(element, json);
                }
                json.writeEndArray();
            }
            case STRING -> json.writeString(value.textValue());
            case NUMBER -> writeNumber(value, json);
            case BOOLEAN -> json.writeBoolean(value.booleanValue());
            case NULL -> json.writeNull();
            default -> throw new IllegalArgumentException("not JSON: " + value.getNodeType());
        }
    }

    private static void writeNumber(JsonNode value, JsonGenerator json) throws IOException {
        if (value.canConvertToLong() && value.isIntegralNumber()) {
            json.writeNumber(value.longValue());
        } else if (value.isIntegralNumber()) {
            BigInteger number = value.bigIntegerValue();
            json.writeNumber(number);
        } else {
            json.writeNumber(value.doubleValue());
        }
    }
}
