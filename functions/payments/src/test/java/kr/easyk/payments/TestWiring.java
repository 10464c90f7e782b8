package kr.easyk.payments;

import java.util.HashMap;
import java.util.Map;

/** Settings as Lambda would give them, with scripted servers in place of Toss and Secrets Manager. */
public final class TestWiring {
    private TestWiring() {}

    /** With short limits for calls to Toss, for tests that wait for them to be over. */
    public static Wiring of(String secretsUrl, String tossUrl) {
        return of(secretsUrl, tossUrl, Map.of("TOSS_TIMEOUT_MS", "1500", "TOSS_LOOKUP_TIMEOUT_MS", "1000"));
    }

    /** With the functions' own limits, for tests that wait for nothing. */
    public static Wiring patient(String secretsUrl, String tossUrl) {
        return of(secretsUrl, tossUrl, Map.of());
    }

    private static Wiring of(String secretsUrl, String tossUrl, Map<String, String> limits) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "AWS_REGION", "ap-northeast-2",
                "AWS_ACCESS_KEY_ID", "test",
                "AWS_SECRET_ACCESS_KEY", "test",
                "AWS_ENDPOINT_URL_SECRETS_MANAGER", secretsUrl,
                "TOSS_SECRET_ARN", "arn:aws:secretsmanager:ap-northeast-2:000000000000:secret:toss",
                "TOSS_BASE_URL", tossUrl));
        settings.putAll(limits);
        return Wiring.of(settings);
    }

    /** Secrets Manager's answer when the secret is this text. */
    public static ScriptedServer.Reply secret(String text) {
        String quoted = "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        return ScriptedServer.reply(
                200,
                "application/x-amz-json-1.1",
                "{\"ARN\":\"arn:toss\",\"Name\":\"toss\",\"VersionId\":\"1\",\"SecretString\":" + quoted + "}");
    }

    /** Secrets Manager's refusal, after which it is not asked again. */
    public static ScriptedServer.Reply secretsAway() {
        return ScriptedServer.reply(
                400, "application/x-amz-json-1.1", "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}");
    }
}
