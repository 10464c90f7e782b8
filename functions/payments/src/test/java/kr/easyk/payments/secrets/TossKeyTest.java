package kr.easyk.payments.secrets;

import static kr.easyk.payments.TestWiring.secret;
import static kr.easyk.payments.TestWiring.secretsAway;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import kr.easyk.payments.ScriptedServer;
import kr.easyk.payments.ScriptedServer.Reply;
import kr.easyk.payments.TestWiring;
import kr.easyk.payments.Wiring;
import org.crac.Context;
import org.crac.Resource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TossKeyTest {
    private static final String KEY = "test_gsk_unit";
    private static ScriptedServer secrets;

    private final Clock clock = ((InstantSource) () -> this.now).withZone(ZoneOffset.UTC);
    private Instant now = Instant.parse("2026-03-02T01:00:00Z");
    private TossKey key;

    @BeforeAll
    static void start() {
        secrets = new ScriptedServer();
    }

    @AfterAll
    static void stop() {
        secrets.close();
    }

    @BeforeEach
    void newKey() {
        secrets.answer(secret(KEY));
        key = TossKey.with(TestWiring.of(secrets.url(), "http://127.0.0.1:1").withClock(clock));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                KEY,
                " " + KEY + " ",
                "{\"secretKey\":\"" + KEY + "\"}",
                " { \"other\": 1, \"secretKey\" : \" " + KEY + " \" } "
            })
    void aSecretHoldsTheBareKeyOrAnObjectWithIt(String text) {
        secrets.answer(secret(text));

        assertEquals(KEY, key.current());
        assertEquals(
                "secretsmanager.GetSecretValue", secrets.onlyCall().headers().get("x-amz-target"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{}",
                "{\"secretKey\":\"\"}",
                "{\"secretKey\":\" \"}",
                "{\"secretKey\":7}",
                "{\"secretKey\":null}",
                "{\"key\":\"test_gsk_unit\"}",
                "{\"secretKey\":\"test_gsk_unit\""
            })
    void anythingElseIsNoKeyAndIsNotToldToAnybody(String text) {
        secrets.answer(secret(text));

        TossKeyUnavailable none = assertThrows(TossKeyUnavailable.class, key::current);

        assertFalse(none.getMessage().contains("test_gsk"), none.getMessage());
        assertNull(none.getCause(), "a parser's message quotes what it parsed");
    }

    @Test
    void aBinarySecretIsNoKey() {
        secrets.answer(ScriptedServer.reply(
                200, "application/x-amz-json-1.1", "{\"ARN\":\"arn:toss\",\"SecretBinary\":\"dGVzdA==\"}"));

        assertThrows(TossKeyUnavailable.class, key::current);
    }

    @Test
    void aKeyIsKeptForTenMinutes() {
        key.current();
        now = now.plus(Duration.ofMinutes(10)).minusMillis(1);
        key.current();
        assertEquals(1, secrets.calls().size());

        secrets.answer(secret("test_gsk_next"));
        now = now.plusMillis(1);

        assertEquals("test_gsk_next", key.current());
        assertEquals(1, secrets.calls().size());
    }

    @Test
    void anOutdatedKeyServesWhileSecretsManagerIsAway() {
        key.current();
        now = now.plus(Duration.ofHours(1));

        for (Reply away : List.of(secretsAway(), secret(""))) {
            secrets.answer(away);
            assertEquals(KEY, key.current());
            assertEquals(1, secrets.calls().size());
            now = now.plus(Duration.ofMinutes(1));
        }

        secrets.answer(secret("test_gsk_next"));
        assertEquals("test_gsk_next", key.current());
    }

    @Test
    void afterAFailedFetchTheKnownKeyGoesOnForAMinuteWithoutTryingAgain() {
        key.current();
        now = now.plus(Duration.ofHours(1));
        secrets.answer(silence());
        key.current();
        secrets.answer(secret("test_gsk_next"));

        long start = System.nanoTime();
        now = now.plus(Duration.ofMinutes(1)).minusMillis(1);
        for (int call = 0; call < 12; call++) {
            assertEquals(KEY, key.current());
        }

        assertTrue(since(start) < 500, "took " + since(start) + " ms");
        assertEquals(0, secrets.calls().size());
        now = now.plusMillis(1);
        assertEquals("test_gsk_next", key.current());
    }

    static Stream<Named<Reply>> slowAnswers() {
        return Stream.of(
                Named.of("no answer", silence()),
                Named.of("a head that trickles", trickle(0)),
                Named.of("a body that trickles", ScriptedServer.trickle("{\"SecretString\":\"x\"}", 400)),
                Named.of("a body that hardly begins", trickle(62)));
    }

    @ParameterizedTest
    @MethodSource("slowAnswers")
    void fetchingTakesNoLongerThanItMay(Reply slow) {
        secrets.answer(slow);

        for (Duration limit : List.of(Duration.ofMillis(700), TossKey.FETCH)) {
            long start = System.nanoTime();
            assertThrows(TossKeyUnavailable.class, () -> key.current(limit));
            assertTrue(since(start) < limit.toMillis() + 200, "took " + since(start) + " ms of " + limit);
        }
    }

    @Test
    void fetchingTakesNoLongerThanIsLeftToTheRequest() {
        Wiring wiring = TestWiring.of(secrets.url(), "http://127.0.0.1:1");
        TossKey hurried = TossKey.with(wiring);
        secrets.answer(silence());
        wiring.deadline().begin(Duration.ofMillis(800));
        long start = System.nanoTime();

        assertThrows(TossKeyUnavailable.class, hurried::current);

        assertTrue(since(start) < 600, "took " + since(start) + " ms of 800, of which 500 are for the answer");
    }

    @Test
    void anAnswerThatBreaksOffInsideItsHeadIsAskedForAgain() {
        secrets.answer(
                out -> out.write("HTTP/1.1 200 OK\r\nContent-Ty".getBytes(StandardCharsets.US_ASCII)), secret(KEY));

        assertEquals(KEY, key.current());
        assertEquals(2, secrets.calls().size());
    }

    @Test
    void aDigestTellsKeysApartAndNothingOfThem() {
        assertEquals("9f86d081884c7d659a2feaa0c55ad015", TossKey.digest("test"), "the first half of SHA-256");
        assertNotEquals(TossKey.digest("test"), TossKey.digest("test2"));
    }

    private static long since(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    private static Reply silence() {
        return out -> Thread.sleep(10_000);
    }

    /** An answer whose first bytes come at once, and all others one at a time. */
    private static Reply trickle(int atOnce) {
        byte[] answer = ("HTTP/1.1 200 OK\r\nx-amzn-RequestId: ID\r\nContent-Length: 1000\r\n\r\n" + " ".repeat(1_000))
                .getBytes(StandardCharsets.US_ASCII);
        return out -> {
            out.write(answer, 0, atOnce);
            for (int i = atOnce; i < answer.length; i++) {
                out.write(answer[i]);
                out.flush();
                Thread.sleep(100);
            }
        };
    }

    @Test
    void withoutAKeyInMemorySecretsManagerBeingAwayIsToldWithoutItsWords() {
        secrets.answer(secretsAway());

        TossKeyUnavailable none = assertThrows(TossKeyUnavailable.class, key::current);

        assertTrue(none.getMessage().startsWith("Secrets Manager gave no Toss key"), none.getMessage());
        assertFalse(none.getMessage().contains("arn:"), none.getMessage());
    }

    static Stream<Named<Reply>> passingTrouble() {
        return Stream.of(
                Named.of("broken", ScriptedServer.hangUp()),
                Named.of("500", ScriptedServer.reply(500, "text/html", "<html>")),
                Named.of(
                        "throttled",
                        ScriptedServer.reply(
                                400, "application/x-amz-json-1.1", "{\"__type\":\"ThrottlingException\"}")));
    }

    @ParameterizedTest
    @MethodSource("passingTrouble")
    void passingTroubleIsAskedAgainAndNotForEver(Reply trouble) {
        secrets.answer(trouble, trouble, secret(KEY));

        assertEquals(KEY, key.current());
        assertEquals(3, secrets.calls().size());

        secrets.answer(trouble);
        TossKeyUnavailable none = assertThrows(TossKeyUnavailable.class, () -> key.after(KEY, TossKey.FETCH));

        assertEquals(3, secrets.calls().size());
        assertFalse(none.getMessage().contains("html"), none.getMessage());
    }

    @Test
    void anAnswerThatIsNoJsonIsNoKeyAndIsNotQuoted() {
        secrets.answer(ScriptedServer.reply(200, "application/x-amz-json-1.1", "SecretString: test_gsk_unit"));

        TossKeyUnavailable none = assertThrows(TossKeyUnavailable.class, key::current);

        assertFalse(none.getMessage().contains("test_gsk"), none.getMessage());
        assertEquals(1, secrets.calls().size());
    }

    @Test
    void theRequestIsSignedForSecretsManager() {
        key.current();

        String authorization = secrets.onlyCall().headers().get("authorization");
        assertTrue(authorization.startsWith("AWS4-HMAC-SHA256 Credential=test/"), authorization);
        assertTrue(authorization.contains("/ap-northeast-2/secretsmanager/aws4_request"), authorization);
        assertEquals(
                "{\"SecretId\":\"arn:aws:secretsmanager:ap-northeast-2:000000000000:secret:toss\"}",
                secrets.onlyCall().body());
    }

    @Test
    void aRefusedKeyIsFetchedAnewOnceForAllWhoWereRefused() {
        key.current();
        secrets.answer(secret("test_gsk_next"));

        assertEquals("test_gsk_next", key.after(KEY, TossKey.FETCH));
        assertEquals(
                "test_gsk_next", key.after(KEY, TossKey.FETCH), "whoever comes second finds the new key already there");
        assertEquals("test_gsk_next", key.current());
        assertEquals(1, secrets.calls().size());
    }

    @Test
    void aRefusedKeyThatIsStillTheSecretsComesBackUnchanged() {
        key.current();

        assertEquals(KEY, key.after(KEY, TossKey.FETCH));
    }

    @Test
    void aRefusedKeyIsNotHandedOutInPlaceOfOneThatCannotBeFetched() {
        key.current();
        secrets.answer(secretsAway());

        assertThrows(TossKeyUnavailable.class, () -> key.after(KEY, TossKey.FETCH));
    }

    @Test
    void callersAtOnceFetchOnce() throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(16);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<String>> found = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                found.add(pool.submit(() -> {
                    start.await();
                    return key.current();
                }));
            }
            start.countDown();
            for (Future<String> each : found) {
                assertEquals(KEY, each.get());
            }
        } finally {
            pool.shutdownNow();
        }
        assertEquals(1, secrets.calls().size());
    }

    @Test
    void noSnapshotHoldsTheKey() {
        key.current();
        assertEquals("TossKey[fetched]", key.toString());

        key.beforeCheckpoint(new NoContext());

        assertEquals("TossKey[not fetched]", key.toString());
        key.afterRestore(new NoContext());
        key.current();
        assertEquals(2, secrets.calls().size());
    }

    private static final class NoContext extends Context<Resource> {
        @Override
        public void beforeCheckpoint(Context<? extends Resource> context) {}

        @Override
        public void afterRestore(Context<? extends Resource> context) {}

        @Override
        public void register(Resource resource) {}
    }
}
