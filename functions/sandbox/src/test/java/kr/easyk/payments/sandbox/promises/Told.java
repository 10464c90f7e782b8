package kr.easyk.payments.sandbox.promises;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What callers have asked for and been told, in order: to be held against what Toss did. */
final class Told {
    /** @param reply null where the function died before it could answer */
    record Asked(String function, JsonNode body, @Nullable Reply reply) {
        boolean isAnswered(int status) {
            return reply != null && reply.status() == status;
        }

        /** Whether the caller was told that nothing comes of it. Where Toss cannot be asked, something still may. */
        boolean isRefused() {
            return reply != null && reply.status() >= 400 && reply.status() < 500;
        }

        String asked(String field) {
            return body.path(field).asText();
        }
    }

    private final List<Asked> all = new ArrayList<>();

    synchronized void add(String function, JsonNode event, @Nullable Reply reply) {
        all.add(new Asked(function, body(event.path("body").asText()), reply));
    }

    /** A body that is no JSON asks for nothing. */
    private static JsonNode body(String text) {
        try {
            return World.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return World.object();
        }
    }

    synchronized List<Asked> all(Predicate<Asked> which) {
        return all.stream().filter(which).toList();
    }

    synchronized void forget() {
        all.clear();
    }
}
