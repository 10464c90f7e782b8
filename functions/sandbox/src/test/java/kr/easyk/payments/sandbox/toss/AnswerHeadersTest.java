package kr.easyk.payments.sandbox.toss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kr.easyk.payments.sandbox.Http;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Toss says beside the body. */
class AnswerHeadersTest {
    private static final String TRACE = "x-tosspayments-trace-id";

    private final TossSimulator toss = TossSimulator.start(TossSimulator.Options.defaults());
    private final Http http = new Http(toss.uri());
    private final String key = toss.authenticate("order-0001", 30_000);

    @AfterEach
    void close() {
        toss.close();
    }

    private Http.Answer confirm(String secretKey) {
        String body = """
                {"paymentKey": "%s", "orderId": "order-0001", "amount": 30000}""".formatted(key);
        return http.post(
                "/v1/payments/confirm",
                body,
                "Authorization",
                Merchant.basic(secretKey + ":"),
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                "k");
    }

    private Http.Answer get(String path) {
        return http.get(path, "Authorization", Merchant.basic("test_gsk_sandbox:"));
    }

    @Test
    void everyAnswerHasATraceOfItsOwn() {
        toss.fault("transactions", "rate_limit", 1);
        List<String> traces = List.of(
                confirm("test_gsk_wrong").headers().get(TRACE),
                confirm("test_gsk_sandbox").headers().get(TRACE),
                get("/v1/payments/" + key).headers().get(TRACE),
                get("/v1/payments/unknown").headers().get(TRACE),
                get("/v1/transactions").headers().get(TRACE),
                get("/v1/nowhere").headers().get(TRACE));

        assertEquals(traces.size(), traces.stream().distinct().count());
        traces.forEach(trace -> assertTrue(trace.matches("[0-9a-f]{32}"), trace));
    }

    @Test
    void aReplayIsTheSameBytesWithTheNewTraceAndTheFirstOnes() {
        Http.Answer first = confirm("test_gsk_sandbox");

        Http.Answer replay = confirm("test_gsk_sandbox");
        Http.Answer another = confirm("test_gsk_sandbox");

        assertArrayEquals(first.bytes(), replay.bytes());
        String firstTrace = first.headers().get(TRACE);
        assertTrue(replay.headers().get(TRACE).matches("[0-9a-f]{32}," + firstTrace));
        assertTrue(another.headers().get(TRACE).endsWith("," + firstTrace));
        assertNotEquals(replay.headers().get(TRACE), another.headers().get(TRACE));
    }

    @Test
    void aPostEchoesItsIdempotencyKeyWhateverTheAnswer() {
        assertEquals("k", confirm("test_gsk_wrong").headers().get("idempotency-key"));
        assertEquals("k", confirm("test_gsk_sandbox").headers().get("idempotency-key"));
        assertEquals("k", confirm("test_gsk_sandbox").headers().get("idempotency-key"));
        assertFalse(get("/v1/payments/" + key).headers().containsKey("idempotency-key"));
    }

    @Test
    void aGatewaysPageHasNoTrace() {
        toss.fault("lookup", "garbage", 1);

        assertFalse(get("/v1/payments/" + key).headers().containsKey(TRACE));
    }
}
