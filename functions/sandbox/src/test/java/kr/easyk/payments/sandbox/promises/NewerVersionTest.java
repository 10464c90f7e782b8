package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kr.easyk.payments.sandbox.gateway.HttpApiEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A record from the future. While a new version is deployed the old one runs beside it, and after a roll-back it meets what the new
 * one wrote.
 */
class NewerVersionTest {
    private static final AttributeValue CHANGE = AttributeValue.fromM(Map.of(
            "by", AttributeValue.fromS("cancel"),
            "seen", AttributeValue.fromNs(List.of("1", "2"))));
    private static final AttributeValue REQUESTED_AS = AttributeValue.fromS("admin");

    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    /** As a newer version would have written it: with an attribute more, also in each refund. */
    private void withMore(Checkout checkout) {
        Map<String, AttributeValue> item = new HashMap<>(world.paymentItem(checkout.paymentId()));
        item.put("change", CHANGE);
        List<AttributeValue> refunds = new ArrayList<>();
        for (AttributeValue each : item.get("cancellations").l()) {
            Map<String, AttributeValue> refund = new HashMap<>(each.m());
            refund.put("requested_as", REQUESTED_AS);
            refunds.add(AttributeValue.fromM(refund));
        }
        item.put("cancellations", AttributeValue.fromL(refunds));
        world.putPayment(item);
    }

    private void withStatus(String paymentId, String status) {
        Map<String, AttributeValue> item = new HashMap<>(world.paymentItem(paymentId));
        item.put("status", AttributeValue.fromS(status));
        world.putPayment(item);
    }

    private void withRefundStatus(String paymentId, String status) {
        Map<String, AttributeValue> item = new HashMap<>(world.paymentItem(paymentId));
        Map<String, AttributeValue> refund =
                new HashMap<>(item.get("cancellations").l().get(0).m());
        refund.put("status", AttributeValue.fromS(status));
        item.put("cancellations", AttributeValue.fromL(List.of(AttributeValue.fromM(refund))));
        world.putPayment(item);
    }

    private void assertKept(Checkout checkout, int refunds) {
        Map<String, AttributeValue> item = world.paymentItem(checkout.paymentId());
        assertEquals(CHANGE, item.get("change"));
        assertEquals(refunds, item.get("cancellations").l().size());
        if (refunds > 0) {
            assertEquals(REQUESTED_AS, item.get("cancellations").l().get(0).m().get("requested_as"));
        }
    }

    /** Not held against the API's description, which has no such status yet. */
    private Reply shown(Checkout checkout) {
        String event = HttpApiEvent.request("GET", "/api/payments/" + checkout.paymentId())
                .route("GET /api/payments/{payment_id}")
                .pathParameter("payment_id", checkout.paymentId())
                .user(payer.userId())
                .toJson()
                .toString();
        return Reply.of(world.invoke("lookup", event.getBytes(StandardCharsets.UTF_8)))
                .is(200);
    }

    @Test
    void whatANewerVersionWroteSurvivesAnApproval() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        withMore(checkout);

        checkout.approve().is(200);

        assertKept(checkout, 0);
    }

    @Test
    void whatANewerVersionWroteSurvivesARefund() {
        Checkout paid = payer.paid(50_000);
        payer.cancel(paid.paymentId(), "late", 10_000, "first").is(200);
        withMore(paid);

        payer.cancel(paid.paymentId(), "late", 10_000, "second").is(200);

        assertKept(paid, 2);
        assertEquals(20_000, paid.atToss().refundedAmount());
    }

    @Test
    void whatANewerVersionWroteSurvivesARefundThatIsRefusedAndOneFromTheDashboard() {
        Checkout paid = payer.paid(50_000);
        payer.cancel(paid.paymentId(), "late", 10_000, "first").is(200);
        withMore(paid);
        world.toss().fault("cancel", "refuse", 1, "NOT_CANCELABLE_PAYMENT");

        payer.cancel(paid.paymentId(), "late", 10_000, "second").isProblem(409, "NOT_CANCELABLE");
        world.toss().cancelInDashboard(paid.paymentKey(), 5_000L, "by hand");
        world.deliverWebhooks(paid.orderId());

        assertKept(paid, 3);
    }

    @Test
    void whatANewerVersionWroteInARefundSurvivesItsOwnEnd() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "garbage", 1);
        payer.cancel(paid.paymentId(), "late", 10_000, "first").is(202);
        withMore(paid);
        world.clock.advance(Duration.ofMinutes(1));

        world.reconcile();

        assertEquals("done", paid.lookup().body().at("/cancellations/0/status").asText());
        assertKept(paid, 1);
    }

    @Test
    void whatANewerVersionWroteSurvivesALookInVain() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "break_after", 2);
        world.toss().fault("lookup", "error_500", 2);
        checkout.approve().is(202);
        withMore(checkout);
        world.clock.advance(Duration.ofMinutes(1));
        world.toss().fault("transactions", "error_500", 1);

        world.reconcile();

        assertEquals("1", world.paymentItem(checkout.paymentId()).get("checks").n());
        assertKept(checkout, 0);
    }

    @Test
    void whatANewerVersionWroteSurvivesBeingAbandoned() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        withMore(checkout);
        world.changePrice(checkout.consultationId(), 60_000);

        payer.ready(checkout.consultationId()).is(201);

        assertEquals("expired", checkout.status());
        assertKept(checkout, 0);
    }

    @Test
    void aStatusOfANewerVersionIsShownByItsName() {
        Checkout paid = payer.paid(50_000);
        withStatus(paid.paymentId(), "disputed");

        assertEquals("disputed", shown(paid).text("status"));
    }

    @Test
    void aStatusOfANewerVersionIsDecidedOnByNobodyHere() {
        Checkout open = payer.checkout(world.consultation(payer, 50_000));
        withStatus(open.paymentId(), "on_hold");
        Map<String, AttributeValue> before = world.paymentItem(open.paymentId());
        world.calls.disarm();

        Reply ready = payer.ready(open.consultationId()).isProblem(503, "UPGRADE_IN_PROGRESS");
        open.approve().isProblem(503, "UPGRADE_IN_PROGRESS");
        payer.cancel(open.paymentId(), "late").isProblem(503, "UPGRADE_IN_PROGRESS");
        world.webhook(World.object()
                        .put("eventType", "PAYMENT_STATUS_CHANGED")
                        .set("data", World.object().put("orderId", open.orderId()))
                        .toString())
                .isProblem(503, "UPGRADE_IN_PROGRESS");

        assertEquals("5", ready.headers().get("retry-after"));
        assertEquals(before, world.paymentItem(open.paymentId()));
        assertFalse(world.calls.made().stream().anyMatch(each -> each.startsWith("Toss")));
    }

    @Test
    void aStatusOfANewerVersionIsLeftAloneByReconcileAndFailsNothing() {
        Checkout stuck = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "break_after", 2);
        world.toss().fault("lookup", "error_500", 1);
        stuck.approve().is(202);
        withStatus(stuck.paymentId(), "on_hold");
        Map<String, AttributeValue> before = world.paymentItem(stuck.paymentId());
        Checkout other = payer.paid(20_000);
        world.toss().cancelInDashboard(other.paymentKey(), null, "by hand");
        world.clock.advance(Duration.ofHours(1));

        for (int run = 0; run < 2; run++) {
            JsonNode answer = world.reconcile();
            assertEquals(0, answer.path("failed").asInt());
            assertEquals(1, answer.path("open").path("count").asInt());
        }

        assertEquals(before, world.paymentItem(stuck.paymentId()));
        assertEquals("cancelled", other.status());
    }

    @Test
    void aRefundOfANewerVersionsStatusIsShownAndNotDecidedOnEvenByItsOwnRepeat() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "garbage", 1);
        payer.cancel(paid.paymentId(), "late", 10_000, "once").is(202);
        withRefundStatus(paid.paymentId(), "on_hold");
        world.clock.advance(Duration.ofMinutes(1));
        int asked = world.toss().calls("cancel");

        assertEquals("on_hold", shown(paid).body().at("/cancellations/0/status").asText());
        payer.cancel(paid.paymentId(), "late", 10_000, "once").isProblem(503, "UPGRADE_IN_PROGRESS");
        payer.cancel(paid.paymentId(), "late", 10_000, "another").isProblem(503, "UPGRADE_IN_PROGRESS");
        assertEquals(0, world.reconcile().path("failed").asInt());

        assertEquals(asked, world.toss().calls("cancel"));
        assertEquals(0, paid.atToss().refundCount());
    }

    @Test
    void aWishUnderWayOfAPaymentInANewerVersionsStatusIsNotSentAgain() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "garbage", 1);
        payer.cancel(paid.paymentId(), "late", 10_000, "once").is(202);
        withStatus(paid.paymentId(), "disputed");
        world.clock.advance(Duration.ofMinutes(1));

        payer.cancel(paid.paymentId(), "late", 10_000, "once").isProblem(503, "UPGRADE_IN_PROGRESS");
        world.reconcile();

        assertEquals(0, paid.atToss().refundCount());
    }
}
