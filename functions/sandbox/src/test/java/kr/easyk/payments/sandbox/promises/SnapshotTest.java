package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.approve.ApproveFunction;
import kr.easyk.payments.cancel.CancelFunction;
import kr.easyk.payments.lookup.LookupFunction;
import kr.easyk.payments.ready.ReadyFunction;
import kr.easyk.payments.reconcile.ReconcileFunction;
import kr.easyk.payments.store.PaymentStore;
import kr.easyk.payments.toss.TossClient;
import kr.easyk.payments.webhook.WebhookFunction;
import org.crac.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a function does before SnapStart's snapshot: all of its work, and nothing that anybody outside would notice. */
class SnapshotTest {
    private static final Map<String, Function<Wiring, Resource>> FUNCTIONS = Map.of(
            "ReadyFunction", ReadyFunction::new,
            "ApproveFunction", ApproveFunction::new,
            "CancelFunction", CancelFunction::new,
            "LookupFunction", LookupFunction::new,
            "WebhookFunction", WebhookFunction::new,
            "ReconcileFunction", ReconcileFunction::new);

    @RegisterExtension
    final World world = new World();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ReadyFunction",
                "ApproveFunction",
                "CancelFunction",
                "LookupFunction",
                "WebhookFunction",
                "ReconcileFunction"
            })
    void theWholePathIsRehearsedAndNothingRealIsTouched(String name) throws Exception {
        String log = rehearse(world.wiring(name), name);

        assertEquals(List.of(), world.calls.made());
        assertEquals(List.of(), world.allPayments());
        assertEquals(1, log.lines().count(), log);
        assertTrue(log.contains("\"message\":\"rehearsed\""), log);
        assertTrue(log.contains("\"times\":3"), log);
    }

    @Test
    void aRehearsalThatFailsKeepsNoVersionFromBeingPublished() throws Exception {
        Wiring broken = world.wiring("ReadyFunction").withIds(() -> {
            throw new IllegalStateException("no ids today");
        });

        String log = rehearse(broken, "ReadyFunction");

        assertTrue(log.contains("\"message\":\"rehearsal failed\""), log);
    }

    @Test
    void theWayToDynamoDbIsTriedWithAPaymentNobodyHas() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            StringBuffer asked = new StringBuffer();
            answerEveryConnection(server, connections, asked);

            PaymentStore.with(towards(server)).beforeCheckpoint(null);

            assertTrue(connections.get() > 1, "it is tried often");
            assertEquals(connections.get(), times(asked, "DynamoDB_20120810.GetItem"));
            assertEquals(connections.get(), times(asked, "Connection: close"));
            assertEquals(connections.get(), times(asked, "00000000-0000-0000-0000-000000000000"));
            assertEquals(
                    connections.get(), times(asked, "Credential=rehearsal/"), "nothing of real credentials is used");
        }
    }

    @Test
    void theWayToTossIsTriedWithoutAKey() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            StringBuffer asked = new StringBuffer();
            answerEveryConnection(server, connections, asked);

            TossClient.with(towards(server)).beforeCheckpoint(null);

            assertTrue(connections.get() > 1, "it is tried often");
            assertEquals(connections.get(), times(asked, "GET /v1/payments/rehearsal HTTP/1.1"));
            assertFalse(asked.toString().toLowerCase().contains("authorization"), asked.toString());
        }
    }

    @Test
    void noThreadIsLeftOfARehearsal() throws Exception {
        Map<String, String> settings = new HashMap<>(world.settings("ApproveFunction"));
        settings.put("REHEARSALS", "50");
        ApproveFunction function = new ApproveFunction(Wiring.of(settings));
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        function.beforeCheckpoint(null);

        List<String> left = List.of();
        for (int waited = 0; waited < 50; waited++) {
            left = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> !before.contains(thread))
                    .map(Thread::getName)
                    .filter(name -> name.startsWith("sdk-") || name.startsWith("rehearsal-"))
                    .toList();
            if (left.isEmpty()) {
                return;
            }
            Thread.sleep(100);
        }
        assertEquals(List.of(), left);
    }

    @Test
    void anAnswerThatNeverEndsKeepsNoVersionFromBeingPublished() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Wiring wiring = towards(silent);

            assertTimeoutPreemptively(Duration.ofSeconds(15), () -> {
                PaymentStore.with(wiring).beforeCheckpoint(null);
                TossClient.with(wiring).beforeCheckpoint(null);
            });
        }
    }

    @Test
    void whereNothingCanBeReachedAVersionIsPublishedAllTheSame() throws Exception {
        Wiring nowhere;
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            nowhere = towards(server);
        }

        assertTimeout(Duration.ofSeconds(10), () -> {
            PaymentStore.with(nowhere).beforeCheckpoint(null);
            TossClient.with(nowhere).beforeCheckpoint(null);
        });
    }

    @Test
    void aRestoredFunctionServesAsIfNothingHadBeen() throws Exception {
        world.snapshotAndRestore();

        Checkout paid = world.payer().paid(50_000);

        assertEquals("approved", paid.status());
        assertEquals("paid", paid.consultationStatus());
        assertEquals(1, paid.atToss().chargeCount());
    }

    @Test
    void connectionsThatDiedWhileFrozenAreReplaced() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            answerEveryConnection(server, connections, new StringBuffer());
            PaymentStore store = PaymentStore.with(towards(server));

            for (int request = 0; request < 5; request++) {
                assertEquals(Optional.empty(), store.find("a-payment"));
            }

            assertTrue(connections.get() >= 5, "each request had to find its connection dead");
        }
    }

    /** Says nothing of it, and hangs up after each answer. */
    private static void answerEveryConnection(ServerSocket server, AtomicInteger connections, StringBuffer asked) {
        Thread thread = new Thread(() -> {
            while (!server.isClosed()) {
                try (Socket connection = server.accept()) {
                    connections.incrementAndGet();
                    answer(connection, asked);
                } catch (IOException e) {
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void answer(Socket connection, StringBuffer asked) throws IOException {
        InputStream in = connection.getInputStream();
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) in.read());
        }
        Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
        byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        asked.append(head).append(new String(body, StandardCharsets.UTF_8)).append('\n');
        connection
                .getOutputStream()
                .write(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nx-amzn-RequestId: test\r\nContent-Length: 2\r\n\r\n{}"
                                .getBytes(StandardCharsets.US_ASCII));
    }

    private static int times(CharSequence text, String what) {
        return (int)
                Pattern.compile(what, Pattern.LITERAL).matcher(text).results().count();
    }

    private Wiring towards(ServerSocket server) {
        String address = "http://127.0.0.1:" + server.getLocalPort();
        Map<String, String> settings = new HashMap<>(world.settings("ApproveFunction"));
        settings.put("AWS_ENDPOINT_URL_DYNAMODB", address);
        settings.put("TOSS_BASE_URL", address);
        return Wiring.of(settings);
    }

    private static String rehearse(Wiring wiring, String name) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            FUNCTIONS.get(name).apply(wiring).beforeCheckpoint(null);
        } finally {
            System.setOut(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }
}
