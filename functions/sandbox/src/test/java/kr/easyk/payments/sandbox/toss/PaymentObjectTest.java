package kr.easyk.payments.sandbox.toss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fields and types of Toss's Payment object and of its list of transactions. */
class PaymentObjectTest {
    private final HandClock clock = new HandClock();
    private final TossSimulator toss =
            TossSimulator.start(TossSimulator.Options.defaults().withClock(clock));
    private final Merchant merchant = Merchant.of(toss);

    @AfterEach
    void close() {
        toss.close();
    }

    private JsonNode paid(String method) {
        String key = toss.authenticate(Authentication.by(method, "order-" + method, 15_000));
        return merchant.confirm(key, "order-" + method, 15_000).json();
    }

    @Test
    void everyFieldIsThereAndNullWhereNothingIsToBeSaid() {
        JsonNode payment = paid("card");

        for (String field : List.of(
                "version",
                "paymentKey",
                "type",
                "orderId",
                "orderName",
                "mId",
                "currency",
                "method",
                "totalAmount",
                "balanceAmount",
                "suppliedAmount",
                "vat",
                "taxFreeAmount",
                "taxExemptionAmount",
                "status",
                "requestedAt",
                "approvedAt",
                "useEscrow",
                "lastTransactionKey",
                "cultureExpense",
                "isPartialCancelable",
                "cancels",
                "card",
                "virtualAccount",
                "transfer",
                "mobilePhone",
                "giftCertificate",
                "easyPay",
                "cashReceipt",
                "cashReceipts",
                "discount",
                "receipt",
                "checkout",
                "country",
                "failure",
                "secret")) {
            assertTrue(payment.has(field), field);
        }
        for (String field : List.of("cancels", "virtualAccount", "transfer", "easyPay", "failure")) {
            assertTrue(payment.get(field).isNull(), field);
        }
    }

    @Test
    void amountsAreNumbersAndTimesAreKoreas() {
        JsonNode payment = paid("card");

        assertTrue(payment.get("totalAmount").isIntegralNumber());
        assertEquals(15_000, payment.get("totalAmount").asLong());
        assertEquals(13_636, payment.get("suppliedAmount").asLong());
        assertEquals(1_364, payment.get("vat").asLong());
        assertEquals("2026-01-02T12:04:05+09:00", payment.get("approvedAt").asText());
        assertEquals("KRW", payment.get("currency").asText());
    }

    @Test
    void aCardNumberIsMasked() {
        assertEquals("40300000****000*", paid("card").at("/card/number").asText());
        assertEquals("41", merchant.lookupOrder("order-card").at("/card/issuerCode"));
    }

    @Test
    void anApprovalNumberHoldsDigits() {
        assertTrue(paid("card").at("/card/approveNo").asText().matches("[0-9]{8}"));
    }

    @Test
    void eachMethodShowsItsOwnPart() {
        JsonNode transfer = paid("transfer");
        assertEquals("계좌이체", transfer.get("method").asText());
        assertTrue(transfer.get("transfer").has("bankCode"));
        assertTrue(transfer.get("card").isNull());

        JsonNode wallet = paid("easy_pay");
        assertEquals("간편결제", wallet.get("method").asText());
        assertEquals(15_000, wallet.at("/easyPay/amount").asLong());
    }

    private JsonNode paidByWallet(String account) {
        String key = toss.authenticate(
                Authentication.by("easy_pay", "order-wallet", 15_000).withAccount(account));
        return merchant.confirm(key, "order-wallet", 15_000).json();
    }

    /** Measured: the card's amount is the total then, and the wallet's own 0. */
    @Test
    void aWalletCanHaveACardInside() {
        JsonNode payment = paidByWallet("200-000-000003");

        assertEquals("간편결제", payment.get("method").asText());
        assertEquals(15_000, payment.at("/card/amount").asLong());
        assertEquals(0, payment.at("/easyPay/amount").asLong());
        assertEquals(15_000, payment.get("totalAmount").asLong());
    }

    /** Measured: the price is what the payer paid and what the wallet gave. */
    @Test
    void aWalletCanGiveADiscount() {
        JsonNode payment = paidByWallet("200-000-000004");
        String key = payment.get("paymentKey").asText();

        assertEquals(14_000, payment.at("/easyPay/amount").asLong());
        assertEquals(1_000, payment.at("/easyPay/discountAmount").asLong());
        assertEquals(15_000, payment.get("totalAmount").asLong());
        assertEquals(
                "EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT",
                merchant.cancel(key, 14_500).code());
        JsonNode cancelled = merchant.cancel(key).json();
        assertEquals(1_000, cancelled.at("/cancels/0/easyPayDiscountAmount").asLong());
        assertEquals(15_000, toss.account(key).refundedAmount());
    }

    private JsonNode authenticated(String more) {
        return merchant.post("/sandbox/authentications", """
                {"order_id": "order-more", "amount": 150000%s}""".formatted(more)).json();
    }

    @Test
    void metadataComesBackAsItWasGiven() {
        String key = authenticated(", \"metadata\": {\"branch\": \"seoul\"}")
                .get("payment_key")
                .asText();

        assertEquals("seoul", merchant.confirm(key, "order-more", 150_000).at("/metadata/branch"));
        assertTrue(paid("card").get("metadata").isNull());
    }

    @Test
    void aCashReceiptIsIssuedWithTheMoneyAndTakenBackWithIt() {
        String key = authenticated(", \"method\": \"virtual_account\", \"cash_receipt\": \"소득공제\"")
                .get("payment_key")
                .asText();
        assertTrue(merchant.confirm(key, "order-more", 150_000)
                .json()
                .get("cashReceipt")
                .isNull());
        toss.deposit("order-more");

        JsonNode deposited = merchant.lookup(key).json();
        assertEquals("소득공제", deposited.at("/cashReceipt/type").asText());
        assertEquals(150_000, deposited.at("/cashReceipt/amount").asLong());
        assertEquals("COMPLETED", deposited.at("/cashReceipts/0/issueStatus").asText());
        toss.cancelInDashboard(key, 50_000L, "변심");
        JsonNode cancelled = merchant.lookup(key).json();
        assertEquals("CANCEL", cancelled.at("/cashReceipts/1/transactionType").asText());
        assertEquals(50_000, cancelled.at("/cashReceipts/1/amount").asLong());
        assertTrue(paid("card").get("cashReceipt").isNull());
    }

    /** Documented: with en-US all is English but what the payer and the merchant have written. */
    @ParameterizedTest
    @CsvSource({
        "card, 4030-0000-0000-0001",
        "easy_pay, 200-000-000001",
        "easy_pay, 200-000-000003",
        "foreign_easy_pay, 400-000-000001",
        "transfer, 100-000-000001",
        "virtual_account, 300-000-000001"
    })
    void anAnswerInEnglishHoldsNoKoreanOfTosssOwn(String method, String account) {
        String means = method.equals("card") ? "" : ", \"account\": \"" + account + '"';
        String key =
                authenticated("""
                , "method": "%s", "order_name": "Visa", "customer_name": "Alex", "cash_receipt": "지출증빙"%s""".formatted(method, means)).get("payment_key").asText();
        Merchant english = merchant.with("Accept-Language", "en-US");
        english.confirm(key, "order-more", 150_000);
        if (method.equals("virtual_account")) {
            toss.deposit("order-more");
        }

        assertNoKorean(english.lookup(key));
        toss.cancelInDashboard(key, 50_000L, "Ended early");
        assertNoKorean(english.lookup(key));
        clock.advance(Duration.ofDays(1));
        String days = "?startDate=2026-01-01&endDate=2026-01-05";
        assertNoKorean(english.get("/v1/transactions" + days));
        assertNoKorean(english.get("/v1/settlements" + days));
        assertTrue(merchant.lookup(key).text().matches(".*[가-힣].*"), "in Korean it is Korean");
    }

    private static void assertNoKorean(Merchant.Answer answer) {
        assertEquals(200, answer.status());
        assertFalse(answer.text().matches(".*[가-힣].*"), answer.text());
    }

    @Test
    void anAnswerInEnglishNamesWhatKoreanOnesDo() {
        Merchant english = merchant.with("Accept-Language", "en-US");
        paid("card");
        paid("virtual_account");
        paid("easy_pay");
        paid("foreign_easy_pay");

        assertEquals("Credit", english.lookupOrder("order-card").at("/card/cardType"));
        assertEquals("Personal", english.lookupOrder("order-card").at("/card/ownerType"));
        assertEquals("Normal", english.lookupOrder("order-virtual_account").at("/virtualAccount/accountType"));
        assertEquals("Toss Pay", english.lookupOrder("order-easy_pay").at("/easyPay/provider"));
        assertEquals("PayPal", english.lookupOrder("order-foreign_easy_pay").at("/easyPay"));
        assertEquals("페이팔", merchant.lookupOrder("order-foreign_easy_pay").at("/easyPay"));
    }

    @Test
    void everyPaymentHasASecretFromItsConfirmOn() {
        for (String method : List.of("card", "transfer", "easy_pay", "virtual_account")) {
            assertTrue(paid(method).get("secret").asText().startsWith("ps_"), method);
        }
        String key = toss.authenticate("order-0001", 15_000);
        assertTrue(merchant.lookup(key).json().get("secret").isNull());
    }

    @Test
    void whatHasExpiredLacksSomeFields() {
        String key = toss.authenticate("order-0001", 15_000);
        toss.expireKey(key);

        JsonNode payment = merchant.lookup(key).json();

        assertTrue(payment.get("useEscrow").isNull());
        assertFalse(payment.has("cashReceipts"));
        assertFalse(payment.has("metadata"));
        assertTrue(payment.get("secret").isNull());
    }

    @Test
    void thereAreFieldsNoClientKnows() {
        assertTrue(paid("card").has("fieldNoClientKnows"));
    }

    @Test
    void theReceiptComesWithThePayment() {
        String key = toss.authenticate("order-0001", 15_000);

        assertTrue(merchant.lookup(key).json().get("receipt").isNull());
        assertFalse(paid("card").get("receipt").isNull());
    }

    @Test
    void transactionsListWhatMovedInOrder() {
        String key = paid("card").get("paymentKey").asText();
        merchant.cancel(key, 5_000);
        merchant.cancel(key);
        String day = "/v1/transactions?startDate=2026-01-02T00:00:00&endDate=2026-01-02T23:59:59";

        JsonNode all = merchant.get(day).json();
        assertEquals(3, all.size());
        assertEquals("DONE", all.at("/0/status").asText());
        assertEquals(15_000, all.at("/0/amount").asLong());
        assertEquals("PARTIAL_CANCELED", all.at("/1/status").asText());
        assertEquals("PARTIAL_CANCELED", all.at("/2/status").asText());
        assertEquals(key, all.at("/2/paymentKey").asText());

        assertEquals(1, merchant.get(day + "&limit=1").json().size());
        String first = all.at("/0/transactionKey").asText();
        assertEquals(2, merchant.get(day + "&startingAfter=" + first).json().size());
        assertEquals(0, merchant.get(day.replace("01-02", "01-03")).json().size());
        assertEquals("INVALID_REQUEST", merchant.get("/v1/transactions").code());
        assertEquals("INVALID_REQUEST", merchant.get(day + "&limit=none").code());
    }
}
