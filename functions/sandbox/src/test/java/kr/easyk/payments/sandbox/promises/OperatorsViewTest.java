package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Toss's support is asked with: its trace ids, and its codes and never one of ours. */
class OperatorsViewTest {
    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    @Test
    void everyLogLineAboutACallThatTossAnsweredHasItsTraceId() {
        List<JsonNode> log = world.logOf(() -> {
            Checkout paid = payer.paid(50_000);
            payer.cancel(paid.paymentId(), "late", 10_000, "one").is(200);
            world.toss().fault("cancel", "refuse", 1, "NOT_CANCELABLE_PAYMENT");
            payer.cancel(paid.paymentId(), "late", 10_000, "two").isProblem(409, "NOT_CANCELABLE");
            world.toss().fault("cancel", "error_500", 1);
            payer.cancel(paid.paymentId(), "late", 10_000, "three").is(202);
            Checkout declined = payer.checkout(world.consultation(payer, 50_000), "card", "4030-0000-0000-0002");
            declined.approve().isProblem(402, "PAYMENT_DECLINED");
            payer.approve(
                    "made_up", payer.ready(world.consultation(payer, 9_000)).text("order_id"), 9_000);
            world.clock.advance(Duration.ofMinutes(1));
            world.toss().fault("lookup", "error_500", 1);
            world.toss().fault("transactions", "error_500", 1);
            world.reconcile();
            // Refused by Toss, and there is no other key.
            world.toss().rotateSecretKey("test_gsk_rotated");
            payer.checkout(world.consultation(payer, 50_000)).approve().isProblem(503, "TOSS_UNAVAILABLE");
        });

        List<JsonNode> aboutCalls = new ArrayList<>();
        log.forEach(line -> {
            if (line.path("message")
                    .asText()
                    .matches("toss (answered|outcome unknown|lists no transactions|not asked.*)")) {
                aboutCalls.add(line);
            }
        });
        assertTrue(aboutCalls.size() >= 9, log::toString);
        for (JsonNode line : aboutCalls) {
            assertFalse(line.path("toss_trace_id").asText().isEmpty(), line::toString);
        }
    }

    @Test
    void aRefundThatNeverCameAboutHasNoCodeOfTosss() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "error_500", 1_000);
        payer.cancel(paid.paymentId(), "late", 10_000, "stuck").is(202);
        for (int i = 0; i < 8; i++) {
            world.clock.advance(Duration.ofMinutes(15));
            world.reconcile();
        }

        Reply told = payer.cancel(paid.paymentId(), "late", 10_000, "stuck").isProblem(409, "NOT_CANCELABLE");

        assertFalse(told.body().has("toss_code"), () -> told.body().toString());
        assertEquals(
                "REFUND_NOT_CONFIRMED",
                paid.lookup().body().at("/cancellations/0/failure/code").asText());
    }
}
