package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a caller gets: an answer, or a connection that closes without one. */
sealed interface Reply {
    /** @param headers those beside the content type */
    record Answer(int status, String contentType, byte[] body, Map<String, String> headers) implements Reply {
        Answer(int status, String contentType, byte[] body) {
            this(status, contentType, body, Map.of());
        }
    }

    record Silence() implements Reply {}

    static Answer json(int status, JsonNode body) {
        return new Answer(status, "application/json;charset=UTF-8", Json.write(body));
    }

    static Answer html(int status, String page) {
        return new Answer(status, "text/html;charset=UTF-8", page.getBytes(StandardCharsets.UTF_8));
    }
}
