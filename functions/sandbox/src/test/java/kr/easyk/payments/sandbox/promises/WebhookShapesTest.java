package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Webhooks in every shape that integrators have seen, through the function that takes them. */
class WebhookShapesTest {
    private static final Path SHAPES = Path.of("../payments/src/test/resources/toss-shapes.json");

    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    private static Stream<Arguments> webhooks(String eventType, boolean isDeposit) throws IOException {
        return StreamSupport.stream(
                        World.JSON.readTree(SHAPES.toFile()).path("webhooks").spliterator(), false)
                .filter(each -> isDeposit
                        ? isDeposit(each.path("body"))
                        : each.at("/body/eventType").asText().equals(eventType))
                .map(each -> Arguments.of(each.path("what").asText(), each.path("body")));
    }

    private static boolean isDeposit(JsonNode body) {
        return body.path("eventType").asText("DEPOSIT_CALLBACK").equals("DEPOSIT_CALLBACK");
    }

    static Stream<Arguments> deposits() throws IOException {
        return webhooks("", true);
    }

    static Stream<Arguments> changes() throws IOException {
        return webhooks("PAYMENT_STATUS_CHANGED", false);
    }

    static Stream<Arguments> others() throws IOException {
        return webhooks("payout.changed", false);
    }

    @Test
    void everyShapeIsTried() throws IOException {
        assertEquals(3, deposits().count());
        assertEquals(1, changes().count());
        assertEquals(1, others().count());
        assertEquals(5, World.JSON.readTree(SHAPES.toFile()).path("webhooks").size());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deposits")
    void aDepositIsHeardOf(String what, JsonNode body) {
        Checkout waiting = waiting();
        world.toss().deposit(waiting.orderId());

        assertEquals(
                "done",
                world.webhook(about(waiting, secretOf(waiting), body)).is(200).text("status"));

        assertEquals("approved", waiting.status());
        assertEquals("paid", waiting.consultationStatus());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deposits")
    void aDepositWithAnotherSecretIsRefused(String what, JsonNode body) {
        Checkout waiting = waiting();
        world.toss().deposit(waiting.orderId());

        world.webhook(about(waiting, "ps_of_somebody_else", body)).isProblem(400, "INVALID_REQUEST");

        assertEquals("waiting_for_deposit", waiting.status());
    }

    private Checkout waiting() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000), "virtual_account", "");
        assertEquals("waiting_for_deposit", checkout.approve().is(200).text("status"));
        return checkout;
    }

    private String secretOf(Checkout checkout) {
        return world.paymentItem(checkout.paymentId()).get("toss_secret").s();
    }

    private static String about(Checkout checkout, String secret, JsonNode body) {
        String shape = body.toString();
        assertTrue(shape.contains("\"ORDER\""), shape);
        return shape.replace("\"ORDER\"", "\"" + checkout.orderId() + "\"")
                .replaceAll("\"secret\":\"[^\"]*\"", "\"secret\":\"" + secret + "\"");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void aChangeIsHeardOf(String what, JsonNode body) {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "break_after", 2);
        world.toss().fault("lookup", "error_500", 1);
        assertEquals("approving", checkout.approve().is(202).text("status"));

        assertEquals("done", world.webhook(about(checkout, "", body)).is(200).text("status"));

        assertEquals("approved", checkout.status());
        assertEquals(1, checkout.atToss().chargeCount());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    void anotherFamilyIsPassedOverWithoutACallToToss(String what, JsonNode body) {
        assertEquals("ignored", world.webhook(body.toString()).is(200).text("status"));

        assertEquals(0, world.toss().calls("lookup"));
    }
}
