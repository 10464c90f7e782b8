package kr.easyk.payments.sandbox.toss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdempotencyTest {
    private final HandClock clock = new HandClock();
    private final TossSimulator toss =
            TossSimulator.start(TossSimulator.Options.defaults().withClock(clock));
    private final Merchant merchant = Merchant.of(toss);
    private final String key = toss.authenticate("order-0001", 30_000);

    @AfterEach
    void close() {
        toss.close();
    }

    @Test
    void aRepeatGetsTheFirstAnswer() {
        Merchant.Answer first = merchant.idempotent("k").confirm(key, "order-0001", 30_000);
        clock.advance(Duration.ofDays(15));

        assertEquals(first, merchant.idempotent("k").confirm(key, "order-0001", 30_000));
        assertEquals(1, toss.account(key).chargeCount());
        assertEquals(2, toss.calls("confirm"));
    }

    @Test
    void afterFifteenDaysTheKeyIsForgotten() {
        merchant.idempotent("k").confirm(key, "order-0001", 30_000);
        clock.advance(Duration.ofDays(15).plusMillis(1));

        assertEquals(
                "ALREADY_PROCESSED_PAYMENT",
                merchant.idempotent("k").confirm(key, "order-0001", 30_000).code());
    }

    @Test
    void aRepeatOfARefusalGetsTheRefusal() {
        Merchant.Answer first = merchant.idempotent("k").confirm(key, "order-0001", 1);

        assertEquals("INVALID_REQUEST", first.code());
        assertEquals(first, merchant.idempotent("k").confirm(key, "order-0001", 30_000));
    }

    @Test
    void aRefusalStaysForFifteenDaysWhateverIsCorrected() {
        String refused = ", \"cancelAmount\": 99999";
        merchant.confirm(key, "order-0001", 30_000);
        Merchant.Answer first = merchant.idempotent("c").cancel(key, refused);
        assertEquals("NOT_CANCELABLE_AMOUNT", first.code());

        clock.advance(Duration.ofDays(15));
        assertEquals(first, merchant.idempotent("c").cancel(key, 10_000));
        assertEquals(0, toss.account(key).refundCount());

        clock.advance(Duration.ofMillis(1));
        assertEquals(200, merchant.idempotent("c").cancel(key, 10_000).status());
    }

    @Test
    void anErrorInsideIsKeptOrForgottenAsTossPleases() {
        toss.fault("confirm", "error_500", 1);
        assertEquals(
                500, merchant.idempotent("k").confirm(key, "order-0001", 30_000).status());
        assertEquals(
                500, merchant.idempotent("k").confirm(key, "order-0001", 30_000).status());

        toss.behave(Behaviour.USUAL.forgettingServerErrors());
        toss.fault("confirm", "error_500", 1);
        assertEquals(
                500, merchant.idempotent("j").confirm(key, "order-0001", 30_000).status());
        assertEquals(
                200, merchant.idempotent("j").confirm(key, "order-0001", 30_000).status());
        assertEquals(1, toss.account(key).chargeCount());
    }

    @Test
    void theBodyDoesNotCountSoOnePaymentsAnswerCanBeAnothers() {
        String other = toss.authenticate("order-0002", 50_000);
        Merchant.Answer first = merchant.idempotent("k").confirm(key, "order-0001", 30_000);

        assertEquals(first, merchant.idempotent("k").confirm(other, "order-0002", 50_000));
        assertEquals(0, toss.account(other).chargeCount());
    }

    @Test
    void anotherUrlIsAnotherRequest() {
        merchant.idempotent("k").confirm(key, "order-0001", 30_000);

        assertEquals("CANCELED", merchant.idempotent("k").cancel(key).at("/status"));
    }

    @Test
    void anotherApiKeyIsAnotherRequest() {
        merchant.idempotent("k").confirm(key, "order-0001", 30_000);
        toss.rotateSecretKey("test_gsk_rotated");

        assertEquals(
                "ALREADY_PROCESSED_PAYMENT",
                merchant.withKey("test_gsk_rotated")
                        .idempotent("k")
                        .confirm(key, "order-0001", 30_000)
                        .code());
    }

    @Test
    void aRepeatedCancelRefundsOnce() {
        merchant.confirm(key, "order-0001", 30_000);
        Merchant.Answer first = merchant.idempotent("c").cancel(key, 10_000);

        assertEquals(first, merchant.idempotent("c").cancel(key, 10_000));
        assertEquals(1, toss.account(key).refundCount());
        assertEquals(20_000, toss.account(key).balance());
    }

    @Test
    void theKeyOfAGetIsIgnored() {
        Merchant.Answer before = merchant.idempotent("k").lookup(key);
        merchant.confirm(key, "order-0001", 30_000);

        assertNotEquals(before, merchant.idempotent("k").lookup(key));
    }

    @Test
    void aKeyHasAtMostThreeHundredCharacters() {
        Merchant.Answer answer = merchant.idempotent("k".repeat(301)).confirm(key, "order-0001", 30_000);
        assertEquals(400, answer.status());
        assertEquals("INVALID_IDEMPOTENCY_KEY", answer.code());

        assertEquals(
                200,
                merchant.idempotent("k".repeat(300))
                        .confirm(key, "order-0001", 30_000)
                        .status());
    }

    @Test
    void whileTheFirstIsRunningARepeatIsToldSo() throws Exception {
        toss.fault("confirm", "stall", 1);
        CompletableFuture<Merchant.Answer> first =
                CompletableFuture.supplyAsync(() -> merchant.idempotent("k").confirm(key, "order-0001", 30_000));
        while (toss.calls("confirm") == 0) {
            Thread.sleep(5);
        }
        Thread.sleep(50);

        Merchant.Answer repeat = merchant.idempotent("k").confirm(key, "order-0001", 30_000);
        assertEquals(409, repeat.status());
        assertEquals("IDEMPOTENT_REQUEST_PROCESSING", repeat.code());

        toss.clearFaults();
        assertEquals(200, first.get().status());
        assertEquals(first.get(), merchant.idempotent("k").confirm(key, "order-0001", 30_000));
        assertEquals(1, toss.account(key).chargeCount());
    }
}
