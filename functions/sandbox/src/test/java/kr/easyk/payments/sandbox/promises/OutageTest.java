package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets Manager or DynamoDB hang, are slow, or break off their answers. */
class OutageTest {
    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    private static String changed(Checkout checkout) {
        return World.object()
                .put("eventType", "PAYMENT_STATUS_CHANGED")
                .set("data", World.object().put("orderId", checkout.orderId()))
                .toString();
    }

    private static Duration timeOf(Runnable step) {
        long start = System.nanoTime();
        step.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void assertLess(Duration taken, Duration limit) {
        assertTrue(taken.compareTo(limit) < 0, () -> "took " + taken);
    }

    @Test
    void aSecretsManagerThatHangsStopsNoWebhookWhileTheKeyIsInMemory() {
        try (Gate secrets = Gate.before(world.secrets().uri())) {
            world.settings.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.uri().toString());
            world.restart();
            Checkout paid = payer.paid(50_000);
            world.webhook(changed(paid)).is(200);
            secrets.shut();
            // Longer than the key is kept without asking for it anew.
            world.clock.advance(Duration.ofMinutes(11));
            world.toss().cancelInDashboard(paid.paymentKey(), 10_000L, "by hand");

            int before = secrets.asked();

            Duration first = timeOf(() -> world.webhook(changed(paid)).is(200));
            int once = secrets.asked();
            for (int i = 0; i < 11; i++) {
                world.webhook(changed(paid)).is(200);
            }

            // It waits for half of what the look-up may take, 1 s here; and then for a minute nobody waits.
            assertLess(first, Duration.ofSeconds(3));
            assertTrue(once > before);
            assertEquals(once, secrets.asked());
            assertEquals("partially_cancelled", paid.status());
            world.clock.advance(Duration.ofSeconds(61));
            world.webhook(changed(paid)).is(200);
            assertTrue(secrets.asked() > once, "the key is asked for again, once in a while");
        }
    }

    @Test
    void aKeyThatTossRefusesWhileSecretsManagerHangsChangesNothingAndIsSaidToBeOurTrouble() {
        try (Gate secrets = Gate.before(world.secrets().uri())) {
            world.settings.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.uri().toString());
            world.restart();
            payer.paid(50_000);
            Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
            world.toss().rotateSecretKey("test_gsk_rotated");
            world.secrets().put(World.SECRET, "test_gsk_rotated");
            secrets.shut();

            checkout.approve().isProblem(503, "TOSS_UNAVAILABLE");

            assertEquals(0, checkout.atToss().chargeCount());
            world.settings.clear();
            world.restart();
            assertEquals("approved", checkout.approve().is(200).text("status"));
            assertEquals(1, checkout.atToss().chargeCount());
        }
    }

    @Test
    void withEverythingSlowAtOnceThePayerIsToldThatItIsNotKnownYetAndNothingIsLost() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        try (Gate secrets = Gate.before(world.secrets().uri());
                Gate dynamoDb = Gate.before(world.dynamoDb())) {
            world.settings.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.uri().toString());
            world.settings.put("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.uri().toString());
            world.restart();
            secrets.delay(400);
            dynamoDb.delay(400);
            world.toss().fault("confirm", "hang_after", 1);
            world.toss().fault("lookup", "hang", 1);
            world.remaining = Duration.ofSeconds(14);

            Duration taken = timeOf(
                    () -> assertEquals("approving", checkout.approve().is(202).text("status")));

            assertLess(taken, world.remaining);
        }
        world.toss().clearFaults();
        world.settings.clear();
        world.restart();
        world.remaining = Duration.ofSeconds(120);
        assertEquals(1, checkout.atToss().chargeCount());
        world.clock.advance(Duration.ofMinutes(1));
        world.reconcile();
        assertEquals("approved", checkout.status());
    }

    /** In the status line, in the headers, before their end, and in the body. */
    @ParameterizedTest
    @ValueSource(ints = {8, 17, 60, 140, 400})
    void anAnswerOfDynamoDbThatIsCutIsNoAnswer(int bytes) {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        try (Gate dynamoDb = Gate.before(world.dynamoDb())) {
            world.settings.put("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.uri().toString());
            world.restart();
            dynamoDb.cut(1, bytes);
            assertEquals("pending", checkout.status());

            dynamoDb.cut(1_000, bytes);
            checkout.lookup().isProblem(500, "INTERNAL");
            assertEquals("INTERNAL", checkout.approve().is(500).text("code"));
            world.webhook(changed(checkout)).isProblem(500, "INTERNAL");

            dynamoDb.cut(1, bytes);
            checkout.approve().is(200);
        }
        assertEquals(1, checkout.atToss().chargeCount());
        Truth.holdsFor(world);
    }
}
