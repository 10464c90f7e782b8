package kr.easyk.payments.sandbox.toss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that Toss carries out after their callers have given up. */
class LateCallTest {
    private final HandClock clock = new HandClock();
    private final TossSimulator toss =
            TossSimulator.start(TossSimulator.Options.defaults().withClock(clock));
    private final Merchant merchant = Merchant.of(toss);
    private final String key = toss.authenticate("order-0001", 30_000);

    @AfterEach
    void close() {
        toss.close();
    }

    private Merchant.Answer confirm(String idempotencyKey) {
        return merchant.idempotent(idempotencyKey).confirm(key, "order-0001", 30_000);
    }

    /** The caller of a confirm that Toss is late with gives up, or gets what is no answer. */
    private void confirmLate(String kind) throws InterruptedException {
        toss.fault("confirm", kind, 1);
        switch (kind) {
            case "error_500_late" -> assertEquals(500, confirm("k").status());
            case "garbage_late" ->
                assertEquals("text/html;charset=UTF-8", confirm("k").contentType());
            case "hang_late", "stall" ->
                assertThrows(
                        UncheckedIOException.class,
                        () -> merchant.with("Impatient", "yes").idempotent("k").confirm(key, "order-0001", 30_000));
            default -> assertThrows(UncheckedIOException.class, () -> confirm("k"));
        }
        // A caller on a busy machine may give up before Toss has got the request.
        while (toss.lateCalls().isEmpty()) {
            Thread.sleep(5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"break_late", "hang_late", "garbage_late", "error_500_late", "arrives_late", "stall"})
    void aLateConfirmChargesWhenItIsReleasedAndNotBefore(String kind) throws InterruptedException {
        confirmLate(kind);
        clock.advance(Duration.ofMinutes(5));
        assertEquals("IN_PROGRESS", merchant.lookup(key).at("/status"));
        assertEquals(1, toss.lateCalls().size());

        assertEquals(1, toss.release());

        assertEquals("DONE", merchant.lookup(key).at("/status"));
        assertEquals(1, toss.account(key).chargeCount());
        assertEquals(0, toss.release());
    }

    @Test
    void aCallerWhoHangsIsLeftHanging() {
        toss.fault("confirm", "hang_late", 1);

        UncheckedIOException broken = assertThrows(
                UncheckedIOException.class,
                () -> merchant.with("Impatient", "yes").confirm(key, "order-0001", 30_000));

        assertInstanceOf(HttpTimeoutException.class, broken.getCause());
    }

    @ParameterizedTest
    @ValueSource(strings = {"break_late", "hang_late", "garbage_late"})
    void aRepeatIsToldThatTheFirstIsRunningAndGetsItsAnswerInTheEnd(String kind) throws InterruptedException {
        confirmLate(kind);
        assertEquals("IDEMPOTENT_REQUEST_PROCESSING", confirm("k").code());

        toss.release();

        assertEquals("DONE", confirm("k").at("/status"));
        assertEquals(1, toss.account(key).chargeCount());
    }

    @Test
    void aRequestThatIsStillOnItsWayIsUnknownAndTheLaterOneOfTwo() throws InterruptedException {
        confirmLate("arrives_late");

        assertEquals("DONE", confirm("k").at("/status"));

        toss.release();
        assertEquals(1, toss.account(key).chargeCount());
    }

    @Test
    void whatArrivesAfterItsKeyWasRevokedIsNotCarriedOut() throws InterruptedException {
        confirmLate("arrives_late");
        toss.rotateSecretKey("test_gsk_rotated");

        toss.release();

        assertEquals(0, toss.account(key).chargeCount());
    }

    @Test
    void aConfirmThatMeetsOneStillRunningIsAnErrorInside() throws InterruptedException {
        confirmLate("break_late");

        Merchant.Answer other = confirm("another");

        assertEquals(500, other.status());
        assertEquals("FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING", other.code());
        assertEquals(true, other.at("/message").contains("[S008]"));
        assertEquals(0, toss.account(key).chargeCount());
    }

    @ParameterizedTest
    @CsvSource({"false, FAILED_INTERNAL_SYSTEM_PROCESSING, 500", "true, IDEMPOTENT_REQUEST_PROCESSING, 200"})
    void anErrorBeforeALateChargeIsTheFirstAnswerIfErrorsAreKept(boolean forgets, String meanwhile, int then)
            throws InterruptedException {
        toss.behave(forgets ? Behaviour.USUAL.forgettingServerErrors() : Behaviour.USUAL);
        confirmLate("error_500_late");

        assertEquals(meanwhile, confirm("k").code());
        toss.release();

        assertEquals(then, confirm("k").status());
        assertEquals(1, toss.account(key).chargeCount());
    }

    @Test
    void aLateCancelRefundsASecondTimeUnderAnotherApiKeyUnlessItMustFindTheBalance() {
        confirm("k");
        Merchant bare = merchant.idempotent("c");
        toss.fault("cancel", "break_late", 1);
        assertThrows(UncheckedIOException.class, () -> bare.cancel(key, 10_000));
        toss.rotateSecretKey("test_gsk_rotated");
        Merchant rotated = bare.withKey("test_gsk_rotated");

        assertEquals(200, rotated.cancel(key, 10_000).status());
        toss.release();
        assertEquals(2, toss.account(key).refundCount());

        toss.fault("cancel", "break_late", 1);
        String careful = ", \"cancelAmount\": 5000, \"refundableAmount\": 10000";
        assertThrows(UncheckedIOException.class, () -> rotated.idempotent("d").cancel(key, careful));
        assertEquals(200, rotated.idempotent("e").cancel(key, careful).status());
        toss.release();
        assertEquals(3, toss.account(key).refundCount());
    }

    @Test
    void lateCallsAreReleasedOldestFirst() {
        String second = toss.authenticate("order-0002", 20_000);
        toss.fault("confirm", "break_late", 2);
        assertThrows(UncheckedIOException.class, () -> merchant.confirm(key, "order-0001", 30_000));
        assertThrows(UncheckedIOException.class, () -> merchant.confirm(second, "order-0002", 20_000));

        assertEquals(1, toss.release(1));

        assertEquals(1, toss.account(key).chargeCount());
        assertEquals(0, toss.account(second).chargeCount());
    }

    @Test
    void aLateCallCanHaveATimeOfItsOwn() {
        toss.fault("confirm", "break_late", 1, Duration.ofMinutes(3));
        assertThrows(UncheckedIOException.class, () -> merchant.confirm(key, "order-0001", 30_000));
        clock.advance(Duration.ofMinutes(3).minusMillis(1));
        assertEquals(0, toss.account(key).chargeCount());

        clock.advance(Duration.ofMillis(1));

        assertEquals(1, toss.account(key).chargeCount());
    }

    @Test
    void aConfirmThatIsTooLateFindsNoSession() throws InterruptedException {
        confirmLate("break_late");
        clock.advance(Duration.ofMinutes(11));

        toss.release();

        assertEquals("EXPIRED", toss.account(key).status());
        assertEquals("NOT_FOUND_PAYMENT_SESSION", confirm("k").code());
    }

    @Test
    void clearingTheFaultsLeavesTossLate() throws InterruptedException {
        confirmLate("break_late");

        toss.clearFaults();

        assertEquals(0, toss.account(key).chargeCount());
        assertEquals(1, toss.release());
    }

    @Test
    void aResetForgetsWhatTossIsLateWith() throws InterruptedException {
        confirmLate("break_late");

        toss.reset();

        assertEquals(0, toss.release());
    }
}
