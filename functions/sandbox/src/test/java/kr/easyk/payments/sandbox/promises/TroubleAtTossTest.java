package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TroubleAtTossTest {
    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    /** Whatever goes wrong, and however often, the reconciler finds out what Toss did, and nobody is charged twice. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "error_500",
                "error_500_after",
                "hang",
                "hang_after",
                "break_before",
                "break_after",
                "garbage",
                "garbage_after",
                "rate_limit"
            })
    void troubleWithAConfirmEndsWithRecordAndTossAgreeing(String kind) {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", kind, 2);
        world.toss().fault("lookup", "error_500", 1);

        assertEquals("approving", checkout.approve().is(202).text("status"));
        world.toss().clearFaults();
        world.clock.advance(Duration.ofMinutes(15));
        world.reconcile();

        boolean charged = checkout.atToss().chargeCount() == 1;
        assertEquals(kind.endsWith("after"), charged);
        assertEquals(charged ? "approved" : "expired", checkout.status());
        assertEquals(charged ? "paid" : "pending", checkout.consultationStatus());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hang", "break_before", "garbage", "rate_limit"})
    void aRepeatAfterTroubleOnTheWayGoesOnWithTheSamePayment(String kind) {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", kind, 2);
        assertEquals("approving", checkout.approve().is(202).text("status"));
        world.toss().clearFaults();

        world.clock.advance(Duration.ofSeconds(31));
        assertEquals("approved", checkout.approve().is(200).text("status"));

        assertEquals(1, checkout.atToss().chargeCount());
    }

    @Test
    void anAnswerThatIsLostOnTheWayIsAskedForAgainAtOnce() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "break_after", 1);

        assertEquals("approved", checkout.approve().is(200).text("status"));

        assertEquals(1, checkout.atToss().chargeCount());
    }

    @Test
    void anUnknownCodeIsNoFailure() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000), "card", "4030-0000-0000-0011");

        assertEquals("approved", checkout.approve().is(200).text("status"));

        assertEquals(1, checkout.atToss().chargeCount());
    }

    @Test
    void aSessionThatIsOverChargesNothing() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.clock.advance(Duration.ofMinutes(11));

        checkout.approve().isProblem(409, "PAYMENT_EXPIRED");

        assertEquals("expired", checkout.status());
        assertEquals(0, checkout.atToss().chargeCount());
        payer.checkout(checkout.consultationId()).approve().is(200);
    }

    @Test
    void aPaymentKeyThatTossDoesNotKnowChargesNothing() {
        Reply ready = payer.ready(world.consultation(payer, 50_000)).is(201);

        payer.approve("made_up", ready.text("order_id"), 50_000).isProblem(409, "PAYMENT_EXPIRED");

        assertEquals("expired", payer.lookup(ready.text("payment_id")).text("status"));
    }

    @Test
    void aRotatedKeyNeedsNoDeployment() {
        payer.paid(10_000);
        world.toss().rotateSecretKey("test_gsk_rotated");
        world.secrets().put(World.SECRET, "{\"secretKey\":\"test_gsk_rotated\"}");

        Checkout after = payer.paid(20_000);

        assertEquals("approved", after.status());
    }

    @Test
    void aWrongKeyChargesNothingAndIsSaidToBeOurTrouble() {
        world.secrets().put(World.SECRET, "test_gsk_of_yesterday");
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));

        Reply unavailable = checkout.approve().isProblem(503, "TOSS_UNAVAILABLE");

        assertTrue(unavailable.headers().containsKey("retry-after"));
        assertEquals("UNAUTHORIZED_KEY", unavailable.text("toss_code"));
        world.secrets().put(World.SECRET, World.KEY);
        world.clock.advance(Duration.ofSeconds(31));
        assertEquals("approved", checkout.approve().is(200).text("status"));
        assertEquals(1, checkout.atToss().chargeCount());
    }

    @Test
    void withoutAKeyNothingIsBegun() {
        world.secrets().put(World.SECRET, "{\"wrong\":1}");
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));

        checkout.approve().isProblem(503, "TOSS_UNAVAILABLE");

        assertEquals("pending", checkout.status());
        world.secrets().put(World.SECRET, World.KEY);
        checkout.approve().is(200);
    }

    @Test
    void aDeclineIsToldInTheLanguageOfThePayer() {
        Checkout korean = payer.checkout(world.consultation(payer, 50_000), "card", "4030-0000-0000-0002");
        Reply inKorean = korean.approve().isProblem(402, "PAYMENT_DECLINED");
        Checkout english = payer.checkout(world.consultation(payer, 50_000), "card", "4030-0000-0000-0002");
        Reply inEnglish = world.invoke(
                        "approve",
                        payer.event(
                                        "POST",
                                        "/api/payments/approve",
                                        World.object()
                                                .put("paymentKey", english.paymentKey())
                                                .put("orderId", english.orderId())
                                                .put("amount", 50_000))
                                .header("Accept-Language", "en-GB, ko;q=0.5"))
                .isProblem(402, "PAYMENT_DECLINED");

        assertTrue(inKorean.text("detail").matches(".*[가-힣].*"));
        assertTrue(inEnglish.text("detail").matches("[\\x20-\\x7e]+"));
        assertEquals("en", inEnglish.headers().get("content-language"));
    }

    @Test
    void anAnswerAboutAnotherAmountMarksNothingPaid() {
        Reply ready = payer.ready(world.consultation(payer, 50_000)).is(201);
        String key = world.toss().authenticate(ready.text("order_id"), 100);

        Reply reply = payer.approve(key, ready.text("order_id"), 50_000);

        assertTrue(reply.status() >= 400, () -> reply.body().toString());
        assertEquals(0, world.toss().account(key).chargeCount());
        world.clock.advance(Duration.ofHours(2));
        world.reconcile();
        assertEquals("pending", world.paymentStatusOf(ready.text("consultation_id")));
    }
}
