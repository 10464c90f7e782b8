package kr.easyk.payments.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TossKeysTest {
    private static Map<String, String> environment(String client, String secret) {
        return Map.of("TOSS_CLIENT_KEY", client, "TOSS_SECRET_KEY", secret);
    }

    @Test
    void withoutKeysThereIsTheSimulator() {
        assertNull(TossKeys.from(Map.of()));
        assertNull(TossKeys.from(environment("", " ")));
    }

    @ParameterizedTest
    @CsvSource({"test_gck_docs, test_gsk_docs", "test_ck_docs, test_sk_docs"})
    void aPairOfTestKeysIsTaken(String client, String secret) {
        assertEquals(new TossKeys(client, secret), TossKeys.from(environment(client, secret)));
    }

    @ParameterizedTest
    @CsvSource({
        "live_gck_x, live_gsk_x, TOSS_CLIENT_KEY is a live key",
        "test_gck_x, live_gsk_x, TOSS_SECRET_KEY is a live key",
        "test_gck_x, test_sk_x, are no pair",
        "test_ck_x, test_gsk_x, are no pair",
        "test_gsk_x, test_gck_x, TOSS_CLIENT_KEY is not a key of the form test_gck_… or test_ck_…",
        "test_gck_x, nonsense, TOSS_SECRET_KEY is not a key of the form",
        "test_gck_x, '', TOSS_SECRET_KEY is not set",
        "'', test_gsk_x, TOSS_CLIENT_KEY is not set"
    })
    void anythingElseIsRefusedWithoutShowingAKey(String client, String secret, String message) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> TossKeys.from(environment(client, secret)));

        assertTrue(refused.getMessage().contains(message), refused.getMessage());
        assertFalse(!secret.isEmpty() && refused.getMessage().contains(secret), refused.getMessage());
    }

    @Test
    void keysStayOutOfLogs() {
        assertFalse(new TossKeys("test_gck_a", "test_gsk_b").toString().contains("b"));
    }
}
