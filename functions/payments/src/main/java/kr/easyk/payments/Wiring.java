package kr.easyk.payments;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;

/**
 * Everything a function gets from outside itself: its settings (environment variables), the time, new ids, and how to reach
 * AWS and Toss. Lambda makes one with {@link #fromEnvironment()}; the sandbox and the tests make theirs with {@link #of}.
 *
 * <p>Each part of the library takes from here what it needs ({@code PaymentStore.with(wiring)}), so a function's jar holds only
 * the parts its handler names.
 */
public final class Wiring {
    /** One attempt at a DynamoDB or Secrets Manager call. Both answer in milliseconds when they answer at all. */
    private static final Duration AWS_ATTEMPT = Duration.ofMillis(1_500);

    /** All attempts together, waits included, so that two reads and a write still fit beside a slow call to Toss. */
    private static final Duration AWS_CALL = Duration.ofSeconds(4);

    private static final Duration AWS_CONNECT = Duration.ofSeconds(1);

    private static final Duration TOSS_CONNECT = Duration.ofSeconds(2);

    private final Map<String, String> settings;
    private final Clock clock;
    private final Supplier<UUID> ids;
    private final Supplier<HttpClient> http;
    private final @Nullable ExecutionInterceptor awsCalls;

    private Wiring(
            Map<String, String> settings,
            Clock clock,
            Supplier<UUID> ids,
            Supplier<HttpClient> http,
            @Nullable ExecutionInterceptor awsCalls) {
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
        this.http = http;
        this.awsCalls = awsCalls;
    }

    /** What Lambda gives: the process's environment variables, the system clock in UTC to the millisecond (as records keep it), random ids. */
    public static Wiring fromEnvironment() {
        return of(System.getenv());
    }

    /** As {@link #fromEnvironment()}, with these settings in place of the process's environment variables. */
    public static Wiring of(Map<String, String> settings) {
        return new Wiring(
                Map.copyOf(settings), Clock.tickMillis(ZoneOffset.UTC), UUID::randomUUID, Wiring::newHttp, null);
    }

    public Wiring withClock(Clock other) {
        return new Wiring(settings, other, ids, http, awsCalls);
    }

    public Wiring withIds(Supplier<UUID> other) {
        return new Wiring(settings, clock, other, http, awsCalls);
    }

    /** Sends the calls to Toss through another client, such as one that counts or breaks them. */
    public Wiring withHttp(HttpClient other) {
        return new Wiring(settings, clock, ids, () -> other, awsCalls);
    }

    /** Lets an interceptor see, count or break every call to DynamoDB and Secrets Manager. */
    public Wiring withAwsCalls(ExecutionInterceptor other) {
        return new Wiring(settings, clock, ids, http, other);
    }

    public Clock clock() {
        return clock;
    }

    public UUID newId() {
        return ids.get();
    }

    /** The client for calls to Toss: made when asked for, since a function that never calls Toss should not pay for one. */
    public HttpClient http() {
        return http.get();
    }

    /** HTTP/1.1: a function makes one call at a time, so HTTP/2 would cost its negotiation and bring nothing. */
    private static HttpClient newHttp() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TOSS_CONNECT)
                .build();
    }

    /**
     * A setting that has no default.
     *
     * @throws IllegalStateException naming it, where it is missing or blank
     */
    public String setting(String name) {
        String value = settings.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException("the environment variable " + name + " is not set");
        }
        return value;
    }

    public String setting(String name, String otherwise) {
        String value = settings.get(name);
        return value == null || value.isBlank() ? otherwise : value;
    }

    /**
     * Builds an AWS client with nothing left for the SDK to search for: region, credentials, HTTP client, time limits and retries
     * are all named, which is most of what a cold start of the SDK costs otherwise.
     *
     * @param endpoint the setting that holds another address for the service, such as {@code AWS_ENDPOINT_URL_DYNAMODB}
     */
    public <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C awsClient(B builder, String endpoint) {
        ClientOverrideConfiguration.Builder limits = ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(AWS_ATTEMPT)
                .apiCallTimeout(AWS_CALL)
                .retryStrategy(StandardRetryStrategy.builder().maxAttempts(3).build());
        if (awsCalls != null) {
            limits.addExecutionInterceptor(awsCalls);
        }
        String address = setting(endpoint, "");
        if (!address.isEmpty()) {
            builder.endpointOverride(URI.create(address));
        }
        return builder.region(Region.of(setting("AWS_REGION", "ap-northeast-2")))
                .credentialsProvider(credentials())
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(AWS_CONNECT)
                        .socketTimeout(AWS_ATTEMPT))
                .overrideConfiguration(limits.build())
                .build();
    }

    /** A function with SnapStart gets its credentials from Lambda's container endpoint, any other one from its environment. */
    private AwsCredentialsProvider credentials() {
        if (settings.containsKey("AWS_CONTAINER_CREDENTIALS_FULL_URI")) {
            return ContainerCredentialsProvider.builder().build();
        }
        String key = setting("AWS_ACCESS_KEY_ID");
        String secret = setting("AWS_SECRET_ACCESS_KEY");
        String session = setting("AWS_SESSION_TOKEN", "");
        return StaticCredentialsProvider.create(
                session.isEmpty()
                        ? AwsBasicCredentials.create(key, secret)
                        : AwsSessionCredentials.create(key, secret, session));
    }
}
