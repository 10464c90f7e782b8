package kr.easyk.payments.toss;

import static kr.easyk.payments.ScriptedServer.hangUp;
import static kr.easyk.payments.ScriptedServer.json;
import static kr.easyk.payments.ScriptedServer.reply;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kr.easyk.payments.Deadline;
import kr.easyk.payments.ScriptedServer;
import kr.easyk.payments.ScriptedServer.Reply;
import kr.easyk.payments.TestWiring;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.model.Language;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentMethod;
import kr.easyk.payments.model.PaymentStatus;
import kr.easyk.payments.model.Samples;
import kr.easyk.payments.model.TossPayment;
import kr.easyk.payments.model.TossSays;
import kr.easyk.payments.secrets.TossKey;
import kr.easyk.payments.secrets.TossKeyUnavailable;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.toss.TossErrors.Call;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TossClientTest {
    private static final String OLD_KEY = "test_gsk_unit_old";
    private static final String NEW_KEY = "test_gsk_unit_new";
    private static final String DONE = payment("");
    private static final Reply REFUSED_KEY = error(401, "UNAUTHORIZED_KEY");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static ScriptedServer toss;
    private static ScriptedServer secrets;

    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final Journal journal =
            new Journal("test", "test", "request-1", Clock.systemUTC(), new PrintStream(lines, true));
    private TossClient client;

    @BeforeAll
    static void start() {
        toss = new ScriptedServer();
        secrets = new ScriptedServer();
    }

    @AfterAll
    static void stop() {
        toss.close();
        secrets.close();
    }

    @BeforeEach
    void newClient() {
        secrets.answer(TestWiring.secret(OLD_KEY));
        client = TossClient.with(TestWiring.of(secrets.url(), toss.url()));
    }

    @AfterEach
    void noLineHoldsAKey() {
        journal.close();
        String log = log();
        for (String key : List.of(OLD_KEY, NEW_KEY)) {
            assertFalse(log.contains(key), log);
            assertFalse(log.contains(basic(key).substring("Basic ".length())), log);
        }
    }

    private String log() {
        return lines.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aConfirmCarriesThePaymentsIdAsItsIdempotencyKey() throws JsonProcessingException {
        ask(Call.CONFIRM, json(200, DONE));

        ScriptedServer.Call call = toss.onlyCall();
        assertEquals("POST", call.method());
        assertEquals("/v1/payments/confirm", call.path());
        assertEquals(basic(OLD_KEY), call.headers().get("authorization"));
        assertEquals(Samples.ID.toString(), call.headers().get("idempotency-key"));
        assertEquals("en-US", call.headers().get("accept-language"));
        assertEquals("application/json", call.headers().get("content-type"));
        assertEquals(
                JSON.createObjectNode()
                        .put("paymentKey", Samples.KEY)
                        .put("orderId", "easyk_" + Samples.ID)
                        .put("amount", 50_000),
                JSON.readTree(call.body()));
    }

    @Test
    void aPartialRefundCarriesItsAmountBalanceAccountAndTheWishsIdAsItsIdempotencyKey() throws JsonProcessingException {
        ask(Call.CANCEL, json(200, DONE));

        ScriptedServer.Call call = toss.onlyCall();
        assertEquals("POST", call.method());
        assertEquals("/v1/payments/" + Samples.KEY + "/cancel", call.path());
        assertEquals("wish-1", call.headers().get("idempotency-key"));
        JsonNode body = JSON.readTree(call.body());
        assertEquals("plans changed", body.path("cancelReason").asText());
        assertEquals(10_000, body.path("cancelAmount").asLong());
        assertEquals(50_000, body.path("refundableAmount").asLong(), "compared and set at Toss");
        assertEquals(
                JSON.createObjectNode()
                        .put("bank", "88")
                        .put("accountNumber", "11022233344")
                        .put("holderName", "KIM"),
                body.path("refundReceiveAccount"));
    }

    @Test
    void aRefundOfAllThatIsLeftNamesNoAmountButTheBalance() throws JsonProcessingException {
        toss.answer(json(200, DONE));
        Payment wished = Samples.wished(Samples.in(PaymentStatus.APPROVED), null);

        client.refund(wished, wished.refundUnderWay().orElseThrow(), writtenFirst(), Language.KOREAN, journal);

        JsonNode body = JSON.readTree(toss.onlyCall().body());
        assertFalse(body.has("cancelAmount"), "left out, Toss refunds all that is left when it gets there");
        assertEquals(50_000, body.path("refundableAmount").asLong(), "and only where that is what we think it is");
        assertEquals("ko-KR", toss.onlyCall().headers().get("accept-language"));
    }

    @Test
    void anAccountIsCalledOffWithoutABalance() throws JsonProcessingException {
        toss.answer(json(200, DONE));
        Payment wished = Samples.wished(Samples.in(PaymentStatus.WAITING_FOR_DEPOSIT), null);

        client.refund(wished, wished.refundUnderWay().orElseThrow(), writtenFirst(), Language.KOREAN, journal);

        assertFalse(JSON.readTree(toss.onlyCall().body()).has("refundableAmount"));
    }

    /** Toss keeps what it refused under the Idempotency-Key: asked in another way, it must be asked under another one. */
    @Test
    void theNextAttemptAtARefundHasAnIdempotencyKeyOfItsOwn() {
        toss.answer(json(200, DONE));
        Payment wished = Samples.wished(Samples.in(PaymentStatus.APPROVED), 10_000L);
        Payment again = wished.settle(
                        new TossSays.Shown(Samples.toss(TossPayment.Status.DONE), Samples.DIGEST),
                        Samples.NOW.plus(Duration.ofMinutes(21)))
                .payment();

        client.refund(again, again.refundUnderWay().orElseThrow(), writtenFirst(), Language.KOREAN, journal);

        assertEquals("wish-1-2", toss.onlyCall().headers().get("idempotency-key"));
    }

    @Test
    void theConfirmOfTheNextPaymentKeyHasAnIdempotencyKeyOfItsOwn() {
        toss.answer(json(200, DONE));
        Payment claimedAgain = Samples.approving()
                .settle(new TossSays.UnknownKey(Samples.KEY), Samples.NOW)
                .payment()
                .claim("right-key", Samples.DIGEST, Samples.NOW);

        client.confirm(claimedAgain, writtenFirst(), Language.KOREAN, journal);

        assertEquals(Samples.ID + "-2", toss.onlyCall().headers().get("idempotency-key"));
    }

    @Test
    void aLookUpIsByKeyOnceThereIsOneAndByOrderBefore() {
        ask(Call.LOOK_UP, json(200, DONE));
        assertEquals("/v1/payments/" + Samples.KEY, toss.onlyCall().path());
        assertNull(toss.onlyCall().headers().get("idempotency-key"), "Toss ignores it on GET");

        toss.answer(json(200, DONE));
        client.lookUp(Samples.pending(), Language.KOREAN, journal);
        assertEquals("/v1/payments/orders/easyk_" + Samples.ID, toss.onlyCall().path());
        assertEquals("GET", toss.onlyCall().method());
    }

    @Test
    void aPaymentKeyCannotClimbOutOfItsPlaceInThePath() {
        toss.answer(json(200, DONE));

        client.lookUp(Samples.pending().claim("../../v1/x?y#z", Samples.DIGEST, Samples.NOW), Language.KOREAN, journal);

        assertEquals(
                "/v1/payments/%2E%2E%2F%2E%2E%2Fv1%2Fx%3Fy%23z", toss.onlyCall().path());
    }

    /** The tables of what an error means for the money, as this project collected them, kept apart from the code's. */
    @TestFactory
    Stream<DynamicTest> everyListedCodeMeansWhatTheTableSays() {
        List<String> declined = words("""
                REJECT_CARD_PAYMENT REJECT_CARD_COMPANY REJECT_ACCOUNT_PAYMENT REJECT_TOSSPAY_INVALID_ACCOUNT
                EXCEED_MAX_AUTH_COUNT EXCEED_MAX_ONE_DAY_AMOUNT NOT_AVAILABLE_BANK INVALID_PASSWORD FDS_ERROR
                INVALID_CARD_NUMBER INVALID_STOPPED_CARD INVALID_CARD_EXPIRATION INVALID_REJECT_CARD
                INVALID_CARD_LOST_OR_STOLEN EXCEED_MAX_AMOUNT EXCEED_MAX_PAYMENT_AMOUNT EXCEED_MAX_DAILY_PAYMENT_COUNT
                EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT
                EXCEED_MAX_CARD_INSTALLMENT_PLAN NOT_ALLOWED_POINT_USE BELOW_MINIMUM_AMOUNT
                NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT INVALID_CARD_INSTALLMENT_PLAN
                NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN INVALID_AUTHORIZE_AUTH RESTRICTED_TRANSFER_ACCOUNT
                INVALID_ACCOUNT_INFO_RE_REGISTER NOT_AVAILABLE_PAYMENT""");
        List<String> refused = words("""
                INVALID_REFUND_ACCOUNT_INFO INVALID_REFUND_ACCOUNT_NUMBER INVALID_BANK EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT
                REFUND_REJECTED FORBIDDEN_BANK_REFUND_REQUEST NOT_CANCELABLE_PAYMENT EXCEED_MAX_REFUND_DUE NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT
                NOT_ALLOWED_PARTIAL_REFUND NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER EXCEED_CANCEL_LIMIT""");
        List<String> gone = words("NOT_FOUND_PAYMENT_SESSION NOT_FOUND_PAYMENT NOT_FOUND");
        List<String> keyRefused = words("UNAUTHORIZED_KEY INVALID_API_KEY INCORRECT_BASIC_AUTH_FORMAT");
        List<String> requestRefused = words("""
                INVALID_REQUEST FORBIDDEN_REQUEST
                INVALID_UNREGISTERED_SUBMALL NOT_REGISTERED_BUSINESS NOT_FOUND_TERMINAL_ID UNAPPROVED_ORDER_ID
                DUPLICATED_ORDER_ID""");
        List<String> unknown = words("""
                FAILED_INTERNAL_SYSTEM_PROCESSING FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING UNKNOWN_PAYMENT_ERROR
                COMMON_ERROR PROVIDER_ERROR CARD_PROCESSING_ERROR IDEMPOTENT_REQUEST_PROCESSING FAILED_REFUND_PROCESS
                FAILED_PARTIAL_REFUND FAILED_METHOD_HANDLING_CANCEL FORBIDDEN_CONSECUTIVE_REQUEST A_CODE_FROM_TOMORROW""");
        List<String> done = List.of("ALREADY_PROCESSED_PAYMENT");
        List<String> overtaken = words("""
                ALREADY_CANCELED_PAYMENT ALREADY_REFUND_PAYMENT NOT_CANCELABLE_AMOUNT NOT_MATCHES_REFUNDABLE_AMOUNT""");
        return Stream.of(
                        means(Call.CONFIRM, TossAnswer.Declined.class, List.of(declined)),
                        means(Call.CONFIRM, TossAnswer.Gone.class, List.of(gone)),
                        means(Call.CONFIRM, TossAnswer.KeyRefused.class, List.of(keyRefused)),
                        means(Call.CONFIRM, TossAnswer.RequestRefused.class, List.of(requestRefused)),
                        means(Call.CONFIRM, TossAnswer.Overtaken.class, List.of(done)),
                        means(Call.CONFIRM, TossAnswer.Unknown.class, List.of(unknown, refused, overtaken)),
                        means(Call.CANCEL, TossAnswer.RefundRefused.class, List.of(refused)),
                        means(Call.CANCEL, TossAnswer.Gone.class, List.of(gone)),
                        means(Call.CANCEL, TossAnswer.KeyRefused.class, List.of(keyRefused)),
                        means(Call.CANCEL, TossAnswer.RequestRefused.class, List.of(requestRefused)),
                        means(Call.CANCEL, TossAnswer.Overtaken.class, List.of(overtaken)),
                        means(Call.CANCEL, TossAnswer.Unknown.class, List.of(unknown, declined, done)),
                        means(Call.LOOK_UP, TossAnswer.Gone.class, List.of(gone)),
                        means(Call.LOOK_UP, TossAnswer.KeyRefused.class, List.of(keyRefused)),
                        means(Call.LOOK_UP, TossAnswer.RequestRefused.class, List.of(requestRefused)),
                        means(
                                Call.LOOK_UP,
                                TossAnswer.Unknown.class,
                                List.of(unknown, declined, refused, done, overtaken)))
                .flatMap(List::stream);
    }

    private List<DynamicTest> means(Call call, Class<? extends TossAnswer> outcome, List<List<String>> codes) {
        List<DynamicTest> tests = new ArrayList<>();
        for (String code : codes.stream().flatMap(List::stream).toList()) {
            tests.add(DynamicTest.dynamicTest(call + " " + code + ": " + outcome.getSimpleName(), () -> {
                TossAnswer answer = ask(call, error(400, code));
                assertInstanceOf(outcome, answer);
                assertEquals(code, answer.failure().code());
                assertEquals("a message", answer.failure().message());
                assertEquals(1, toss.calls().size(), "an answer is not asked for twice");
            }));
        }
        return tests;
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 429, 301, 204})
    void noStatusOfTheseMeansDeclinedWhateverTheCode(int status) {
        assertUnknown(ask(Call.CONFIRM, error(status, "REJECT_CARD_PAYMENT")));
        assertUnknown(ask(Call.CANCEL, error(status, "NOT_CANCELABLE_PAYMENT")));
        assertUnknown(ask(Call.CANCEL, error(status, "NOT_CANCELABLE_AMOUNT")));
        assertUnknown(ask(Call.LOOK_UP, error(status, "NOT_FOUND_PAYMENT")));
    }

    @Test
    void aRequestStillBeingProcessedIsUnknown() {
        assertUnknown(ask(Call.CONFIRM, error(409, "IDEMPOTENT_REQUEST_PROCESSING")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "\"DONE\"",
                "<html>Bad gateway</html>",
                "{\"paymentKey\":\"tgen",
                "{}",
                "{\"status\":\"DONE\"}"
            })
    void whatIsNoPaymentIsUnknownWithEveryStatus(String body) {
        for (int status : List.of(200, 400, 403, 500)) {
            assertUnknown(ask(Call.CONFIRM, json(status, body)));
        }
    }

    @Test
    void aPageInPlaceOfJsonIsUnknown() {
        assertUnknown(ask(Call.CONFIRM, reply(403, "text/html", "<html>REJECT_CARD_PAYMENT</html>")));
        assertUnknown(ask(Call.CONFIRM, reply(200, "text/html", DONE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"totalAmount\":50000.5",
                "\"totalAmount\":\"50000\"",
                "\"totalAmount\":null",
                "\"totalAmount\":9223372036854775808",
                "\"totalAmount\":1e400",
                "\"balanceAmount\":true",
                "\"balanceAmount\":0.1",
                "\"status\":null",
                "\"status\":7",
                "\"orderId\":7",
                "\"orderId\":null",
                "\"paymentKey\":{}",
                "\"currency\":null",
                "\"currency\":\"USD\",\"totalAmount\":\"10.5\"",
                "\"currency\":\"USD\",\"totalAmount\":1e20",
                "\"currency\":\"USD\",\"totalAmount\":1e400",
                "\"approvedAt\":\"yesterday\"",
                "\"virtualAccount\":{\"bankCode\":\"20\",\"accountNumber\":\"1\"}",
                "\"virtualAccount\":{\"bankCode\":20,\"accountNumber\":\"1\",\"dueDate\":\"2026-03-05T10:00:00+09:00\"}",
                "\"cancels\":[{\"cancelAmount\":1}]",
                "\"cancels\":[{\"transactionKey\":\"t\",\"cancelAmount\":1.5,\"canceledAt\":\"2026-03-05T10:00:00+09:00\"}]",
                "\"cancels\":[{\"cancelAmount\":1,\"canceledAt\":\"2026-03-05T10:00:00+09:00\"}]",
                "\"cancels\":[{\"transactionKey\":\"t\",\"cancelAmount\":1}]"
            })
    void aPaymentWithAWrongPartIsUnknownAndNamesNoValue(String part) {
        TossAnswer.Unknown unknown = assertUnknown(ask(Call.CONFIRM, json(200, payment(part))));

        assertTrue(unknown.why().startsWith("unreadable "), unknown.why());
        assertNull(unknown.failure());
    }

    @Test
    void whatTossAddsTomorrowIsPassedOver() {
        TossPayment found = found(payment("""
                "status":"HALF_DONE","method":"새결제","somethingNew":{"deep":[1,2,{"x":null}]},"totalAmount":50000.0"""));

        assertEquals(TossPayment.Status.UNRECOGNISED, found.status());
        assertEquals(PaymentMethod.OTHER, found.method());
        assertEquals(50_000, found.totalAmount());
    }

    @Test
    void aPartOfADollarCountsAsOne() {
        TossPayment found = found(payment("""
                "currency":"USD","totalAmount":10.5,"balanceAmount":0.01,
                "cancels":[{"transactionKey":"T1","cancelAmount":10.49,"refundableAmount":0.01,
                  "canceledAt":"2026-03-02T11:00:00+09:00"}]"""));

        assertEquals("USD", found.currency());
        assertEquals(11, found.totalAmount());
        assertEquals(1, found.balanceAmount());
        assertEquals(11, found.cancels().get(0).amount());
    }

    @Test
    void everyPartOfAPaymentIsRead() {
        TossPayment found = found(payment("""
                "status":"PARTIAL_CANCELED","balanceAmount":40000,"method":"Virtual account","secret":"ps_1",
                "receipt":{"url":"https://receipt.example"},"lastTransactionKey":"T2",
                "virtualAccount":{"bankCode":"20","accountNumber":"X6505","customerName":"KIM",
                  "dueDate":"2026-03-05T10:00:00+09:00"},
                "failure":{"code":"C","message":"M"},
                "cancels":[
                  {"transactionKey":"T1","cancelAmount":10000,"cancelReason":"why","cancelStatus":"DONE",
                   "canceledAt":"2026-03-03T10:00:00+09:00"},
                  {"transactionKey":"T7","cancelAmount":2,"cancelStatus":"ABORTED"},
                  {"transactionKey":"T8","cancelAmount":3,"cancelStatus":"ONE_OF_TOMORROW"},
                  {"transactionKey":"T9","cancelAmount":1,"cancelStatus":"IN_PROGRESS",
                   "canceledAt":"2026-03-03T10:00:00+09:00"}]"""));

        assertEquals(TossPayment.Status.PARTIAL_CANCELED, found.status());
        assertEquals(40_000, found.balanceAmount());
        assertEquals(PaymentMethod.VIRTUAL_ACCOUNT, found.method(), "by its part where the name is in English");
        assertEquals("ps_1", found.secret());
        assertEquals("https://receipt.example", found.receiptUrl());
        assertEquals("T2", found.lastTransactionKey());
        assertEquals(
                Instant.parse("2026-03-05T01:00:00Z"), found.virtualAccount().dueDate());
        assertEquals("C", found.failure().code());
        assertEquals(
                List.of(
                        new TossPayment.Cancel(
                                "T1",
                                10_000,
                                "why",
                                Instant.parse("2026-03-03T01:00:00Z"),
                                TossPayment.CancelStatus.DONE),
                        new TossPayment.Cancel("T7", 2, "", null, TossPayment.CancelStatus.ABORTED),
                        new TossPayment.Cancel("T8", 3, "", null, TossPayment.CancelStatus.IN_PROGRESS),
                        new TossPayment.Cancel(
                                "T9",
                                1,
                                "",
                                Instant.parse("2026-03-03T01:00:00Z"),
                                TossPayment.CancelStatus.IN_PROGRESS)),
                found.cancels(),
                "however far each has come");
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFIRM", "LOOK_UP"})
    void aBodyThatTricklesInIsGivenUpWithinTheLimit(Call call) {
        long limit = call == Call.LOOK_UP ? 1_000 : 1_500;
        long start = System.nanoTime();

        TossAnswer answer = ask(call, ScriptedServer.trickle(DONE, 50));

        long taken = Duration.ofNanos(System.nanoTime() - start).toMillis();
        assertEquals("timeout", assertUnknown(answer).why());
        assertTrue(taken >= limit - 50 && taken < limit + 700, "took " + taken + " ms");
        assertEquals(1, toss.calls().size(), "a slow answer is not asked for twice");
    }

    @Test
    void aBrokenConnectionIsTriedOnceMoreWithTheSameIdempotencyKey() {
        assertInstanceOf(TossAnswer.Found.class, ask(Call.CONFIRM, hangUp(), json(200, DONE)));

        assertEquals(2, toss.calls().size());
        assertEquals(toss.calls().get(0), toss.calls().get(1));
    }

    @Test
    void aConnectionThatBreaksAgainIsUnknown() {
        assertUnknown(ask(Call.CANCEL, hangUp()));

        assertEquals(2, toss.calls().size());
    }

    @Test
    void aTossThatIsNotThereIsUnknown() {
        ScriptedServer closed = new ScriptedServer();
        closed.close();
        TossClient alone = TossClient.with(TestWiring.of(secrets.url(), closed.url()));

        assertUnknown(alone.confirm(Samples.approving(), WrittenKey.first(alone.keyDigest()), Language.KOREAN, journal)
                .answer());
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void aRotatedKeyIsFetchedOnceAndTheCallRepeatedWithIt(Call call) {
        client.keyDigest();
        secrets.answer(TestWiring.secret(NEW_KEY));

        assertInstanceOf(TossAnswer.Found.class, ask(call, REFUSED_KEY, json(200, DONE)));

        assertEquals(
                List.of(basic(OLD_KEY), basic(NEW_KEY)),
                toss.calls().stream()
                        .map(each -> each.headers().get("authorization"))
                        .toList());
        assertEquals(
                toss.calls().get(0).headers().get("idempotency-key"),
                toss.calls().get(1).headers().get("idempotency-key"));
        assertEquals(1, secrets.calls().size());
    }

    @Test
    void aKeyRefusedAsInvalidIsFetchedAnewToo() {
        client.keyDigest();
        secrets.answer(TestWiring.secret(NEW_KEY));

        assertInstanceOf(TossAnswer.Found.class, ask(Call.CONFIRM, error(400, "INVALID_API_KEY"), json(200, DONE)));

        assertEquals(basic(NEW_KEY), toss.calls().get(1).headers().get("authorization"));
    }

    @Test
    void aNewKeyThatIsRefusedTooIsSaidToBeRefused() {
        client.keyDigest();
        secrets.answer(TestWiring.secret(NEW_KEY));

        assertInstanceOf(TossAnswer.KeyRefused.class, ask(Call.CONFIRM, REFUSED_KEY));

        assertEquals(2, toss.calls().size());
    }

    @Test
    void aRefusedKeyIsNotTriedAgainWhereThereIsNoOther() {
        assertInstanceOf(TossAnswer.KeyRefused.class, ask(Call.CONFIRM, REFUSED_KEY));
        assertEquals(1, toss.calls().size());

        secrets.answer(TestWiring.secretsAway());
        assertInstanceOf(TossAnswer.KeyRefused.class, ask(Call.CONFIRM, REFUSED_KEY));
        assertEquals(1, toss.calls().size());
    }

    /** Toss tells repeats apart by Idempotency-Key and API key: with a new one, a refund that went through would be made again. */
    @Test
    void afterABrokenConnectionARefusedKeyLeavesTheOutcomeUnknown() {
        client.keyDigest();
        secrets.answer(TestWiring.secret(NEW_KEY));

        assertUnknown(ask(Call.CANCEL, hangUp(), REFUSED_KEY, json(200, DONE)));

        assertEquals(2, toss.calls().size());
    }

    @Test
    void theKeysDigestIsToldBeforeAnythingIsSent() {
        String digest = client.keyDigest();

        assertEquals(TossKey.digest(OLD_KEY), digest);
        Sent sent = refund(WrittenKey.first(digest), json(200, DONE));
        assertInstanceOf(TossAnswer.Found.class, sent.answer());
        assertEquals(digest, sent.keyDigest());
    }

    @Test
    void underAnotherKeyThanTheWrittenOneNothingIsSent() {
        WrittenKey other = new WrittenKey(TossKey.digest("test_gsk_of_yesterday"), false);

        for (WrittenKey written : List.of(other, WrittenKey.repeat(other.digest()))) {
            Sent sent = refund(written, json(200, DONE));

            assertInstanceOf(TossAnswer.OtherKey.class, sent.answer());
            assertNull(sent.keyDigest());
            assertEquals(0, toss.calls().size());
        }
    }

    @Test
    void aFirstWhoseKeyIsRefusedGoesOutUnderTheNewOneAndSaysSo() {
        WrittenKey written = WrittenKey.first(client.keyDigest());
        secrets.answer(TestWiring.secret(NEW_KEY));

        Sent sent = refund(written, REFUSED_KEY, json(200, DONE));

        assertInstanceOf(TossAnswer.Found.class, sent.answer());
        assertEquals(TossKey.digest(NEW_KEY), sent.keyDigest());
    }

    @Test
    void aKeyIsToldAlsoWhereTheAnswerIsLost() {
        WrittenKey written = WrittenKey.first(client.keyDigest());
        secrets.answer(TestWiring.secret(NEW_KEY));

        Sent sent = refund(written, REFUSED_KEY, hangUp());

        assertUnknown(sent.answer());
        assertEquals(TossKey.digest(NEW_KEY), sent.keyDigest());
    }

    /** What it repeats may have been carried out under the written key; under the new one Toss would refund once more. */
    @Test
    void aRepeatWhoseKeyIsRefusedDoesNotGoOutUnderTheNewOne() {
        WrittenKey written = WrittenKey.repeat(client.keyDigest());
        secrets.answer(TestWiring.secret(NEW_KEY));

        Sent sent = refund(written, REFUSED_KEY, json(200, DONE));

        assertInstanceOf(TossAnswer.OtherKey.class, sent.answer());
        assertEquals(1, toss.calls().size());
        assertEquals(written.digest(), sent.keyDigest());
    }

    private Sent refund(WrittenKey written, Reply... replies) {
        toss.answer(replies);
        Payment wished = Samples.wished(Samples.in(PaymentStatus.APPROVED), 10_000L);
        return client.refund(wished, wished.refundUnderWay().orElseThrow(), written, Language.KOREAN, journal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"found", "refused", "unreadable"})
    void everyLineAboutAnAnswerHoldsTossesTraceId(String kind) {
        ask(
                Call.CONFIRM,
                switch (kind) {
                    case "found" -> json(200, DONE);
                    case "refused" -> error(403, "REJECT_CARD_PAYMENT");
                    default -> json(200, "{}");
                });

        assertTrue(log().contains("\"toss_trace_id\":\"scripted-trace\""), log());
    }

    @Test
    void aListThatCannotBeReadIsLoggedWithTossesTraceId() {
        toss.answer(json(200, "{}"));
        client.transactions(Samples.NOW, Samples.NOW, journal);

        assertTrue(log().contains("\"toss_trace_id\":\"scripted-trace\""), log());
    }

    @Test
    void aChangeLeavesTimeToWriteWhatBecameOfIt() {
        Wiring wiring = TestWiring.of(secrets.url(), toss.url());
        TossClient hurried = TossClient.with(wiring);
        WrittenKey key = WrittenKey.first(hurried.keyDigest());
        Duration kept = TossClient.KEPT_BY_A_CHANGE.plus(Deadline.TO_ANSWER);
        toss.answer(out -> Thread.sleep(10_000));

        wiring.deadline().begin(kept.plusMillis(600));
        assertEquals(
                "timeout",
                assertUnknown(hurried.confirm(Samples.approving(), key, Language.KOREAN, journal)
                                .answer())
                        .why());
        assertTrue(wiring.deadline().left().compareTo(TossClient.KEPT_BY_A_CHANGE.minusSeconds(1)) > 0);

        toss.answer(json(200, DONE));
        wiring.deadline().begin(kept.plusMillis(50));
        assertEquals(
                "no time to ask",
                assertUnknown(hurried.confirm(Samples.approving(), key, Language.KOREAN, journal)
                                .answer())
                        .why());
        assertEquals(0, toss.calls().size());
    }

    @Test
    void withoutAnyKeyTossIsNotCalled() {
        secrets.answer(TestWiring.secretsAway());

        assertInstanceOf(TossAnswer.KeyRefused.class, ask(Call.CONFIRM, json(200, DONE)));

        assertEquals(0, toss.calls().size());
    }

    @Test
    void theTransactionsOfAStretchOfTimeAreAskedForInKoreanTime() {
        toss.answer(json(200, """
                [{"transactionKey":"T1","paymentKey":"key_1","orderId":"easyk_1","status":"DONE","method":"가상계좌","amount":50000},
                 {"transactionKey":"T2","paymentKey":"key_1","orderId":"easyk_1","status":"PARTIAL_CANCELED","method":"카드","new":{}}]"""));

        Instant from = Instant.parse("2026-03-01T16:00:00Z");
        TransactionList found = client.transactions(from, from.plus(Duration.ofDays(1)), journal)
                .orElseThrow();

        assertEquals(
                "/v1/transactions?limit=5000&startDate=2026-03-02T01:00:00&endDate=2026-03-03T01:00:00",
                toss.onlyCall().path());
        assertEquals(
                List.of(
                        new TossTransaction("T1", "key_1", "easyk_1", "DONE"),
                        new TossTransaction("T2", "key_1", "easyk_1", "PARTIAL_CANCELED")),
                found.all());
        assertTrue(found.isComplete());
        assertEquals(TossKey.digest(OLD_KEY), found.keyDigest());
        assertTrue(found.hasOrder("easyk_1"));
        assertFalse(found.hasOrder("easyk_2"));
    }

    @Test
    void aMovementIsARefundAChargeOrOneWithoutADeposit() {
        for (String status : List.of("CANCELED", "PARTIAL_CANCELED", "DONE", "WAITING_FOR_DEPOSIT", "SOMETHING_NEW")) {
            TossTransaction row = new TossTransaction("T", "key_1", "easyk_1", status);

            assertEquals(status.endsWith("CANCELED"), row.isRefund(), status);
            assertEquals(status.equals("DONE"), row.isCharge(), status);
            assertEquals(status.equals("WAITING_FOR_DEPOSIT"), row.isWithoutDeposit(), status);
        }
    }

    @Test
    void aRowThatCannotBeReadIsPassedOverAndTheListIsNotComplete() {
        toss.answer(json(200, """
                [{},1,null,{"transactionKey":"T1","paymentKey":"key_1","orderId":7,"status":"DONE"},
                 {"transactionKey":"T2","paymentKey":"key_1","orderId":"easyk_1","status":"DONE"}]"""));

        TransactionList found =
                client.transactions(Samples.NOW, Samples.NOW, journal).orElseThrow();

        assertEquals(List.of(new TossTransaction("T2", "key_1", "easyk_1", "DONE")), found.all());
        assertEquals(4, found.unreadable());
        assertFalse(found.isComplete(), "the one looked for may be among them");
    }

    /** A list of two API keys proves nothing about either. */
    @Test
    void aListWhoseKeyChangedOnTheWayNamesNone() {
        client.keyDigest();
        secrets.answer(TestWiring.secret(NEW_KEY));
        toss.answer(json(200, fullPage()), REFUSED_KEY, json(200, "[]"));

        TransactionList found =
                client.transactions(Samples.NOW, Samples.NOW, journal).orElseThrow();

        assertEquals("", found.keyDigest());
        assertEquals(5_000, found.all().size());
    }

    @Test
    void aListWhoseKeyChangedOnTheWayNamesNoneHoweverManyPagesFollow() {
        client.keyDigest();
        secrets.answer(TestWiring.secret(NEW_KEY));
        toss.answer(json(200, fullPage()), REFUSED_KEY, json(200, fullPage()), json(200, "[]"));

        TransactionList found =
                client.transactions(Samples.NOW, Samples.NOW, journal).orElseThrow();

        assertEquals("", found.keyDigest());
        assertEquals(10_000, found.all().size());
    }

    @Test
    void aListThatDoesNotEndIsNotComplete() {
        toss.answer(json(200, fullPage()));

        TransactionList found =
                client.transactions(Samples.NOW, Samples.NOW, journal).orElseThrow();

        assertEquals(10, toss.calls().size());
        assertTrue(
                toss.calls().get(1).path().endsWith("&startingAfter=T%2E4999"),
                toss.calls().get(1).path());
        assertFalse(found.isComplete());
    }

    private static String fullPage() {
        return IntStream.range(0, 5_000)
                .mapToObj(i -> "{\"transactionKey\":\"T." + i
                        + "\",\"paymentKey\":\"key_1\",\"orderId\":\"easyk_1\",\"status\":\"DONE\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void aListThatCannotBeReadIsNoList() {
        for (Reply reply : List.of(
                json(200, "{}"), json(200, "["), reply(200, "text/html", "[]"), error(500, "COMMON_ERROR"), hangUp())) {
            toss.answer(reply);
            assertTrue(client.transactions(Samples.NOW, Samples.NOW, journal).isEmpty());
        }
    }

    private TossAnswer ask(Call call, Reply... replies) {
        toss.answer(replies);
        Payment wished = Samples.wished(Samples.in(PaymentStatus.APPROVED), 10_000L);
        Sent sent = switch (call) {
            case CONFIRM -> client.confirm(Samples.approving(), writtenFirst(), Language.ENGLISH, journal);
            case CANCEL ->
                client.refund(wished, wished.refundUnderWay().orElseThrow(), writtenFirst(), Language.ENGLISH, journal);
            case LOOK_UP -> client.lookUp(Samples.approving(), Language.ENGLISH, journal);
        };
        return sent.answer();
    }

    /** The key that a use case has just written down; where there is none, one that no other test knows. */
    private WrittenKey writtenFirst() {
        try {
            return WrittenKey.first(client.keyDigest());
        } catch (TossKeyUnavailable e) {
            return WrittenKey.first(Samples.DIGEST);
        }
    }

    private TossPayment found(String body) {
        return assertInstanceOf(TossAnswer.Found.class, ask(Call.LOOK_UP, json(200, body)))
                .payment();
    }

    private static TossAnswer.Unknown assertUnknown(TossAnswer answer) {
        return assertInstanceOf(TossAnswer.Unknown.class, answer);
    }

    private static Reply error(int status, String code) {
        return json(status, "{\"code\":\"" + code + "\",\"message\":\"a message\"}");
    }

    /** A paid payment with some of its parts replaced. */
    private static String payment(String parts) {
        try {
            ObjectMapper mapper = new ObjectMapper();
            JsonNode base = mapper.readTree("""
                    {"paymentKey":"%s","orderId":"%s","status":"DONE","totalAmount":50000,"balanceAmount":50000,
                     "currency":"KRW","method":"카드","approvedAt":"2026-03-02T10:00:00+09:00","cancels":null,
                     "virtualAccount":null,"failure":null,"secret":null}""".formatted(Samples.KEY, Samples.ORDER));
            String body = base.toString();
            if (parts.isBlank()) {
                return body;
            }
            String[] names = mapper.readTree("{" + parts + "}").properties().stream()
                    .map(each -> each.getKey())
                    .toArray(String[]::new);
            String kept = ((ObjectNode) base).remove(List.of(names)).toString();
            return kept.substring(0, kept.length() - 1) + "," + parts + "}";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String basic(String key) {
        return "Basic " + Base64.getEncoder().encodeToString((key + ":").getBytes(StandardCharsets.UTF_8));
    }
}
