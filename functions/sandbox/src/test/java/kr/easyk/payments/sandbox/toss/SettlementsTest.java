package kr.easyk.payments.sandbox.toss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /v1/settlements}: the day's sales and refunds with what is paid out for them. */
class SettlementsTest {
    private final HandClock clock = new HandClock();
    private final TossSimulator toss =
            TossSimulator.start(TossSimulator.Options.defaults().withClock(clock));
    private final Merchant merchant = Merchant.of(toss);

    @AfterEach
    void close() {
        toss.close();
    }

    private String paid(String orderId, String method) {
        String key = toss.authenticate(Authentication.by(method, orderId, 50_000));
        assertEquals(200, merchant.confirm(key, orderId, 50_000).status());
        return key;
    }

    private JsonNode list(String from, String to, String more) {
        Merchant.Answer answer = merchant.get("/v1/settlements?startDate=" + from + "&endDate=" + to + more);
        assertEquals(200, answer.status());
        return answer.json();
    }

    @Test
    void aSaleIsListedFromTheNextDayOnWithWhatIsLeftOfIt() {
        String key = paid("order-0001", "card");
        assertEquals(0, list("2026-01-01", "2026-01-31", "").size());
        clock.advance(Duration.ofDays(1));

        JsonNode row = list("2026-01-02", "2026-01-02", "").get(0);

        assertEquals(key, row.path("paymentKey").textValue());
        assertEquals(
                merchant.lookup(key).at("/lastTransactionKey"),
                row.path("transactionKey").textValue());
        assertEquals(50_000, row.path("amount").longValue());
        assertEquals("BASE", row.at("/fees/0/type").textValue());
        assertEquals(1_700, row.at("/fees/0/fee").longValue());
        assertEquals(1_545, row.path("supplyAmount").longValue());
        assertEquals(155, row.path("vat").longValue());
        assertEquals(48_300, row.path("payOutAmount").longValue());
        assertEquals("2026-01-02", row.path("soldDate").textValue());
        assertEquals("2026-01-06", row.path("paidOutDate").textValue());
        assertTrue(row.get("cancel").isNull());
    }

    @Test
    void aRefundsLineIsNegativeButForItsCancelsAmount() {
        String key = paid("order-0001", "card");
        clock.advance(Duration.ofDays(1));
        merchant.cancel(key, 20_000);
        clock.advance(Duration.ofDays(1));

        assertEquals(1, list("2026-01-02", "2026-01-02", "").size());
        JsonNode row = list("2026-01-03", "2026-01-03", "").get(0);
        assertEquals(-20_000, row.path("amount").longValue());
        assertEquals(-680, row.at("/fees/0/fee").longValue());
        assertEquals(-618, row.path("supplyAmount").longValue());
        assertEquals(-62, row.path("vat").longValue());
        assertEquals(-19_320, row.path("payOutAmount").longValue());
        assertEquals(20_000, row.at("/cancel/cancelAmount").longValue());
    }

    @Test
    void noSaleIsAnAccountsIssueADepositTakenBackOrAWalletFromOverseas() {
        paid("order-0001", "virtual_account");
        toss.deposit("order-0001");
        toss.takeBackDeposit("order-0001");
        String closed = paid("order-0002", "virtual_account");
        merchant.cancel(closed);
        paid("order-0003", "foreign_easy_pay");
        String kept = paid("order-0004", "virtual_account");
        toss.deposit("order-0004");
        clock.advance(Duration.ofDays(1));

        JsonNode rows = list("2026-01-02", "2026-01-02", "");

        assertEquals(1, rows.size());
        assertEquals(kept, rows.at("/0/paymentKey").textValue());
    }

    @Test
    void itComesByTheDayOfThePayOutTooAndPageByPage() {
        paid("order-0001", "card");
        paid("order-0002", "card");
        clock.advance(Duration.ofDays(1));

        assertEquals(
                2, list("2026-01-06", "2026-01-06", "&dateType=paidOutDate").size());
        assertEquals(
                0, list("2026-01-02", "2026-01-02", "&dateType=paidOutDate").size());
        JsonNode second = list("2026-01-02", "2026-01-02", "&page=2&size=1");
        assertEquals("order-0002", second.at("/0/orderId").textValue());
        assertEquals(0, list("2026-01-02", "2026-01-02", "&page=3&size=1").size());
    }

    @Test
    void withTosssTestKeysThereIsNotAByte() {
        paid("order-0001", "card");
        clock.advance(Duration.ofDays(1));
        toss.behave(Behaviour.USUAL.hidingSettlements());

        Merchant.Answer answer = merchant.get("/v1/settlements?startDate=2026-01-02&endDate=2026-01-02");

        assertEquals(200, answer.status());
        assertEquals("", answer.text());
    }

    @ParameterizedTest
    @CsvSource({
        "startDate=2026-01-02, endDate",
        "startDate=today&endDate=2026-01-02, startDate",
        "startDate=2026-01-02&endDate=2026-01-02&dateType=someday, dateType",
        "startDate=2026-01-02&endDate=2026-01-02&page=0, page",
        "startDate=2026-01-02&endDate=2026-01-02&size=5001, size"
    })
    void whatIsWrongIsNamed(String query, String field) {
        Merchant.Answer answer = merchant.get("/v1/settlements?" + query);

        assertEquals("INVALID_REQUEST", answer.code());
        assertTrue(answer.at("/message").endsWith("[" + field + "]"));
    }
}
