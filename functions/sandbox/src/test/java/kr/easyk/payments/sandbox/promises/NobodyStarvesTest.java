package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However much trouble there is, reconcile gets round to everybody. */
class NobodyStarvesTest {
    /** What a run keeps back; beyond it the tests give as much as they need. */
    private static final Duration KEPT_BACK = Duration.ofMillis(56_500);

    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    @Test
    void thirtyRefundsInTroubleDoNotKeepAChargeInAnotherPartitionFromBeingFound() {
        List<Checkout> refunded = refundsInTrouble(30, 0);
        Checkout charged = chargedUnheard(3);
        world.toss().fault("cancel", "garbage", 1_000);
        world.clock.advance(Duration.ofMinutes(1));

        JsonNode run = world.reconcile();

        assertEquals("approved", charged.status());
        assertEquals("paid", charged.consultationStatus());
        assertEquals(1, charged.atToss().chargeCount());
        assertEquals(0, run.path("unanswered").asInt());
        assertEquals(1, world.toss().calls("transactions"));
        assertEquals(30, run.path("still_open").asInt());
        everyRefundIsMadeOnceTossIsWell(refunded);
    }

    @Test
    void refundsThatHangGetTheirTurnsOneAfterTheOtherAndLeaveTheRestOfARunToOthers() {
        List<Checkout> refunded = refundsInTrouble(6, 0);
        Checkout charged = chargedUnheard(0);
        Checkout refundedUnheard = payer.paid(50_000);
        world.toss().cancelInDashboard(refundedUnheard.paymentKey(), 10_000L, "by hand");
        world.toss().fault("cancel", "hang", 1_000);
        // A third of it is enough for two refunds that hang for two seconds.
        world.remaining = KEPT_BACK.plusSeconds(9);
        world.clock.advance(Duration.ofMinutes(1));

        JsonNode first = world.reconcile();

        assertEquals("approved", charged.status());
        assertEquals("partially_cancelled", refundedUnheard.status());
        assertEquals(6, first.path("still_open").asInt());
        assertFalse(first.path("complete").asBoolean());
        Set<String> asked = new HashSet<>(putOff(refunded));
        assertTrue(!asked.isEmpty() && asked.size() <= 3, () -> asked.size() + " refunds took their share");

        while (asked.size() < 6) {
            int before = asked.size();
            world.clock.advance(Duration.ofMinutes(1));
            world.reconcile();
            asked.addAll(putOff(refunded));
            assertTrue(asked.size() > before, "those that waited come first");
        }
        everyRefundIsMadeOnceTossIsWell(refunded);
    }

    @Test
    void lookUpsThatAreNotAnsweredEndARunSoonAndTheNextOneGoesOnWithTheRest() {
        List<Checkout> charged = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            charged.add(chargedUnheard(i % 4));
        }
        world.clock.advance(Duration.ofMinutes(1));
        world.toss().fault("lookup", "error_500", 5);

        JsonNode run = world.reconcile();

        assertEquals(5, run.path("unanswered").asInt());
        assertFalse(run.path("complete").asBoolean());
        // Those that were looked up in vain are put off; but their charges are in Toss's list.
        world.reconcile();
        charged.forEach(each -> assertEquals("approved", each.status()));
    }

    private void everyRefundIsMadeOnceTossIsWell(List<Checkout> refunded) {
        world.toss().clearFaults();
        world.remaining = Duration.ofSeconds(120);
        for (int run = 0; run < 4; run++) {
            world.clock.advance(Duration.ofMinutes(10));
            world.reconcile();
        }
        for (Checkout each : refunded) {
            assertEquals(1, each.atToss().refundCount());
            assertEquals(1_000, each.atToss().refundedAmount());
            assertEquals("partially_cancelled", each.status());
        }
        Truth.holdsFor(world);
    }

    private Set<String> putOff(List<Checkout> refunded) {
        Set<String> ids = new HashSet<>();
        for (Checkout each : refunded) {
            if (!world.paymentItem(each.paymentId()).get("checks").n().equals("0")) {
                ids.add(each.paymentId());
            }
        }
        return ids;
    }

    private List<Checkout> refundsInTrouble(int number, int shard) {
        List<Checkout> refunded = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            world.ids.add(idIn(shard));
            Checkout paid = payer.paid(10_000);
            world.toss().fault("cancel", "garbage", 1);
            payer.cancel(paid.paymentId(), "late", 1_000, "once").is(202);
            refunded.add(paid);
        }
        world.ids.clear();
        return refunded;
    }

    private Checkout chargedUnheard(int shard) {
        world.ids.add(idIn(shard));
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "break_after", 2);
        world.toss().fault("lookup", "error_500", 1);
        assertEquals("approving", checkout.approve().is(202).text("status"));
        assertEquals(
                Integer.toString(shard),
                world.paymentItem(checkout.paymentId()).get("open_shard").s());
        return checkout;
    }

    /** An id that falls into this partition of the worklist. */
    private static UUID idIn(int shard) {
        UUID id;
        do {
            id = UUID.randomUUID();
        } while (Math.floorMod(id.toString().hashCode(), 4) != shard);
        return id;
    }
}
