package kr.easyk.payments.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.json.Json;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/**
 * The one operation of Secrets Manager that is needed, signed and sent with the parts of the SDK that the calls to DynamoDB load in
 * any case. The SDK's client for the service would do it too, and takes another tenth of a cold start.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html">GetSecretValue</a>
 */
final class SecretsManager {
    private static final int ATTEMPTS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    private final SdkHttpClient http;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final AwsCredentialsProvider credentials;
    private final String region;
    private final URI endpoint;

    private SecretsManager(SdkHttpClient http, AwsCredentialsProvider credentials, String region, URI endpoint) {
        this.http = http;
        this.credentials = credentials;
        this.region = region;
        this.endpoint = endpoint;
    }

    static SecretsManager with(Wiring wiring) {
        String region = wiring.region();
        String endpoint = wiring.setting(
                "AWS_ENDPOINT_URL_SECRETS_MANAGER", "https://secretsmanager." + region + ".amazonaws.com");
        return new SecretsManager(wiring.awsHttp(), wiring.credentials(), region, URI.create(endpoint));
    }

    /** What is worth asking again: a broken connection, a throttled call, trouble on the other side. */
    private static final class Passing extends IOException {
        private static final long serialVersionUID = 1L;

        Passing(String why) {
            super(why);
        }
    }

    /**
     * The secret's text; empty where it is binary.
     *
     * @param secretId its name or ARN
     * @throws IOException where it cannot be had; its message names the kind of trouble, and nothing that Secrets Manager wrote
     */
    String secretString(String secretId) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return ask(secretId);
            } catch (Passing e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                pause(attempt);
            } catch (SdkException e) {
                throw new IOException(e.getClass().getSimpleName());
            }
        }
    }

    private static void pause(int attempt) throws IOException {
        try {
            Thread.sleep(FIRST_PAUSE.toMillis() << (attempt - 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        }
    }

    private String ask(String secretId) throws IOException {
        SignedRequest signed = signed(secretId);
        HttpExecuteRequest.Builder request = HttpExecuteRequest.builder().request(signed.request());
        signed.payload().ifPresent(request::contentStreamProvider);
        HttpExecuteResponse response;
        byte[] body;
        try {
            response = http.prepareRequest(request.build()).call();
            body = bytes(response);
        } catch (IOException e) {
            throw new Passing(e.getClass().getSimpleName());
        }
        int status = response.httpResponse().statusCode();
        if (status >= 500) {
            throw new Passing("http " + status);
        }
        JsonNode answer = json(body);
        if (status == 200) {
            return answer.path("SecretString").asText("");
        }
        String type = answer.path("__type").asText("");
        String kind = type.substring(type.indexOf('#') + 1);
        throw kind.equals("ThrottlingException") ? new Passing(kind) : new IOException(kind);
    }

    private SignedRequest signed(String secretId) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint)
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("X-Amz-Target", "secretsmanager.GetSecretValue")
                .build();
        ContentStreamProvider body =
                ContentStreamProvider.fromUtf8String(Json.text(Json.object().put("SecretId", secretId)));
        return signer.sign(sign -> sign.request(request)
                .payload(body)
                .identity(credentials.resolveCredentials())
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "secretsmanager")
                .putProperty(AwsV4HttpSigner.REGION_NAME, region));
    }

    private static byte[] bytes(HttpExecuteResponse response) throws IOException {
        try (InputStream in = response.responseBody().orElseGet(AbortableInputStream::createEmpty)) {
            return in.readAllBytes();
        }
    }

    private static JsonNode json(byte[] body) throws IOException {
        try {
            return Json.read(body);
        } catch (IOException e) {
            // Not with Jackson's message, which quotes what it could not read.
            throw new IOException("unreadable");
        }
    }
}
