package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What the platform or somebody by hand has made of a record that is no record any more. */
class UnreadableRecordTest {
    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    private static AttributeValue value(String type, String text) {
        return switch (type) {
            case "S" -> AttributeValue.fromS(text);
            case "N" -> AttributeValue.fromN(text);
            default -> AttributeValue.fromNul(true);
        };
    }

    private void spoil(String consultationId, String attribute, AttributeValue value) {
        Map<String, AttributeValue> item = new HashMap<>(world.consultationItem(consultationId));
        item.put(attribute, value);
        world.putConsultation(item);
    }

    private static void assertNamed(List<JsonNode> log, String consultationId, String attribute) {
        assertEquals(1, World.counted(log, "RecordUnreadable"), log::toString);
        assertEquals(0, World.counted(log, "InternalError"), log::toString);
        List<JsonNode> said = World.events(log, "a record cannot be read");
        assertEquals(1, said.size(), log::toString);
        String message = said.get(0).path("error_message").asText();
        assertTrue(message.contains(consultationId) && message.contains(attribute), message);
    }

    @ParameterizedTest
    @CsvSource({
        "payment_status, S, on_hold",
        "payment_status, S, Pending",
        "payment_status, N, 1",
        "payment_status, NULL, -",
        "amount, S, 50000",
        "amount, N, 50000.5",
        "amount, N, 1E+40",
        "amount, NULL, -",
        "user_id, N, 7"
    })
    void aConsultationThatCannotBeReadIsNamedWithItsAttributeAndRings(String attribute, String type, String text) {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        String consultation = checkout.consultationId();
        spoil(consultation, attribute, value(type, text));

        assertNamed(
                world.logOf(() -> payer.ready(consultation).isProblem(500, "RECORD_UNREADABLE")),
                consultation,
                attribute);
        assertNamed(world.logOf(() -> checkout.approve().isProblem(500, "RECORD_UNREADABLE")), consultation, attribute);
        assertNamed(
                world.logOf(() ->
                        world.admin().list("consultation_id=" + consultation).isProblem(500, "RECORD_UNREADABLE")),
                consultation,
                attribute);
        assertEquals(0, checkout.atToss().chargeCount());
        assertEquals("pending", checkout.status());
    }

    @Test
    void aPaymentThatCannotBeReadIsNamedToOperatorsAndNotToThePayer() {
        Checkout paid = payer.paid(50_000);
        Map<String, AttributeValue> item = new HashMap<>(world.paymentItem(paid.paymentId()));
        item.put("version", AttributeValue.fromS("many"));
        world.putPayment(item);

        assertNamed(
                world.logOf(() -> {
                    Reply reply = paid.lookup().isProblem(500, "RECORD_UNREADABLE");
                    assertTrue(!reply.body().toString().contains("version"), reply.body()::toString);
                }),
                paid.paymentId(),
                "version");
        assertNamed(
                world.logOf(() -> payer.cancel(paid.paymentId(), "late").isProblem(500, "RECORD_UNREADABLE")),
                paid.paymentId(),
                "version");
        assertEquals(0, paid.atToss().refundCount());
    }

    @Test
    void oneRecordThatCannotBeReadDoesNotKeepReconcileFromTheOthers() {
        Checkout spoiled = chargedUnheard();
        Checkout charged = chargedUnheard();
        Map<String, AttributeValue> item = new HashMap<>(world.paymentItem(spoiled.paymentId()));
        item.put("amount", AttributeValue.fromS("50000"));
        world.putPayment(item);
        world.clock.advance(Duration.ofMinutes(1));
        world.toss().fault("transactions", "error_500", 1);

        List<JsonNode> log = world.logOf(
                () -> assertEquals(1, world.reconcile().path("failed").asInt()));

        assertEquals("approved", charged.status());
        assertEquals(1, World.counted(log, "ReconcileFailed"));
        String why = World.events(log, "payment could not be reconciled").get(0).toString();
        assertTrue(why.contains(spoiled.paymentId()) && why.contains("amount"), why);
    }

    @Test
    void oneRecordThatCannotBeReadDoesNotKeepTheNewsOfARefundFromAnother() {
        Checkout spoiled = chargedUnheard();
        Map<String, AttributeValue> item = new HashMap<>(world.paymentItem(spoiled.paymentId()));
        item.put("amount", AttributeValue.fromS("50000"));
        world.putPayment(item);

        Reply reply = world.webhook("{\"eventType\":\"CANCEL_STATUS_CHANGED\",\"data\":{\"transactionKey\":\"none\"}}");

        assertEquals("ignored", reply.is(200).text("status"));
    }

    private Checkout chargedUnheard() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "break_after", 2);
        world.toss().fault("lookup", "error_500", 1);
        checkout.approve().is(202);
        return checkout;
    }
}
