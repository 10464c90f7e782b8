package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A wish is granted by its own refund, and not by one that looks like it: reasons come from a fixed list, amounts are round, and somebody
 * at the dashboard may give back the same at the same time.
 */
class WishAndRefundTest {
    private static final String NEXT_KEY = "test_gsk_next";
    private static final String REASON = "고객 변심";

    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    @AfterEach
    void recordAndTossAgree() {
        world.reconcileFor(Duration.ofHours(1));
        Truth.holdsFor(world);
    }

    /** A wish to refund 10,000 won, of which it is not known what became. */
    private String wish(Checkout paid, String reason) {
        return payer.cancel(paid.paymentId(), reason, 10_000, "wish")
                .is(202)
                .body()
                .at("/cancellations/0/cancellation_id")
                .asText();
    }

    private static JsonNode refund(Reply reply, String id) {
        for (JsonNode each : reply.body().path("cancellations")) {
            if (each.path("cancellation_id").asText().equals(id)) {
                return each;
            }
        }
        throw new AssertionError("no " + id + " in " + reply.body());
    }

    private Reply all(Checkout paid) {
        return payer.cancel(paid.paymentId(), REASON);
    }

    /** Toss never got the wish for all, and somebody refunds 1,000 for the same reason by hand. */
    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void aWishForAllIsNotGrantedByAPartialRefundForTheSameReason(boolean heard, boolean byReconciler) {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "break_before", 2);
        all(paid).is(202);
        world.toss().cancelInDashboard(paid.paymentKey(), 1_000L, REASON);
        if (heard) {
            world.deliverWebhooks(paid.orderId()).forEach(reply -> reply.is(200));
            assertEquals("partially_cancelled", paid.status());
        }
        world.clock.advance(Duration.ofSeconds(31));

        if (byReconciler) {
            world.reconcile();
        } else {
            all(paid).is(200);
        }

        assertEquals("cancelled", paid.status());
        assertEquals(0, paid.atToss().held());
        assertEquals(2, paid.atToss().refundCount());
        assertEquals("refunded", paid.consultationStatus());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWishForAllIsNotGrantedByAPartialRefundUnderARotatedKeyEither(boolean heard) {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "break_before", 2);
        all(paid).is(202);
        world.toss().rotateSecretKey(NEXT_KEY);
        world.secrets().put(World.SECRET, NEXT_KEY);
        world.toss().cancelInDashboard(paid.paymentKey(), 1_000L, REASON);
        if (heard) {
            world.deliverWebhooks(paid.orderId()).forEach(reply -> reply.is(200));
        }
        world.clock.advance(Duration.ofSeconds(31));
        all(paid).is(202);

        world.reconcileFor(Duration.ofMinutes(40));

        assertEquals("cancelled", paid.status());
        assertEquals(0, paid.atToss().held());
        assertEquals(2, paid.atToss().refundCount());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRefundByHandOfTheSameAmountAndReasonDoesNotSwallowAWish(boolean heard) {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "break_before", 2);
        String wish = wish(paid, REASON);
        world.toss().cancelInDashboard(paid.paymentKey(), 10_000L, REASON);
        if (heard) {
            world.deliverWebhooks(paid.orderId()).forEach(reply -> reply.is(200));
        }
        world.clock.advance(Duration.ofSeconds(31));

        Reply done = payer.cancel(paid.paymentId(), REASON, 10_000, "wish").is(200);

        assertEquals("done", refund(done, wish).path("status").asText());
        assertEquals(2, done.body().path("cancellations").size());
        assertEquals(20_000, paid.atToss().refundedAmount());
        assertEquals(30_000, done.number("balance_amount"));
    }

    @Test
    void aWishWhoseAnswerWasLostIsToldFromARefundByHandThatLooksLikeIt() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "garbage_after", 1);
        String wish = wish(paid, REASON);
        world.toss().cancelInDashboard(paid.paymentKey(), 10_000L, REASON);
        world.deliverWebhooks(paid.orderId()).forEach(reply -> reply.is(200));
        assertEquals("requested", refund(paid.lookup(), wish).path("status").asText());
        world.clock.advance(Duration.ofSeconds(31));

        Reply done = payer.cancel(paid.paymentId(), REASON, 10_000, "wish").is(200);

        assertEquals("done", refund(done, wish).path("status").asText());
        assertEquals(2, done.body().path("cancellations").size());
        assertEquals(20_000, paid.atToss().refundedAmount());
    }

    /** Under a new key only the list can tell, and reasons made of signs alone are not all the same. */
    @ParameterizedTest
    @CsvSource({"😀,😡", "!!!,???", "❤️,👍", "-,."})
    void reasonsMadeOfSignsAloneAreNotTakenForEachOther(String wished, String byHand) {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "break_before", 2);
        String wish = wish(paid, wished);
        world.toss().rotateSecretKey(NEXT_KEY);
        world.secrets().put(World.SECRET, NEXT_KEY);
        world.toss().cancelInDashboard(paid.paymentKey(), 10_000L, byHand);

        world.reconcileFor(Duration.ofMinutes(40));

        Reply record = paid.lookup();
        assertEquals("done", refund(record, wish).path("status").asText());
        assertEquals(2, record.body().path("cancellations").size());
        assertEquals(20_000, paid.atToss().refundedAmount());
    }

    @Test
    void aRefundOfSignsAloneIsRecognisedUnderARotatedKeyAsItself() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "garbage_after", 1);
        String wish = wish(paid, "😀");
        world.toss().rotateSecretKey(NEXT_KEY);
        world.secrets().put(World.SECRET, NEXT_KEY);

        world.reconcileFor(Duration.ofMinutes(10));

        assertEquals("done", refund(paid.lookup(), wish).path("status").asText());
        assertEquals(1, paid.atToss().refundCount());
    }

    /** Toss keeps a refusal under the Idempotency-Key: what is wished anew goes out under another. */
    @Test
    void whatWasRefusedIsNeverAskedForAgainUnderTheSameKey() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "refuse", 1, "FORBIDDEN_BANK_REFUND_REQUEST");
        all(paid).isProblem(409, "NOT_CANCELABLE");

        all(paid).is(200);

        assertEquals(0, paid.atToss().held());
        assertEquals(1, paid.atToss().refundCount());
    }

    @Test
    void aWishOvertakenTwiceIsMadeOnWhatIsLeft() {
        Checkout paid = payer.paid(50_000);
        world.toss().cancelInDashboard(paid.paymentKey(), 10_000L, REASON);
        world.toss().fault("cancel", "break_before", 2);
        all(paid).is(202);
        world.toss().cancelInDashboard(paid.paymentKey(), 10_000L, REASON);
        world.clock.advance(Duration.ofSeconds(31));

        Reply done = all(paid).is(200);

        assertEquals("cancelled", done.text("status"));
        assertEquals(3, paid.atToss().refundCount());
        assertEquals(50_000, paid.atToss().refundedAmount());
    }
}
