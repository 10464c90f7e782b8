package kr.easyk.payments.sandbox.explore;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.toss.TossClient;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/** One instance of a function: what it has in memory is the key to Toss. */
final class Instance {
    private static final Map<String, String> SETTINGS = Map.of(
            "AWS_REGION", "ap-northeast-2",
            "AWS_ACCESS_KEY_ID", "nobody",
            "AWS_SECRET_ACCESS_KEY", "nobody",
            "TOSS_SECRET_ARN", "toss",
            "TOSS_BASE_URL", "http://toss.invalid",
            "PAYMENTS_TABLE", World.PAYMENTS,
            "CONSULTATIONS_TABLE", World.CONSULTATIONS);

    private static final Duration ALL_THE_TIME = Duration.ofDays(1);

    private final World world;
    private final Wiring wiring;
    private final TossClient toss;
    private final Journal journal;
    private boolean warming;
    private boolean asItBegan;

    private Instance(World world) {
        this.world = world;
        Clock clock = ((InstantSource) () -> warming ? World.BEGINNING : world.now()).withZone(ZoneOffset.UTC);
        Wiring direct = Wiring.of(SETTINGS);
        wiring = direct.withAws(direct.aws().withDynamoDb(world.dynamoDb()).withHttp(new Secrets()))
                .withClock(clock)
                .withPauses(length -> {})
                .withIds(world::newId)
                .withHttp(world.door());
        toss = TossClient.with(wiring);
        journal = new Journal("explore", "explore", "request", clock, world.log());
    }

    /** One that has fetched the key when the world began. */
    static Instance warm(World world) {
        Instance instance = new Instance(world);
        instance.warming = true;
        instance.toss.keyDigest();
        instance.warming = false;
        instance.asItBegan = true;
        return instance;
    }

    /** One that has no key yet. */
    static Instance cold(World world) {
        return new Instance(world);
    }

    /** Whether nothing has changed in its memory since the world began, so that it can be had again when the world begins anew. */
    boolean isAsItBegan() {
        return asItBegan;
    }

    Wiring wiring() {
        return wiring;
    }

    TossClient toss() {
        return toss;
    }

    Journal journal() {
        return journal;
    }

    void begin() {
        wiring.deadline().begin(ALL_THE_TIME);
    }

    /** What is left is enough to write down what became of it, and not to ask for it. */
    void timeIsOver() {
        wiring.deadline().begin(TossClient.KEPT_BY_A_LOOK_UP);
    }

    /** Secrets Manager. */
    private final class Secrets implements SdkHttpClient {
        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    asItBegan = false;
                    String key = warming ? World.FIRST_KEY : world.fetchSecret();
                    byte[] body = ("{\"SecretString\":\"" + key + "\"}").getBytes(StandardCharsets.UTF_8);
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder()
                                    .statusCode(200)
                                    .putHeader("Content-Length", Integer.toString(body.length))
                                    .putHeader("x-amzn-RequestId", "1")
                                    .build())
                            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                            .build();
                }

                @Override
                public void abort() {
                    // It has been answered by then.
                }
            };
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
