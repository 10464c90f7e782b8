package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** However often a refund is asked for, the record stays far below the 400 KB that DynamoDB takes. */
class FullRecordTest {
    private static final int FAR_BELOW = 40_000;

    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    @Test
    void moreThanAHundredRefusedRefundsLeaveRoomForOneInTheDashboard() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "refuse", 120, "NOT_CANCELABLE_PAYMENT");
        String reason = "가".repeat(200);
        int half = 0;
        for (int i = 0; i < 120; i++) {
            half = i == 60 ? size(paid) : half;
            payer.cancel(paid.paymentId(), reason, 1_000, "wish-" + i).isProblem(409, "NOT_CANCELABLE");
        }

        assertTrue(size(paid) < FAR_BELOW, () -> size(paid) + " bytes");
        // Another digit or two in its counters.
        assertEquals(half, size(paid), 10);
        assertEquals(20, paid.lookup().body().path("cancellations").size());
        world.toss().cancelInDashboard(paid.paymentKey(), null, "by hand");
        world.deliverWebhooks(paid.orderId()).forEach(each -> each.is(200));
        assertEquals("cancelled", paid.status());
        assertEquals("refunded", paid.consultationStatus());
        Truth.holdsFor(world);
    }

    @Test
    void theLongestTextsThereCanBeLeaveRoomToo() {
        Checkout paid = payer.paid(50_000);
        String reason = "🧾".repeat(100);
        for (int i = 0; i < 50; i++) {
            payer.cancel(paid.paymentId(), reason, 100, "made-" + i).is(200);
        }
        for (int i = 0; i < 50; i++) {
            world.toss().cancelInDashboard(paid.paymentKey(), 100L, reason);
        }
        world.clock.advance(Duration.ofSeconds(2));
        assertEquals(1, world.reconcile().path("settled").asInt());

        assertEquals(100, paid.lookup().body().path("cancellations").size());
        assertTrue(size(paid) < 3 * FAR_BELOW, () -> size(paid) + " bytes");
    }

    @Test
    void aWishWithoutAKeyIsAnotherOneEachTimeItWasRefused() {
        Checkout paid = payer.paid(50_000);
        // More than are kept: the number of those that are listed stays the same.
        world.toss().fault("cancel", "refuse", 25, "NOT_CANCELABLE_PAYMENT");
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 25; i++) {
            payer.cancel(paid.paymentId(), "called off").isProblem(409, "NOT_CANCELABLE");
            JsonNode listed = paid.lookup().body().path("cancellations");
            ids.add(listed.path(listed.size() - 1).path("cancellation_id").asText());
        }
        assertEquals(25, ids.size());
        assertEquals(25, world.toss().calls("cancel"));

        payer.cancel(paid.paymentId(), "called off").is(200);

        assertEquals(1, paid.atToss().refundCount());
        assertEquals(0, paid.atToss().held());
    }

    @Test
    void fiftyRefundsAreMadeAndNoMoreAreTakenOnButThoseOfTheDashboardAreRecorded() {
        Checkout paid = payer.paid(50_000);
        for (int i = 0; i < 50; i++) {
            payer.cancel(paid.paymentId(), "a little back", 100, "wish-" + i).is(200);
        }
        int asked = world.toss().calls("cancel");

        payer.cancel(paid.paymentId(), "a little back", 100, "wish-50").isProblem(409, "TOO_MANY_REFUNDS");
        payer.cancel(paid.paymentId(), "all of it").isProblem(409, "TOO_MANY_REFUNDS");

        assertEquals(asked, world.toss().calls("cancel"));
        payer.cancel(paid.paymentId(), "a little back", 100, "wish-7").is(200);
        assertEquals(5_000, paid.atToss().refundedAmount());
        world.toss().cancelInDashboard(paid.paymentKey(), null, "the rest, by hand");
        world.deliverWebhooks(paid.orderId()).forEach(each -> each.is(200));
        assertEquals("cancelled", paid.status());
        assertEquals(51, paid.lookup().body().path("cancellations").size());
        payer.cancel(paid.paymentId(), "all of it").is(200);
    }

    private int size(Checkout paid) {
        return size(world.paymentItem(paid.paymentId()));
    }

    /** In bytes, as DynamoDB counts: names and texts in UTF-8, a list or map with three of its own and one for each of its values. */
    private static int size(Map<String, AttributeValue> attributes) {
        return attributes.entrySet().stream()
                .mapToInt(each -> bytes(each.getKey()) + size(each.getValue()))
                .sum();
    }

    private static int size(AttributeValue value) {
        return switch (value.type()) {
            case M -> 3 + value.m().size() + size(value.m());
            case L ->
                3
                        + value.l().size()
                        + value.l().stream().mapToInt(FullRecordTest::size).sum();
            case S -> bytes(value.s());
            case N -> value.n().length();
            case BOOL -> 1;
            default -> throw new IllegalArgumentException(value.toString());
        };
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
