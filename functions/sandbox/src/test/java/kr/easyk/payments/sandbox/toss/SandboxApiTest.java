package kr.easyk.payments.sandbox.toss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import kr.easyk.payments.sandbox.http.PortTakenException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxApiTest {
    private final List<TossListener.TossCall> seen = new CopyOnWriteArrayList<>();
    private final TossSimulator toss =
            TossSimulator.start(TossSimulator.Options.defaults().withListener(new TossListener() {
                @Override
                public void called(TossCall call) {
                    seen.add(call);
                }
            }));
    private final Merchant merchant = Merchant.of(toss);
    /** curl -d sends no JSON content type, and the sandbox's helpers need no key. */
    private final Merchant anybody =
            merchant.without("Authorization").with("Content-Type", "application/x-www-form-urlencoded");

    @AfterEach
    void close() {
        toss.close();
    }

    private String authenticate(String method) {
        return anybody.post("/sandbox/authentications", """
                        {"order_id": "order-0001", "amount": 30000, "method": "%s"}""".formatted(method)).at("/payment_key");
    }

    @Test
    void anAuthenticationNeedsAnOrderAndAnAmountOnly() {
        String key = anybody.post("/sandbox/authentications", "{\"order_id\": \"order-0001\", \"amount\": 30000}")
                .at("/payment_key");

        assertEquals("DONE", merchant.confirm(key, "order-0001", 30_000).at("/status"));
    }

    @ParameterizedTest
    @CsvSource({
        "card, 카드",
        "카드, 카드",
        "virtual_account, 가상계좌",
        "가상계좌, 가상계좌",
        "transfer, 계좌이체",
        "easy_pay, 간편결제",
        "foreign_easy_pay, 해외간편결제"
    })
    void aMethodHasAnEnglishAndAKoreanName(String asked, String shown) {
        assertEquals(shown, merchant.lookup(authenticate(asked)).at("/method"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4030-0000-0000-0001", "5191-0000-0000-0001", "5295-7800-0000-0001", "4030000000000001"})
    void theTestCardsGetThroughTheWindow(String number) {
        Merchant.Answer answer = pay(number, "12", "123");

        assertEquals(200, answer.status());
        assertEquals(
                200,
                merchant.confirm(answer.at("/payment_key"), "order-0001", 30_000)
                        .status());
    }

    @ParameterizedTest
    @CsvSource({
        "1111-1111-1111-1111, 12, 123, 400, INVALID_CARD_NUMBER",
        "4030-0000-0000-0001, 13, 123, 403, INVALID_PASSWORD",
        "4030-0000-0000-0001, 12, 124, 400, INVALID_AUTHORIZE_AUTH",
    })
    void aWrongCardDoesNotGetThroughTheWindow(String number, String password, String cvc, int status, String code) {
        Merchant.Answer answer = pay(number, password, cvc);

        assertEquals(status, answer.status());
        assertEquals(code, answer.code());
        assertTrue(answer.at("/message").matches(".*[가-힣].*"));
        assertEquals(404, merchant.lookupOrder("order-0001").status());
    }

    private Merchant.Answer pay(String number, String password, String cvc) {
        return anybody.post("/sandbox/authentications", """
                {"order_id": "order-0001", "amount": 30000,
                 "card": {"number": "%s", "password": "%s", "cvc": "%s"}}""".formatted(number, password, cvc));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"order_id\": \"short\", \"amount\": 30000}",
                "{\"order_id\": \"order/0001\", \"amount\": 30000}",
                "{\"order_id\": \"order-0001\", \"amount\": 0}",
                "{\"order_id\": \"order-0001\", \"amount\": \"a lot\"}",
                "{\"order_id\": \"order-0001\", \"amount\": 30000, \"method\": \"gold\"}",
                "{\"order_id\": \"order-0001\", \"amount\": 30000, \"card\": {\"number\": \"4030-0000-0000-0001\"}}",
            })
    void aMalformedAuthenticationIsAnInvalidRequest(String body) {
        assertEquals(
                "INVALID_REQUEST",
                anybody.post("/sandbox/authentications", body).code());
    }

    @Test
    void aPaymentShowsTheMoneyAndTheCalls() {
        String key = authenticate("card");
        merchant.confirm(key, "order-0001", 30_000);
        merchant.confirm(key, "order-0001", 30_000);
        merchant.lookupOrder("order-0001");
        merchant.cancel(key, 10_000);

        Merchant.Answer payment = anybody.get("/sandbox/payments/" + key);

        assertEquals("PARTIAL_CANCELED", payment.at("/status"));
        assertEquals("1", payment.at("/charge_count"));
        assertEquals("30000", payment.at("/charged_amount"));
        assertEquals("1", payment.at("/refund_count"));
        assertEquals("10000", payment.at("/refunded_amount"));
        assertEquals("2", payment.at("/calls/confirm"));
        assertEquals("1", payment.at("/calls/lookup"));
        assertEquals("1", payment.at("/calls/cancel"));
        assertEquals(
                payment.json(),
                anybody.get("/sandbox/payments?order_id=order-0001").json().at("/payments/0"));
        assertEquals(
                0,
                anybody.get("/sandbox/payments?order_id=order-0002")
                        .json()
                        .get("payments")
                        .size());
        assertEquals(404, anybody.get("/sandbox/payments/unknown").status());
    }

    @Test
    void aVirtualAccountCanBePaidIntoAndThePaymentTakenBack() {
        merchant.confirm(authenticate("virtual_account"), "order-0001", 30_000);

        assertEquals(
                "DONE",
                anybody.post("/sandbox/deposits", "{\"order_id\": \"order-0001\"}")
                        .at("/status"));
        assertEquals(
                "WAITING_FOR_DEPOSIT",
                anybody.post("/sandbox/deposits/reversals", "{\"order_id\": \"order-0001\"}")
                        .at("/status"));
        assertEquals(
                404,
                anybody.post("/sandbox/deposits", "{\"order_id\": \"order-0002\"}")
                        .status());
    }

    @Test
    void theDashboardCancels() {
        String key = authenticate("card");
        merchant.confirm(key, "order-0001", 30_000);

        Merchant.Answer answer = anybody.post("/sandbox/cancels", """
                {"payment_key": "%s", "amount": 10000, "reason": "전화 요청"}""".formatted(key));

        assertEquals("20000", answer.at("/balance_amount"));
    }

    @Test
    void timeRunsOutOnRequest() {
        authenticate("card");

        assertEquals(
                "EXPIRED",
                anybody.post("/sandbox/expirations", "{\"order_id\": \"order-0001\"}")
                        .at("/status"));
    }

    @Test
    void anOpenWindowIsReady() {
        anybody.post("/sandbox/checkouts", "{\"order_id\": \"order-0001\", \"amount\": 30000}");

        assertEquals("READY", merchant.lookupOrder("order-0001").at("/status"));
    }

    @Test
    void faultsAreAskedForAndCleared() {
        String key = authenticate("card");
        anybody.post("/sandbox/faults", "{\"operation\": \"confirm\", \"kind\": \"break_before\", \"times\": 1}");
        assertThrows(UncheckedIOException.class, () -> merchant.confirm(key, "order-0001", 30_000));

        anybody.post("/sandbox/faults", """
                {"operation": "confirm", "kind": "refuse", "times": 1, "code": "FDS_ERROR"}""");
        anybody.delete("/sandbox/faults");

        assertEquals(200, merchant.confirm(key, "order-0001", 30_000).status());
        assertEquals(
                "INVALID_REQUEST",
                anybody.post("/sandbox/faults", "{\"operation\": \"confirm\", \"kind\": \"explode\"}")
                        .code());
    }

    @Test
    void lateCallsAreShownAndReleased() {
        String key = authenticate("card");
        anybody.post("/sandbox/faults", "{\"operation\": \"confirm\", \"kind\": \"break_late\", \"times\": 1}");
        assertThrows(UncheckedIOException.class, () -> merchant.confirm(key, "order-0001", 30_000));
        assertEquals(key, anybody.get("/sandbox/faults").at("/late_calls/0/payment_key"));

        assertEquals("1", anybody.post("/sandbox/faults/releases", "").at("/carried_out"));

        assertEquals("DONE", merchant.lookup(key).at("/status"));
        assertEquals(
                "0", anybody.post("/sandbox/faults/releases", "{\"times\": 1}").at("/carried_out"));
    }

    @Test
    void aLateCallCanBeGivenItsTime() {
        String key = authenticate("card");
        anybody.post("/sandbox/faults", """
                {"operation": "confirm", "kind": "break_late", "after": "PT0S"}""");
        assertThrows(UncheckedIOException.class, () -> merchant.confirm(key, "order-0001", 30_000));

        assertEquals("DONE", merchant.lookup(key).at("/status"));
        assertEquals(
                "INVALID_REQUEST",
                anybody.post(
                                "/sandbox/faults",
                                "{\"operation\": \"confirm\", \"kind\": \"stall\", \"after\": \"soon\"}")
                        .code());
    }

    @Test
    void secretKeysAreListedIssuedAndRevoked() {
        String key = authenticate("card");
        String renewed = anybody.post("/sandbox/keys", "").at("/secret_key");
        assertEquals(200, merchant.withKey(renewed).lookup(key).status());
        Merchant.Answer keys = anybody.get("/sandbox/keys");
        assertEquals(3, keys.json().get("keys").size());
        assertEquals("test_gsk_sandbox", keys.at("/keys/0/secret_key"));
        assertTrue(keys.json().at("/keys/0/valid_until").isTextual());
        assertTrue(keys.json().at("/keys/1/valid_until").isNull());
        assertEquals("another", keys.at("/keys/2/merchant"));

        anybody.post("/sandbox/keys/revocations", "{\"secret_key\": \"test_gsk_sandbox\"}");

        assertEquals(401, merchant.lookup(key).status());
        assertEquals(
                404,
                anybody.post("/sandbox/keys/revocations", "{\"secret_key\": \"test_gsk_sandbox\"}")
                        .status());
    }

    @ParameterizedTest
    @CsvSource({
        "order_lookup, paid_or_latest",
        "order_lookup, latest",
        "order_lookup, first",
        "deposit_callback, flat",
        "deposit_callback, with_event_type",
        "deposit_callback, wrapped_in_data"
    })
    void aSwitchIsCalledWhatItShows(String name, String value) {
        JsonNode set = anybody.post("/sandbox/behaviour", "{\"%s\": \"%s\"}".formatted(name, value))
                .json();

        assertEquals(value, set.path(name).textValue());
    }

    @Test
    void tossBehavesAsItIsToldUntilItIsReset() {
        JsonNode usual = anybody.get("/sandbox/behaviour").json();

        JsonNode changed = anybody.post("/sandbox/behaviour", """
                {"ignores_refundable_amount": true, "forgets_server_errors": true, "denies_other_orders_session": true,
                 "order_lookup": "latest", "deposit_callback": "wrapped_in_data"}""").json();

        assertEquals(changed, anybody.get("/sandbox/behaviour").json());
        assertTrue(toss.behaviour().ignoresRefundableAmount());
        assertTrue(toss.behaviour().forgetsServerErrors());
        assertTrue(toss.behaviour().deniesOtherOrdersSession());
        assertEquals(Behaviour.OrderLookup.LATEST, toss.behaviour().orderLookup());
        assertEquals(Behaviour.DepositCallback.WRAPPED_IN_DATA, toss.behaviour().depositCallback());
        assertEquals(changed, anybody.post("/sandbox/behaviour", "{}").json());
        assertEquals(
                "INVALID_REQUEST",
                anybody.post("/sandbox/behaviour", "{\"order_lookup\": \"any\"}")
                        .code());
        anybody.post("/sandbox/reset", "");
        assertEquals(usual, anybody.get("/sandbox/behaviour").json());
    }

    @Test
    void aRefundUnderWayEndsOnRequest() {
        String key = authenticate("foreign_easy_pay");
        merchant.confirm(key, "order-0001", 30_000);
        merchant.cancel(key);

        Merchant.Answer answer = anybody.post("/sandbox/cancels/ends", """
                {"payment_key": "%s", "status": "ABORTED"}""".formatted(key));

        assertEquals("DONE", answer.at("/status"));
        assertEquals("30000", answer.at("/balance_amount"));
    }

    @Test
    void onePaymentOfAnOrderIsConfirmedAbortedOrExpiredByItsKey() {
        String confirmed = authenticate("card");
        String aborted = authenticate("card");
        String expired = authenticate("card");

        assertEquals("DONE", end("confirmations", confirmed));
        assertEquals("ABORTED", end("aborts", aborted));
        assertEquals("EXPIRED", end("expirations", expired));
    }

    private String end(String what, String key) {
        return anybody.post("/sandbox/" + what, "{\"payment_key\": \"%s\"}".formatted(key))
                .at("/status");
    }

    @Test
    void webhooksCanBeMadeToGetLost() {
        anybody.post("/sandbox/webhooks/losses", "{\"event_type\": \"PAYMENT_STATUS_CHANGED\", \"times\": 1}");

        merchant.confirm(authenticate("card"), "order-0001", 30_000);

        assertEquals(List.of(), toss.webhooks());
        assertEquals(
                "INVALID_REQUEST",
                anybody.post("/sandbox/webhooks/losses", "{\"event_type\": \"payout.changed\"}")
                        .code());
    }

    @Test
    void webhooksCanBeReadAndSentAgain() {
        merchant.confirm(authenticate("card"), "order-0001", 30_000);

        Merchant.Answer webhooks = anybody.get("/sandbox/webhooks");

        assertEquals("PAYMENT_STATUS_CHANGED", webhooks.at("/webhooks/0/event_type"));
        assertEquals("order-0001", webhooks.at("/webhooks/0/order_id"));
        String resend = "/sandbox/webhooks/" + webhooks.at("/webhooks/0/transmission_id") + "/resend";
        assertEquals(200, anybody.post(resend, "").status());
        assertEquals(404, anybody.post("/sandbox/webhooks/unknown/resend", "").status());
    }

    @Test
    void aResetForgetsEverything() {
        String key = authenticate("card");
        merchant.idempotent("k").confirm(key, "order-0001", 30_000);

        anybody.post("/sandbox/reset", "");

        assertEquals(
                404, merchant.idempotent("k").confirm(key, "order-0001", 30_000).status());
        assertEquals(1, toss.calls("confirm"));
        assertEquals(List.of(), toss.webhooks());
    }

    @Test
    void helpersAreUnderSandboxOnlyAndTossIsNot() {
        assertEquals(404, anybody.post("/authentications", "{}").status());
        assertEquals(404, anybody.get("/sandbox/v1/payments/key").status());
        assertEquals(404, anybody.get("/sandbox/").status());
    }

    @Test
    void aListenerSeesEveryCallToToss() {
        String key = authenticate("card");
        toss.fault("confirm", "break_after", 1);
        assertThrows(UncheckedIOException.class, () -> merchant.confirm(key, "order-0001", 30_000));
        merchant.lookup(key);

        assertEquals(
                List.of("confirm break_after null", "lookup null 200"),
                seen.stream()
                        .map(it -> it.operation() + " " + it.fault() + " " + it.status())
                        .toList());
        assertEquals(key, seen.get(0).paymentKey());
    }

    @Test
    void everyCallCanBeMadeToTakeItsTime() {
        Duration latency = Duration.ofMillis(50);
        try (TossSimulator slow =
                TossSimulator.start(TossSimulator.Options.defaults().withLatency(latency))) {
            long start = System.nanoTime();
            Merchant.of(slow).lookup("unknown");
            assertTrue(System.nanoTime() - start >= latency.toNanos());
        }
    }

    @Test
    void aTakenPortIsAClearError() {
        URI taken = toss.uri();

        PortTakenException e = assertThrows(
                PortTakenException.class,
                () -> TossSimulator.start(TossSimulator.Options.defaults().withPort(taken.getPort())));

        assertTrue(e.getMessage().contains("Port " + taken.getPort() + " is taken"));
    }
}
