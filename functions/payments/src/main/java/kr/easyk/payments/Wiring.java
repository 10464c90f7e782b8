package kr.easyk.payments;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import kr.easyk.payments.aws.Aws;
import kr.easyk.payments.aws.Tls;
import org.crac.Core;
import org.crac.Resource;

/**
 * Everything a function gets from outside itself: its settings (environment variables), the time, new ids, and how to reach
 * AWS and Toss. Lambda makes one with {@link #fromEnvironment()}; the sandbox and the tests make theirs with {@link #of}.
 *
 * <p>Each part of the library takes from here what it needs ({@code PaymentStore.with(wiring)}), so a function's jar holds only
 * the parts its handler names.
 */
public final class Wiring {
    private static final Duration TOSS_CONNECT = Duration.ofSeconds(2);

    private final Settings settings;
    private final Clock clock;
    private final Deadline deadline;
    private final Pauses pauses;
    private final Supplier<UUID> ids;
    private final Supplier<HttpClient> http;
    private final Aws aws;
    private final boolean rehearsing;

    private Wiring(
            Settings settings,
            Clock clock,
            Deadline deadline,
            Pauses pauses,
            Supplier<UUID> ids,
            Supplier<HttpClient> http,
            Aws aws,
            boolean rehearsing) {
        this.settings = settings;
        this.clock = clock;
        this.deadline = deadline;
        this.pauses = pauses;
        this.ids = ids;
        this.http = http;
        this.aws = aws;
        this.rehearsing = rehearsing;
    }

    /** What Lambda gives: the process's environment variables, the system clock in UTC to the millisecond (as records keep it), random ids. */
    public static Wiring fromEnvironment() {
        Tls.prepare();
        return of(System.getenv());
    }

    /** As {@link #fromEnvironment()}, with these settings in place of the process's environment variables. */
    public static Wiring of(Map<String, String> values) {
        Settings settings = Settings.of(values);
        Deadline deadline = new Deadline(System::nanoTime);
        return new Wiring(
                settings,
                Clock.tickMillis(ZoneOffset.UTC),
                deadline,
                length -> Thread.sleep(length.toMillis()),
                UUID::randomUUID,
                Wiring::httpClient,
                Aws.with(settings, deadline),
                false);
    }

    public Wiring withClock(Clock other) {
        return new Wiring(settings, other, deadline, pauses, ids, http, aws, rehearsing);
    }

    public Wiring withPauses(Pauses other) {
        return new Wiring(settings, clock, deadline, other, ids, http, aws, rehearsing);
    }

    public Wiring withIds(Supplier<UUID> other) {
        return new Wiring(settings, clock, deadline, pauses, other, http, aws, rehearsing);
    }

    /** Sends the calls to Toss through another client, such as one that counts or breaks them. */
    public Wiring withHttp(HttpClient other) {
        return new Wiring(settings, clock, deadline, pauses, ids, () -> other, aws, rehearsing);
    }

    /** Reaches AWS in another way, made from {@link #aws()}. */
    public Wiring withAws(Aws other) {
        return new Wiring(settings, clock, deadline, pauses, ids, http, other, rehearsing);
    }

    /**
     * For another instance of a function, one that only rehearses: nothing of it reaches AWS, Toss or the logs.
     *
     * @param stage settings in place of these, with addresses for all of AWS and for Toss
     * @param tossHttp for the calls to Toss; whoever made it closes it, as the timers
     * @param timers for the time limits of calls to AWS
     */
    public Wiring onStage(Map<String, String> stage, HttpClient tossHttp, ScheduledExecutorService timers) {
        Settings changed = settings.with(stage);
        return new Wiring(changed, clock, deadline, pauses, ids, () -> tossHttp, aws.onStage(changed, timers), true);
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

    /** By when the request that runs must be answered. */
    public Deadline deadline() {
        return deadline;
    }

    public Pauses pauses() {
        return pauses;
    }

    public UUID newId() {
        return ids.get();
    }

    public Aws aws() {
        return aws;
    }

    /** The client for calls to Toss: made when asked for, since a function that never calls Toss should not pay for one. */
    public HttpClient http() {
        return http.get();
    }

    /** One that has met nobody, for {@link #close}: it makes its connection from nothing, as the first one after a restore must. */
    public static HttpClient newHttp() {
        Tls.forgetSessions();
        return httpClient();
    }

    /** HTTP/1.1: a function makes one call at a time, so HTTP/2 would cost its negotiation and bring nothing. */
    private static HttpClient httpClient() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TOSS_CONNECT)
                .build();
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
     * A setting that has no default.
     *
     * @throws IllegalStateException naming it, where it is missing or blank
     */
    public String setting(String name) {
        return settings.get(name);
    }

    /** Whether real money is moved: {@code STAGE} is live, where it is test otherwise. */
    public boolean isLive() {
        return setting("STAGE", "test").equals("live");
    }

    /** Whether a key to Toss, which says so itself, is of the other stage than this stack. */
    public boolean isOfTheOtherStage(String tossKey) {
        return tossKey.startsWith(isLive() ? "test_" : "live_");
    }

    public String setting(String name, String otherwise) {
        return settings.get(name, otherwise);
    }
}
