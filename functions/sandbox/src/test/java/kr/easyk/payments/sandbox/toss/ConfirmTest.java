package kr.easyk.payments.sandbox.toss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
    void anUnknownPaymentKeyIsNotFound() {
        Merchant.Answer answer = merchant.confirm("tsim_unknown", "order-0001", 30_000);

        assertEquals(404, answer.status());
        assertEquals("NOT_FOUND_PAYMENT", answer.code());
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
}
