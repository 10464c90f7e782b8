package kr.easyk.payments.sandbox.promises;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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

    /** One for the whole run: starting it takes a second, emptying it a few milliseconds. */
    private static final LocalDynamoDb DYNAMO_DB = LocalDynamoDb.start(0);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static final Template TEMPLATE = Template.read(Path.of("../../template.yaml"))
            .with(Map.of(
                    "TossSecretArn", SECRET,
                    "TossClientKey", "test_gck_sandbox",
                    "TossSuccessUrl", "https://easyk.example/consultations/{consultation_id}/payment/success",
                    "TossFailUrl", "https://easyk.example/consultations/{consultation_id}/payment/fail",
                    "FrontEndOrigin", "https://easyk.example",
                    "JwtIssuer", "https://issuer.example",
                    "JwtAudience", "easyk"));

    static {
        DYNAMO_DB.createTables(TEMPLATE);
    }

    private final Map<String, RequestStreamHandler> functions = new ConcurrentHashMap<>();
    final OutsideCalls calls = new OutsideCalls();

    /** The ids of the next payments, for a test that must know them beforehand. */
    final Queue<UUID> ids = new ConcurrentLinkedQueue<>();

    HandClock clock = new HandClock();

    /** What Lambda says is left to an invocation when it begins. */
    Duration remaining = Duration.ofSeconds(120);

    @Nullable
    private TossSimulator toss;

    @Nullable
    private LocalSecretsManager secrets;

    @Override
    public void beforeEach(ExtensionContext context) {
        start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        stop();
    }

    void start() {
        clock = new HandClock();
        toss = TossSimulator.start(TossSimulator.Options.defaults().withClock(clock));
        secrets = LocalSecretsManager.start(0);
        secrets.put(SECRET, "{\"secretKey\":\"" + KEY + "\"}");
        calls.disarm();
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
        settings.put("TOSS_TIMEOUT_MS", "2000");
        settings.put("TOSS_LOOKUP_TIMEOUT_MS", "1000");
        settings.put("REHEARSALS", "3");
        return settings;
    }

    Wiring wiring(String logicalId) {
        Wiring wiring = Wiring.of(settings(logicalId)).withClock(clock).withIds(this::newId);
        return wiring.withAws(wiring.aws().withHttp(calls.watching(wiring.aws().http())))
                .withHttp(calls.watching(HTTP));
    }

    private UUID newId() {
        UUID chosen = ids.poll();
        return chosen == null ? UUID.randomUUID() : chosen;
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
        return new Payer(this, UUID.randomUUID().toString());
    }

    Payer admin() {
        return new Payer(this, UUID.randomUUID().toString(), "payments-admin");
    }

    /** What the platform writes when somebody books. */
    String consultation(Payer payer, long amount) {
        String id = UUID.randomUUID().toString();
        putConsultation(id, payer.userId(), amount);
        return id;
    }

    void putConsultation(String id, String userId, long amount) {
        DYNAMO_DB
                .client()
                .putItem(put -> put.tableName(TEMPLATE.tableName("ConsultationsTable"))
                        .item(Map.of(
                                "consultation_id", AttributeValue.fromS(id),
                                "user_id", AttributeValue.fromS(userId),
                                "title", AttributeValue.fromS("비자 상담 Visa consultation"),
                                "amount", AttributeValue.fromN(Long.toString(amount)),
                                "payment_status", AttributeValue.fromS("pending"))));
    }

    void changePrice(String consultationId, long amount) {
        DYNAMO_DB
                .client()
                .updateItem(update -> update.tableName(TEMPLATE.tableName("ConsultationsTable"))
                        .key(Map.of("consultation_id", AttributeValue.fromS(consultationId)))
                        .updateExpression("SET amount = :amount")
                        .expressionAttributeValues(Map.of(":amount", AttributeValue.fromN(Long.toString(amount)))));
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

    void putPayment(Map<String, AttributeValue> item) {
        DYNAMO_DB
                .client()
                .putItem(put ->
                        put.tableName(TEMPLATE.tableName("PaymentsTable")).item(item));
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
        Reply reply = Reply.of(invoke(function, event.toString().getBytes(StandardCharsets.UTF_8)));
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

    JsonNode reconcile() {
        return invoke("reconcile", "{}".getBytes(StandardCharsets.UTF_8));
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
