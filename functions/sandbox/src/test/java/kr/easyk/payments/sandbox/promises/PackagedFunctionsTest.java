package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import kr.easyk.payments.sandbox.gateway.HttpApiEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The jars as Lambda gets them, each alone: whether what was left out of them to keep them small is really not needed. They are
 * there once {@code mvn package} has made them, which {@code mvn verify} does before it comes here.
 */
class PackagedFunctionsTest {
    private static final long MEGABYTE = 1_000_000;

    /** Nothing listens there. */
    private static final String NOBODY = "http://127.0.0.1:1";

    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    @BeforeEach
    void packaged() {
        for (String name : new String[] {"ready", "approve", "cancel", "lookup", "webhook", "reconcile"}) {
            assumeTrue(Files.exists(jar(name)), () -> "skipped: mvn package makes " + jar(name) + ", it is not there");
            assumeTrue(
                    !modified(jar(name)).isBefore(newest("payments"))
                            && !modified(jar(name)).isBefore(newest(name)),
                    () -> "skipped: " + jar(name) + " is older than its classes, mvn package makes it anew");
        }
    }

    @Test
    void aPaymentIsMadeShownAndRefunded() throws Exception {
        String consultation = world.consultation(payer, 50_000);
        try (Packaged ready = new Packaged("ready");
                Packaged approve = new Packaged("approve");
                Packaged lookup = new Packaged("lookup");
                Packaged cancel = new Packaged("cancel")) {
            Reply opened = ready.reply(event(
                            "ready",
                            World.object().put("consultation_id", consultation).toString()))
                    .is(201);
            String orderId = opened.text("order_id");
            String paymentId = opened.text("payment_id");
            String body = World.object()
                    .put("paymentKey", world.toss().authenticate(orderId, 50_000))
                    .put("orderId", orderId)
                    .put("amount", 50_000)
                    .toString();
            Reply approved = approve.reply(event("approve", body)).is(200);
            assertEquals("approved", approved.text("status"));

            Reply shown = lookup.reply(HttpApiEvent.request("GET", "/api/payments/" + paymentId)
                            .route("GET /api/payments/{payment_id}")
                            .pathParameter("payment_id", paymentId)
                            .user(payer.userId()))
                    .is(200);
            assertEquals(approved.body(), shown.body());
            Reply list = lookup.reply(
                            HttpApiEvent.request("GET", "/api/payments").user(payer.userId()))
                    .is(200);
            assertEquals(shown.body(), list.body().at("/payments/0"));

            String refund = World.object()
                    .put("payment_id", paymentId)
                    .put("cancel_reason", "a change of plans")
                    .toString();
            assertEquals(
                    "cancelled", cancel.reply(event("cancel", refund)).is(200).text("status"));
            assertEquals("refunded", world.paymentStatusOf(consultation));
        }
    }

    @Test
    void whatTossChangesIsHeardOf() throws Exception {
        Checkout paid = payer.paid(50_000);
        world.toss().cancelInDashboard(paid.paymentKey(), 20_000L, "by hand");
        String about = "{\"eventType\":\"PAYMENT_STATUS_CHANGED\",\"data\":{\"orderId\":\"" + paid.orderId() + "\"}}";
        try (Packaged webhook = new Packaged("webhook")) {
            Reply done = webhook.reply(
                    HttpApiEvent.request("POST", "/api/payments/webhook").json(about));

            assertEquals("done", done.is(200).text("status"));
        }
        assertEquals("partially_cancelled", paid.status());
    }

    @Test
    void whatWasLeftOpenIsSettled() throws Exception {
        Checkout unknown = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "garbage_after", 1);
        world.toss().fault("lookup", "garbage", 1);
        unknown.approve().is(202);
        world.clock.advance(Duration.ofMinutes(1));
        try (Packaged reconcile = new Packaged("reconcile")) {
            JsonNode run = reconcile.invoke("{}".getBytes(StandardCharsets.UTF_8));

            assertEquals(1, run.path("settled").asInt());
        }
        assertEquals("approved", unknown.status());
    }

    /** What only trouble needs is missed only in trouble. */
    @Test
    void whatGoesWrongIsTold() throws Exception {
        Checkout open = payer.checkout(world.consultation(payer, 50_000));
        HttpApiEvent approval = event(
                "approve",
                World.object()
                        .put("paymentKey", open.paymentKey())
                        .put("orderId", open.orderId())
                        .put("amount", 50_000)
                        .toString());
        try (Packaged noTable = new Packaged("approve", Map.of("PAYMENTS_TABLE", "no-such-table"));
                Packaged noSecret = new Packaged("approve", Map.of("TOSS_SECRET_ARN", "no-such-secret"));
                Packaged noDatabase = new Packaged("lookup", Map.of("AWS_ENDPOINT_URL_DYNAMODB", NOBODY));
                Packaged noToss = new Packaged("approve", Map.of("TOSS_BASE_URL", NOBODY))) {
            noTable.reply(approval).isProblem(500, "INTERNAL");
            noSecret.reply(approval).isProblem(503, "TOSS_UNAVAILABLE");
            noDatabase
                    .reply(HttpApiEvent.request("GET", "/api/payments").user(payer.userId()))
                    .isProblem(500, "INTERNAL");
            noToss.reply(event("approve", "[]")).isProblem(400, "INVALID_REQUEST");
            assertEquals("approving", noToss.reply(approval).is(202).text("status"));
        }
    }

    /** Where a function with SnapStart gets its credentials from. */
    @Test
    void credentialsComeFromLambdasOwnEndpoint() throws Exception {
        byte[] credentials = """
                {"AccessKeyId":"sandbox","SecretAccessKey":"sandbox","Token":"sandbox","Expiration":"2099-01-01T00:00:00Z"}
                """.getBytes(StandardCharsets.UTF_8);
        HttpServer lambda = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        AtomicInteger asked = new AtomicInteger();
        lambda.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.getResponseHeaders().add("content-type", "application/json");
            exchange.sendResponseHeaders(200, credentials.length);
            exchange.getResponseBody().write(credentials);
            exchange.close();
        });
        lambda.start();
        String address = "http://127.0.0.1:" + lambda.getAddress().getPort() + "/credentials";
        System.setProperty("aws.containerCredentialsFullUri", address);
        try (Packaged ready = new Packaged("ready", Map.of("AWS_CONTAINER_CREDENTIALS_FULL_URI", address))) {
            String body = World.object()
                    .put("consultation_id", world.consultation(payer, 50_000))
                    .toString();
            ready.reply(event("ready", body)).is(201);
            assertEquals(1, asked.get());
        } finally {
            System.clearProperty("aws.containerCredentialsFullUri");
            lambda.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ready", "lookup"})
    void aFunctionThatNeverCallsTossHasNoWayToDoIt(String name) throws IOException {
        try (JarFile jar = new JarFile(jar(name).toFile())) {
            assertEquals(
                    0,
                    jar.stream()
                            .map(JarEntry::getName)
                            .filter(entry -> !entry.endsWith("/") && !entry.endsWith("package-info.class"))
                            .filter(entry -> entry.startsWith("kr/easyk/payments/toss/")
                                    || entry.startsWith("kr/easyk/payments/secrets/")
                                    || entry.startsWith("software/amazon/awssdk/services/secretsmanager/"))
                            .count());
        }
        assertSmallerThan(9_500_000, name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"approve", "cancel", "webhook", "reconcile"})
    void aFunctionThatCallsTossStaysSmallAllTheSame(String name) throws IOException {
        assertSmallerThan(11 * MEGABYTE, name);
    }

    /** Nothing that only a test has switched on or put in the place of what is deployed. */
    @ParameterizedTest
    @ValueSource(strings = {"ready", "approve", "cancel", "lookup", "webhook", "reconcile"})
    void eachClassOfOursIsTheLibrarysOrTheFunctionsOwn(String name) throws IOException {
        int compared = 0;
        try (JarFile jar = new JarFile(jar(name).toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                String path = entry.getName();
                if (!path.startsWith("kr/easyk/") || entry.isDirectory()) {
                    continue;
                }
                Path library = classes("payments").resolve(path);
                Path own = classes(name).resolve(path);
                Path made = Files.exists(library) ? library : own;
                assertTrue(Files.exists(made), () -> path + " is in " + name + ".jar and in none of its modules");
                assertArrayEquals(
                        Files.readAllBytes(made), jar.getInputStream(entry).readAllBytes(), path);
                compared++;
            }
        }
        assertTrue(compared > 0);
    }

    private static void assertSmallerThan(long most, String name) throws IOException {
        long size = Files.size(jar(name));
        System.out.printf(Locale.ROOT, "%s.jar has %.1f MB%n", name, (double) size / MEGABYTE);
        assertTrue(size <= most, () -> name + ".jar has " + size + " bytes, at most " + most + " are allowed");
    }

    private HttpApiEvent event(String function, String body) {
        return HttpApiEvent.request("POST", "/api/payments/" + function)
                .user(payer.userId())
                .json(body);
    }

    private static Path jar(String name) {
        return Path.of("..", name, "target", name + ".jar");
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path classes(String module) {
        return Path.of("..", module, "target", "classes");
    }

    private static Instant newest(String module) {
        try (Stream<Path> classes = Files.walk(classes(module))) {
            return classes.filter(Files::isRegularFile)
                    .map(PackagedFunctionsTest::modified)
                    .max(Instant::compareTo)
                    .orElse(Instant.MIN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A function from its jar, which sees nothing but the jar and the JDK. */
    private final class Packaged implements Closeable {
        private final String name;
        private final URLClassLoader jar;
        private final Object handler;

        Packaged(String name) throws ReflectiveOperationException, IOException {
            this(name, Map.of());
        }

        /** @param other settings that differ from the world's */
        Packaged(String name, Map<String, String> other) throws ReflectiveOperationException, IOException {
            this.name = name;
            jar = new URLClassLoader(new URL[] {jar(name).toUri().toURL()}, ClassLoader.getPlatformClassLoader());
            String capital = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
            Class<?> wirings = jar.loadClass("kr.easyk.payments.Wiring");
            Map<String, String> settings = world.settings(capital + "Function");
            settings.putAll(other);
            Object wiring = wirings.getMethod("of", Map.class).invoke(null, settings);
            wiring = wirings.getMethod("withClock", Clock.class).invoke(wiring, world.clock);
            handler = jar.loadClass("kr.easyk.payments." + name + "." + capital + "Function")
                    .getConstructor(wirings)
                    .newInstance(wiring);
        }

        Reply reply(HttpApiEvent event) throws ReflectiveOperationException {
            return Reply.of(invoke(event.toBytes()));
        }

        JsonNode invoke(byte[] event) throws ReflectiveOperationException {
            Class<?> contexts = jar.loadClass("com.amazonaws.services.lambda.runtime.Context");
            Object context = Proxy.newProxyInstance(
                    jar,
                    new Class<?>[] {contexts},
                    (proxy, method, arguments) -> method.getReturnType() == int.class ? (Object) 120_000 : name);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            handler.getClass()
                    .getMethod("handleRequest", InputStream.class, OutputStream.class, contexts)
                    .invoke(handler, new ByteArrayInputStream(event), out, context);
            try {
                return World.JSON.readTree(out.toByteArray());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            jar.close();
        }
    }
}
