package kr.easyk.payments.sandbox.toss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CancelTest {
    private final TossSimulator toss = TossSimulator.start(TossSimulator.Options.defaults());
    private final Merchant merchant = Merchant.of(toss);

    @AfterEach
    void close() {
        toss.close();
    }

    private String paid(String card) {
        String key =
                toss.authenticate(Authentication.byCard("order-0001", 30_000).withCard(card));
        merchant.confirm(key, "order-0001", 30_000);
        return key;
    }

    private String paid() {
        return paid("5191-0000-0000-0001");
    }

    @Test
    void aFullCancelGivesAllBack() {
        String key = paid();

        Merchant.Answer answer = merchant.cancel(key);

        assertEquals("CANCELED", answer.at("/status"));
        assertEquals(0, answer.json().get("balanceAmount").asLong());
        assertEquals(30_000, answer.json().at("/cancels/0/cancelAmount").asLong());
        assertEquals("변심", answer.at("/cancels/0/cancelReason"));
        assertEquals(answer.at("/lastTransactionKey"), answer.at("/cancels/0/transactionKey"));
        assertEquals(new Account(1, 30_000, 1, 30_000, "CANCELED", 0), toss.account(key));
    }

    @Test
    void whatIsRefundedInPartsUntilNothingIsLeftStaysPartlyCancelled() {
        String key = paid();

        Merchant.Answer first = merchant.cancel(key, 10_000);
        Merchant.Answer second = merchant.cancel(key, 5_000);
        assertEquals("NOT_CANCELABLE_AMOUNT", merchant.cancel(key, 15_001).code());
        Merchant.Answer rest = merchant.cancel(key);

        assertEquals("PARTIAL_CANCELED", first.at("/status"));
        assertEquals(20_000, first.json().at("/cancels/0/refundableAmount").asLong());
        assertEquals(15_000, second.json().at("/balanceAmount").asLong());
        assertEquals("PARTIAL_CANCELED", rest.at("/status"));
        assertEquals(0, rest.json().get("balanceAmount").asLong());
        assertEquals(rest.json(), merchant.lookup(key).json());
        JsonNode cancels = rest.json().get("cancels");
        assertEquals(3, cancels.size());
        assertEquals(15_000, cancels.at("/2/cancelAmount").asLong());
        assertNotEquals(cancels.at("/0/transactionKey"), cancels.at("/1/transactionKey"));
        assertEquals(new Account(1, 30_000, 3, 30_000, "PARTIAL_CANCELED", 0), toss.account(key));
        for (Merchant.Answer more : List.of(merchant.cancel(key), merchant.cancel(key, 1))) {
            assertEquals(403, more.status());
            assertEquals("NOT_CANCELABLE_AMOUNT", more.code());
        }
    }

    @Test
    void theBalanceThatACancelMustFindIsComparedAndNothingIsDoneWhereItDiffers() {
        String key = paid();
        merchant.cancel(key, 10_000);

        for (String balance : List.of("30000", "19999", "0")) {
            Merchant.Answer answer = merchant.cancel(key, ", \"refundableAmount\": " + balance);
            assertEquals(400, answer.status());
            assertEquals("NOT_MATCHES_REFUNDABLE_AMOUNT", answer.code());
        }
        assertEquals(1, toss.account(key).refundCount());

        Merchant.Answer rest = merchant.cancel(key, ", \"cancelAmount\": 5000, \"refundableAmount\": 20000");
        assertEquals(15_000, rest.json().get("balanceAmount").asLong());
    }

    @Test
    void aTossThatIgnoresTheBalanceToFindCancelsAllTheSame() {
        String key = paid();
        toss.behave(Behaviour.USUAL.ignoringRefundableAmount());

        assertEquals(200, merchant.cancel(key, ", \"refundableAmount\": 1").status());
    }

    @Test
    void moreThanTheBalanceIsRefused() {
        Merchant.Answer answer = merchant.cancel(paid(), 30_001);

        assertEquals(403, answer.status());
        assertEquals("NOT_CANCELABLE_AMOUNT", answer.code());
    }

    @Test
    void aCancelledPaymentIsCancelledAlready() {
        String key = paid();
        merchant.cancel(key);

        Merchant.Answer answer = merchant.cancel(key);

        assertEquals(400, answer.status());
        assertEquals("ALREADY_CANCELED_PAYMENT", answer.code());
    }

    @Test
    void whatWasNeverPaidCannotBeCancelled() {
        String key = toss.authenticate("order-0001", 30_000);

        Merchant.Answer answer = merchant.cancel(key);

        assertEquals(403, answer.status());
        assertEquals("NOT_CANCELABLE_PAYMENT", answer.code());
        assertEquals(404, merchant.cancel("tsim_unknown").status());
    }

    @Test
    void someCardsAreRefundedInFullOnly() {
        String key = paid("4030-0000-0000-0021");

        Merchant.Answer answer = merchant.cancel(key, 10_000);

        assertEquals(403, answer.status());
        assertEquals("NOT_ALLOWED_PARTIAL_REFUND", answer.code());
        assertEquals("false", merchant.lookup(key).at("/isPartialCancelable"));
        assertEquals("CANCELED", merchant.cancel(key).at("/status"));
    }

    @Test
    void someCardsAreNotRefundedAnyMore() {
        String key = paid("4030-0000-0000-0022");

        assertEquals("EXCEED_MAX_REFUND_DUE", merchant.cancel(key).code());
        assertEquals(0, toss.account(key).refundCount());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"10000\"", "10000.0", "1e4"})
    void anAmountIsTheNumberItMeansHoweverItIsWritten(String written) {
        String key = paid();

        Merchant.Answer answer = merchant.cancel(key, ", \"cancelAmount\": " + written);

        assertEquals(200, answer.status());
        assertEquals(10_000, toss.account(key).refundedAmount());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"cancelReason\": \"\"}",
                "{\"cancelReason\": 5}",
                "{\"cancelReason\": \"r\", \"cancelAmount\": 0}",
                "{\"cancelReason\": \"r\", \"cancelAmount\": -1}",
                "{\"cancelReason\": \"r\", \"cancelAmount\": 1.5}",
                "{\"cancelReason\": \"r\", \"cancelAmount\": \"100 won\"}",
                "{\"cancelReason\": \"r\", \"taxFreeAmount\": -1}",
                "{\"cancelReason\": \"r\", \"refundableAmount\": -1}",
                "{\"cancelReason\": \"r\", \"refundReceiveAccount\": \"88-110\"}",
                "{\"cancelReason\": \"r\", \"cancelReason\": \"s\"}",
            })
    void aMalformedCancelIsAnInvalidRequest(String body) {
        String key = paid();

        Merchant.Answer answer = merchant.post("/v1/payments/" + key + "/cancel", body);

        assertEquals(400, answer.status());
        assertEquals("INVALID_REQUEST", answer.code());
        assertEquals(0, toss.account(key).refundCount());
    }

    @Test
    void aReasonHasAtMostTwoHundredCharacters() {
        String key = paid();
        String path = "/v1/payments/" + key + "/cancel";

        String tooLong = "{\"cancelReason\": \"%s\"}".formatted("가".repeat(201));
        assertEquals("INVALID_REQUEST", merchant.post(path, tooLong).code());
        assertEquals(200, merchant.post(path, tooLong.replaceFirst("가", "")).status());
    }

    @Test
    void theDashboardCancelsToo() {
        String key = paid();

        toss.cancelInDashboard(key, 10_000L, "전화 요청");
        toss.cancelInDashboard(key, null, "전화 요청");

        assertEquals(new Account(1, 30_000, 2, 30_000, "PARTIAL_CANCELED", 0), toss.account(key));
        TossRefusal refusal = assertThrows(TossRefusal.class, () -> toss.cancelInDashboard(key, null, "또"));
        assertEquals("NOT_CANCELABLE_AMOUNT", refusal.code());
        assertEquals("전화 요청", merchant.lookup(key).at("/cancels/0/cancelReason"));
    }
}
