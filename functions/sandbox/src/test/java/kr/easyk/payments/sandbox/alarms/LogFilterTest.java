package kr.easyk.payments.sandbox.alarms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogFilterTest {
    private static JsonNode line() throws Exception {
        return new ObjectMapper()
                .readTree(
                        "{\"message\":\"gone, or another's\",\"status\":\"503\",\"ms\":5001,\"record\":{\"status\":\"error\"}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "message = \"gone, or another's\" | true",
                "message = \"gone\" | false",
                "message like \"another\" | true",
                "status = 503 | true",
                "status >= 500 and status < 503 | false",
                "ms > 5000 | true",
                "ms > 5001 | false",
                "nothing > 1 | false",
                "nothing = \"gone\" | false",
                "record.status in [\"timeout\", \"error\"] | true",
                "status = 1 or ms = 5001 | true",
                "status = 1 and (status = 503 or ms = 5001) | false",
                "status = 1 and status = 503 or ms = 5001 | true"
            })
    void aLineIsFoundOrNot(String filter, boolean found) throws Exception {
        assertEquals(found, LogFilter.finds(filter, line()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ms ~ 1", "ms != 1", "ms = 1 2", "ms in 1"})
    void whatIsNotKnownIsNotGuessedAt(String filter) {
        assertThrows(IllegalArgumentException.class, () -> LogFilter.finds(filter, line()));
    }
}
