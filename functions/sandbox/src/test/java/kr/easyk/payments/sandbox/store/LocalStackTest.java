package kr.easyk.payments.sandbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.Map;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.secrets.TossKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Another implementation of the same services, so that nothing rests on a quirk of DynamoDB Local. */
@EnabledIf(value = "dockerIsThere", disabledReason = "no Docker engine: the store was tested on DynamoDB Local alone")
class LocalStackTest extends StoreContract {
    /** A version that starts without an account; later ones ask for a token. */
    private static final DockerImageName IMAGE = DockerImageName.parse("localstack/localstack:4.4.0");

    /** Started when the first test needs it, and stopped by Testcontainers when the JVM ends. */
    private static final class Started {
        private static final LocalStackContainer LOCAL_STACK =
                new LocalStackContainer(IMAGE).withServices("dynamodb", "secretsmanager");

        static {
            LOCAL_STACK.start();
        }
    }

    LocalStackTest() {
        super(endpoint());
    }

    static boolean dockerIsThere() {
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (RuntimeException e) {
            // An engine that can get no images is as good as none.
            return false;
        }
    }

    private static URI endpoint() {
        return Started.LOCAL_STACK.getEndpoint();
    }

    @Test
    void theKeyComesFromSecretsManagerAndIsFetchedAnewAfterARotation() {
        Wiring wiring = Wiring.of(Map.of(
                "AWS_ACCESS_KEY_ID", "sandbox",
                "AWS_SECRET_ACCESS_KEY", "sandbox",
                "AWS_ENDPOINT_URL_SECRETS_MANAGER", endpoint().toString(),
                "TOSS_SECRET_ARN", "easyk-toss"));
        SecretsManagerClient secrets = SecretsManagerClient.builder()
                .endpointOverride(endpoint())
                .region(Region.of(wiring.aws().region()))
                .credentialsProvider(wiring.aws().credentials())
                .httpClient(wiring.aws().http())
                .build();
        secrets.createSecret(create -> create.name("easyk-toss").secretString("{\"secretKey\":\"test_gsk_one\"}"));
        TossKey key = TossKey.with(wiring);
        assertEquals("test_gsk_one", key.current());

        secrets.putSecretValue(put -> put.secretId("easyk-toss").secretString("test_gsk_two"));

        assertEquals("test_gsk_one", key.current());
        assertEquals("test_gsk_two", key.after("test_gsk_one", TossKey.FETCH));
    }

    @AfterAll
    static void stop() {
        Started.LOCAL_STACK.stop();
    }
}
