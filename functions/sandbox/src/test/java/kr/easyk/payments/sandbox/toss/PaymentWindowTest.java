package kr.easyk.payments.sandbox.toss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import kr.easyk.payments.sandbox.Http;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentWindowTest {
    private static final String CARD =
            "{\"card\":{\"number\":\"4030-0000-0000-0001\",\"cvc\":\"123\",\"password\":\"12\"}}";

    private final HandClock clock = new HandClock();
    private final TossSimulator toss =
            TossSimulator.start(TossSimulator.Options.defaults().withClock(clock));
    private final Http http = new Http(toss.uri());

    @AfterEach
    void stop() {
        toss.close();
    }

    private static String order(String field, String value) {
        String order = """
                {"clientKey":"test_gck_sandbox","customerKey":"easyk_1","currency":"KRW","amount":30000,
                 "method":"card","orderId":"order-0001","orderName":"Visa","successUrl":"http://localhost/ok?c=1",
                 "failUrl":"http://localhost/no"}""";
        return order.replaceAll("\"" + field + "\":(\"[^\"]*\"|\\d+)", "\"" + field + "\":" + value);
    }

    /** The window's own address, without the host. */
    private String open(String method) {
        Http.Answer answer = http.post("/v2/checkouts", order("method", '"' + method + '"'));
        assertEquals(201, answer.status(), answer.text());
        return URI.create(answer.json().path("checkout_url").textValue()).getPath();
    }

    private String next(String window, String action, String body) {
        Http.Answer answer = http.post(window + "/" + action, body);
        assertEquals(200, answer.status(), answer.text());
        return answer.json().path("next_url").textValue();
    }

    @Test
    void whoeverGetsThroughIsSentToTheSuccessUrlWithWhatAConfirmNeeds() {
        String window = open("card");
        String paymentKey = window.substring(window.lastIndexOf('/') + 1);

        assertEquals(
                "http://localhost/ok?c=1&paymentType=NORMAL&orderId=order-0001&paymentKey=" + paymentKey
                        + "&amount=30000",
                next(window, "authentications", CARD));
        assertEquals("IN_PROGRESS", toss.account(paymentKey).status());
        assertEquals(
                "ALREADY_PROCESSED_PAYMENT",
                http.post(window + "/authentications", CARD).json().path("code").textValue());
    }

    @Test
    void whoeverCancelsIsSentToTheFailUrlWithoutAnOrderId() {
        String url = next(open("card"), "cancellations", "{}");

        assertTrue(url.startsWith("http://localhost/no?code=PAY_PROCESS_CANCELED&message="), url);
        assertFalse(url.contains("orderId"), url);
    }

    @Test
    void aRefusalByTheCardCompanyNamesTheOrder() {
        String window = open("card");
        toss.fault("authenticate", "refuse", 1);

        String url = next(window, "authentications", CARD);
        assertTrue(url.startsWith("http://localhost/no?code=REJECT_CARD_COMPANY&message="), url);
        assertTrue(url.endsWith("&orderId=order-0001"), url);
    }

    @ParameterizedTest
    @CsvSource({
        "4030-0000-0000-0001, 999, 12, INVALID_AUTHORIZE_AUTH",
        "4030-0000-0000-0001, 123, 99, INVALID_PASSWORD",
        "4030-0000-0000-9999, 123, 12, INVALID_CARD_NUMBER"
    })
    void aWrongCardLeavesTheWindowOpen(String number, String cvc, String password, String code) {
        String window = open("card");
        String card =
                "{\"card\":{\"number\":\"%s\",\"cvc\":\"%s\",\"password\":\"%s\"}}".formatted(number, cvc, password);

        assertEquals(
                code,
                http.post(window + "/authentications", card).json().path("code").textValue());
        assertTrue(http.get(window + "/order").json().path("open").booleanValue());
    }

    @Test
    void theWindowLivesThirtyMinutes() {
        String window = open("card");
        clock.advance(Duration.ofMinutes(29));
        assertEquals(60, http.get(window + "/order").json().path("seconds_left").intValue());
        clock.advance(Duration.ofMinutes(2));

        JsonNode order = http.get(window + "/order").json();
        assertTrue(order.path("expired").booleanValue());
        assertTrue(order.at("/abort/next_url").textValue().contains("code=PAY_PROCESS_ABORTED"));
        assertEquals(
                "NOT_FOUND_PAYMENT_SESSION",
                http.post(window + "/authentications", CARD).json().path("code").textValue());
    }

    @Test
    void eachMethodOffersItsTestMeans() {
        JsonNode cards = http.get(open("card") + "/order", "Accept-Language", "en")
                .json()
                .path("means");
        assertEquals("shinhan", cards.at("/0/id").textValue());
        assertTrue(cards.at("/0/outcome").isNull());
        assertEquals(
                "The card's limit or balance does not cover this payment.",
                cards.at("/3/outcome").textValue());
        assertEquals(
                "100-000-000001",
                http.get(open("transfer") + "/order")
                        .json()
                        .at("/means/0/number")
                        .textValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clientKey | \"test_gck_another\" | 401 | UNAUTHORIZED_KEY",
                "clientKey | \"test_gsk_sandbox\" | 401 | UNAUTHORIZED_KEY",
                "customerKey | \"1\" | 400 | INVALID_REQUEST",
                "customerKey | \"김이지\" | 400 | INVALID_REQUEST",
                "currency | \"USD\" | 400 | INVALID_REQUEST",
                "currency | \"EUR\" | 400 | INVALID_REQUEST",
                "amount | 0 | 400 | INVALID_REQUEST",
                "amount | \"a lot\" | 400 | INVALID_REQUEST",
                "method | \"cash\" | 400 | INVALID_REQUEST",
                "orderId | \"a\" | 400 | INVALID_REQUEST",
                "successUrl | null | 400 | INVALID_REQUEST",
                "successUrl | \"javascript:alert(1)\" | 400 | INVALID_REQUEST",
                "failUrl | \"/relative\" | 400 | INVALID_REQUEST"
            })
    void whatTossWouldNotOpenIsNotOpened(String field, String value, int status, String code) {
        Http.Answer answer = http.post("/v2/checkouts", order(field, value));

        assertEquals(status, answer.status());
        assertEquals(code, answer.json().path("code").textValue());
        if (status == 400) {
            assertTrue(
                    answer.json().path("message").textValue().endsWith("[" + field + "]"),
                    answer.json().path("message").textValue());
        }
    }

    private static String more(String method, String fields) {
        return order("method", '"' + method + '"').replaceFirst("\\{", "{" + fields + ",");
    }

    private String opened(String body) {
        Http.Answer answer = http.post("/v2/checkouts", body);
        assertEquals(201, answer.status(), answer.text());
        return URI.create(answer.json().path("checkout_url").textValue()).getPath();
    }

    private static String keyOf(String window) {
        return window.substring(window.lastIndexOf('/') + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"validHours\":24', 2026-01-03T12:04:05+09:00",
        "'\"validHours\":2160', 2026-04-02T12:04:05+09:00",
        "'\"dueDate\":\"2026-01-05T00:00:00\"', 2026-01-05T00:00:00+09:00",
        "'\"validHours\":null,\"dueDate\":null', 2026-01-09T12:07:05+09:00"
    })
    void aVirtualAccountTakesADepositForAsLongAsThePageHasSaid(String fields, String dueDate) {
        String window = opened(more("virtual_account", fields));
        clock.advance(Duration.ofMinutes(3));
        next(window, "authentications", "{}");

        Merchant.Answer issued = Merchant.of(toss).confirm(keyOf(window), "order-0001", 30_000);

        assertEquals(dueDate, issued.at("/virtualAccount/dueDate"));
    }

    @ParameterizedTest
    @CsvSource({
        "'\"validHours\":2161', EXCEED_MAX_VALID_HOURS",
        "'\"validHours\":0', INVALID_REQUEST",
        "'\"validHours\":\"a day\"', INVALID_REQUEST",
        "'\"dueDate\":\"2026-04-03T00:00:00\"', EXCEED_MAX_DUE_DATE",
        "'\"dueDate\":\"2026-01-02T12:04:05\"', INVALID_DATE",
        "'\"dueDate\":\"tomorrow\"', INVALID_REQUEST"
    })
    void itTakesOneForNinetyDaysAtMost(String fields, String code) {
        Http.Answer refused = http.post("/v2/checkouts", more("virtual_account", fields));

        assertEquals(400, refused.status());
        assertEquals(code, refused.json().path("code").textValue());
    }

    /** The types of Toss's SDK: PayPal takes dollars and nothing else. */
    @Test
    void payPalIsPaidInDollarsAndShownInThem() {
        String body = more("foreign_easy_pay", "\"provider\":\"PAYPAL\"");
        assertEquals(400, http.post("/v2/checkouts", body).status());
        assertEquals(
                400,
                http.post("/v2/checkouts", body.replace("KRW", "USD").replace("30000", "19.999"))
                        .status());
        String window = opened(body.replace("KRW", "USD").replace("30000", "20.50"));
        JsonNode order = http.get(window + "/order").json();
        assertEquals("USD 20.5", order.path("currency").asText() + " " + order.path("amount"));
        assertTrue(next(window, "authentications", "{}").endsWith("&amount=20.5"));
        Merchant merchant = Merchant.of(toss);
        String key = keyOf(window);
        assertEquals("INVALID_REQUEST", merchant.confirm(key, "order-0001", 20).code());

        Merchant.Answer paid = merchant.post("/v1/payments/confirm", """
                {"paymentKey": "%s", "orderId": "order-0001", "amount": "20.50"}""".formatted(key));

        assertEquals("DONE", paid.at("/status"));
        assertEquals("USD", paid.at("/currency"));
        assertEquals("20.5", paid.at("/totalAmount"));
        assertEquals("페이팔", paid.at("/easyPay"));
        Merchant.Answer listed = merchant.get("/v1/transactions?startDate=2026-01-01&endDate=2026-01-03");
        assertEquals("USD", listed.at("/0/currency"));
        assertEquals("20.5", listed.at("/0/amount"));
    }

    @Test
    void centsAreRefundedAsTheyWerePaid() {
        String body = more("foreign_easy_pay", "\"provider\":\"PAYPAL\"").replace("KRW", "USD");
        String window = opened(body.replace("30000", "20.50"));
        next(window, "authentications", "{}");
        String key = keyOf(window);
        toss.confirm(key);
        Merchant merchant = Merchant.of(toss);

        assertEquals(
                "INVALID_REQUEST",
                merchant.cancel(key, ", \"cancelAmount\": 0.005").code());
        assertEquals(
                "NOT_MATCHES_REFUNDABLE_AMOUNT",
                merchant.cancel(key, ", \"refundableAmount\": 20").code());
        Merchant.Answer part = merchant.cancel(key, ", \"cancelAmount\": 0.75, \"refundableAmount\": 20.5");
        assertEquals("0.75", part.at("/cancels/0/cancelAmount"));
        assertEquals("19.75", part.at("/balanceAmount"));
        toss.endCancel(key, null, "DONE");
        assertEquals(
                "0.75",
                merchant.get("/v1/transactions?startDate=2026-01-01&endDate=2026-01-03")
                        .at("/1/amount"));
        assertEquals(new Account(1, 2_050, 1, 75, "PARTIAL_CANCELED", 1_975), toss.account(key));
    }

    @Test
    void otherWalletsFromOverseasArePaidInWon() {
        String window = opened(more("foreign_easy_pay", "\"provider\":\"ALIPAY\""));
        next(window, "authentications", "{}");

        Merchant.Answer paid = Merchant.of(toss).confirm(keyOf(window), "order-0001", 30_000);

        assertEquals("KRW", paid.at("/currency"));
        assertEquals("ALIPAY", paid.at("/easyPay"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettersAndDigits01", "easyk_1", "a.b@c-d=", "@@ANONYMOUS"})
    void aCustomerKeyIsOfLettersDigitsAndFiveSigns(String customerKey) {
        Http.Answer answer = http.post("/v2/checkouts", order("customerKey", '"' + customerKey + '"'));

        assertEquals(201, answer.status());
    }

    /** The page has no addresses to go to: it has the window in a frame, and is told. */
    @Test
    void withoutAddressesThePageItselfIsTold() {
        String body = order("successUrl", "null").replaceAll("\"failUrl\":\"[^\"]*\"", "\"failUrl\":null");
        assertEquals(400, http.post("/v2/checkouts", body).status());
        // java.net.http keeps Origin to itself, so the call goes in without HTTP.
        String window = embedded(body, "http://localhost:5173");

        String policy = http.get(window).headers().get("content-security-policy");
        assertTrue(policy.endsWith("frame-ancestors http://localhost:5173"), policy);
        JsonNode cancelled = http.post(window + "/cancellations", "{}").json();
        assertEquals("USER_CANCEL", cancelled.at("/failure/code").textValue());
        JsonNode paid = http.post(window + "/authentications", CARD).json();
        assertEquals("http://localhost:5173", paid.path("embedded_in").textValue());
        assertEquals("order-0001", paid.at("/result/orderId").textValue());
        assertEquals(30_000, paid.at("/result/amount/value").longValue());
        assertEquals(
                "IN_PROGRESS",
                toss.account(paid.at("/result/paymentKey").textValue()).status());
    }

    private String embedded(String body, String origin) {
        Call call = new Call("POST", "/v2/checkouts", Map.of("origin", origin), body.getBytes(StandardCharsets.UTF_8));
        Reply.Answer answer = (Reply.Answer) toss.answer(call);
        assertEquals(201, answer.status());
        return URI.create(Json.read(answer.body()).path("checkout_url").textValue())
                .getPath();
    }

    /** Measured: Toss refuses a confirm with the secret key of the other pair. */
    @Test
    void whatOnePairsWindowOpenedTheOtherPairDoesNotConfirm() {
        String body = order("clientKey", "\"test_ck_sandbox\"");
        String window = URI.create(http.post("/v2/checkouts", body)
                        .json()
                        .path("checkout_url")
                        .textValue())
                .getPath();
        http.post(window + "/authentications", CARD);
        String key = window.substring(window.lastIndexOf('/') + 1);
        Merchant merchant = Merchant.of(toss);

        Merchant.Answer widgets = merchant.confirm(key, "order-0001", 30_000);
        assertEquals(400, widgets.status());
        assertEquals("INVALID_API_KEY", widgets.code());
        assertEquals(
                200,
                merchant.withKey("test_sk_sandbox")
                        .confirm(key, "order-0001", 30_000)
                        .status());
    }

    @Test
    void theScriptAndThePageAreServedAndNothingBesideThem() {
        Http.Answer script = http.get("/v2/standard");
        assertEquals("text/javascript;charset=UTF-8", script.headers().get("content-type"));
        assertEquals("*", script.headers().get("access-control-allow-origin"));
        assertEquals(
                304,
                http.get("/v2/standard", "If-None-Match", script.headers().get("etag"))
                        .status());
        Http.Answer page = http.get(open("card"));
        assertEquals("text/html;charset=UTF-8", page.headers().get("content-type"));
        assertTrue(page.headers().get("content-security-policy").contains("frame-ancestors 'none'"));
        assertEquals(404, http.get("/v2/assets/..%2fpages%2fstyle.css").status());
        assertEquals(404, http.get("/v2/checkouts/none/order").status());
    }
}
