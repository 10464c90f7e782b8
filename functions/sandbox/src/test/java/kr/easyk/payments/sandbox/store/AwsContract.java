package kr.easyk.payments.sandbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.UUID;
import kr.easyk.payments.secrets.TossKey;
import kr.easyk.payments.secrets.TossKeyUnavailable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The store on some DynamoDB, and the key to Toss in some Secrets Manager. */
abstract class AwsContract extends StoreContract {
    private final Aws aws;

    AwsContract(Aws aws) {
        super(aws);
        this.aws = aws;
    }

    @Test
    void theKeyComesFromSecretsManagerAndIsFetchedAnewAfterARotation() {
        try (SecretsManagerClient secrets = aws.client(SecretsManagerClient.builder(), Aws.SECRETS_MANAGER)) {
            String arn = secrets.createSecret(create -> create.name("easyk-sandbox-toss-" + UUID.randomUUID())
                            .secretString("{\"secretKey\":\"test_gsk_one\"}"))
                    .arn();
            try {
                TossKey key = TossKey.with(aws.wiring(Map.of("TOSS_SECRET_ARN", arn)));
                assertEquals("test_gsk_one", key.current());

                secrets.putSecretValue(put -> put.secretId(arn).secretString("test_gsk_two"));

                assertEquals("test_gsk_one", key.current());
                assertEquals("test_gsk_two", key.after("test_gsk_one", TossKey.FETCH));
            } finally {
                secrets.deleteSecret(delete -> delete.secretId(arn).forceDeleteWithoutRecovery(true));
            }
        }
    }

    @Test
    void aSecretThatIsNotThereIsNoKey() {
        TossKey key = TossKey.with(aws.wiring(Map.of("TOSS_SECRET_ARN", "easyk-sandbox-toss-" + UUID.randomUUID())));

        TossKeyUnavailable unavailable = assertThrows(TossKeyUnavailable.class, key::current);

        assertEquals("Secrets Manager gave no Toss key: http 400 ResourceNotFoundException", unavailable.getMessage());
    }
}
