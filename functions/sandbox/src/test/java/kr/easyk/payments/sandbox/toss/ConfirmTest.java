package kr.easyk.payments.sandbox.toss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfirmTest {
    private final HandClock clock = new HandClock();
    private final TossSimulator toss =
            TossSimulator.start(TossSimulator.Options.defaults().withClock(clock));
    private final Merchant merchant = Merchant.of(toss);

    @AfterEach
    void close() {
        toss.close();
    }

    @Test
    void aConfirmChargesOnceAndShowsThePayment() {
        String key = toss.authenticate("order-0001", 30_000);

        Merchant.Answer answer = merchant.confirm(key, "order-0001", 30_000);

        assertEquals(200, answer.status());
        assertEquals("DONE", answer.at("/status"));
        assertEquals(new Account(1, 30_000, 0, 0, "DONE", 30_000), toss.account(key));
        assertEquals(answer.json(), merchant.lookup(key).json());
        assertEquals(answer.json(), merchant.lookupOrder("order-0001").json());
    }

    @Test
    void aSecondConfirmIsRefused() {
        String key = toss.authenticate("order-0001", 30_000);
        merchant.confirm(key, "order-0001", 30_000);

        Merchant.Answer answer = merchant.confirm(key, "order-0001", 30_000);

        assertEquals(400, answer.status());
        assertEquals("ALREADY_PROCESSED_PAYMENT", answer.code());
        assertEquals(1, toss.account(key).chargeCount());
    }

    @Test
    void anotherAmountOrOrderIsRefusedAndThePaymentCanStillBeConfirmed() {
        String key = toss.authenticate("order-0001", 30_000);

        assertEquals(
                "INVALID_REQUEST", merchant.confirm(key, "order-0001", 29_999).code());
        assertEquals(
                "INVALID_REQUEST", merchant.confirm(key, "order-0002", 30_000).code());

        assertEquals(200, merchant.confirm(key, "order-0001", 30_000).status());
    }

    @Test
    void anUnknownPaymentKeyHasNoSession() {
        Merchant.Answer answer = merchant.confirm("tsim_unknown", "order-0001", 30_000);

        assertEquals(404, answer.status());
        assertEquals("NOT_FOUND_PAYMENT_SESSION", answer.code());
    }

    @Test
    void anAuthenticatedPaymentCanBeConfirmedForTenMinutes() {
        String key = toss.authenticate("order-0001", 30_000);
        clock.advance(Duration.ofMinutes(10));
        assertEquals(200, merchant.confirm(key, "order-0001", 30_000).status());

        String late = toss.authenticate("order-0002", 30_000);
        clock.advance(Duration.ofMinutes(10).plusMillis(1));
        Merchant.Answer answer = merchant.confirm(late, "order-0002", 30_000);
        assertEquals(404, answer.status());
        assertEquals("NOT_FOUND_PAYMENT_SESSION", answer.code());
        assertEquals("EXPIRED", merchant.lookup(late).at("/status"));
        assertEquals(0, toss.account(late).chargeCount());
    }

    @Test
    void aWindowThatNobodyGetsThroughExpiresAfterThirtyMinutes() {
        String key = toss.open(Authentication.byCard("order-0001", 30_000));
        assertEquals(
                "NOT_FOUND_PAYMENT_SESSION",
                merchant.confirm(key, "order-0001", 30_000).code());
        clock.advance(Duration.ofMinutes(30));
        assertEquals("READY", merchant.lookup(key).at("/status"));

        clock.advance(Duration.ofMillis(1));

        Merchant.Answer answer = merchant.lookupOrder("order-0001");
        assertEquals("EXPIRED", answer.at("/status"));
        assertEquals("EXPIRED_PAYMENT", answer.at("/failure/code"));
    }

    @Test
    void thePayerWhoGetsThroughAnOpenWindowKeepsItsPaymentKey() {
        String key = toss.open(Authentication.byCard("order-0001", 30_000));

        assertEquals(key, toss.authenticate("order-0001", 30_000));
        assertNotEquals(key, toss.authenticate("order-0001", 30_000));
    }

    @Test
    void anOrderIsPaidByOnePaymentKeyOnly() {
        String first = toss.authenticate("order-0001", 30_000);
        String second = toss.authenticate("order-0001", 30_000);
        merchant.confirm(second, "order-0001", 30_000);

        assertEquals(
                "DUPLICATED_ORDER_ID",
                merchant.confirm(first, "order-0001", 30_000).code());

        assertEquals(second, merchant.lookupOrder("order-0001").at("/paymentKey"));
        assertEquals(1, toss.accountOfOrder("order-0001").orElseThrow().chargeCount());
    }

    @ParameterizedTest
    @CsvSource({
        "4030-0000-0000-0002, 403, REJECT_CARD_PAYMENT",
        "4030-0000-0000-0003, 403, REJECT_CARD_COMPANY",
        "4030-0000-0000-0004, 400, INVALID_STOPPED_CARD",
        "4030-0000-0000-0005, 400, INVALID_CARD_LOST_OR_STOLEN",
        "4030-0000-0000-0006, 400, INVALID_CARD_EXPIRATION",
        "4030-0000-0000-0007, 400, EXCEED_MAX_AMOUNT",
        "4030-0000-0000-0008, 400, EXCEED_MAX_DAILY_PAYMENT_COUNT",
        "4030-0000-0000-0009, 403, FDS_ERROR",
    })
    void aDeclinedCardIsNotChargedAndEndsThePayment(String card, int status, String code) {
        String key =
                toss.authenticate(Authentication.byCard("order-0001", 30_000).withCard(card));

        Merchant.Answer answer = merchant.confirm(key, "order-0001", 30_000);

        assertEquals(status, answer.status());
        assertEquals(code, answer.code());
        Merchant.Answer payment = merchant.lookup(key);
        assertEquals("ABORTED", payment.at("/status"));
        assertEquals(code, payment.at("/failure/code"));
        assertEquals(0, toss.account(key).chargeCount());
        assertEquals(
                "NOT_FOUND_PAYMENT_SESSION",
                merchant.confirm(key, "order-0001", 30_000).code());
    }

    @ParameterizedTest
    @CsvSource({
        "transfer, 100-000-000002, REJECT_ACCOUNT_PAYMENT",
        "계좌이체, 100-000-000003, NOT_AVAILABLE_BANK",
        "easy_pay, 200-000-000002, REJECT_TOSSPAY_INVALID_ACCOUNT",
    })
    void accountsAndWalletsCanBeDeclinedToo(String method, String account, String code) {
        String key = toss.authenticate(
                Authentication.by(method, "order-0001", 30_000).withAccount(account));

        assertEquals(code, merchant.confirm(key, "order-0001", 30_000).code());
        assertEquals("ABORTED", toss.account(key).status());
    }

    @Test
    void anUnclearAnswerMayMeanThatNothingWasCharged() {
        String key =
                toss.authenticate(Authentication.byCard("order-0001", 30_000).withCard("4030-0000-0000-0010"));

        assertEquals(
                "PROVIDER_ERROR", merchant.confirm(key, "order-0001", 30_000).code());
        assertEquals("IN_PROGRESS", merchant.lookup(key).at("/status"));
    }

    @Test
    void theSameUnclearAnswerMayMeanThatTheCardWasCharged() {
        String key =
                toss.authenticate(Authentication.byCard("order-0001", 30_000).withCard("4030-0000-0000-0011"));

        assertEquals(
                "PROVIDER_ERROR", merchant.confirm(key, "order-0001", 30_000).code());
        assertEquals("DONE", merchant.lookup(key).at("/status"));
        assertEquals(1, toss.account(key).chargeCount());
    }

    @ParameterizedTest
    @CsvSource({"card, 99, 100", "easy_pay, 99, 100", "transfer, 199, 200", "virtual_account, 199, 200"})
    void lessThanTheMinimumIsDeclined(String method, long tooLittle, long enough) {
        String poor = toss.authenticate(Authentication.by(method, "order-0001", tooLittle));
        String rich = toss.authenticate(Authentication.by(method, "order-0002", enough));

        assertEquals(
                "BELOW_MINIMUM_AMOUNT",
                merchant.confirm(poor, "order-0001", tooLittle).code());
        assertEquals(200, merchant.confirm(rich, "order-0002", enough).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"paymentKey\": \"k\"",
                "{}",
                "{\"paymentKey\": \"KEY\", \"orderId\": \"order-0001\"}",
                "{\"paymentKey\": \"KEY\", \"orderId\": \"order-0001\", \"amount\": \"30,000\"}",
                "{\"paymentKey\": \"KEY\", \"orderId\": \"order-0001\", \"amount\": \"30000원\"}",
                "{\"paymentKey\": \"KEY\", \"orderId\": \"order-0001\", \"amount\": \"\"}",
                "{\"paymentKey\": \"KEY\", \"orderId\": \"order-0001\", \"amount\": \"３００００\"}",
                "{\"paymentKey\": \"KEY\", \"orderId\": \"order-0001\", \"amount\": 1e999999999}",
                "{\"paymentKey\": \"KEY\", \"orderId\": \"order-0001\", \"amount\": true}",
                "{\"paymentKey\": \"KEY\", \"orderId\": \"order-0001\", \"amount\": 30000.0000000000000001}",
                "{\"paymentKey\": \"KEY\", \"orderId\": \"order-0001\", \"amount\": 30000.5}",
                "{\"paymentKey\": \"KEY\", \"orderId\": \"order-0001\", \"amount\": -30000}",
                "{\"paymentKey\": \"KEY\", \"orderId\": \"order-0001\", \"amount\": 99999999999999999999}",
                "{\"paymentKey\": \"KEY\", \"orderId\": \"short\", \"amount\": 30000}",
                "{\"paymentKey\": \"KEY\", \"orderId\": \"order 0001\", \"amount\": 30000}",
                "{\"paymentKey\": 17, \"orderId\": \"order-0001\", \"amount\": 30000}",
                "{\"paymentKey\": null, \"orderId\": \"order-0001\", \"amount\": 30000}",
                "{\"paymentKey\": \"KEY\", \"orderId\": \"order-0001\", \"amount\": 30000} {}",
            })
    void aMalformedConfirmIsAnInvalidRequest(String body) {
        String key = toss.authenticate("order-0001", 30_000);

        Merchant.Answer answer = merchant.post("/v1/payments/confirm", body.replace("KEY", key));

        assertEquals(400, answer.status());
        assertEquals("INVALID_REQUEST", answer.code());
        assertEquals(0, toss.account(key).chargeCount());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"30000\"", "30000.0", "3e4", "\"30000.00\"", "\"3E+4\"", "300000e-1"})
    void anAmountIsTheNumberItMeansHoweverItIsWritten(String written) {
        String key = toss.authenticate("order-0001", 30_000);

        Merchant.Answer answer = merchant.post("/v1/payments/confirm", """
                {"paymentKey": "%s", "orderId": "order-0001", "amount": %s}""".formatted(key, written));

        assertEquals(200, answer.status());
        assertTrue(answer.json().path("totalAmount").isIntegralNumber());
        assertEquals(30_000, toss.account(key).chargedAmount());
    }

    @Test
    void aRefusalNamesTheFieldThatIsWrong() {
        String key = toss.authenticate("order-0001", 30_000);

        assertTrue(merchant.confirm(key, "short", 30_000).at("/message").endsWith("[orderId]"));
        assertTrue(merchant.confirm(key, "order-0001", -1).at("/message").endsWith("[amount]"));
    }

    @Test
    void clientsOfTheTimeBeforeTheKeyWasInTheBodyAreServed() {
        String key = toss.authenticate("order-0001", 30_000);
        String body = "{\"orderId\": \"order-0001\", \"amount\": 30000}";

        assertEquals("DONE", merchant.post("/v1/payments/" + key, body).at("/status"));

        assertEquals(
                "ALREADY_PROCESSED_PAYMENT",
                merchant.post("/v1/payments/" + key, body).code());
        assertEquals(
                "NOT_FOUND_PAYMENT_SESSION",
                merchant.post("/v1/payments/unknown", body).code());
        assertEquals(1, toss.account(key).chargeCount());
    }

    @Test
    void aBodyThatDoesNotSayItIsJsonIsAnInvalidRequest() {
        String key = toss.authenticate("order-0001", 30_000);

        assertEquals(
                "INVALID_REQUEST",
                merchant.with("Content-Type", "text/plain")
                        .confirm(key, "order-0001", 30_000)
                        .code());
    }

    @Test
    void fiftyConfirmsAtOnceChargeOnce() throws Exception {
        String key = toss.authenticate("order-0001", 30_000);
        ExecutorService crowd = Executors.newFixedThreadPool(50);
        try {
            List<Future<Merchant.Answer>> answers =
                    crowd.invokeAll(Collections.nCopies(50, () -> merchant.confirm(key, "order-0001", 30_000)));
            int paid = 0;
            for (Future<Merchant.Answer> answer : answers) {
                paid += answer.get().status() == 200 ? 1 : 0;
            }
            assertEquals(1, paid);
        } finally {
            crowd.shutdownNow();
        }
        assertEquals(1, toss.account(key).chargeCount());
        assertEquals(50, toss.calls("confirm"));
    }

    @Test
    void aPathThatTossDoesNotHaveIsNotFound() {
        assertEquals(404, merchant.get("/v1/payments").status());
        assertEquals(404, merchant.get("/v1/payments/confirm/now/please").status());
        assertEquals(404, merchant.delete("/v1/payments/confirm").status());
        assertEquals(404, merchant.post("/deposits", "{}").status());
    }

    @Test
    void aSlashAtTheEndOfAPathMakesNoDifference() {
        String key = toss.authenticate("order-0001", 30_000);

        assertEquals(200, merchant.get("/v1/payments/" + key + "/").status());
        assertEquals(
                200,
                merchant.get("/v1/transactions/?startDate=2026-01-01&endDate=2026-01-31")
                        .status());
        assertEquals(404, merchant.get("/").status());
    }
}
