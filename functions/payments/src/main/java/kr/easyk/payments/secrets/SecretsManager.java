package kr.easyk.payments.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import kr.easyk.payments.Pauses;
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
    private final Pauses pauses;
    private final String region;
    private final URI endpoint;

    private SecretsManager(
            SdkHttpClient http, AwsCredentialsProvider credentials, Pauses pauses, String region, URI endpoint) {
        this.http = http;
        this.pauses = pauses;
        this.credentials = credentials;
        this.region = region;
        this.endpoint = endpoint;
    }

    static SecretsManager with(Wiring wiring) {
        String region = wiring.aws().region();
        String endpoint = wiring.setting(
                "AWS_ENDPOINT_URL_SECRETS_MANAGER", "https://secretsmanager." + region + ".amazonaws.com");
        return new SecretsManager(
                wiring.aws().http(), wiring.aws().credentials(), wiring.pauses(), region, URI.create(endpoint));
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
     * @param limit for all attempts together, waits included
     * @throws IOException where it cannot be had in that time; its message names the kind of trouble only
     */
    String secretString(String secretId, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                return inTime(() -> ask(secretId), end);
            } catch (Passing e) {
                if (attempt == ATTEMPTS || System.nanoTime() > end) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    /**
     * Waits for it no longer than it may take. A connection's own limits run anew with every byte, so an answer that trickles
     * would outlive them all; what goes on behind our back ends by itself, and changes nothing.
     */
    private static <T> T inTime(Callable<T> call, long end) throws IOException {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "secret");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new Passing("no answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException trouble) {
                throw trouble;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IOException(e.getCause().getClass().getSimpleName());
        }
    }

    private void pause(int attempt) throws IOException {
        try {
            pauses.pause(FIRST_PAUSE.multipliedBy(attempt));
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
        if (!Aws.isWhole(response.httpResponse())) {
            throw new Passing("the answer broke off");
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
