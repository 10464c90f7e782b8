package kr.easyk.payments.sandbox.store;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.sandbox.aws.SandboxCredentials;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * Something that speaks as AWS does.
 *
 * @param settings where it is and who asks, as in a function's environment
 */
record Aws(Map<String, String> settings) {
    static final String DYNAMODB = "AWS_ENDPOINT_URL_DYNAMODB";
    static final String SECRETS_MANAGER = "AWS_ENDPOINT_URL_SECRETS_MANAGER";

    /** One that takes any credentials. */
    static Aws at(URI address) {
        return at(address.toString(), Map.of());
    }

    /**
     * @param address of all services, or with {@code {service}} in place of the part that differs, as in AWS's own
     *     {@code https://{service}.ap-northeast-2.amazonaws.com}
     * @param environment region and credentials, where they matter
     */
    static Aws at(String address, Map<String, String> environment) {
        Map<String, String> settings = new HashMap<>(SandboxCredentials.environment());
        settings.putAll(environment);
        settings.put(DYNAMODB, address.replace("{service}", "dynamodb"));
        settings.put(SECRETS_MANAGER, address.replace("{service}", "secretsmanager"));
        return new Aws(Map.copyOf(settings));
    }

    /** As a function has it, with what is its own. */
    Wiring wiring(Map<String, String> own) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(own);
        return Wiring.of(all);
    }

    /** A client without the functions' time limits: what tests prepare may take longer than a function ever would. */
    <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder, String endpoint) {
        Wiring wiring = wiring(Map.of());
        return builder.endpointOverride(URI.create(wiring.setting(endpoint)))
                .region(Region.of(wiring.aws().region()))
                .credentialsProvider(wiring.aws().credentials())
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }
}
