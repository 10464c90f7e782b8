package kr.easyk.payments.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private static SandboxOptions options(Map<String, String> environment) {
        return Main.options(Path.of("template.yaml"), environment);
    }

    @Test
    void withoutSettingsItIsTheSandboxOfTheReadme() {
        assertEquals(SandboxOptions.of(Path.of("template.yaml")), options(Map.of()));
    }

    @Test
    void reconcileRestsAsLongAsIsAsked() {
        assertEquals(
                Duration.ofSeconds(3),
                options(Map.of("SANDBOX_RECONCILE_SECONDS", "3")).scheduleEvery());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "soon", "1.5"})
    void aRestThatIsNoneIsRefused(String seconds) {
        Map<String, String> environment = Map.of("SANDBOX_RECONCILE_SECONDS", seconds);
        assertEquals(
                "SANDBOX_RECONCILE_SECONDS must be a whole number of seconds, at least 1.",
                assertThrows(IllegalArgumentException.class, () -> options(environment))
                        .getMessage());
    }

    @Test
    void theFrontEndsAddressesCanBeOnesOwn() {
        assertEquals(
                Map.of("FrontEndOrigin", "http://localhost:5173", "TossSuccessUrl", "http://localhost:5173/done"),
                options(Map.of(
                                "FRONT_END_ORIGIN",
                                "http://localhost:5173",
                                "TOSS_SUCCESS_URL",
                                "http://localhost:5173/done"))
                        .parameters());
    }

    @Test
    void thePlatformsIssuerTakesThePlaceOfTheTemplates() {
        assertEquals(
                Map.of("JwtIssuer", "http://localhost:8080", "JwtAudience", "easyk"),
                options(Map.of("SANDBOX_JWT_ISSUER", "http://localhost:8080", "SANDBOX_JWT_AUDIENCE", "easyk"))
                        .parameters());
    }

    @Test
    void anAudienceWithoutItsIssuerIsRefused() {
        Map<String, String> environment = Map.of("SANDBOX_JWT_AUDIENCE", "easyk");
        assertEquals(
                "SANDBOX_JWT_AUDIENCE is the audience of SANDBOX_JWT_ISSUER's tokens, and that is not set.",
                assertThrows(IllegalArgumentException.class, () -> options(environment))
                        .getMessage());
    }

    @Test
    void liveKeysAreRefusedBeforeAnythingStarts() {
        Map<String, String> live = Map.of("TOSS_CLIENT_KEY", "live_gck_x", "TOSS_SECRET_KEY", "live_gsk_x");
        assertThrows(IllegalArgumentException.class, () -> options(live));
    }
}
