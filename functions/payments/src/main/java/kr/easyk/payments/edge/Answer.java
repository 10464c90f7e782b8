package kr.easyk.payments.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** What a function answers: a status, a JSON body, and headers. */
public record Answer(int status, ObjectNode body, Map<String, String> headers) {
    /** Seconds after which an outcome that is unknown now is worth asking for again. */
    private static final String SOON = "3";

    public static Answer ok(ObjectNode body) {
        return new Answer(200, body, Map.of());
    }

    public static Answer created(ObjectNode body) {
        return new Answer(201, body, Map.of());
    }

    /** Under way: ask again after the seconds in {@code Retry-After}. */
    public static Answer accepted(ObjectNode body) {
        return new Answer(202, body, Map.of("retry-after", SOON));
    }

    Answer with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Answer(status, body, more);
    }
}
