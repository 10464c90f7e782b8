package kr.easyk.payments;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import org.crac.Core;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
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
    private static final String CREDENTIALS_ENDPOINT = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

    /** One attempt at a DynamoDB or Secrets Manager call. Both answer in milliseconds when they answer at all. */
    private static final Duration AWS_ATTEMPT = Duration.ofMillis(1_500);

    /** All attempts together, waits included, so that two reads and a write still fit beside a slow call to Toss. */
    public static final Duration AWS_CALL = Duration.ofSeconds(4);

    private static final Duration AWS_CONNECT = Duration.ofSeconds(1);

    private static final Duration TOSS_CONNECT = Duration.ofSeconds(2);

    private final Map<String, String> settings;
    private final Clock clock;
    private final Supplier<UUID> ids;
    private final Supplier<HttpClient> http;
    private final SdkHttpClient awsHttp;
    private final boolean rehearsing;
    private final @Nullable ScheduledExecutorService timers;
    private @Nullable AwsCredentialsProvider credentials;

    private Wiring(
            Map<String, String> settings,
            Clock clock,
            Supplier<UUID> ids,
            Supplier<HttpClient> http,
            SdkHttpClient awsHttp,
            boolean rehearsing,
            @Nullable ScheduledExecutorService timers) {
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
        this.http = http;
        this.awsHttp = awsHttp;
        this.rehearsing = rehearsing;
        this.timers = timers;
    }

    /** What Lambda gives: the process's environment variables, the system clock in UTC to the millisecond (as records keep it), random ids. */
    public static Wiring fromEnvironment() {
        Thread tls = new Thread(Wiring::tls, "tls");
        tls.setDaemon(true);
        tls.start();
        return of(System.getenv());
    }

    /** Takes the JDK some 100 ms at first, most of them for the certificates it trusts: time enough to make the clients meanwhile. */
    private static SSLContext tls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    /** As {@link #fromEnvironment()}, with these settings in place of the process's environment variables. */
    public static Wiring of(Map<String, String> settings) {
        return new Wiring(
                Map.copyOf(settings),
                Clock.tickMillis(ZoneOffset.UTC),
                UUID::randomUUID,
                Wiring::newHttp,
                UrlConnectionHttpClient.create(Wiring::connection),
                false,
                null);
    }

    public Wiring withClock(Clock other) {
        return new Wiring(settings, other, ids, http, awsHttp, rehearsing, timers);
    }

    public Wiring withIds(Supplier<UUID> other) {
        return new Wiring(settings, clock, other, http, awsHttp, rehearsing, timers);
    }

    /** Sends the calls to Toss through another client, such as one that counts or breaks them. */
    public Wiring withHttp(HttpClient other) {
        return new Wiring(settings, clock, ids, () -> other, awsHttp, rehearsing, timers);
    }

    /** Sends the calls to DynamoDB and Secrets Manager through another client. */
    public Wiring withAwsHttp(SdkHttpClient other) {
        return new Wiring(settings, clock, ids, http, other, rehearsing, timers);
    }

    /**
     * For trying the way to somewhere before a snapshot: each call to AWS makes a connection of its own from nothing, as the first
     * one after a restore must, and none is kept; each {@link #http()} is a new client, for {@link #close}. Credentials are made up, so
     * that nothing derived from real ones can stay behind.
     */
    public Wiring withNewConnections() {
        Supplier<HttpClient> newHttp = () -> {
            forgetTlsSessions();
            return newHttp();
        };
        SdkHttpClient newAwsHttp = UrlConnectionHttpClient.create(uri -> {
            forgetTlsSessions();
            HttpURLConnection connection = connection(uri);
            connection.setRequestProperty("Connection", "close");
            return connection;
        });
        Wiring trying = new Wiring(settings, clock, ids, newHttp, newAwsHttp, rehearsing, timers);
        trying.credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("rehearsal", "rehearsal"));
        return trying;
    }

    /** With a session, a server lets a connection skip half of its handshake. A snapshot is started many times, and holds none. */
    public static void forgetTlsSessions() {
        SSLSessionContext sessions = tls().getClientSessionContext();
        Collections.list(sessions.getIds()).forEach(id -> {
            SSLSession session = sessions.getSession(id);
            if (session != null) {
                session.invalidate();
            }
        });
    }

    /** Closes a client and its connections: from Java 21 on, and so on Lambda. Before, only the garbage collector can. */
    public static void close(HttpClient client) {
        if (client instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * For another instance of a function, one that only rehearses: nothing of it reaches AWS, Toss or the logs.
     *
     * @param stage settings in place of these, with addresses for all of AWS and for Toss
     * @param http for the calls to Toss; whoever made it closes it, as the timers
     * @param timers for the time limits of calls to AWS: without one, each client would keep five threads for ever
     */
    public Wiring onStage(Map<String, String> stage, HttpClient http, ScheduledExecutorService timers) {
        Map<String, String> changed = new HashMap<>(settings);
        changed.putAll(stage);
        SdkHttpClient direct = UrlConnectionHttpClient.create(Wiring::connection);
        return new Wiring(Map.copyOf(changed), clock, ids, () -> http, direct, true, timers);
    }

    /** Has something done before SnapStart takes its snapshot, by whoever is not rehearsing for it. The caller must keep hold of it. */
    public void beforeSnapshot(Resource resource) {
        if (!rehearsing) {
            Core.getGlobalContext().register(resource);
        }
    }

    /** Where log lines go: to standard output, which Lambda hands to CloudWatch, and nowhere from a rehearsal. */
    public PrintStream log() {
        return rehearsing
                ? new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)
                : System.out;
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
     * Builds an AWS client with nothing left for the SDK to search for: region, credentials, HTTP client, time limits and retries.
     *
     * @param endpoint the setting that holds another address for the service, such as {@code AWS_ENDPOINT_URL_DYNAMODB}
     */
    public <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C awsClient(B builder, String endpoint) {
        String address = setting(endpoint, "");
        if (!address.isEmpty()) {
            builder.endpointOverride(URI.create(address));
        }
        ClientOverrideConfiguration.Builder limits = ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(AWS_ATTEMPT)
                .apiCallTimeout(AWS_CALL)
                .retryStrategy(StandardRetryStrategy.builder().maxAttempts(3).build());
        if (timers != null) {
            limits.scheduledExecutorService(timers);
        }
        return builder.region(Region.of(region()))
                .credentialsProvider(credentials())
                .httpClient(awsHttp)
                .overrideConfiguration(limits.build())
                .build();
    }

    public String region() {
        return setting("AWS_REGION", "ap-northeast-2");
    }

    /** The client for calls to AWS, whose connections have the time limits of one attempt. */
    public SdkHttpClient awsHttp() {
        return awsHttp;
    }

    /**
     * Made here and not by the SDK, whose own connections come with TLS set up at once, and for each client anew: 60 to 100 ms of a
     * cold start. These share what the JDK sets up for the calls to Toss as well.
     */
    private static HttpURLConnection connection(URI uri) {
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout((int) AWS_CONNECT.toMillis());
            connection.setReadTimeout((int) AWS_ATTEMPT.toMillis());
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
        if (settings.containsKey(CREDENTIALS_ENDPOINT)) {
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
