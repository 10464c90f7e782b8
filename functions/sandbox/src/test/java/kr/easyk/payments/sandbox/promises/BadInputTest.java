package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kr.easyk.payments.sandbox.gateway.HttpApiEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whatever is wrong with a request, its answer is the agreed problem, in the caller's language and with nothing in it that tells
 * how we are built; nothing is written, and Toss hears nothing of it.
 */
class BadInputTest {
    private static final int LARGEST_BODY = 65_536;

    /** All that a function may have called before it refuses. */
    private static final Set<String> READS = Set.of("GetItem", "Query");

    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();
    private Checkout open;
    private Checkout paid;

    @BeforeEach
    void aPayerWithOnePaymentPaidAndOneOpen() {
        paid = payer.paid(50_000);
        open = payer.checkout(world.consultation(payer, 50_000));
    }

    @TestFactory
    Stream<DynamicTest> anOddFieldIsRefusedByName() {
        List<DynamicTest> tests = new ArrayList<>();
        tests.addAll(refused("ready", "consultation_id", true, OddJson.NO_TEXTS, OddJson.NO_IDS, tooLong(128)));
        tests.addAll(refused("ready", "amount", false, OddJson.NO_AMOUNTS));
        tests.addAll(refused("approve", "paymentKey", true, OddJson.NO_TEXTS, notVisible(), tooLong(200)));
        tests.addAll(refused("approve", "orderId", true, OddJson.NO_TEXTS, OddJson.NO_IDS, tooLong(64)));
        tests.addAll(refused("approve", "amount", true, OddJson.NO_AMOUNTS));
        tests.addAll(refused("cancel", "payment_id", true, OddJson.NO_TEXTS, OddJson.NO_IDS, noUuids()));
        tests.addAll(refused("cancel", "cancel_reason", true, OddJson.NO_TEXTS, tooLong(200), tooManyHalves(200)));
        tests.addAll(refused("cancel", "cancel_amount", false, OddJson.NO_AMOUNTS));
        tests.addAll(refused("cancel", "refund_receive_account", false, OddJson.NO_OBJECTS));
        String account = "refund_receive_account.";
        tests.addAll(refused("cancel", account + "bank", true, OddJson.NO_TEXTS, OddJson.NO_IDS, tooLong(20)));
        tests.addAll(refused("cancel", account + "account_number", true, OddJson.NO_TEXTS, OddJson.NO_IDS));
        tests.addAll(refused("cancel", account + "account_number", false, digits(21), noDigits()));
        tests.addAll(refused("cancel", account + "holder_name", true, OddJson.NO_TEXTS, tooLong(60)));
        tests.addAll(refused("webhook", "orderId", true, OddJson.NO_TEXTS, tooLong(64)));
        tests.addAll(refused("webhook", "secret", true, OddJson.NO_TEXTS, tooLong(200)));
        tests.addAll(refused("webhook", "eventType", false, OddJson.NO_TEXTS, tooLong(100)));
        return tests.stream();
    }

    @SafeVarargs
    private List<DynamicTest> refused(String function, String field, boolean required, Map<String, String>... values) {
        ObjectNode good = good(function);
        List<OddJson> odd = new ArrayList<>();
        if (required) {
            odd.add(OddJson.with(good, field, "missing", OddJson.MISSING));
            odd.add(OddJson.with(good, field, "null", "null"));
        }
        for (Map<String, String> each : values) {
            odd.addAll(OddJson.with(good, field, each));
        }
        return odd.stream()
                .map(each -> dynamicTest(
                        function + " with " + each.name(),
                        () -> refuses(function, event(function).json(each.body()), 400, "INVALID_REQUEST", field)))
                .toList();
    }

    private static Map<String, String> tooLong(int longest) {
        return Map.of("one character too many", "\"" + "1".repeat(longest + 1) + "\"");
    }

    /** Toss may count an emoji as two characters. A refund it refuses for that would hang until the reconciler gives it up. */
    private static Map<String, String> tooManyHalves(int longest) {
        return Map.of("emoji that are too long in UTF-16", "\"" + "💸".repeat(longest / 2 + 1) + "\"");
    }

    private static Map<String, String> digits(int count) {
        return Map.of(count + " digits", "\"" + "1".repeat(count) + "\"");
    }

    private static Map<String, String> noDigits() {
        return OddJson.named("signs between the digits", "\"100-2000\"", "letters", "\"1O02\"");
    }

    private static Map<String, String> notVisible() {
        return OddJson.named(
                "a space", "\"pay key\"", "a line break", "\"key\\n\"", "Korean", "\"결제키\"", "an emoji", "\"💸\"");
    }

    private Map<String, String> noUuids() {
        String id = paid.paymentId();
        return OddJson.named(
                "capitals", "\"" + id.toUpperCase(Locale.ROOT) + "\"",
                "braces", "\"{" + id + "}\"",
                "no hyphens", "\"" + id.replace("-", "") + "\"",
                "an order id", "\"easyk_" + id + "\"",
                "a line break at its end", "\"" + id + "\\n\"",
                "a letter too many", "\"" + id + "a\"");
    }

    @TestFactory
    Stream<DynamicTest> aBodyThatIsNoJsonObjectIsRefused() {
        Map<String, String> bodies = OddJson.named(
                "nothing", "",
                "spaces", " \n\t ",
                "no JSON", "consultation_id=c-2026-0001",
                "half an object", "{\"amount\":50000",
                "null", "null",
                "a number", "50000",
                "a text", "\"text\"",
                "a list", "[]",
                "a list of objects", "[{\"amount\":50000}]",
                "two objects", "{}{}",
                "something after the object", "{} x",
                "single quotes", "{'amount':50000}",
                "a comment", "{/* */}",
                "a comma too many", "{\"amount\":50000,}",
                "NaN", "{\"amount\":NaN}",
                "an octal number", "{\"amount\":050000}",
                "a hexadecimal number", "{\"amount\":0xC350}",
                "a plus sign", "{\"amount\":+50000}",
                "a field twice", "{\"amount\":50000,\"amount\":1}",
                "a field twice inside", "{\"a\":{\"b\":1,\"b\":2}}",
                "a byte order mark", "\ufeff{}",
                "a control character", "{\"a\":\"\u0001\"}",
                "5,000 lists in each other", "[".repeat(5_000) + "]".repeat(5_000),
                "5,000 objects in each other", "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000),
                "a number of 2,000 digits", "{\"a\":" + "9".repeat(2_000) + "}");
        return functions("ready", "approve", "cancel", "webhook")
                .flatMap(function -> bodies.entrySet().stream()
                        .map(each -> dynamicTest(
                                function + " with " + each.getKey(),
                                () -> refuses(
                                        function,
                                        event(function).json(each.getValue()),
                                        400,
                                        "INVALID_REQUEST",
                                        "body"))));
    }

    @TestFactory
    Stream<DynamicTest> aBodyThatIsNoTextIsRefused() {
        Map<String, byte[]> bodies = Map.of(
                "a byte that is no UTF-8", latin1("{\"cancel_reason\":\"\u00ff\"}"),
                "an overlong slash", latin1("{\"cancel_reason\":\"\u00c0\u00af\"}"),
                "half a character", latin1("{\"cancel_reason\":\"\u00ed\u00a0\u0080\"}"),
                "a character that breaks off", latin1("{\"cancel_reason\":\"\u00ea\u00b0\"}"),
                "UTF-16", "{\"cancel_reason\":\"x\"}".getBytes(StandardCharsets.UTF_16),
                "random bytes", new byte[] {0, -1, 13, 10, 127, -128});
        return functions("ready", "approve", "cancel", "webhook")
                .flatMap(function -> Stream.concat(
                        bodies.entrySet().stream()
                                .map(each -> dynamicTest(
                                        function + " with " + each.getKey(),
                                        () -> refusesCoded(
                                                function, Base64.getEncoder().encodeToString(each.getValue())))),
                        Stream.of("not base64!", "e", "e30=\n")
                                .map(text -> dynamicTest(
                                        function + " with bad base64 '" + text.strip() + "'",
                                        () -> refusesCoded(function, text)))));
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void refusesCoded(String function, String body) {
        ObjectNode event = event(function).json("{}").toJson();
        event.put("body", body).put("isBase64Encoded", true);
        refuses(function, event, 400, "INVALID_REQUEST", "body");
    }

    @Test
    void aBodyWithHalfACharacterIsRefused() {
        ObjectNode event = event("cancel").json("{\"a\":\"#\"}").toJson();
        Reply reply = Reply.of(
                world.invoke("cancel", event.toString().replace("#", "\\ud83d").getBytes(StandardCharsets.US_ASCII)));

        reply.isProblem(400, "INVALID_REQUEST");
        assertEquals("body", reply.text("field"));
    }

    @TestFactory
    Stream<DynamicTest> aBodyThatIsTooLargeIsRefused() {
        return functions("ready", "approve", "cancel", "webhook")
                .flatMap(function -> IntStream.of(LARGEST_BODY + 1, 10_000_000)
                        .mapToObj(size -> dynamicTest(
                                function + " with " + size + " bytes",
                                () -> refuses(
                                        function,
                                        event(function).json(padded(function, size)),
                                        413,
                                        "BODY_TOO_LARGE",
                                        null))));
    }

    @TestFactory
    Stream<DynamicTest> theSizeOfABodyIsCountedInBytes() {
        String korean = "{\"a\":\"" + "가".repeat(LARGEST_BODY / 3) + "\"}";
        return functions("ready", "webhook")
                .map(function -> dynamicTest(
                        function + " with Korean letters",
                        () -> refuses(function, event(function).json(korean), 413, "BODY_TOO_LARGE", null)));
    }

    @Test
    void aBodyOfTheLargestSizeIsTakenAndUnknownFieldsAreIgnored() {
        String padded = padded("approve", LARGEST_BODY);
        assertEquals(LARGEST_BODY, padded.getBytes(StandardCharsets.UTF_8).length);

        Reply approved = world.invoke("approve", event("approve").json(padded)).is(200);

        assertEquals("approved", approved.text("status"));
    }

    @Test
    void fieldsThatAreNoneOfOursChangeNothing() {
        ObjectNode body = good("approve")
                .put("status", "approved")
                .put("user_id", "somebody")
                .put("balance_amount", -1)
                .put("is_admin", true)
                .put("__proto__", "x");
        body.putArray("cancellations").addObject().put("amount", 1);

        Reply approved =
                world.invoke("approve", event("approve").json(body.toString())).is(200);

        assertEquals(payer.userId(), approved.text("user_id"));
        assertEquals(50_000, approved.number("balance_amount"));
        assertTrue(approved.body().path("cancellations").isEmpty());
    }

    private String padded(String function, int size) {
        ObjectNode body = good(function).put("padding", "");
        int rest = size - body.toString().getBytes(StandardCharsets.UTF_8).length;
        return body.put("padding", "x".repeat(rest)).toString();
    }

    @TestFactory
    Stream<DynamicTest> aBodyOfAnotherTypeIsRefused() {
        List<String> types = List.of(
                "",
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/jsonp",
                "application/problem+json",
                "text/json",
                "json",
                "application/json, text/plain");
        return functions("ready", "approve", "cancel", "webhook")
                .flatMap(function -> Stream.concat(
                        types.stream()
                                .map(type -> dynamicTest(function + " with content type '" + type + "'", () -> {
                                    HttpApiEvent event = event(function)
                                            .header("content-type", type)
                                            .body(good(function).toString().getBytes(StandardCharsets.UTF_8));
                                    refuses(function, event, 415, "UNSUPPORTED_MEDIA_TYPE", null);
                                })),
                        Stream.of(dynamicTest(function + " without a content type", () -> {
                            HttpApiEvent event = event(function)
                                    .body(good(function).toString().getBytes(StandardCharsets.UTF_8));
                            refuses(function, event, 415, "UNSUPPORTED_MEDIA_TYPE", null);
                        }))));
    }

    @TestFactory
    Stream<DynamicTest> aContentTypeMayBeWrittenInManyWays() {
        return Stream.of("application/json; charset=utf-8", "Application/JSON", "application/json ;charset=\"UTF-8\"")
                .map(type -> dynamicTest(
                        type,
                        () -> world.invoke(
                                        "ready",
                                        event("ready")
                                                .header("content-type", type)
                                                .body(good("ready").toString().getBytes(StandardCharsets.UTF_8)))
                                .is(200)));
    }

    @TestFactory
    Stream<DynamicTest> aPaymentIsLookedUpByItsIdAndNothingElse() {
        List<String> ids = new ArrayList<>(List.of(
                "", " ", "null", "undefined", "0", "*", "webhook", "a".repeat(5_000), "..", "%00", "{payment_id}"));
        OddJson.NO_IDS.values().forEach(id -> ids.add(text(id)));
        noUuids().values().forEach(id -> ids.add(text(id)));
        return ids.stream()
                .map(id -> dynamicTest(
                        "'" + (id.length() > 50 ? id.length() + " characters" : id.strip()) + "'",
                        () -> refuses(
                                "lookup",
                                HttpApiEvent.request("GET", "/api/payments/" + id)
                                        .route("GET /api/payments/{payment_id}")
                                        .pathParameter("payment_id", id)
                                        .user(payer.userId()),
                                400,
                                "INVALID_REQUEST",
                                "payment_id")));
    }

    private static String text(String json) {
        try {
            return World.JSON.readTree(json).textValue();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> anOddListIsRefusedByName() {
        Map<String, List<String>> odd = Map.of(
                "limit",
                List.of(
                        "",
                        "0",
                        "00",
                        "-1",
                        "101",
                        "100.0",
                        "1e1",
                        "abc",
                        "1,2",
                        " 5",
                        "5 ",
                        "０５",
                        "9".repeat(400),
                        "null"),
                "cursor",
                List.of(
                        "",
                        " ",
                        "x",
                        "!!!",
                        "bnVsbA",
                        "eyJ2IjoxfQ",
                        "결제",
                        "x".repeat(5_000),
                        cursor("", ""),
                        cursor("2026-01-02T03:04:05.678Z", "not-a-uuid"),
                        cursor("2026-01-02", paid.paymentId()),
                        cursor("2026-01-02T03:04:05.678Z", paid.paymentId()) + "x"),
                "consultation_id",
                List.of("", " ", "a b", "../x", "' OR 1=1 --", "💸", "x".repeat(129), "one,two", "a\nb"));
        return odd.entrySet().stream()
                .flatMap(each -> each.getValue().stream()
                        .map(value -> dynamicTest(
                                each.getKey() + "="
                                        + (value.length() > 60 ? value.length() + " characters" : value.strip()),
                                () -> refuses(
                                        "lookup",
                                        HttpApiEvent.request("GET", "/api/payments")
                                                .query(each.getKey(), value)
                                                .user(payer.userId()),
                                        400,
                                        "INVALID_REQUEST",
                                        each.getKey()))));
    }

    private static String cursor(String time, String id) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((time + "/" + id).getBytes(StandardCharsets.UTF_8));
    }

    @TestFactory
    Stream<DynamicTest> aCursorShowsNothingOfAnybodyElses() {
        Payer stranger = world.payer();
        String theirs = payer.list("limit=1").is(200).text("next_cursor");
        return Stream.of(
                        theirs,
                        cursor("2026-01-02T03:04:05.678Z", paid.paymentId()),
                        cursor("9999-12-31T23:59:59.999Z", open.paymentId()),
                        cursor("9999-99-99T99:99:99.999Z", open.paymentId()),
                        cursor("0000-00-00T00:00:00.000Z", open.paymentId()))
                .map(cursor -> dynamicTest(cursor, () -> {
                    for (String consultation : List.of("", "&consultation_id=" + paid.consultationId())) {
                        Reply page =
                                stranger.list("cursor=" + cursor + consultation).is(200);
                        assertTrue(
                                page.body().path("payments").isEmpty(),
                                () -> page.body().toString());
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> anOddIdempotencyKeyIsRefusedByName() {
        return Stream.of("", " ", "two words", "x".repeat(256), "열쇠", "tab\tkey", "💸", "line\nbreak", "zero\0")
                .flatMap(key -> Stream.of(good("cancel"), goodForAll())
                        .map(body -> dynamicTest(
                                "'" + (key.length() > 50 ? key.length() + " characters" : key.strip()) + "'"
                                        + (body.has("cancel_amount") ? " for a part" : " for all"),
                                () -> refuses(
                                        "cancel",
                                        HttpApiEvent.request("POST", "/api/payments/cancel")
                                                .user(payer.userId())
                                                .header("idempotency-key", key)
                                                .json(body.toString()),
                                        400,
                                        "INVALID_REQUEST",
                                        "Idempotency-Key"))));
    }

    @Test
    void aPartOfAPaymentIsNotRefundedWithoutAnIdempotencyKey() {
        HttpApiEvent event = HttpApiEvent.request("POST", "/api/payments/cancel")
                .user(payer.userId())
                .json(good("cancel").toString());

        refuses("cancel", event, 400, "IDEMPOTENCY_KEY_REQUIRED", null);
    }

    @TestFactory
    Stream<DynamicTest> whoeverIsNobodyIsAskedToSignIn() {
        List<Map<String, String>> claims = List.of(
                Map.of(),
                Map.of("username", payer.userId(), "token_use", "access"),
                Map.of("sub", ""),
                Map.of("sub", "   "),
                Map.of("Sub", payer.userId()),
                Map.of("cognito:groups", "[payments-admin]"));
        return functions("ready", "approve", "cancel", "lookup")
                .flatMap(function -> claims.stream()
                        .map(each -> dynamicTest(function + " with the claims " + each, () -> {
                            HttpApiEvent event = unsigned(function)
                                    .json(good(function).toString())
                                    .claims(each)
                                    .header("x-user-id", payer.userId())
                                    .header("authorization", "Bearer x");
                            refuses(function, event, 401, "UNAUTHENTICATED", null);
                        })));
    }

    @Test
    void anEventWithNothingInItIsAnsweredToo() {
        for (String function : List.of("ready", "approve", "cancel", "lookup")) {
            Reply.of(world.invoke(function, "{}".getBytes(StandardCharsets.UTF_8)))
                    .isProblem(401, "UNAUTHENTICATED");
        }
        Reply.of(world.invoke("webhook", "{}".getBytes(StandardCharsets.UTF_8)))
                .isProblem(415, "UNSUPPORTED_MEDIA_TYPE");
    }

    @TestFactory
    Stream<DynamicTest> aGroupThatOnlySoundsLikeTheAdminsOpensNoDoor() {
        return Stream.of(
                        "[payments-administrators]",
                        "x-payments-admin",
                        "[payments-admin-readonly staff]",
                        "[PAYMENTS-ADMIN]",
                        "[payments admin]",
                        "payments_admin",
                        "[payments-admin\u200b]",
                        "{payments-admin}",
                        "[]",
                        "",
                        "[[payments-admin]]")
                .map(groups -> dynamicTest("'" + groups + "'", () -> {
                    Map<String, String> stranger = Map.of("sub", "stranger", "cognito:groups", groups);
                    sees(stranger, Map.of());
                }));
    }

    @TestFactory
    Stream<DynamicTest> nobodyIsAdminByWhatTheySendAlong() {
        List<Map<String, String>> headers = List.of(
                Map.of("cognito:groups", "[payments-admin]"),
                Map.of("x-amzn-oidc-data", "payments-admin"),
                Map.of("x-groups", "payments-admin", "x-user-id", payer.userId()),
                Map.of("authorization", "Bearer payments-admin"));
        return headers.stream()
                .map(each -> dynamicTest(
                        each.toString(), () -> sees(Map.of("sub", "stranger", "groups", "[payments-admin]"), each)));
    }

    /** Tries all that an admin may and nobody else. */
    private void sees(Map<String, String> claims, Map<String, String> headers) {
        HttpApiEvent one = HttpApiEvent.request("GET", "/api/payments/" + paid.paymentId())
                .route("GET /api/payments/{payment_id}")
                .pathParameter("payment_id", paid.paymentId())
                .claims(claims);
        HttpApiEvent cancel = event("cancel", claims).json(good("cancel").toString());
        HttpApiEvent list = HttpApiEvent.request("GET", "/api/payments")
                .query("consultation_id", paid.consultationId())
                .claims(claims);
        headers.forEach((name, value) -> List.of(one, cancel, list).forEach(event -> event.header(name, value)));

        refuses("lookup", one, 404, "PAYMENT_NOT_FOUND", null);
        refuses("cancel", cancel, 404, "PAYMENT_NOT_FOUND", null);
        assertTrue(world.invoke("lookup", list).is(200).body().path("payments").isEmpty());
    }

    @TestFactory
    Stream<DynamicTest> anOddLanguageIsKorean() {
        return Stream.of(
                        "",
                        "  ",
                        ",",
                        ";",
                        ";q=1",
                        "q=1",
                        "en;q=0",
                        "en;q=x",
                        "en;q=NaN",
                        "en;q=2",
                        "en;q=-1",
                        "*",
                        "fr-FR,de;q=0.5",
                        "english",
                        "en_US",
                        "12",
                        "en-",
                        "💸",
                        "결제",
                        "zz-" + "x".repeat(5_000),
                        "a,".repeat(2_000),
                        "../../messages_en")
                .map(language -> dynamicTest(
                        "'" + (language.length() > 50 ? language.length() + " characters" : language.strip()) + "'",
                        () -> {
                            Reply reply = world.invoke(
                                    "ready",
                                    event("ready")
                                            .header("accept-language", language)
                                            .json("[]"));
                            reply.isProblem(400, "INVALID_REQUEST");
                            assertTrue(isKorean(reply.text("detail")), () -> reply.text("detail"));
                        }));
    }

    @TestFactory
    Stream<DynamicTest> englishIsAnsweredInEnglish() {
        return Stream.of("en", "en-GB", "EN", "fr, en;q=0.5, ko;q=0.1", "en, ko")
                .map(language -> dynamicTest(language, () -> {
                    Reply reply = world.invoke(
                            "ready",
                            event("ready").header("accept-language", language).json("[]"));
                    assertFalse(isKorean(reply.isProblem(400, "INVALID_REQUEST").text("detail")));
                }));
    }

    private static Stream<String> functions(String... names) {
        return Stream.of(names);
    }

    /** A body that would be granted. */
    private ObjectNode good(String function) {
        ObjectNode body = World.object();
        switch (function) {
            case "ready" -> body.put("consultation_id", open.consultationId()).put("amount", 50_000);
            case "approve" ->
                body.put("paymentKey", open.paymentKey())
                        .put("orderId", open.orderId())
                        .put("amount", 50_000);
            case "cancel" ->
                body.put("payment_id", paid.paymentId())
                        .put("cancel_reason", "일정 변경")
                        .put("cancel_amount", 50_000)
                        .putObject("refund_receive_account")
                        .put("bank", "88")
                        .put("account_number", "110123456789")
                        .put("holder_name", "김이지");
            default -> body.put("orderId", open.orderId()).put("secret", "a guess");
        }
        return body;
    }

    private ObjectNode goodForAll() {
        ObjectNode body = good("cancel");
        body.remove("cancel_amount");
        return body;
    }

    private HttpApiEvent event(String function) {
        return function.equals("webhook")
                ? unsigned(function)
                : event(function, Map.of("sub", payer.userId(), "token_use", "access"));
    }

    private static HttpApiEvent event(String function, Map<String, String> claims) {
        HttpApiEvent event =
                HttpApiEvent.request("POST", "/api/payments/" + function).claims(claims);
        return function.equals("cancel") ? event.header("idempotency-key", "key-1") : event;
    }

    private static HttpApiEvent unsigned(String function) {
        return function.equals("lookup")
                ? HttpApiEvent.request("GET", "/api/payments")
                : HttpApiEvent.request("POST", "/api/payments/" + function);
    }

    private void refuses(String function, HttpApiEvent event, int status, String code, @Nullable String field) {
        refuses(function, event.toJson(), status, code, field);
    }

    private void refuses(String function, ObjectNode event, int status, String code, @Nullable String field) {
        world.calls.disarm();
        Reply korean = world.invoke(function, event);
        ((ObjectNode) event.path("headers")).put("accept-language", "en-US,en;q=0.9");
        Reply english = world.invoke(function, event);

        for (Reply reply : List.of(korean, english)) {
            reply.isProblem(status, code);
            assertEquals(field, reply.body().path("field").textValue());
            assertEquals(event.at("/requestContext/requestId").asText(), reply.text("request_id"));
            assertTellsNothing(reply);
        }
        assertTrue(
                isKorean(korean.text("title")) && isKorean(korean.text("detail")),
                () -> korean.body().toString());
        assertFalse(
                isKorean(english.text("title") + english.text("detail")),
                () -> english.body().toString());
        assertTrue(READS.containsAll(world.calls.made()), () -> "called " + world.calls.made());
    }

    private static boolean isKorean(String text) {
        return text.codePoints().anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HANGUL);
    }

    private static void assertTellsNothing(Reply reply) {
        String answer = reply.headers() + reply.body().toString();
        Set<String> told = Stream.of(
                        "easyk-sandbox",
                        "arn:aws",
                        "awssdk",
                        "DynamoDb",
                        "Exception",
                        "java.",
                        "kr.easyk",
                        "fasterxml",
                        "\\n\\tat ",
                        World.KEY)
                .filter(answer::contains)
                .collect(Collectors.toSet());
        assertEquals(Set.of(), told, answer);
    }
}
