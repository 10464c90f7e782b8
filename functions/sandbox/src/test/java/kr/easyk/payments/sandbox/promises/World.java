package kr.easyk.payments.sandbox.promises;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.approve.ApproveFunction;
import kr.easyk.payments.cancel.CancelFunction;
import kr.easyk.payments.lookup.LookupFunction;
import kr.easyk.payments.ready.ReadyFunction;
import kr.easyk.payments.reconcile.ReconcileFunction;
import kr.easyk.payments.sandbox.aws.LocalDynamoDb;
import kr.easyk.payments.sandbox.aws.LocalSecretsManager;
import kr.easyk.payments.sandbox.gateway.HttpApiEvent;
import kr.easyk.payments.sandbox.lambda.LambdaContext;
import kr.easyk.payments.sandbox.template.Template;
import kr.easyk.payments.sandbox.toss.HandClock;
import kr.easyk.payments.sandbox.toss.TossSimulator;
import kr.easyk.payments.sandbox.toss.Webhook;
import kr.easyk.payments.telemetry.Metric;
import kr.easyk.payments.webhook.WebhookFunction;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Everything a test needs of the world, new for each test: the functions, DynamoDB, Secrets Manager, Toss, and a clock that is
 * moved by hand.
 *
 * <pre>{@code
 * @RegisterExtension
 * final World world = new World();
 * }</pre>
 */
final class World implements BeforeEachCallback, AfterEachCallback {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String SECRET = "arn:aws:secretsmanager:ap-northeast-2:000000000000:secret:easyk-sandbox-toss";
    static final String KEY = "test_gsk_sandbox";
    private static final String AUDITORS_KEY = "test_gsk_auditor";

    /** One for the whole run: starting it takes a second, emptying it a few milliseconds. */
    private static final LocalDynamoDb DYNAMO_DB = LocalDynamoDb.start(0);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** One for all functions that were ever made: thousands of them would keep five threads each. */
    private static final ScheduledExecutorService TIMERS = Executors.newScheduledThreadPool(5, work -> {
        Thread thread = new Thread(work, "timers");
        thread.setDaemon(true);
        return thread;
    });

    static final Template TEMPLATE = Template.read(Path.of("../../template.yaml"))
            .with(Map.of(
                    "TossSecretArn", SECRET,
                    "TossClientKey", "test_gck_sandbox",
                    "TossSuccessUrl", "https://easyk.example/consultations/{consultation_id}/payment/success",
                    "TossFailUrl", "https://easyk.example/consultations/{consultation_id}/payment/fail",
                    "FrontEndOrigin", "https://easyk.example",
                    "JwtIssuer", "https://issuer.example",
                    "JwtAudience", "easyk"));

    private static final Counted COUNTED = Counted.fromStandardOutput();

    static {
        DYNAMO_DB.createTables(TEMPLATE);
    }

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private final Map<String, RequestStreamHandler> functions = new ConcurrentHashMap<>();
    final OutsideCalls calls = new OutsideCalls();

    /** The ids of the next payments, for a test that must know them beforehand. */
    final Queue<UUID> ids = new ConcurrentLinkedQueue<>();

    /** What callers have asked for, and been told. */
    final Told told = new Told();

    private Supplier<UUID> randomIds = UUID::randomUUID;

    HandClock clock = new HandClock();

    /** In place of what the template gives and this machine adds: for functions that are made from now on. */
    final Map<String, String> settings = new HashMap<>();

    private Duration tossLatency = Duration.ZERO;
    private String tablesSuffix = "";
    private String keyInSecret = KEY;

    /** What Lambda says is left to an invocation when it begins. */
    Duration remaining = Duration.ofSeconds(120);

    @Nullable
    private TossSimulator toss;

    @Nullable
    private LocalSecretsManager secrets;

    /** With a Toss that takes so long for every call. */
    World withTossTaking(Duration latency) {
        tossLatency = latency;
        return this;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        stop();
    }

    void start() {
        start(UUID::randomUUID, UUID::randomUUID);
    }

    /** A world in which the same things happen each time that it is started with this number. */
    void start(long number) {
        start(idsFrom(new Random(number)), idsFrom(new Random(~number)));
    }

    private static Supplier<UUID> idsFrom(Random random) {
        return () -> new UUID(
                random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() & ~0xC000_0000_0000_0000L | Long.MIN_VALUE);
    }

    private void start(Supplier<UUID> ours, Supplier<UUID> atToss) {
        clock = new HandClock();
        randomIds = ours;
        told.forget();
        toss = TossSimulator.start(TossSimulator.Options.defaults()
                .withClock(clock)
                .withIds(atToss)
                .withLatency(tossLatency));
        secrets = LocalSecretsManager.start(0);
        useKey(KEY);
        calls.disarm();
        settings.clear();
        COUNTED.forget();
        restart();
    }

    void stop() {
        empty("PaymentsTable", "payment_id");
        empty("ConsultationsTable", "consultation_id");
        toss().close();
        secrets().close();
    }

    private static void empty(String table, String key) {
        String name = TEMPLATE.tableName(table);
        for (Map<String, AttributeValue> item :
                DYNAMO_DB.client().scan(scan -> scan.tableName(name)).items()) {
            DYNAMO_DB.client().deleteItem(delete -> delete.tableName(name).key(Map.of(key, item.get(key))));
        }
    }

    /** New instances of all functions, as after a deployment or a crash: nothing is left in memory. */
    void restart() {
        functions.clear();
    }

    /** As Lambda does with SnapStart: every function gets ready for its snapshot, and is restored from it. */
    void snapshotAndRestore() throws Exception {
        for (String name : List.of("ready", "approve", "cancel", "lookup", "webhook", "reconcile")) {
            Resource function = (Resource) function(name);
            function.beforeCheckpoint(null);
            function.afterRestore(null);
        }
    }

    private RequestStreamHandler function(String name) {
        return functions.computeIfAbsent(name, each -> switch (each) {
            case "ready" -> new ReadyFunction(wiring("ReadyFunction"));
            case "approve" -> new ApproveFunction(wiring("ApproveFunction"));
            case "cancel" -> new CancelFunction(wiring("CancelFunction"));
            case "lookup" -> new LookupFunction(wiring("LookupFunction"));
            case "webhook" -> new WebhookFunction(wiring("WebhookFunction"));
            case "reconcile" -> new ReconcileFunction(wiring("ReconcileFunction"));
            default -> throw new IllegalArgumentException(each);
        });
    }

    /** What the template gives a function, pointed at this machine. */
    Map<String, String> settings(String logicalId) {
        Map<String, String> settings =
                new HashMap<>(TEMPLATE.function(logicalId).environment());
        settings.put("AWS_REGION", "ap-northeast-2");
        settings.put("AWS_ACCESS_KEY_ID", "sandbox");
        settings.put("AWS_SECRET_ACCESS_KEY", "sandbox");
        settings.put("AWS_ENDPOINT_URL_DYNAMODB", DYNAMO_DB.uri().toString());
        settings.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets().uri().toString());
        settings.put("TOSS_BASE_URL", toss().uri().toString());
        settings.put("TOSS_TIMEOUT_MS", "3000");
        settings.put("TOSS_LOOKUP_TIMEOUT_MS", "2000");
        settings.put("REHEARSALS", "3");
        settings.computeIfPresent("PAYMENTS_TABLE", (name, table) -> table + tablesSuffix);
        settings.computeIfPresent("CONSULTATIONS_TABLE", (name, table) -> table + tablesSuffix);
        settings.putAll(this.settings);
        return settings;
    }

    Wiring wiring(String logicalId) {
        Wiring wiring = Wiring.of(settings(logicalId)).withClock(clock).withIds(this::newId);
        return wiring.withAws(wiring.aws()
                        .withHttp(calls.watching(wiring.aws().http()))
                        .withTimers(TIMERS))
                .withHttp(calls.watching(HTTP));
    }

    /** While functions look for their records where there are none: a fault of ours that no part of theirs expects. */
    void withoutTables(Runnable step) {
        tablesSuffix = "-nowhere";
        restart();
        step.run();
        tablesSuffix = "";
        restart();
    }

    private UUID newId() {
        UUID chosen = ids.poll();
        return chosen == null ? randomIds.get() : chosen;
    }

    TossSimulator toss() {
        if (toss == null) {
            throw new IllegalStateException("the world has not begun");
        }
        return toss;
    }

    LocalSecretsManager secrets() {
        if (secrets == null) {
            throw new IllegalStateException("the world has not begun");
        }
        return secrets;
    }

    /** A payer nobody has seen before. */
    Payer payer() {
        return new Payer(this, randomIds.get().toString());
    }

    Payer admin() {
        return new Payer(this, randomIds.get().toString(), "payments-admin");
    }

    /** What the platform writes when somebody books. */
    String consultation(Payer payer, long amount) {
        String id = randomIds.get().toString();
        putConsultation(id, payer.userId(), amount);
        return id;
    }

    void putConsultation(String id, String userId, long amount) {
        putConsultation(Map.of(
                "consultation_id", AttributeValue.fromS(id),
                "user_id", AttributeValue.fromS(userId),
                "title", AttributeValue.fromS("비자 상담 Visa consultation"),
                "amount", AttributeValue.fromN(Long.toString(amount)),
                "payment_status", AttributeValue.fromS("pending")));
    }

    void putConsultation(Map<String, AttributeValue> item) {
        DYNAMO_DB
                .client()
                .putItem(put ->
                        put.tableName(TEMPLATE.tableName("ConsultationsTable")).item(item));
    }

    void changePrice(String consultationId, long amount) {
        DYNAMO_DB
                .client()
                .updateItem(update -> update.tableName(TEMPLATE.tableName("ConsultationsTable"))
                        .key(Map.of("consultation_id", AttributeValue.fromS(consultationId)))
                        .updateExpression("SET amount = :amount")
                        .expressionAttributeValues(Map.of(":amount", AttributeValue.fromN(Long.toString(amount)))));
    }

    /** What the platform, or somebody at it, sets a consultation to. */
    void setConsultationStatus(String consultationId, String status) {
        DYNAMO_DB
                .client()
                .updateItem(update -> update.tableName(TEMPLATE.tableName("ConsultationsTable"))
                        .key(Map.of("consultation_id", AttributeValue.fromS(consultationId)))
                        .updateExpression("SET payment_status = :status")
                        .expressionAttributeValues(Map.of(":status", AttributeValue.fromS(status))));
    }

    void deleteConsultation(String consultationId) {
        DYNAMO_DB
                .client()
                .deleteItem(delete -> delete.tableName(TEMPLATE.tableName("ConsultationsTable"))
                        .key(Map.of("consultation_id", AttributeValue.fromS(consultationId))));
    }

    Map<String, AttributeValue> consultationItem(String consultationId) {
        return item("ConsultationsTable", "consultation_id", consultationId);
    }

    Map<String, AttributeValue> paymentItem(String paymentId) {
        return item("PaymentsTable", "payment_id", paymentId);
    }

    private static Map<String, AttributeValue> item(String table, String key, String id) {
        return DYNAMO_DB
                .client()
                .getItem(get -> get.tableName(TEMPLATE.tableName(table))
                        .key(Map.of(key, AttributeValue.fromS(id)))
                        .consistentRead(true))
                .item();
    }

    List<Map<String, AttributeValue>> allPayments() {
        return DYNAMO_DB
                .client()
                .scan(scan -> scan.tableName(TEMPLATE.tableName("PaymentsTable")))
                .items();
    }

    void deletePayment(String paymentId) {
        DYNAMO_DB
                .client()
                .deleteItem(delete -> delete.tableName(TEMPLATE.tableName("PaymentsTable"))
                        .key(Map.of("payment_id", AttributeValue.fromS(paymentId))));
    }

    URI dynamoDb() {
        return DYNAMO_DB.uri();
    }

    void putPayment(Map<String, AttributeValue> item) {
        DYNAMO_DB
                .client()
                .putItem(put ->
                        put.tableName(TEMPLATE.tableName("PaymentsTable")).item(item));
    }

    /** The secret holds this key from now on. */
    void useKey(String key) {
        keyInSecret = key;
        secrets().put(SECRET, "{\"secretKey\":\"" + key + "\"}");
    }

    String keyInSecret() {
        return keyInSecret;
    }

    /** Time passes, and whatever Toss is late with happens when it is due. */
    void pass(Duration time) {
        Instant end = clock.instant().plus(time);
        for (Instant due = nextDue(); due != null && !due.isAfter(end); due = nextDue()) {
            clock.advance(Duration.between(clock.instant(), due));
            toss().payments();
        }
        clock.advance(Duration.between(clock.instant(), end));
    }

    private @Nullable Instant nextDue() {
        Instant next = null;
        for (JsonNode call : toss().lateCalls()) {
            Instant due =
                    call.hasNonNull("due") ? Instant.parse(call.path("due").asText()) : null;
            next = due != null && (next == null || due.isBefore(next)) ? due : next;
        }
        return next;
    }

    /** A payment as Toss's API shows it to somebody of the merchant's own. */
    JsonNode atToss(String paymentKey) {
        toss().issueSecretKey(AUDITORS_KEY);
        String basic = Base64.getEncoder().encodeToString((AUDITORS_KEY + ":").getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(toss().uri().resolve("/v1/payments/" + paymentKey))
                .header("Authorization", "Basic " + basic)
                .build();
        try {
            return JSON.readTree(
                    HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All values that functions have measured since the world began. */
    List<Long> measured(Metric metric) {
        return COUNTED.values(metric);
    }

    /** What functions have logged since the world began. */
    List<JsonNode> logged() {
        return COUNTED.lines();
    }

    /** How often functions have counted this since the world began. */
    int counted(Metric metric) {
        return measured(metric).size();
    }

    /** Whether the consultation shows what the platform goes by. */
    String paymentStatusOf(String consultationId) {
        return consultationItem(consultationId).get("payment_status").s();
    }

    /** Runs a function on what API Gateway would hand it. */
    Reply invoke(String function, HttpApiEvent event) {
        return invoke(function, event.toJson());
    }

    /** As {@link #invoke(String, HttpApiEvent)}. The answer must be one that the API's description allows. */
    Reply invoke(String function, ObjectNode event) {
        Reply reply = null;
        try {
            reply = Reply.of(invoke(function, event.toString().getBytes(StandardCharsets.UTF_8)));
        } finally {
            told.add(function, event, reply);
        }
        ApiDescription.PAYMENTS.check(event.path("routeKey").asText(), reply);
        return reply;
    }

    JsonNode invoke(String function, byte[] event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            function(function)
                    .handleRequest(new ByteArrayInputStream(event), out, LambdaContext.of(function, remaining));
            return JSON.readTree(out.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets so much time pass, with a run of the reconciler every ten minutes. */
    void reconcileFor(Duration time) {
        for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minusMinutes(10)) {
            clock.advance(left.compareTo(TEN_MINUTES) < 0 ? left : TEN_MINUTES);
            reconcile();
        }
    }

    JsonNode reconcile() {
        return reconcile("{}");
    }

    JsonNode reconcile(String event) {
        return invoke("reconcile", event.getBytes(StandardCharsets.UTF_8));
    }

    /** What the functions log while this is done: events and metrics, a line each. */
    List<JsonNode> logOf(Runnable step) {
        PrintStream before = System.out;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            step.run();
        } finally {
            System.setOut(before);
        }
        List<JsonNode> lines = new ArrayList<>();
        for (String line : written.toString(StandardCharsets.UTF_8).split("\n")) {
            if (line.startsWith("{")) {
                lines.add(json(line));
            }
        }
        return lines;
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How often a metric was counted in what was logged. */
    static long counted(List<JsonNode> log, String metric) {
        return log.stream().mapToLong(line -> line.path(metric).size()).sum();
    }

    /** The logged events of this name. */
    static List<JsonNode> events(List<JsonNode> log, String message) {
        return log.stream()
                .filter(line -> line.path("message").asText().equals(message))
                .toList();
    }

    Reply webhook(String body) {
        return invoke(
                "webhook",
                HttpApiEvent.request("POST", "/api/payments/webhook")
                        .header(
                                "tosspayments-webhook-transmission-id",
                                UUID.randomUUID().toString())
                        .json(body));
    }

    /** Delivers all that Toss has to say of an order, in the order in which it happened. */
    List<Reply> deliverWebhooks(String orderId) {
        List<Reply> replies = new ArrayList<>();
        for (Webhook webhook : toss().webhooks()) {
            if (webhook.orderId().equals(orderId)) {
                replies.add(webhook(webhook.body()));
            }
        }
        return replies;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }
}
