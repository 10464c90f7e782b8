package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import kr.easyk.payments.sandbox.toss.Account;
import kr.easyk.payments.secrets.TossKey;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What must hold between our records and Toss's money, whatever happened before, once the reconciler has had its time. */
final class Truth {
    private static final Account NOTHING = new Account(0, 0, 0, 0, "READY", 0);

    private Truth() {}

    /** Checks every payment and every consultation of the world. */
    static void holdsFor(World world) {
        Map<String, List<String>> paying = new TreeMap<>();
        for (Map<String, AttributeValue> item : world.allPayments()) {
            String id = item.get("payment_id").s();
            Payer owner = new Payer(world, item.get("user_id").s());
            JsonNode record = owner.lookup(id).is(200).body();
            if (staysOpen(world, item)) {
                assertEquals(0, atToss(world, record).chargeCount(), record::toString);
                continue;
            }
            recordAgrees(record, item, atToss(world, record));
            if (atToss(world, record).chargeCount() > 0) {
                paying.computeIfAbsent(item.get("consultation_id").s(), each -> new ArrayList<>())
                        .add(id);
            }
        }
        paying.forEach((consultation, payments) ->
                assertEquals(1, payments.size(), () -> consultation + " is paid by " + payments));
        for (Map<String, AttributeValue> item : world.allPayments()) {
            consultationAgrees(world, item.get("consultation_id").s());
        }
    }

    /**
     * A confirm of unknown outcome, with a payment key that Toss knows nothing of, under an API key that is no longer used: under the
     * next one, which may be another merchant's, nothing proves that nothing was charged. It stays open and rings.
     */
    private static boolean staysOpen(World world, Map<String, AttributeValue> item) {
        boolean isKnown = StreamSupport.stream(world.toss().payments().spliterator(), false)
                .anyMatch(each -> item.containsKey("toss_payment_key")
                        && each.path("payment_key")
                                .asText()
                                .equals(item.get("toss_payment_key").s()));
        return item.get("status").s().equals("approving")
                && !isKnown
                && !item.get("key_digest").s().equals(TossKey.digest(world.keyInSecret()));
    }

    static Account atToss(World world, JsonNode record) {
        return world.toss().accountOfOrder(record.path("order_id").asText()).orElse(NOTHING);
    }

    private static void recordAgrees(JsonNode record, Map<String, AttributeValue> item, Account toss) {
        String what = record + " but Toss has " + toss;
        String status = record.path("status").asText();
        long amount = record.path("amount").asLong();
        assertTrue(toss.chargeCount() <= 1, what);
        assertEquals(toss.held(), record.path("balance_amount").asLong(), what);
        assertEquals(toss.refundedAmount(), refunded(record, toss), what);
        assertEquals(toss.refundCount(), refundsMade(record, toss), what);
        if (toss.chargeCount() == 0) {
            assertTrue(
                    List.of("pending", "failed", "expired", "cancelled", "waiting_for_deposit")
                            .contains(status),
                    what);
        } else {
            assertEquals(
                    toss.held() == amount ? "approved" : toss.held() == 0 ? "cancelled" : "partially_cancelled",
                    status,
                    what);
        }
        for (JsonNode cancellation : record.path("cancellations")) {
            assertTrue(
                    List.of("done", "failed")
                            .contains(cancellation.path("status").asText()),
                    what);
        }
        assertFalse(item.toString().contains("refund_account"), what);
    }

    /** An account called off before anybody paid into it is listed as cancelled, but gave nothing back. */
    private static long refunded(JsonNode record, Account toss) {
        return toss.chargeCount() == 0
                ? 0
                : done(record).mapToLong(each -> each.path("amount").asLong()).sum();
    }

    private static long refundsMade(JsonNode record, Account toss) {
        return toss.chargeCount() == 0 ? 0 : done(record).count();
    }

    private static Stream<JsonNode> done(JsonNode record) {
        return StreamSupport.stream(record.path("cancellations").spliterator(), false)
                .filter(each -> each.path("status").asText().equals("done"));
    }

    /** What the platform has deleted or withdrawn shows nothing: whatever was charged for it is in the payments' records. */
    private static void consultationAgrees(World world, String consultationId) {
        Map<String, AttributeValue> consultation = world.consultationItem(consultationId);
        if (consultation.isEmpty() || consultation.get("payment_status").s().equals("withdrawn")) {
            return;
        }
        String expected = "pending";
        for (Map<String, AttributeValue> item : world.allPayments()) {
            if (item.get("consultation_id").s().equals(consultationId)) {
                Account toss = world.toss()
                        .accountOfOrder(item.get("toss_order_id").s())
                        .orElse(NOTHING);
                long amount = Long.parseLong(item.get("amount").n());
                if (toss.chargeCount() > 0) {
                    expected = toss.held() == amount ? "paid" : toss.held() == 0 ? "refunded" : "partially_refunded";
                }
            }
        }
        assertEquals(expected, consultation.get("payment_status").s(), consultation::toString);
    }
}
