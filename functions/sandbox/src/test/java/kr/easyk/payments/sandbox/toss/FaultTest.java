package kr.easyk.payments.sandbox.toss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTest {
    private final TossSimulator toss = TossSimulator.start(TossSimulator.Options.defaults());
    private final Merchant merchant = Merchant.of(toss).idempotent("k");
    private final String key = toss.authenticate("order-0001", 30_000);

    @AfterEach
    void close() {
        toss.close();
    }

    private Merchant.Answer confirm() {
        return merchant.confirm(key, "order-0001", 30_000);
    }

    private IOException broken(Merchant by) {
        return assertThrows(UncheckedIOException.class, () -> by.confirm(key, "order-0001", 30_000))
                .getCause();
    }

    @Test
    void aRefusalIsDefiniteAndDeclinesThePayment() {
        toss.fault("confirm", "refuse", 1);

        assertEquals("REJECT_CARD_PAYMENT", confirm().code());

        assertEquals("REJECT_CARD_PAYMENT", confirm().code());
        assertEquals("ABORTED", toss.account(key).status());
    }

    @ParameterizedTest
    @CsvSource({
        "EXCEED_MAX_AMOUNT, 400, ABORTED",
        "PROVIDER_ERROR, 400, IN_PROGRESS",
        "UNKNOWN_PAYMENT_ERROR, 500, IN_PROGRESS",
        "CODE_OF_NEXT_YEAR, 400, IN_PROGRESS",
    })
    void aRefusalCanHaveAnyCode(String code, int status, String then) {
        toss.fault("confirm", "refuse", 1, code);

        Merchant.Answer answer = confirm();

        assertEquals(status, answer.status());
        assertEquals(code, answer.code());
        assertEquals(then, toss.account(key).status());
    }

    @Test
    void anInternalErrorIsTheFirstAnswerAndIsReplayed() {
        toss.fault("confirm", "error_500", 1);

        assertEquals(500, confirm().status());
        assertEquals("FAILED_INTERNAL_SYSTEM_PROCESSING", confirm().code());
        assertEquals(0, toss.account(key).chargeCount());
        assertEquals(
                200,
                merchant.idempotent("other").confirm(key, "order-0001", 30_000).status());
    }

    @Test
    void anInternalErrorCanComeAfterTheCharge() {
        toss.fault("confirm", "error_500_after", 1);

        assertEquals(500, confirm().status());
        assertEquals(500, confirm().status());
        assertEquals(1, toss.account(key).chargeCount());
        assertEquals("DONE", merchant.lookup(key).at("/status"));
    }

    @Test
    void afterABreakBeforeTheChargeARepeatIsTheFirst() {
        toss.fault("confirm", "break_before", 1);

        broken(merchant);
        assertEquals(0, toss.account(key).chargeCount());

        assertEquals("DONE", confirm().at("/status"));
    }

    @Test
    void afterABreakBehindTheChargeARepeatGetsTheLostAnswer() {
        toss.fault("confirm", "break_after", 1);

        broken(merchant);
        assertEquals(1, toss.account(key).chargeCount());

        assertEquals("DONE", confirm().at("/status"));
        assertEquals(1, toss.account(key).chargeCount());
    }

    @ParameterizedTest
    @CsvSource({"hang, 0", "hang_after, 1"})
    void aHangNeverAnswers(String kind, int charges) {
        toss.fault("confirm", kind, 1);

        assertInstanceOf(HttpTimeoutException.class, broken(merchant.with("Impatient", "yes")));
        assertEquals(charges, toss.account(key).chargeCount());

        assertEquals("DONE", confirm().at("/status"));
        assertEquals(1, toss.account(key).chargeCount());
    }

    @Test
    void aStalledCallIsCarriedOutAfterTheCallerHasGone() throws Exception {
        toss.fault("confirm", "stall", 1);
        assertInstanceOf(HttpTimeoutException.class, broken(merchant.with("Impatient", "yes")));
        assertEquals("IN_PROGRESS", merchant.lookup(key).at("/status"));
        assertEquals("IDEMPOTENT_REQUEST_PROCESSING", confirm().code());

        toss.clearFaults();

        while (toss.account(key).chargeCount() == 0) {
            Thread.sleep(5);
        }
        assertEquals("DONE", merchant.lookup(key).at("/status"));
    }

    @ParameterizedTest
    @CsvSource({"garbage, 0", "garbage_after, 1"})
    void garbageIsAnHtmlPageThatSaysOk(String kind, int charges) {
        toss.fault("confirm", kind, 1);

        Merchant.Answer answer = confirm();

        assertEquals(200, answer.status());
        assertEquals("text/html;charset=UTF-8", answer.contentType());
        assertEquals(charges, toss.account(key).chargeCount());
        assertEquals("DONE", confirm().at("/status"));
    }

    @Test
    void aRateLimitHasDoneNothing() {
        toss.fault("confirm", "rate_limit", 1);

        assertEquals(429, confirm().status());
        assertEquals("DONE", confirm().at("/status"));
    }

    @Test
    void aFaultMeetsItsOperationOnlyAndAsOftenAsAsked() {
        toss.fault("lookup", "error_500", 2);

        assertEquals(200, confirm().status());
        assertEquals(500, merchant.lookup(key).status());
        assertEquals(500, merchant.lookupOrder("order-0001").status());
        assertEquals(200, merchant.lookup(key).status());
    }

    @Test
    void faultsHappenInTheOrderTheyWereAskedFor() {
        toss.fault("any", "rate_limit", 1);
        toss.fault("lookup", "refuse", 1);

        assertEquals(429, merchant.lookup(key).status());
        assertEquals("FORBIDDEN_CONSECUTIVE_REQUEST", merchant.lookup(key).code());
        assertEquals(200, merchant.lookup(key).status());
    }

    @Test
    void clearedFaultsDoNotHappen() {
        toss.fault("any", "error_500", 5);

        toss.clearFaults();

        assertEquals(200, confirm().status());
    }

    @Test
    void aCancelCanBreakAfterTheRefund() {
        confirm();
        toss.fault("cancel", "break_after", 1);

        assertThrows(UncheckedIOException.class, () -> merchant.cancel(key, 10_000));

        assertEquals("PARTIAL_CANCELED", merchant.cancel(key, 10_000).at("/status"));
        assertEquals(1, toss.account(key).refundCount());
    }

    @Test
    void aLookupThatBreaksIsNotRepeatedBehindTheCallersBack() {
        merchant.lookup(key);
        toss.fault("lookup", "break_before", 1);

        assertThrows(UncheckedIOException.class, () -> merchant.lookup(key));

        assertEquals(2, toss.calls("lookup"));
    }

    @Test
    void thePaymentWindowFailsOnlyWhenItIsNamed() {
        toss.fault("any", "error_500", 1);
        toss.authenticate("order-0002", 30_000);

        toss.fault("authenticate", "refuse", 1);

        TossRefusal refusal = assertThrows(TossRefusal.class, () -> toss.authenticate("order-0003", 30_000));
        assertEquals("REJECT_CARD_COMPANY", refusal.code());
    }

    @Test
    void unknownFaultsAreRefused() {
        assertThrows(TossRefusal.class, () -> toss.fault("confirm", "explode", 1));
        assertThrows(TossRefusal.class, () -> toss.fault("approve", "hang", 1));
        assertThrows(TossRefusal.class, () -> toss.fault("confirm", "hang", 0));
    }
}
