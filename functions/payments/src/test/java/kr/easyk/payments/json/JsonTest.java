package kr.easyk.payments.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read is what Jackson's own ObjectMapper reads, and what is written reads the same again. */
class JsonTest {
    private static final ObjectMapper JACKSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "\"\"",
                "\"가 \\u0000 \\\" \\\\ \\ud83d\\ude00\"",
                "0",
                "-1",
                "2147483648",
                "9223372036854775807",
                "9223372036854775808",
                "123456789012345678901234567890",
                "50000.0",
                "0.1",
                "-1e3",
                "true",
                "false",
                "null",
                "{\"a\":null,\"b\":[1,[2,{\"c\":\"d\"}],true],\"\":{}}",
            })
    void aValueIsReadAsJacksonReadsItAndWrittenBackTheSame(String text) throws IOException {
        JsonNode expected = JACKSON.readTree(text);

        JsonNode value = Json.read(text);

        assertEquals(expected, value);
        assertEquals(value, Json.read(text.getBytes(StandardCharsets.UTF_8)));
        assertEquals(value, Json.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
        assertEquals(value, JACKSON.readTree(Json.text(value)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Json.write(value, out);
        assertEquals(value, JACKSON.readTree(out.toByteArray()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[1,",
                "[1 2]",
                "{\"a\"}",
                "{\"a\":1,}",
                "{a:1}",
                "'a'",
                "nul",
                "01",
                "NaN",
                "1 2",
                "{} {}",
                "{}}",
                "\"\u0001\"",
                "{\"a\":1,\"a\":2}",
                "{\"a\":{\"b\":1,\"b\":1}}"
            })
    void whatIsNotJsonOrSaysSomethingTwiceIsRefused(String text) {
        assertThrows(JacksonException.class, () -> Json.read(text));
    }

    @Test
    void nothingDeeperThanAnyOfOursIsRead() throws IOException {
        assertTrue(Json.read("[".repeat(32) + "]".repeat(32)).isArray());
        assertThrows(JacksonException.class, () -> Json.read("[".repeat(33) + "]".repeat(33)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n"})
    void nothingIsMissing(String text) throws IOException {
        assertTrue(Json.read(text).isMissingNode());
    }

    @Test
    void whatHasNoJsonIsNotWritten() {
        assertThrows(IllegalArgumentException.class, () -> Json.text(MissingNode.getInstance()));
    }
}
