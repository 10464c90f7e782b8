package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What moved at Toss without our hearing of it, and what must not keep a run from finding it. */
class SweepTest {
    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    @Test
    void aRowThatNobodyCanReadIsPassedOverAndCountedAndTheOthersAreSwept() {
        Checkout paid = payer.paid(50_000);
        world.toss().listStrangeRow(World.object().put("transactionKey", 7).put("status", "DONE"));
        world.toss().cancelInDashboard(paid.paymentKey(), 20_000L, "by hand");
        world.toss().listStrangeRow(World.object());
        world.clock.advance(Duration.ofSeconds(2));

        List<JsonNode> log = world.logOf(() -> {
            JsonNode run = world.reconcile();
            assertEquals(2, run.path("failed").asInt());
            assertEquals(1, run.path("settled").asInt());
        });

        assertEquals("partially_cancelled", paid.status());
        List<JsonNode> said = World.events(log, "a transaction of toss cannot be read");
        assertEquals(2, said.size());
        assertTrue(said.get(0).path("toss_trace_id").isTextual());
    }

    @Test
    void aRowThatNobodyCanReadProvesNothingAboutAnotherCharge() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "break_before", 2);
        world.toss().fault("lookup", "error_500", 1);
        checkout.approve().is(202);
        world.toss().listStrangeRow(World.object().put("orderId", 7));
        world.toss().expire(checkout.orderId());
        world.toss().fault("lookup", "refuse", 1, "NOT_FOUND_PAYMENT");
        world.clock.advance(Duration.ofMinutes(30));

        world.reconcile();

        assertEquals("approving", checkout.status());
    }

    @Test
    void aPutOffThatIsThrottledEndsNoRun() {
        Checkout spoiled = chargedUnheard();
        Checkout charged = chargedUnheard();
        Checkout refunded = payer.paid(20_000);
        world.toss().cancelInDashboard(refunded.paymentKey(), null, "by hand");
        world.clock.advance(Duration.ofMinutes(1));
        // The first to be looked at fails, and then it cannot even be put off.
        world.calls.meanwhile("Toss look-up", () -> {
            throw new UnsupportedOperationException("a defect");
        });
        world.calls.meanwhile("UpdateItem", () -> {
            throw SdkClientException.create("throttled");
        });

        JsonNode run = world.reconcile();

        assertEquals(1, run.path("failed").asInt());
        assertEquals("approved", spoiled.status());
        assertEquals("approved", charged.status());
        assertEquals("cancelled", refunded.status());
    }

    @Test
    void aMovementOnRecordIsReadOnce() {
        for (int i = 0; i < 5; i++) {
            payer.paid(10_000);
        }
        world.reconcile();
        world.calls.disarm();

        world.reconcile();

        assertEquals(
                0,
                world.calls.made().stream().filter("GetItem"::equals).count(),
                () -> world.calls.made().toString());
        assertTrue(!world.calls.made().contains("Toss look-up"));
    }

    private Checkout chargedUnheard() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "break_after", 2);
        world.toss().fault("lookup", "error_500", 1);
        checkout.approve().is(202);
        return checkout;
    }
}
