package kr.easyk.payments.sandbox.toss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Toss asked without HTTP: no port, no thread, no wait, and the same answers every time. */
class InProcessTest {
    private final HandClock clock = new HandClock();
    private final TossSimulator toss = begin(clock);

    private static TossSimulator begin(HandClock clock) {
        AtomicLong count = new AtomicLong();
        return TossSimulator.inProcess(
                TossSimulator.Options.defaults().withClock(clock).withIds(() -> new UUID(0, count.incrementAndGet())));
    }

    private static Call confirm(String key) {
        String body = """
                {"paymentKey": "%s", "orderId": "order-0001", "amount": 30000}""".formatted(key);
        return new Call(
                "POST",
                "/v1/payments/confirm",
                Map.of(
                        "authorization",
                        Merchant.basic("test_gsk_sandbox:"),
                        "content-type",
                        "application/json",
                        "idempotency-key",
                        "k"),
                body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theSameDayTwiceIsTheSameBytes() {
        TossSimulator again = begin(new HandClock());

        Reply.Answer one =
                assertInstanceOf(Reply.Answer.class, toss.answer(confirm(toss.authenticate("order-0001", 30_000))));
        Reply.Answer two =
                assertInstanceOf(Reply.Answer.class, again.answer(confirm(again.authenticate("order-0001", 30_000))));

        assertEquals(200, one.status());
        assertArrayEquals(one.body(), two.body());
        assertEquals(one.headers(), two.headers());
        assertEquals(toss.webhooks(), again.webhooks());
    }

    @Test
    void whoMustWaitIsToldSoAndNobodyWaits() {
        String key = toss.authenticate("order-0001", 30_000);
        toss.fault("confirm", "stall", 1);

        Reply.Pending pending = assertInstanceOf(Reply.Pending.class, toss.answer(confirm(key)));
        assertEquals(false, pending.end().isDone());
        toss.release();

        assertEquals(
                200, assertInstanceOf(Reply.Answer.class, pending.end().join()).status());
    }

    @Test
    void aBrokenConnectionIsSilence() {
        toss.fault("confirm", "break_before", 1);

        assertInstanceOf(Reply.Silence.class, toss.answer(confirm(toss.authenticate("order-0001", 30_000))));
    }

    @Test
    void timePassesWhenSomebodyAsks() {
        String key = toss.authenticate("order-0001", 30_000);
        clock.advance(Duration.ofMinutes(11));

        assertEquals("EXPIRED", toss.account(key).status());
    }

    @Test
    void thereIsNoPort() {
        assertThrows(IllegalStateException.class, toss::uri);
    }
}
