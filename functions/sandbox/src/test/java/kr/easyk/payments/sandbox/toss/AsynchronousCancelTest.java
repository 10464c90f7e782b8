package kr.easyk.payments.sandbox.toss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Refunds of wallets from overseas: taken on at once, settled later. */
class AsynchronousCancelTest {
    private static final String DAY = "/v1/transactions?startDate=2026-01-02T00:00:00&endDate=2026-01-02T23:59:59";

    private final TossSimulator toss =
            TossSimulator.start(TossSimulator.Options.defaults().withClock(new HandClock()));
    private final Merchant merchant = Merchant.of(toss);
    private final String key = paid();

    @AfterEach
    void close() {
        toss.close();
    }

    private String paid() {
        String authenticated = toss.authenticate(Authentication.by("foreign_easy_pay", "order-0001", 30_000));
        assertEquals(
                "해외간편결제", merchant.confirm(authenticated, "order-0001", 30_000).at("/method"));
        return authenticated;
    }

    private JsonNode newest() throws Exception {
        List<Webhook> all = toss.webhooks();
        assertEquals("CANCEL_STATUS_CHANGED", all.get(all.size() - 1).eventType());
        return new ObjectMapper().readTree(all.get(all.size() - 1).body());
    }

    @Test
    void aFullCancelIsShownCanceledWhileNothingHasGoneBack() {
        Merchant.Answer answer = merchant.cancel(key);

        assertEquals("CANCELED", answer.at("/status"));
        assertEquals("0", answer.at("/balanceAmount"));
        assertEquals("IN_PROGRESS", answer.at("/cancels/0/cancelStatus"));
        assertEquals(new Account(1, 30_000, 0, 0, "CANCELED", 0), toss.account(key));
        assertEquals(1, merchant.get(DAY).json().size());
    }

    @Test
    void aCancelThatIsDoneIsToldByItsWebhookAndListed() throws Exception {
        String transaction = merchant.cancel(key, 10_000).at("/cancels/0/transactionKey");

        toss.endCancel(key, transaction, "DONE");

        assertEquals(merchant.lookup(key).json().at("/cancels/0"), newest().path("data"));
        assertEquals("DONE", newest().at("/data/cancelStatus").asText());
        assertEquals("PARTIAL_CANCELED", merchant.lookup(key).at("/status"));
        assertEquals(new Account(1, 30_000, 1, 10_000, "PARTIAL_CANCELED", 20_000), toss.account(key));
        assertEquals(transaction, merchant.get(DAY).at("/1/transactionKey"));
    }

    @Test
    void aCancelThatIsAbortedGivesTheBalanceBack() throws Exception {
        merchant.cancel(key);

        toss.endCancel(key, null, "ABORTED");

        assertEquals("ABORTED", newest().at("/data/cancelStatus").asText());
        Merchant.Answer payment = merchant.lookup(key);
        assertEquals("DONE", payment.at("/status"));
        assertEquals("30000", payment.at("/balanceAmount"));
        assertEquals("ABORTED", payment.at("/cancels/0/cancelStatus"));
        assertEquals(1, merchant.get(DAY).json().size());
        assertEquals("CANCELED", merchant.cancel(key).at("/status"));
    }

    @Test
    void onePartOfSeveralCanBeAborted() {
        merchant.cancel(key, 10_000);
        String second = merchant.cancel(key, 5_000).at("/cancels/1/transactionKey");

        toss.endCancel(key, second, "ABORTED");
        toss.endCancel(key, null, "DONE");

        assertEquals(new Account(1, 30_000, 1, 10_000, "PARTIAL_CANCELED", 20_000), toss.account(key));
    }

    @Test
    void aCancelEndsOnce() {
        merchant.cancel(key);
        toss.endCancel(key, null, "done");

        assertThrows(TossRefusal.class, () -> toss.endCancel(key, null, "ABORTED"));
        assertThrows(TossRefusal.class, () -> toss.endCancel(key, null, "IN_PROGRESS"));
    }

    @Test
    void theWalletIsAPlainText() {
        assertTrue(merchant.lookup(key).json().path("easyPay").isTextual());
    }
}
