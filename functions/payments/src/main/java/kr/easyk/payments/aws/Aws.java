package kr.easyk.payments.aws;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import kr.easyk.payments.Deadline;
import kr.easyk.payments.Settings;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.Crc32MismatchException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/**
 * How a function reaches AWS, with nothing left for the SDK to search for: region, credentials, connections, time limits, retries.
 * Whatever goes wrong on the way comes out of a client as the SDK's own exception.
 */
public final class Aws {
    /**
     * All attempts of a call together, waits included. DynamoDB answers in milliseconds when it answers at all; what a request
     * makes of several calls has to fit into its function's time.
     */
    public static final Duration CALL = Duration.ofSeconds(3);

    private static final Duration ATTEMPT = Duration.ofMillis(1_500);
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 3;

    private final Settings settings;
    private final Deadline deadline;
    private final SdkHttpClient http;
    private final @Nullable DynamoDbClient dynamoDb;
    private final @Nullable ScheduledExecutorService timers;
    private @Nullable AwsCredentialsProvider credentials;

    private Aws(
            Settings settings,
            Deadline deadline,
            SdkHttpClient http,
            @Nullable DynamoDbClient dynamoDb,
            @Nullable ScheduledExecutorService timers,
            @Nullable AwsCredentialsProvider credentials) {
        this.settings = settings;
        this.deadline = deadline;
        this.http = http;
        this.dynamoDb = dynamoDb;
        this.timers = timers;
        this.credentials = credentials;
    }

    public static Aws with(Settings settings, Deadline deadline) {
        return new Aws(settings, deadline, UrlConnectionHttpClient.create(Aws::connection), null, null, null);
    }

    /** Sends the calls to DynamoDB and Secrets Manager through another client, such as one that counts or breaks them. */
    public Aws withHttp(SdkHttpClient other) {
        return new Aws(settings, deadline, other, dynamoDb, timers, credentials);
    }

    /** Has these keep the time limits of its calls: without any, each client keeps five threads for ever. */
    public Aws withTimers(ScheduledExecutorService other) {
        return new Aws(settings, deadline, http, dynamoDb, other, credentials);
    }

    /** Has another client in DynamoDB's place, such as one that keeps its tables in memory. */
    public Aws withDynamoDb(DynamoDbClient other) {
        return new Aws(settings, deadline, http, other, timers, credentials);
    }

    /**
     * For trying the way to AWS before a snapshot: each call makes a connection of its own from nothing, as the first one after a
     * restore must, and none is kept. Credentials are made up, so that nothing derived from real ones can stay behind.
     */
    public Aws withNewConnections() {
        SdkHttpClient newHttp = UrlConnectionHttpClient.create(uri -> {
            Tls.forgetSessions();
            HttpURLConnection connection = connection(uri);
            connection.setRequestProperty("Connection", "close");
            return connection;
        });
        AwsCredentialsProvider nobodys =
                StaticCredentialsProvider.create(AwsBasicCredentials.create("rehearsal", "rehearsal"));
        return new Aws(settings, deadline, newHttp, null, timers, nobodys);
    }

    /**
     * For a rehearsal: AWS is where these settings say.
     *
     * @param timers for the time limits of calls: without one, each client would keep five threads for ever
     */
    public Aws onStage(Settings stage, ScheduledExecutorService timers) {
        return new Aws(stage, deadline, UrlConnectionHttpClient.create(Aws::connection), null, timers, null);
    }

    /** A client of its own for each who asks, but for the one that was handed in. */
    public DynamoDbClient dynamoDb() {
        if (dynamoDb != null) {
            return dynamoDb;
        }
        DynamoDbClientBuilder builder = DynamoDbClient.builder();
        String address = settings.get("AWS_ENDPOINT_URL_DYNAMODB", "");
        if (!address.isEmpty()) {
            builder.endpointOverride(URI.create(address));
        }
        ClientOverrideConfiguration.Builder limits = ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(CALL)
                // An answer that breaks off inside its body does not match its checksum, which the SDK would not ask
                // for again.
                .retryStrategy(StandardRetryStrategy.builder()
                        .maxAttempts(ATTEMPTS)
                        .retryOnException(Crc32MismatchException.class)
                        .build())
                .addExecutionInterceptor(new WithinDeadline(deadline))
                .addExecutionInterceptor(new WholeAnswers());
        if (timers != null) {
            limits.scheduledExecutorService(timers);
        }
        return builder.region(Region.of(region()))
                .credentialsProvider(credentials())
                .httpClient(http)
                .overrideConfiguration(limits.build())
                .build();
    }

    /** The client for calls to AWS that are not made by one of the SDK's clients, with the time limits of one attempt. */
    public SdkHttpClient http() {
        return http;
    }

    /** Whether an answer came through {@link #http()} with all of its head, without which it is none. */
    public static boolean isWhole(SdkHttpResponse answer) {
        return WholeAnswers.hasWholeHead(answer);
    }

    public String region() {
        return settings.get("AWS_REGION", "ap-northeast-2");
    }

    /**
     * Made here and not by the SDK, whose own connections come with TLS set up at once, and for each client anew: 60 to 100 ms of a
     * cold start. These share what the JDK sets up for the calls to Toss as well.
     */
    private static HttpURLConnection connection(URI uri) {
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout((int) CONNECT.toMillis());
            connection.setReadTimeout((int) ATTEMPT.toMillis());
            return connection;
        } catch (IOException e) {
            throw SdkClientException.create("no connection can be made", e);
        }
    }

    /** A function with SnapStart gets its credentials from Lambda's container endpoint, any other one from its environment. */
    public synchronized AwsCredentialsProvider credentials() {
        AwsCredentialsProvider known = credentials;
        if (known == null) {
            known = newCredentials();
            credentials = known;
        }
        return known;
    }

    private AwsCredentialsProvider newCredentials() {
        if (!settings.get("AWS_CONTAINER_CREDENTIALS_FULL_URI", "").isEmpty()) {
            return ContainerCredentialsProvider.builder().build();
        }
        String key = settings.get("AWS_ACCESS_KEY_ID");
        String secret = settings.get("AWS_SECRET_ACCESS_KEY");
        String session = settings.get("AWS_SESSION_TOKEN", "");
        return StaticCredentialsProvider.create(
                session.isEmpty()
                        ? AwsBasicCredentials.create(key, secret)
                        : AwsSessionCredentials.create(key, secret, session));
    }
}
