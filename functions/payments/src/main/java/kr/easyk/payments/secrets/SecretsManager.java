package kr.easyk.payments.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.aws.Aws;
import kr.easyk.payments.json.Json;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
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
    private static final Pattern KIND = Pattern.compile("[A-Za-z]{1,60}");
    private static final Pattern PASSING =
            Pattern.compile("Throttl.*|TooManyRequests.*|RequestLimitExceeded|RequestTimeout.*|InternalServiceError");
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
        String region = wiring.aws().region();
        String endpoint = wiring.setting(
                "AWS_ENDPOINT_URL_SECRETS_MANAGER", "https://secretsmanager." + region + ".amazonaws.com");
        return new SecretsManager(wiring.aws().http(), wiring.aws().credentials(), region, URI.create(endpoint));
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
     * @throws IOException where it cannot be had within {@link Aws#CALL}; its message names the kind of trouble only
     */
    String secretString(String secretId) throws IOException {
        long end = System.nanoTime() + Aws.CALL.toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                return ask(secretId, end);
            } catch (Passing e) {
                if (attempt == ATTEMPTS || System.nanoTime() > end) {
                    throw e;
                }
                pause(attempt);
            } catch (RuntimeException e) {
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

    private String ask(String secretId, long end) throws IOException {
        SignedRequest signed = signed(secretId);
        HttpExecuteRequest.Builder request = HttpExecuteRequest.builder().request(signed.request());
        signed.payload().ifPresent(request::contentStreamProvider);
        HttpExecuteResponse response;
        byte[] body;
        try {
            response = http.prepareRequest(request.build()).call();
            body = bytes(response, end);
        } catch (IOException e) {
            throw new Passing(e.getClass().getSimpleName());
        }
        int status = response.httpResponse().statusCode();
        if (status == 200) {
            return json(body).path("SecretString").asText("");
        }
        if (status >= 500 || status == 429) {
            throw new Passing("http " + status);
        }
        String type = json(body).path("__type").asText("");
        String kind = type.substring(type.indexOf('#') + 1);
        String why = "http " + status + (KIND.matcher(kind).matches() ? " " + kind : "");
        throw PASSING.matcher(kind).matches() ? new Passing(why) : new IOException(why);
    }

    private SignedRequest signed(String secretId) {
        byte[] body = Json.text(Json.object().put("SecretId", secretId)).getBytes(StandardCharsets.UTF_8);
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint)
                // With its length known, the body is streamed, and the JDK does not repeat the request by itself.
                .putHeader("Content-Length", Integer.toString(body.length))
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("X-Amz-Target", "secretsmanager.GetSecretValue")
                .build();
        return signer.sign(sign -> sign.request(request)
                .payload(ContentStreamProvider.fromByteArray(body))
                .identity(credentials.resolveCredentials())
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "secretsmanager")
                .putProperty(AwsV4HttpSigner.REGION_NAME, region));
    }

    private static byte[] bytes(HttpExecuteResponse response, long end) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (InputStream in = response.responseBody().orElseGet(AbortableInputStream::createEmpty)) {
            byte[] part = new byte[8_192];
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                all.write(part, 0, read);
                if (System.nanoTime() > end) {
                    throw new SocketTimeoutException();
                }
            }
        }
        return all.toByteArray();
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
