package kr.easyk.payments.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kr.easyk.payments.json.Json;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentStatus;
import kr.easyk.payments.model.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PaymentJsonTest {
    @ParameterizedTest
    @EnumSource(PaymentStatus.class)
    void aPaymentShowsTheAgreedFieldsAndNoOther(PaymentStatus status) {
        Payment payment = Samples.in(status);

        JsonNode json = PaymentJson.of(payment);

        assertEquals(
                List.of(
                        "payment_id",
                        "consultation_id",
                        "user_id",
                        "amount",
                        "balance_amount",
                        "currency",
                        "status",
                        "payment_method",
                        "order_id",
                        "order_name",
                        "toss_payment_key",
                        "approved_at",
                        "cancelled_at",
                        "created_at",
                        "receipt_url",
                        "virtual_account",
                        "failure",
                        "cancellations"),
                names(json));
        assertEquals(payment.statusName(), json.path("status").asText());
        assertFalse(json.toString().contains(Samples.SECRET));
    }

    @Test
    void aRefundShowsTheAgreedFieldsAndNotWhereTheMoneyGoes() {
        Payment wished = Samples.wished(Samples.in(PaymentStatus.PARTIALLY_CANCELLED), null);

        JsonNode json = PaymentJson.of(wished);

        for (JsonNode cancellation : json.path("cancellations")) {
            assertEquals(
                    List.of(
                            "cancellation_id",
                            "amount",
                            "reason",
                            "status",
                            "transaction_key",
                            "requested_at",
                            "cancelled_at",
                            "failure"),
                    names(cancellation));
        }
        assertEquals("done", json.at("/cancellations/0/status").asText());
        assertEquals("requested", json.at("/cancellations/1/status").asText());
        assertFalse(json.toString().contains(Samples.ACCOUNT.accountNumber()));
        for (String inward : List.of("fingerprint", "attempt", "whole", Samples.DIGEST)) {
            assertFalse(json.toString().contains(inward), inward);
        }
    }

    @Test
    void whatIsMissingIsNullAndTimesHaveMilliseconds() throws IOException {
        JsonNode json = Json.read(PaymentJson.of(Samples.pending()).toString());

        for (String name : List.of(
                "payment_method", "toss_payment_key", "approved_at", "receipt_url", "virtual_account", "failure")) {
            assertTrue(json.path(name).isNull(), name);
        }
        assertEquals("2026-03-02T01:00:00.000Z", json.path("created_at").asText());
        assertEquals(50_000, json.path("amount").longValue());
        assertEquals(0, json.path("cancellations").size());
    }

    @Test
    void aVirtualAccountShowsWhatThePayerNeedsToPayIn() {
        JsonNode account =
                PaymentJson.of(Samples.in(PaymentStatus.WAITING_FOR_DEPOSIT)).path("virtual_account");

        assertEquals(List.of("bank_code", "account_number", "customer_name", "due_date"), names(account));
        assertEquals("2026-03-05T01:00:00.000Z", account.path("due_date").asText());
    }

    @Test
    void whatIsOnItsWayIsNoLongerInTheBalance() {
        Payment wished = Samples.wished(Samples.in(PaymentStatus.PARTIALLY_CANCELLED), null);

        assertEquals(30_000, PaymentJson.of(wished).path("balance_amount").longValue(), "Toss may still refuse it");
        assertEquals(
                0,
                PaymentJson.of(Samples.in(PaymentStatus.CANCELLED))
                        .path("balance_amount")
                        .longValue());
    }

    private static List<String> names(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
