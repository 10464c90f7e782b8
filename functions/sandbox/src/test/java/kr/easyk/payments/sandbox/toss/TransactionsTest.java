package kr.easyk.payments.sandbox.toss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code GET /v1/transactions}: a row for everything that moved. */
class TransactionsTest {
    private static final String DAYS = "/v1/transactions?startDate=2026-01-01T00:00:00&endDate=2026-01-31T23:59:59";

    private final HandClock clock = new HandClock();
    private final TossSimulator toss =
            TossSimulator.start(TossSimulator.Options.defaults().withClock(clock));
    private final Merchant merchant = Merchant.of(toss);

    @AfterEach
    void close() {
        toss.close();
    }

    private JsonNode rows(String more) {
        return merchant.get(DAYS + more).json();
    }

    private static List<String> statusAndAmount(JsonNode rows) {
        return texts(rows, row -> row.path("status").asText() + " " + row.path("amount"));
    }

    private static List<String> texts(JsonNode rows, Function<JsonNode, String> text) {
        List<String> texts = new ArrayList<>();
        rows.forEach(row -> texts.add(text.apply(row)));
        return texts;
    }

    @Test
    void anAccountsIssueItsDepositItsReversalAndItsRefundEachHaveARow() {
        String key = toss.authenticate(Authentication.byVirtualAccount("order-0001", 30_000));
        merchant.confirm(key, "order-0001", 30_000);
        toss.deposit("order-0001");
        toss.takeBackDeposit("order-0001");
        toss.deposit("order-0001");
        toss.cancelInDashboard(key, 10_000L, "변심");

        assertEquals(
                List.of(
                        "WAITING_FOR_DEPOSIT 0",
                        "DONE 30000",
                        "WAITING_FOR_DEPOSIT 30000",
                        "DONE 30000",
                        "PARTIAL_CANCELED 10000"),
                statusAndAmount(rows("")));
        List<String> keys = texts(rows(""), row -> row.path("transactionKey").asText());
        assertEquals(5, keys.stream().distinct().count());
        assertEquals(merchant.lookup(key).at("/cancels/0/transactionKey"), keys.get(4));
    }

    @Test
    void rowsComeInTheOrderOfTheirTimesAndPageByPage() {
        IntStream.range(0, 25).forEach(i -> {
            String key = toss.authenticate("order-1%03d".formatted(i), 1_000 + i);
            merchant.confirm(key, "order-1%03d".formatted(i), 1_000 + i);
            clock.advance(Duration.ofSeconds(1));
        });

        List<String> paged = new ArrayList<>();
        JsonNode page = rows("&limit=10");
        while (!page.isEmpty()) {
            assertTrue(page.size() <= 10);
            paged.addAll(statusAndAmount(page));
            page = rows("&limit=10&startingAfter="
                    + page.get(page.size() - 1).path("transactionKey").asText());
        }

        assertEquals(IntStream.range(0, 25).mapToObj(i -> "DONE " + (1_000 + i)).toList(), paged);
        assertEquals(paged, statusAndAmount(rows("&limit=10000")));
        List<String> times = texts(rows(""), row -> row.path("transactionAt").asText());
        assertEquals(times.stream().sorted().toList(), times);
    }

    @Test
    void aRowCanBeOneThatNobodyCanRead() {
        toss.authenticate("order-0001", 30_000);
        Merchant anybody = merchant.without("Authorization");
        assertEquals(
                200,
                anybody.post("/sandbox/transactions", "{\"transactionKey\": \"T-1\", \"amount\": \"many\"}")
                        .status());
        toss.confirm(merchant.lookupOrder("order-0001").at("/paymentKey"));

        assertEquals("many", rows("").at("/0/amount").asText());
        assertEquals("DONE", rows("&startingAfter=T-1").at("/0/status").asText());
    }

    @Test
    void aReceiptIsAlwaysAText() {
        String key = toss.authenticate("order-0001", 30_000);
        merchant.confirm(key, "order-0001", 30_000);

        assertTrue(rows("").at("/0/receiptUrl").isTextual());
    }

    @Test
    void aDayIsItsFirstMoment() {
        String key = toss.authenticate("order-0001", 30_000);
        merchant.confirm(key, "order-0001", 30_000);

        assertEquals(1, count("2026-01-02", "2026-01-03"));
        assertEquals(0, count("2026-01-02", "2026-01-02"));
        assertEquals(0, count("2026-01-03", "2026-01-04"));
        Merchant.Answer none = merchant.get("/v1/transactions?startDate=2026-01-02&endDate=2026-02-30");
        assertTrue(none.at("/message").endsWith("[endDate]"));
    }

    private int count(String from, String to) {
        return merchant.get("/v1/transactions?startDate=" + from + "&endDate=" + to)
                .json()
                .size();
    }

    @Test
    void anotherMerchantsListIsEmpty() {
        String key = toss.authenticate("order-0001", 30_000);
        merchant.confirm(key, "order-0001", 30_000);

        Merchant.Answer answer =
                merchant.withKey(TossSimulator.OTHER_MERCHANTS_KEY).get(DAYS);

        assertEquals(200, answer.status());
        assertEquals(0, answer.json().size());
    }
}
