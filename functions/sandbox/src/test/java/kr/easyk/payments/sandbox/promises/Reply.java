package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** What a function answered to API Gateway. */
record Reply(int status, Map<String, String> headers, JsonNode body) {
    static Reply of(JsonNode response) {
        try {
            Map<String, String> headers = new TreeMap<>();
            response.path("headers")
                    .properties()
                    .forEach(each -> headers.put(each.getKey(), each.getValue().asText()));
            return new Reply(
                    response.path("statusCode").asInt(),
                    headers,
                    World.JSON.readTree(response.path("body").asText()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the body is no JSON: " + response, e);
        }
    }

    String text(String field) {
        return body.path(field).asText();
    }

    long number(String field) {
        return body.path(field).asLong();
    }

    Reply is(int expected) {
        assertEquals(expected, status, () -> body.toString());
        return this;
    }

    /** The agreed problem: its status, its code, and nothing else for a body. */
    Reply isProblem(int expected, String code) {
        is(expected);
        assertEquals(code, text("code"), () -> body.toString());
        assertEquals("application/problem+json", headers.get("content-type"));
        return this;
    }
}
