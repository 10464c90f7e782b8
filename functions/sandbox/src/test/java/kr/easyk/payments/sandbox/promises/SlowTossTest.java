package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Toss takes half a second for every call, and answers. */
class SlowTossTest {
    @RegisterExtension
    final World world = new World().withTossTaking(Duration.ofMillis(500));

    private final Payer payer = world.payer();

    @Test
    void aTossThatIsMerelySlowHasTheWholeWorklistGoneThroughAndItsOwnListToo() {
        List<Checkout> charged = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
            world.toss().fault("confirm", "garbage_after", 1);
            world.toss().fault("lookup", "garbage", 1);
            checkout.approve().is(202);
            charged.add(checkout);
        }
        Checkout refundedUnheard = payer.paid(20_000);
        world.toss().cancelInDashboard(refundedUnheard.paymentKey(), null, "by hand");
        world.clock.advance(Duration.ofMinutes(1));

        JsonNode run = world.reconcile();

        charged.forEach(each -> assertEquals("approved", each.status()));
        assertEquals("cancelled", refundedUnheard.status());
        assertEquals(0, run.path("unanswered").asInt());
        assertTrue(run.path("complete").asBoolean());
    }
}
