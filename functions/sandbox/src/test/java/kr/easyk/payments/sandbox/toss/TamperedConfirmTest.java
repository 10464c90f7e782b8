package kr.easyk.payments.sandbox.toss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A payment key that belongs to another order or to another amount, and orders with several payments. */
class TamperedConfirmTest {
    private final TossSimulator toss =
            TossSimulator.start(TossSimulator.Options.defaults().withClock(new HandClock()));
    private final Merchant merchant = Merchant.of(toss);

    @AfterEach
    void close() {
        toss.close();
    }

    @Test
    void aKeyOfAnotherAmountIsRefusedAndShowsItsOwnAmount() {
        String key = toss.authenticate("order-0001", 100);

        Merchant.Answer answer = merchant.confirm(key, "order-0001", 50_000);

        assertEquals(400, answer.status());
        assertEquals("INVALID_REQUEST", answer.code());
        assertEquals("100", merchant.lookup(key).at("/totalAmount"));
        assertEquals("IN_PROGRESS", merchant.lookup(key).at("/status"));
    }

    @ParameterizedTest
    @CsvSource({"false, 400, INVALID_REQUEST", "true, 404, NOT_FOUND_PAYMENT_SESSION"})
    void aKeyOfAnotherOrderIsRefusedAndShowsItsOwnOrder(boolean denies, int status, String code) {
        toss.behave(denies ? Behaviour.USUAL.denyingOtherOrdersSession() : Behaviour.USUAL);
        String key = toss.authenticate("order-0002", 50_000);

        Merchant.Answer answer = merchant.confirm(key, "order-0001", 50_000);

        assertEquals(status, answer.status());
        assertEquals(code, answer.code());
        assertEquals("order-0002", merchant.lookup(key).at("/orderId"));
        assertEquals(404, merchant.lookupOrder("order-0001").status());
    }

    @Test
    void aKeyThatDoesNotFitCanHaveComeToAnyEnd() {
        String expired = toss.authenticate("order-0001", 100);
        String aborted = toss.authenticate("order-0001", 200);
        String charged = toss.authenticate("order-0001", 300);

        toss.expireKey(expired);
        toss.abort(aborted);
        toss.confirm(charged);
        assertEquals("DONE", merchant.lookup(charged).at("/status"));
        toss.cancelInDashboard(charged, null, "다른 금액");

        assertEquals("EXPIRED", merchant.lookup(expired).at("/status"));
        assertEquals("EXPIRED_PAYMENT", merchant.lookup(expired).at("/failure/code"));
        assertEquals("ABORTED", merchant.lookup(aborted).at("/status"));
        assertEquals("COMMON_ERROR", merchant.lookup(aborted).at("/failure/code"));
        assertEquals("CANCELED", merchant.lookup(charged).at("/status"));
    }

    @Test
    void theEndOfASecondWindowIsToldAfterThePaymentOfTheFirst() {
        String second = toss.authenticate("order-0001", 50_000);
        String first = toss.authenticate("order-0001", 50_000);
        merchant.confirm(first, "order-0001", 50_000);

        toss.abort(second);

        List<String> bodies = toss.webhooks().stream().map(Webhook::body).toList();
        assertEquals(2, bodies.size());
        assertTrue(bodies.get(0).contains("\"status\":\"DONE\""));
        assertTrue(bodies.get(1).contains("\"status\":\"ABORTED\""));
        assertTrue(bodies.get(1).contains("\"approvedAt\":null"));
        assertEquals("DONE", merchant.lookup(first).at("/status"));
    }

    @Test
    void aConfirmThatEndedInAnErrorCanBeAborted() {
        String key = toss.authenticate("order-0001", 50_000);
        toss.fault("confirm", "error_500_aborted", 1);

        assertEquals(500, merchant.confirm(key, "order-0001", 50_000).status());

        Merchant.Answer payment = merchant.lookup(key);
        assertEquals("ABORTED", payment.at("/status"));
        assertEquals("COMMON_ERROR", payment.at("/failure/code"));
        assertTrue(payment.json().get("approvedAt").isNull());
        assertEquals(0, toss.account(key).chargeCount());
        assertThrows(TossRefusal.class, () -> toss.abort(key));
    }

    @Test
    void aLookUpByOrderShowsOneOfSeveralPaymentsInOneOfThreeWays() {
        String first = toss.authenticate("order-0001", 100);
        String paid = toss.authenticate("order-0001", 200);
        String latest = toss.authenticate("order-0001", 300);
        toss.confirm(paid);

        assertEquals(paid, merchant.lookupOrder("order-0001").at("/paymentKey"));
        toss.behave(Behaviour.USUAL.with(Behaviour.OrderLookup.LATEST));
        assertEquals(latest, merchant.lookupOrder("order-0001").at("/paymentKey"));
        toss.behave(Behaviour.USUAL.with(Behaviour.OrderLookup.FIRST));
        assertEquals(first, merchant.lookupOrder("order-0001").at("/paymentKey"));
    }
}
