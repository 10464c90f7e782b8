package kr.easyk.payments.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import kr.easyk.payments.ScriptedServer;
import kr.easyk.payments.ScriptedServer.Reply;
import kr.easyk.payments.Wiring;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;

/** What a call to DynamoDB is held to, and what counts as its answer. */
class AwsTest {
    private static final String BODY = "{\"Item\":{\"id\":{\"S\":\"one\"}}}";

    /** In the order of DynamoDB's own headers. */
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nServer: Server\r\nContent-Type: application/x-amz-json-1.0\r\n" + "Content-Length: "
                    + BODY.length() + "\r\nConnection: keep-alive\r\nx-amzn-RequestId: ";

    private static final Reply WHOLE = answer(HEAD + "ID\r\n\r\n" + BODY);
    private static ScriptedServer server;

    private final Wiring wiring = Wiring.of(Map.of(
            "AWS_ACCESS_KEY_ID", "test",
            "AWS_SECRET_ACCESS_KEY", "test",
            "AWS_ENDPOINT_URL_DYNAMODB", server.url()));

    @BeforeAll
    static void start() {
        server = new ScriptedServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static IntStream everyLengthOfItsHead() {
        return IntStream.range(0, HEAD.length());
    }

    /** Taken for a whole one, it would say that there is no such item. */
    @ParameterizedTest
    @MethodSource("everyLengthOfItsHead")
    void anAnswerThatBreaksOffInsideItsHeadIsAskedForAgain(int length) {
        server.answer(answer(HEAD.substring(0, length)), WHOLE);

        assertEquals("one", get().item().get("id").s());
    }

    /** Java 25, which Lambda runs, tells where a body is shorter than its head says; Java 17 does not. */
    @Test
    @EnabledForJreRange(min = JRE.JAVA_25)
    void anAnswerThatBreaksOffInsideItsBodyIsAskedForAgain() {
        String whole = HEAD + "ID\r\n\r\n" + BODY;
        for (int length = HEAD.length(); length < whole.length(); length++) {
            server.answer(answer(whole.substring(0, length)), WHOLE);

            assertEquals("one", get().item().get("id").s());
        }
    }

    @Test
    void answersThatKeepBreakingOffAreNone() {
        server.answer(answer(HEAD));

        assertThrows(SdkException.class, this::get);
        assertEquals(3, server.calls().size());
    }

    @Test
    void aCallTakesNoLongerThanIsLeftToItsRequest() {
        server.answer(out -> Thread.sleep(10_000));
        wiring.deadline().begin(Duration.ofMillis(1_000));
        long start = System.nanoTime();

        assertThrows(SdkException.class, this::get);

        long taken = Duration.ofNanos(System.nanoTime() - start).toMillis();
        assertTrue(taken < 900, "took " + taken + " ms of 1000, of which 500 are for the answer");
    }

    @Test
    void aCallTakesNoLongerThanItsOwnLimitHoweverMuchIsLeft() {
        server.answer(out -> Thread.sleep(10_000));
        wiring.deadline().begin(Duration.ofMinutes(1));
        long start = System.nanoTime();

        assertThrows(SdkException.class, this::get);

        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(taken.compareTo(Aws.CALL.plusMillis(400)) < 0, "took " + taken);
    }

    @Test
    void nothingIsAskedOnceTheRequestsTimeIsOver() {
        server.answer(WHOLE);
        wiring.deadline().begin(Duration.ofMillis(400));

        SdkException over = assertThrows(SdkException.class, this::get);

        assertFalse(over.retryable());
        assertEquals(0, server.calls().size());
    }

    @Test
    void anotherClientCanStandInForDynamoDb() {
        try (DynamoDbClient other = wiring.aws().dynamoDb()) {
            assertSame(other, wiring.aws().withDynamoDb(other).dynamoDb());
        }
    }

    private GetItemResponse get() {
        try (DynamoDbClient client = wiring.aws().dynamoDb()) {
            return client.getItem(get -> get.tableName("items").key(Map.of("id", AttributeValue.fromS("one"))));
        }
    }

    private static Reply answer(String text) {
        return (OutputStream out) -> out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
