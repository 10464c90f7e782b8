package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.approve.ApproveFunction;
import kr.easyk.payments.ready.ReadyFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stack whose parameters do not go together does not start, so that Lambda publishes no version of it; or has no key to call Toss with. */
class StartTest {
    @RegisterExtension
    final World world = new World();

    private Wiring wiring(String function, Map<String, String> changes) {
        Map<String, String> settings = new HashMap<>(world.settings(function));
        settings.putAll(changes);
        return Wiring.of(settings);
    }

    @ParameterizedTest
    @CsvSource({"test, live_gck_x", "live, test_gck_x"})
    void aClientKeyOfTheOtherStageIsRefused(String stage, String key) {
        Wiring wiring = wiring("ReadyFunction", Map.of("STAGE", stage, "TOSS_CLIENT_KEY", key));

        assertEquals(
                "STAGE and TOSS_CLIENT_KEY do not go together: one is test, the other live",
                assertThrows(IllegalStateException.class, () -> new ReadyFunction(wiring))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource({"TOSS_SUCCESS_URL", "TOSS_FAIL_URL"})
    void aLivePayerComesBackOverHttps(String page) {
        Map<String, String> live = Map.of("STAGE", "live", "TOSS_CLIENT_KEY", "live_gck_x");
        assertDoesNotThrow(() -> new ReadyFunction(wiring("ReadyFunction", live)));

        Map<String, String> open = new HashMap<>(live);
        open.put(page, "http://localhost:3000/checkout");
        assertEquals(
                page + " must be an https URL where STAGE is live",
                assertThrows(IllegalStateException.class, () -> new ReadyFunction(wiring("ReadyFunction", open)))
                        .getMessage());
    }

    @Test
    void aSecretInAnotherRegionIsRefused() {
        Wiring wiring = wiring(
                "ApproveFunction",
                Map.of("TOSS_SECRET_ARN", "arn:aws:secretsmanager:us-east-1:000000000000:secret:toss-AbCdEf"));

        assertEquals(
                "the secret TOSS_SECRET_ARN is in us-east-1, and this stack in ap-northeast-2",
                assertThrows(IllegalStateException.class, () -> new ApproveFunction(wiring))
                        .getMessage());
    }

    @Test
    void withALiveKeyInItsSecretATestStackCallsNobody() {
        world.secrets().put(World.SECRET, "live_gsk_x");
        world.restart();
        Payer payer = world.payer();
        payer.checkout(world.consultation(payer, 50_000)).approve().isProblem(503, "TOSS_UNAVAILABLE");

        assertEquals(0, world.toss().calls("confirm"));
    }
}
