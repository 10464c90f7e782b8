package kr.easyk.payments.sandbox.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

class LocalSecretsManagerTest {
    private static final String ARN = "arn:aws:secretsmanager:ap-northeast-2:000000000000:secret:toss-AbCdEf";

    private LocalSecretsManager secrets;
    private SecretsManagerClient client;

    @BeforeEach
    void start() {
        secrets = LocalSecretsManager.start(0);
        secrets.put(ARN, "{\"secretKey\":\"test_gsk_sandbox\"}");
        client = client(secrets.uri());
    }

    @AfterEach
    void stop() {
        client.close();
        secrets.close();
    }

    private static SecretsManagerClient client(URI endpoint) {
        return SecretsManagerClient.builder()
                .endpointOverride(endpoint)
                .region(Region.AP_NORTHEAST_2)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("sandbox", "sandbox")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    @Test
    void aSecretIsReadByItsArnAndByItsName() {
        GetSecretValueResponse byArn = client.getSecretValue(get -> get.secretId(ARN));
        GetSecretValueResponse byName = client.getSecretValue(get -> get.secretId("toss"));

        assertEquals("{\"secretKey\":\"test_gsk_sandbox\"}", byArn.secretString());
        assertEquals(byArn.secretString(), byName.secretString());
        assertEquals(byArn.versionId(), byName.versionId());
        assertEquals("toss", byArn.name());
        assertEquals(2, secrets.reads());
    }

    @Test
    void aRotatedSecretHasAnotherValueAndVersion() {
        GetSecretValueResponse before = client.getSecretValue(get -> get.secretId(ARN));
        secrets.put(ARN, "new");
        GetSecretValueResponse after = client.getSecretValue(get -> get.secretId(ARN));

        assertEquals("new", after.secretString());
        assertNotEquals(before.versionId(), after.versionId());
    }

    @Test
    void anUnknownSecretIsNotFound() {
        assertThrows(ResourceNotFoundException.class, () -> client.getSecretValue(get -> get.secretId("other")));
    }

    @Test
    void anythingElseIsRefusedWithAReason() {
        SecretsManagerException refused = assertThrows(SecretsManagerException.class, () -> client.listSecrets());

        assertEquals(400, refused.statusCode());
        assertTrue(refused.getMessage().contains("knows GetSecretValue only, not ListSecrets"), refused.getMessage());
    }
}
