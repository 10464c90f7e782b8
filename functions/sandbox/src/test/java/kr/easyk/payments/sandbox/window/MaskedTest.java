package kr.easyk.payments.sandbox.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskedTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"secret\":\"ps_1\"} | {\"secret\":\"•••\"}",
                "{\"a\":[{\"toss_secret\":\"ps_1\"}]} | {\"a\":[{\"toss_secret\":\"•••\"}]}",
                "{\"secret\":null} | {\"secret\":null}",
                "{\"card\":{\"number\":\"4330****\",\"cvc\":\"123\",\"password\":\"12\"}} | {\"card\":{\"number\":\"4330****\",\"cvc\":\"•••\",\"password\":\"•••\"}}",
                "{\"refundReceiveAccount\":{\"accountNumber\":\"1002123456789\"}} | {\"refundReceiveAccount\":{\"accountNumber\":\"•••6789\"}}",
                "{\"client_key\":\"test_gck_abcdef\"} | {\"client_key\":\"test_gck_•••\"}",
                "{\"note\":\"with test_sk_abcdef in it\"} | {\"note\":\"with test_sk_••• in it\"}",
                "{\"note\":\"eyJhbGciOi.eyJzdWIi.c2ln\"} | {\"note\":\"eyJhbGci…\"}",
                "{\"amount\":50000} | {\"amount\":50000}",
                "not json at all, secret=ps_1 | \"(28 bytes, not JSON)\""
            })
    void secretsStayHidden(String body, String shown) {
        assertEquals(shown, Masked.body(body).toString());
    }

    @Test
    void aLongBodyIsOnlyMeasured() {
        assertEquals(
                "(40000 bytes)",
                Masked.body("x".repeat(40_000).getBytes(StandardCharsets.UTF_8)).textValue());
    }

    @Test
    void aCallerIsWhomTheTokenNames() {
        assertEquals(
                "{\"user_id\":\"mina\"}",
                Masked.caller("Bearer e30.eyJzdWIiOiJtaW5hIn0.c2ln").toString());
        assertEquals("{}", Masked.caller("Bearer nonsense").toString());
        assertEquals("{}", Masked.caller("a.!.c").toString());
    }
}
