package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import kr.easyk.payments.Deadline;
import kr.easyk.payments.aws.Aws;
import kr.easyk.payments.sandbox.template.LambdaFunction;
import kr.easyk.payments.sandbox.template.Route;
import kr.easyk.payments.sandbox.toss.Webhook;
import kr.easyk.payments.secrets.TossKey;
import kr.easyk.payments.toss.TossClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever hangs, a function answers itself: before Lambda ends it, and before API Gateway answers in its place. */
class TimeLimitsTest {
    /** Of an HTTP API; the rest of it is for a restore and the way there and back. */
    private static final Duration GATEWAY = Duration.ofSeconds(30);

    private static final Duration LEAST_CHANGE = Duration.ofSeconds(9);
    private static final Duration LEAST_LOOK_UP = Duration.ofSeconds(1);

    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    @Test
    void approveHasTimeForItsWorstCase() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "garbage_after", 1);
        begin();

        assertEquals("approved", checkout.approve().is(200).text("status"));

        assertFits("ApproveFunction", 6);
    }

    @Test
    void cancelHasTimeForItsWorstCase() {
        Checkout paid = payer.paid(50_000);
        world.toss().cancelInDashboard(paid.paymentKey(), 20_000L, "by hand, and not heard of");
        begin();

        assertEquals(
                "cancelled",
                payer.cancel(paid.paymentId(), "a change of plans").is(200).text("status"));

        assertFits("CancelFunction", 8);
    }

    @Test
    void aRepeatedCancelHasTimeForItsWorstCase() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "break_before", 2);
        payer.cancel(paid.paymentId(), "a change of plans").is(202);
        world.toss().cancelInDashboard(paid.paymentKey(), 20_000L, "by hand, and not heard of");
        world.clock.advance(Duration.ofMinutes(1));
        begin();

        assertEquals(
                "cancelled",
                payer.cancel(paid.paymentId(), "a change of plans").is(200).text("status"));

        assertFits("CancelFunction", 7);
    }

    @Test
    void webhookHasTimeForItsWorstCase() {
        Checkout paid = payer.paid(50_000);
        world.toss().cancelInDashboard(paid.paymentKey(), 20_000L, "by hand");
        begin();

        world.webhook(lastWebhook(paid)).is(200);

        assertFits("WebhookFunction", 4);
    }

    @Test
    void readyHasTimeForItsWorstCase() {
        String consultation = world.consultation(payer, 50_000);
        payer.ready(consultation).is(201);
        world.changePrice(consultation, 60_000);
        begin();

        payer.ready(consultation).is(201);

        assertFits("ReadyFunction", 3);
    }

    @Test
    void lookupHasTimeForItsWorstCase() {
        Reply opened = payer.ready(world.consultation(payer, 50_000)).is(201);
        begin();

        payer.lookup(opened.text("payment_id")).is(200);

        assertFits("LookupFunction", 1);
    }

    @Test
    void reconcileHasTimeForItsWorstCase() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "break_before", 2);
        payer.cancel(paid.paymentId(), "a change of plans").is(202);
        world.toss().cancelInDashboard(paid.paymentKey(), 20_000L, "by hand, and not heard of");
        world.clock.advance(Duration.ofMinutes(2));
        begin();

        assertEquals(1, world.reconcile().path("settled").asInt());

        assertFits("ReconcileFunction", 10);
    }

    @Test
    void aConfirmThatHangsIsGivenUpInTimeToSayThatItsOutcomeIsUnknown() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.toss().fault("confirm", "hang_after", 1);
        world.toss().fault("lookup", "hang", 1);
        world.remaining = TossClient.KEPT_BY_A_CHANGE.plus(Deadline.TO_ANSWER).plusMillis(1_500);
        long start = System.nanoTime();

        assertEquals("approving", checkout.approve().is(202).text("status"));

        assertTrue(Duration.ofNanos(System.nanoTime() - start).compareTo(world.remaining) < 0);
        assertTrue(world.calls.made().contains("Toss confirm"));
    }

    @Test
    void whereNoTimeWouldBeLeftToWriteTheOutcomeTossIsNotAsked() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.remaining = TossClient.KEPT_BY_A_CHANGE.plus(Deadline.TO_ANSWER);
        world.calls.disarm();

        assertEquals("approving", checkout.approve().is(202).text("status"));

        assertTrue(!world.calls.made().contains("Toss confirm"), world.calls.made()::toString);
        assertEquals(0, checkout.atToss().chargeCount());
    }

    private String lastWebhook(Checkout checkout) {
        return world.toss().webhooks().stream()
                .filter(webhook -> webhook.orderId().equals(checkout.orderId()))
                .map(Webhook::body)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    /** With new instances, which have no key yet. */
    private void begin() {
        world.restart();
        world.calls.disarm();
    }

    private static boolean isChange(String call) {
        return call.equals("Toss confirm") || call.equals("Toss cancel");
    }

    /**
     * Adds up what the calls just made take at most, each one its whole share: the records must get all that a call may take, and
     * Toss enough to answer.
     */
    private void assertFits(String logicalId, int leastCalls) {
        LambdaFunction function = World.TEMPLATE.function(logicalId);
        AtomicLong now = new AtomicLong();
        Deadline deadline = new Deadline(now::get);
        deadline.begin(function.limit());
        List<String> calls = world.calls.made();
        assertTrue(calls.size() >= leastCalls, () -> "not its worst case: " + calls);
        for (int i = 0; i < calls.size(); i++) {
            String call = calls.get(i);
            Duration taken = switch (call) {
                case "GetSecretValue" -> deadline.share(TossKey.FETCH, Duration.ZERO);
                case "Toss look-up", "Toss transactions" ->
                    deadline.share(TossClient.LOOK_UP, TossClient.KEPT_BY_A_LOOK_UP);
                case "Toss confirm", "Toss cancel" -> deadline.share(TossClient.CHANGE, TossClient.KEPT_BY_A_CHANGE);
                default -> deadline.share(Aws.CALL, Duration.ZERO);
            };
            Duration least = switch (call) {
                case "GetSecretValue" -> TossKey.FETCH;
                case "Toss look-up", "Toss transactions" -> LEAST_LOOK_UP;
                case "Toss confirm", "Toss cancel" -> LEAST_CHANGE;
                default -> Aws.CALL;
            };
            if (isChange(call) && calls.indexOf(call) < i && taken.compareTo(least) < 0) {
                // Another refund was in the way. There is too little time to ask once more: the reconciler will.
                break;
            }
            assertTrue(taken.compareTo(least) >= 0, () -> call + " gets but " + taken + " in " + calls);
            now.addAndGet(taken.toNanos());
        }
        Duration answered = Duration.ofNanos(now.get()).plus(Deadline.TO_ANSWER);
        assertTrue(answered.compareTo(function.limit()) <= 0, () -> calls + " take " + answered);
        for (Route route : function.routes()) {
            assertTrue(function.limit().compareTo(GATEWAY) < 0 && route.limit().compareTo(function.limit()) > 0);
        }
    }
}
