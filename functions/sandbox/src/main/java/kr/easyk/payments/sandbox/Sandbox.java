package kr.easyk.payments.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.sandbox.aws.LocalDynamoDb;
import kr.easyk.payments.sandbox.aws.LocalSecretsManager;
import kr.easyk.payments.sandbox.aws.SandboxCredentials;
import kr.easyk.payments.sandbox.gateway.Gateway;
import kr.easyk.payments.sandbox.gateway.GatewayListener;
import kr.easyk.payments.sandbox.gateway.TokenIssuer;
import kr.easyk.payments.sandbox.http.FreePorts;
import kr.easyk.payments.sandbox.http.LocalServer;
import kr.easyk.payments.sandbox.http.Threads;
import kr.easyk.payments.sandbox.lambda.LocalFunction;
import kr.easyk.payments.sandbox.pages.Pages;
import kr.easyk.payments.sandbox.template.LambdaFunction;
import kr.easyk.payments.sandbox.template.SandboxStack;
import kr.easyk.payments.sandbox.template.Template;
import kr.easyk.payments.sandbox.template.TemplateException;
import kr.easyk.payments.sandbox.toss.TossSimulator;
import kr.easyk.payments.sandbox.window.Journal;
import kr.easyk.payments.sandbox.window.Window;
import org.jspecify.annotations.Nullable;

/**
 * All of easyK Payments on one machine, wired as {@code template.yaml} says.
 *
 * <pre>{@code
 * try (Sandbox sandbox = Sandbox.start(SandboxOptions.forTests(Path.of("template.yaml")))) {
 *     String id = sandbox.createConsultation("user-1", "Visa", 30_000);
 *     String token = sandbox.token("user-1");
 *     // … POST sandbox.api() + "/api/payments/ready" …
 * }
 * }</pre>
 */
public final class Sandbox implements AutoCloseable {
    static final String SECRET_KEY = "test_gsk_sandbox";
    static final String CLIENT_KEY = "test_gck_sandbox";

    private static final String SECRET_ARN = SandboxStack.arn("secretsmanager", "secret:easyk-sandbox-toss");
    private static final URI TOSS = URI.create("https://api.tosspayments.com");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SandboxOptions options;
    private final TestClock clock;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Journal journal = new Journal();
    private final LocalServer server;
    private final @Nullable TossSimulator simulator;
    private final LocalSecretsManager secrets;
    private final LocalDynamoDb database;
    private final Template template;
    private final TokenIssuer issuer;
    private final Map<String, LocalFunction> functions = new LinkedHashMap<>();
    private final Consultations consultations;
    private final ScheduledRuns schedule;
    private final Gateway gateway;

    private Sandbox(SandboxOptions options) {
        this.options = options;
        this.clock = new TestClock(options.clock());
        try {
            requirePorts(options);
            // The slowest to start, and it needs nothing from the others. On a thread of its own: one of the common
            // pool
            // has the system's class loader, which in Maven's JVM knows none of these classes.
            CompletableFuture<LocalDynamoDb> databaseStart = CompletableFuture.supplyAsync(
                    () -> LocalDynamoDb.start(options.host(), options.ports().dynamoDb()),
                    start -> Threads.named("dynamodb-start").newThread(start).start());
            running.push(() -> databaseStart
                    .thenAccept(LocalDynamoDb::close)
                    .exceptionally(e -> null)
                    .join());
            server = running(LocalServer.bind(options.host(), options.ports().api(), "the API"));
            simulator = options.tossKeys() == null ? running(startSimulator()) : null;
            secrets = running(
                    LocalSecretsManager.start(options.host(), options.ports().secretsManager()));
            secrets.put(
                    SECRET_ARN,
                    secret(
                            options.tossKeys() == null
                                    ? SECRET_KEY
                                    : options.tossKeys().secretKey()));
            // A token lasts as long as it was made for, whatever the sandbox's clock is told.
            issuer = new TokenIssuer(server.uri().resolve("/sandbox"), options.clock());
            database = join(databaseStart);
            template = Template.read(options.template()).with(parameters());
            database.createTables(template);
            for (LambdaFunction function : template.functions()) {
                Wiring wiring = Wiring.of(environment(function)).withClock(clock);
                functions.put(function.logicalId(), running(LocalFunction.load(function, wiring, options.console())));
            }
            consultations = new Consultations(database.client(), template.tableName("ConsultationsTable"), clock);
            schedule = running(new ScheduledRuns(functions, clock, journal::ran));
            gateway = new Gateway(template, issuer, functions, clock);
            RequestLog log = new RequestLog(options.console());
            gateway.addListener(log);
            gateway.addListener(journal);
            Helpers helpers = new Helpers(
                    issuer,
                    consultations,
                    schedule,
                    this,
                    new SampleEvents(options.template().resolveSibling("events"), this));
            Pages pages = simulator == null ? Pages.withToss() : Pages.withSimulator(simulator.uri());
            Window window = running(new Window(journal, database, template, simulator, api()));
            server.serve(exchange -> answer(exchange, helpers, pages, window, log));
            if (options.scheduleEvery() != null) {
                schedule.every(options.scheduleEvery());
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * @throws kr.easyk.payments.sandbox.http.PortTakenException where a port is in use
     * @throws TemplateException where the template holds what the sandbox does not understand
     */
    public static Sandbox start(SandboxOptions options) {
        return new Sandbox(options);
    }

    private static void requirePorts(SandboxOptions options) {
        SandboxOptions.Ports ports = options.ports();
        FreePorts.require(options.host(), ports.api(), "the API");
        FreePorts.require(options.host(), ports.secretsManager(), "Secrets Manager");
        FreePorts.require(options.host(), ports.dynamoDb(), "DynamoDB Local");
        if (options.tossKeys() == null) {
            FreePorts.require(options.host(), ports.toss(), "the Toss simulator");
        }
    }

    private TossSimulator startSimulator() {
        return TossSimulator.start(TossSimulator.Options.defaults()
                .withHost(options.host())
                .withPort(options.ports().toss())
                .withClock(clock)
                .withKeys(SECRET_KEY, CLIENT_KEY)
                .withListener(journal)
                .withWebhooks(server.uri().resolve("/api/payments/webhook")));
    }

    private Map<String, String> parameters() {
        TossKeys keys = options.tossKeys();
        Map<String, String> parameters = new HashMap<>();
        parameters.put("JwtIssuer", issuer.issuer().toString());
        parameters.put("JwtAudience", TokenIssuer.AUDIENCE);
        parameters.put("FrontEndOrigin", api().toString());
        parameters.put("TossSecretArn", SECRET_ARN);
        parameters.put("TossClientKey", keys == null ? CLIENT_KEY : keys.clientKey());
        parameters.put("TossSuccessUrl", api() + "/consultations/{consultation_id}/payment/success");
        parameters.put("TossFailUrl", api() + "/consultations/{consultation_id}/payment/fail");
        parameters.put("TossBaseUrl", toss().toString());
        parameters.put("DynamoDbEndpoint", dynamoDb().toString());
        parameters.put("SecretsManagerEndpoint", secretsManager().toString());
        parameters.putAll(options.parameters());
        return parameters;
    }

    private Map<String, String> environment(LambdaFunction function) {
        Map<String, String> environment = new HashMap<>(function.environment());
        environment.putAll(SandboxCredentials.environment());
        environment.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
        environment.put("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb().toString());
        environment.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", secretsManager().toString());
        environment.putAll(options.environment());
        return Map.copyOf(environment);
    }

    private void answer(HttpExchange exchange, Helpers helpers, Pages pages, Window window, RequestLog log)
            throws IOException {
        if (pages.answer(exchange) || window.answer(exchange)) {
            return;
        }
        String path = exchange.getRequestURI().getPath();
        if (!path.startsWith(Helpers.PATH)) {
            gateway.handle(exchange);
            return;
        }
        Instant at = clock.instant();
        long start = System.nanoTime();
        helpers.handle(exchange);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        log.line(at, exchange.getResponseCode(), exchange.getRequestMethod(), path, took, "(sandbox)");
    }

    private static String secret(String key) {
        return JSON.createObjectNode().put("secretKey", key).toString();
    }

    private static <T> T join(CompletableFuture<T> start) {
        try {
            return start.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private <T extends AutoCloseable> T running(T part) {
        running.push(part);
        return part;
    }

    public URI api() {
        return server.uri();
    }

    /** The simulator, or Toss's own test environment. */
    public URI toss() {
        return simulator == null ? TOSS : simulator.uri();
    }

    /** @throws IllegalStateException where Toss's own test environment is used */
    public TossSimulator simulator() {
        if (simulator == null) {
            throw new IllegalStateException("Toss's own test environment is in use, not the simulator");
        }
        return simulator;
    }

    public URI dynamoDb() {
        return database.uri();
    }

    public LocalDynamoDb database() {
        return database;
    }

    public URI secretsManager() {
        return secrets.uri();
    }

    /** The settings a function has here: the template's, and where the sandbox's services are. */
    public Map<String, String> environment(String functionLogicalId) {
        return environment(template.function(functionLogicalId));
    }

    /** An access token of the sandbox's issuer. */
    public String token(String userId, String... groups) {
        return issuer.token(userId, List.of(groups));
    }

    /**
     * Writes a consultation as the platform would.
     *
     * @param amount in won
     * @return its consultation_id
     */
    public String createConsultation(String userId, String title, long amount) {
        return consultations
                .create(userId, title, amount, null)
                .get("consultation_id")
                .textValue();
    }

    /** @throws IllegalArgumentException where there is none */
    public JsonNode consultation(String consultationId) {
        JsonNode found = consultations.find(consultationId);
        if (found == null) {
            throw new IllegalArgumentException("no consultation " + consultationId);
        }
        return found;
    }

    /** The time it is here. */
    public Instant now() {
        return clock.instant();
    }

    /** How far that is ahead of the machine's. */
    Duration ahead() {
        return clock.ahead();
    }

    /**
     * Moves the time of gateway, functions, simulator and webhooks together. What is due by then happens now, but for reconcile, which
     * runs next when it does.
     *
     * @throws IllegalStateException where Toss's own test environment is used: its time is its own
     */
    public void advance(Duration by) {
        TossSimulator toss = simulator();
        clock.advance(by);
        toss.catchUp();
    }

    /** Runs a scheduled function now and answers with what it wrote. */
    public JsonNode runSchedule(String functionLogicalId) {
        return schedule.runNow(functionLogicalId, new byte[0]);
    }

    /** What Secrets Manager holds as Toss's secret from now on: the secret's whole text. */
    public void setSecret(String value) {
        secrets.put(SECRET_ARN, value);
    }

    /** Tells the listener of every request to the API from now on. */
    public void addListener(GatewayListener listener) {
        gateway.addListener(listener);
    }

    public void removeListener(GatewayListener listener) {
        gateway.removeListener(listener);
    }

    @Override
    public void close() {
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception e) {
                e.printStackTrace();
            }
        }
    }
}
