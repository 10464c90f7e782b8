package kr.easyk.payments.sandbox.toss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualAccountTest {
    private static final String REFUND_TO =
            ", \"refundReceiveAccount\": " + "{\"bank\": \"%s\", \"accountNumber\": \"%s\", \"holderName\": \"%s\"}";

    private final HandClock clock = new HandClock();
    private final TossSimulator toss =
            TossSimulator.start(TossSimulator.Options.defaults().withClock(clock));
    private final Merchant merchant = Merchant.of(toss);
    private final String key = toss.authenticate(Authentication.byVirtualAccount("order-0001", 30_000));
    private Merchant.Answer issued;

    @BeforeEach
    void confirm() {
        issued = merchant.confirm(key, "order-0001", 30_000);
    }

    @AfterEach
    void close() {
        toss.close();
    }

    @Test
    void aConfirmIssuesAnAccountAndChargesNothing() {
        assertEquals(200, issued.status());
        assertEquals("WAITING_FOR_DEPOSIT", issued.at("/status"));
        assertEquals("가상계좌", issued.at("/method"));
        assertTrue(issued.at("/virtualAccount/accountNumber").matches("X[0-9]{13}"));
        assertEquals("2026-01-09T12:04:05+09:00", issued.at("/virtualAccount/dueDate"));
        assertEquals("false", issued.at("/virtualAccount/expired"));
        assertTrue(issued.at("/secret").startsWith("ps_"));
        assertTrue(issued.json().get("approvedAt").isNull());
        assertEquals(new Account(0, 0, 0, 0, "WAITING_FOR_DEPOSIT", 30_000), toss.account(key));
        assertEquals(
                "ALREADY_PROCESSED_PAYMENT",
                merchant.confirm(key, "order-0001", 30_000).code());
    }

    @Test
    void aDepositPays() {
        toss.deposit("order-0001");

        Merchant.Answer payment = merchant.lookup(key);
        assertEquals("DONE", payment.at("/status"));
        assertEquals("2026-01-02T12:04:05+09:00", payment.at("/approvedAt"));
        assertEquals(issued.at("/secret"), payment.at("/secret"));
        assertEquals(1, toss.account(key).chargeCount());
        assertThrows(TossRefusal.class, () -> toss.deposit("order-0001"));
    }

    @Test
    void aDepositTakenBackLeavesThePaymentWaitingAgain() {
        toss.deposit("order-0001");

        toss.takeBackDeposit("order-0001");

        assertEquals(new Account(0, 0, 0, 0, "WAITING_FOR_DEPOSIT", 30_000), toss.account(key));
        assertThrows(TossRefusal.class, () -> toss.takeBackDeposit("order-0001"));
        toss.deposit("order-0001");
        assertEquals(1, toss.account(key).chargeCount());
    }

    @Test
    void aCancelBeforeTheDepositClosesTheAccountAndRefundsNothing() {
        Merchant.Answer partly = merchant.cancel(key, 10_000);
        assertEquals(403, partly.status());
        assertEquals("NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT", partly.code());

        assertEquals("CANCELED", merchant.cancel(key, 30_000).at("/status"));

        assertEquals(new Account(0, 0, 0, 0, "CANCELED", 0), toss.account(key));
        assertThrows(TossRefusal.class, () -> toss.deposit("order-0001"));
    }

    @Test
    void afterTheDepositARefundNeedsAnAccount() {
        toss.deposit("order-0001");

        Merchant.Answer answer = merchant.cancel(key);

        assertEquals(400, answer.status());
        assertEquals("INVALID_REFUND_ACCOUNT_INFO", answer.code());
        assertEquals(0, toss.account(key).refundCount());
    }

    @ParameterizedTest
    @ValueSource(strings = {"88", "신한", "SHINHAN", "shinhan"})
    void aRefundGoesToAnAccountAtAnyKnownBank(String bank) {
        toss.deposit("order-0001");

        Merchant.Answer first =
                merchant.cancel(key, ", \"cancelAmount\": 10000" + REFUND_TO.formatted(bank, "110123456789", "김이지"));
        Merchant.Answer rest = merchant.cancel(key, REFUND_TO.formatted(bank, "110123456789", "김이지"));

        assertEquals("PARTIAL_CANCELED", first.at("/status"));
        assertEquals("PARTIAL_CANCELED", rest.at("/status"));
        assertEquals(new Account(1, 30_000, 2, 30_000, "PARTIAL_CANCELED", 0), toss.account(key));
    }

    @Test
    void aRefundDoesNotShowTheAccountItWentTo() {
        toss.deposit("order-0001");

        Merchant.Answer answer = merchant.cancel(key, REFUND_TO.formatted("88", "110123456789", "김이지"));

        assertEquals("CANCELED", answer.at("/status"));
        assertTrue(answer.json().at("/virtualAccount/refundReceiveAccount").isNull());
        assertEquals("NONE", answer.at("/virtualAccount/refundStatus"));
    }

    @ParameterizedTest
    @CsvSource({
        "화성은행, 110123456789, 김이지, INVALID_BANK",
        "99, 110123456789, 김이지, INVALID_BANK",
        "88, 110-123-456789, 김이지, INVALID_REFUND_ACCOUNT_NUMBER",
        "88, 123456789012345678901, 김이지, INVALID_REFUND_ACCOUNT_NUMBER",
        "88, '', 김이지, INVALID_REFUND_ACCOUNT_NUMBER",
        "88, 110123456789, ' ', INVALID_REFUND_ACCOUNT_INFO",
    })
    void aRefundAccountIsChecked(String bank, String number, String holder, String code) {
        toss.deposit("order-0001");

        Merchant.Answer answer = merchant.cancel(key, REFUND_TO.formatted(bank, number, holder));

        assertEquals(400, answer.status());
        assertEquals(code, answer.code());
        assertEquals(0, toss.account(key).refundCount());
    }

    @Test
    void aRefundAccountWithoutItsHolderIsIncomplete() {
        toss.deposit("order-0001");

        assertEquals(
                "INVALID_REFUND_ACCOUNT_INFO",
                merchant.cancel(key, ", \"refundReceiveAccount\": {\"bank\": \"88\", \"accountNumber\": \"110\"}")
                        .code());
    }

    @Test
    void pastItsDueDateAnAccountStaysWaitingAndTakesNoDeposit() {
        int written = toss.webhooks().size();
        clock.advance(Duration.ofDays(7).plusSeconds(1));

        Merchant.Answer payment = merchant.lookup(key);

        assertEquals("WAITING_FOR_DEPOSIT", payment.at("/status"));
        assertEquals("true", payment.at("/virtualAccount/expired"));
        assertEquals(written, toss.webhooks().size());
        assertThrows(TossRefusal.class, () -> toss.deposit("order-0001"));
    }

    @Test
    void theDueDateCanBeMadeToPass() {
        toss.expire("order-0001");

        assertEquals("WAITING_FOR_DEPOSIT", merchant.lookup(key).at("/status"));
        assertEquals("true", merchant.lookup(key).at("/virtualAccount/expired"));
    }
}
