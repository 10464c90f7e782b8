package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What a caller gets: an answer, a connection that closes without one, or nothing for the time being. */
public sealed interface Reply {
    /** @param headers those beside the content type, by lower-case name */
    record Answer(int status, String contentType, byte[] body, Map<String, String> headers) implements Reply {
        Answer(int status, String contentType, byte[] body) {
            this(status, contentType, body, Map.of());
        }

        Answer with(String header, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Answer(status, contentType, body, more);
        }
    }

    record Silence() implements Reply {}

    /**
     * The connection stays open. A caller who has the patience gets what comes in the end.
     *
     * @param end an answer or silence
     */
    record Pending(CompletableFuture<Reply> end) implements Reply {}

    static Answer json(int status, JsonNode body) {
        return new Answer(status, "application/json;charset=UTF-8", Json.write(body));
    }

    static Answer html(int status, String page) {
        return new Answer(status, "text/html;charset=UTF-8", page.getBytes(StandardCharsets.UTF_8));
    }
}
