package kr.easyk.payments.sandbox.promises;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import kr.easyk.payments.sandbox.gateway.HttpApiEvent;
import kr.easyk.payments.sandbox.promises.ApiDescription.Documented;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Everything that can happen at each route, once: a walk through the API that gets each kind of answer it can give. */
final class Tour {
    static final String READY = "POST /api/payments/ready";
    static final String APPROVE = "POST /api/payments/approve";
    static final String CANCEL = "POST /api/payments/cancel";
    static final String ONE = "GET /api/payments/{payment_id}";
    static final String LIST = "GET /api/payments";
    static final String WEBHOOK = "POST /api/payments/webhook";

    private static final String VIRTUAL_ACCOUNT = "virtual_account";
    private static final String TOO_LARGE = "{\"a\":\"" + "x".repeat(70_000) + "\"}";

    private final World world;
    private final Payer payer;
    private final Set<Documented> seen = new TreeSet<>();

    Tour(World world) {
        this.world = world;
        this.payer = world.payer();
    }

    /** @return the kinds of answer that were given; that each is as described, the world sees to */
    Set<Documented> walk() {
        ready();
        approve();
        cancel();
        lookUp();
        list();
        webhook();
        for (String route : List.of(READY, APPROVE, CANCEL, WEBHOOK)) {
            unreadableBodies(route);
        }
        for (String route : List.of(READY, APPROVE, CANCEL, ONE, LIST)) {
            saw(route, invoke(route, event(route).json("{}")), 401);
        }
        return seen;
    }

    private Reply saw(String route, Reply reply, int status) {
        seen.add(Documented.of(route, reply.is(status)));
        return reply;
    }

    private void ready() {
        String consultation = world.consultation(payer, 50_000);
        saw(READY, payer.ready(consultation), 201);
        saw(READY, payer.ready(consultation), 200);
        saw(READY, payer.ready(approving().consultationId()), 200);
        saw(READY, payer.ready(waiting().consultationId()), 200);
        saw(READY, payer.ready("unknown"), 404);
        saw(READY, payer.ready(payer.paid(1_000).consultationId()), 409);
        saw(
                READY,
                payer.post(
                        "ready",
                        World.object().put("consultation_id", consultation).put("amount", 1)),
                400);
        Checkout withdrawn = checkout();
        world.setConsultationStatus(withdrawn.consultationId(), "withdrawn");
        saw(READY, payer.ready(withdrawn.consultationId()), 409);
        Checkout broken = checkout();
        inAnyTrouble(READY, broken.paymentId(), () -> payer.ready(broken.consultationId()));
    }

    private void approve() {
        Checkout paid = checkout();
        saw(APPROVE, paid.approve(), 200);
        payer.cancel(paid.paymentId(), "a part", 100, "key").is(200);
        saw(APPROVE, paid.approve(), 200);
        payer.cancel(paid.paymentId(), "the rest").is(200);
        saw(APPROVE, paid.approve(), 200);
        saw(APPROVE, waiting().approve(), 200);
        saw(APPROVE, approving().approve(), 202);
        saw(APPROVE, payer.approve(paid.paymentKey(), paid.orderId(), 1), 400);
        saw(APPROVE, payer.approve("another_key", paid.orderId(), paid.amount()), 409);
        saw(APPROVE, payer.approve("a_key", "easyk_unknown", 50_000), 404);

        Checkout declined = declined();
        saw(APPROVE, declined.approve(), 402);
        saw(APPROVE, payer.approve("another_key", declined.orderId(), declined.amount()), 409);
        saw(APPROVE, expired().approve(), 409);

        world.toss().fault("confirm", "refuse", 1, "UNAPPROVED_ORDER_ID");
        saw(APPROVE, checkout().approve(), 503);
        Checkout repriced = checkout();
        world.changePrice(repriced.consultationId(), 60_000);
        saw(APPROVE, repriced.approve(), 409);
        Checkout withdrawn = checkout();
        world.setConsultationStatus(withdrawn.consultationId(), "withdrawn");
        saw(APPROVE, withdrawn.approve(), 409);
        world.setConsultationStatus(withdrawn.consultationId(), "paid");
        saw(APPROVE, withdrawn.approve(), 409);
        world.deleteConsultation(withdrawn.consultationId());
        saw(APPROVE, withdrawn.approve(), 404);
        Checkout broken = checkout();
        inAnyTrouble(APPROVE, broken.paymentId(), broken::approve);
    }

    private void cancel() {
        Checkout paid = payer.paid(50_000);
        saw(CANCEL, payer.cancel(paid.paymentId(), "too much", 50_001, "key-0"), 400);
        saw(
                CANCEL,
                payer.post(
                        "cancel",
                        World.object()
                                .put("payment_id", paid.paymentId())
                                .put("cancel_reason", "no key")
                                .put("cancel_amount", 1)),
                400);
        unknownCancel();
        saw(CANCEL, payer.cancel(paid.paymentId(), "a part", 100, "key-1"), 202);
        saw(CANCEL, payer.cancel(paid.paymentId(), "another part", 100, "key-2"), 409);
        world.clock.advance(Duration.ofMinutes(1));
        saw(CANCEL, payer.cancel(paid.paymentId(), "a part", 100, "key-1"), 200);
        saw(CANCEL, payer.cancel(paid.paymentId(), "other words", 100, "key-1"), 409);
        unknownCancel();
        saw(CANCEL, payer.cancel(paid.paymentId(), "another part", 100, "key-3"), 202);
        world.clock.advance(Duration.ofMinutes(1));
        saw(CANCEL, payer.cancel(paid.paymentId(), "another part", 100, "key-3"), 200);
        saw(CANCEL, payer.cancel(paid.paymentId(), "the rest"), 200);

        Checkout called = waiting();
        unknownCancel();
        saw(CANCEL, payer.cancel(called.paymentId(), "no need"), 202);

        Checkout refused = payer.paid(50_000);
        world.toss().fault("cancel", "refuse", 1, "EXCEED_MAX_REFUND_DUE");
        saw(CANCEL, payer.cancel(refused.paymentId(), "too late"), 409);
        saw(CANCEL, payer.cancel(checkout().paymentId(), "nothing to refund"), 409);

        Checkout deposited = waiting();
        world.toss().deposit(deposited.orderId());
        world.deliverWebhooks(deposited.orderId());
        saw(CANCEL, payer.cancel(deposited.paymentId(), "nowhere to go"), 400);
        saw(CANCEL, world.payer().cancel(deposited.paymentId(), "not mine"), 404);

        withoutKey(() -> saw(CANCEL, payer.cancel(refused.paymentId(), "no key to call Toss with"), 503));
        inAnyTrouble(CANCEL, refused.paymentId(), () -> payer.cancel(refused.paymentId(), "broken"));

        Checkout crumbled = payer.paid(50_000);
        for (int i = 0; i < 50; i++) {
            world.toss().cancelInDashboard(crumbled.paymentKey(), 1L, "crumb " + i);
        }
        world.deliverWebhooks(crumbled.orderId());
        saw(CANCEL, payer.cancel(crumbled.paymentId(), "the rest"), 409);

        Checkout overtaken = payer.paid(50_000);
        world.toss().fault("cancel", "garbage_after", 1);
        saw(CANCEL, payer.cancel(overtaken.paymentId(), "all"), 202);
        world.deliverWebhooks(overtaken.orderId());
        saw(CANCEL, payer.cancel(overtaken.paymentId(), "all"), 202);
    }

    private void lookUp() {
        saw(ONE, payer.lookup(checkout().paymentId()), 200);
        saw(ONE, approving().lookup(), 200);
        saw(ONE, waiting().lookup(), 200);
        Checkout paid = payer.paid(50_000);
        saw(ONE, paid.lookup(), 200);
        payer.cancel(paid.paymentId(), "a part", 100, "key").is(200);
        saw(ONE, paid.lookup(), 200);
        payer.cancel(paid.paymentId(), "the rest").is(200);
        saw(ONE, paid.lookup(), 200);
        Checkout declined = declined();
        declined.approve().is(402);
        saw(ONE, declined.lookup(), 200);
        saw(ONE, expired().lookup(), 200);
        saw(ONE, payer.lookup("not-a-uuid"), 400);
        saw(ONE, world.payer().lookup(paid.paymentId()), 404);
        inTrouble(ONE, paid.paymentId(), paid::lookup);
    }

    private void list() {
        Payer other = world.payer();
        saw(LIST, other.list("limit=2"), 200);
        other.paid(1_000);
        world.clock.advance(Duration.ofSeconds(1));
        Checkout second = other.paid(2_000);
        saw(LIST, other.list("limit=1"), 200);
        saw(LIST, other.list("consultation_id=" + second.consultationId()), 200);
        saw(LIST, world.admin().list("consultation_id=" + second.consultationId()), 200);
        saw(LIST, other.list("limit=0"), 400);
        inTrouble(LIST, second.paymentId(), () -> other.list(""));
    }

    private void webhook() {
        Checkout paid = payer.paid(50_000);
        String about = "{\"eventType\":\"PAYMENT_STATUS_CHANGED\",\"data\":{\"orderId\":\"" + paid.orderId() + "\"}}";
        saw(WEBHOOK, world.webhook(about), 200);
        saw(WEBHOOK, world.webhook("{\"eventType\":\"payout.changed\"}"), 200);
        saw(
                WEBHOOK,
                world.webhook(
                        "{\"secret\":\"a guess\",\"orderId\":\"" + waiting().orderId() + "\"}"),
                400);
        world.toss().fault("lookup", "error_500", 1);
        saw(WEBHOOK, world.webhook(about), 503);
        inAnyTrouble(WEBHOOK, paid.paymentId(), () -> world.webhook(about));
    }

    private void unreadableBodies(String route) {
        saw(route, invoke(route, signedIn(route).json("[]")), 400);
        saw(route, invoke(route, signedIn(route).json(TOO_LARGE)), 413);
        saw(route, invoke(route, signedIn(route).header("content-type", "text/plain")), 415);
    }

    private Checkout checkout() {
        return payer.checkout(world.consultation(payer, 50_000));
    }

    private Checkout declined() {
        return payer.checkout(world.consultation(payer, 50_000), "card", "4030-0000-0000-0002");
    }

    private Checkout waiting() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000), VIRTUAL_ACCOUNT, "");
        checkout.approve().is(200);
        return checkout;
    }

    private Checkout approving() {
        Checkout checkout = checkout();
        world.toss().fault("confirm", "garbage_after", 1);
        world.toss().fault("lookup", "garbage", 1);
        checkout.approve().is(202);
        return checkout;
    }

    private Checkout expired() {
        Checkout checkout = checkout();
        world.changePrice(checkout.consultationId(), 60_000);
        payer.ready(checkout.consultationId()).is(201);
        return checkout;
    }

    private void unknownCancel() {
        world.toss().fault("cancel", "garbage", 1);
        world.toss().fault("lookup", "garbage", 1);
    }

    /** Lets a function start anew while its secret is empty. */
    private void withoutKey(Runnable step) {
        world.secrets().put(World.SECRET, "{}");
        world.restart();
        step.run();
        world.secrets().put(World.SECRET, "{\"secretKey\":\"" + World.KEY + "\"}");
        world.restart();
    }

    /** A record that cannot be read, and a table that is not there. */
    private void inTrouble(String route, String paymentId, Supplier<Reply> request) {
        Map<String, AttributeValue> item = world.paymentItem(paymentId);
        world.putPayment(changed(item, "amount", AttributeValue.fromS("a lot")));
        saw(route, request.get(), 500);
        world.putPayment(item);
        world.withoutTables(() -> saw(route, request.get(), 500));
    }

    /** As above, and a status that only a newer version knows. */
    private void inAnyTrouble(String route, String paymentId, Supplier<Reply> request) {
        inTrouble(route, paymentId, request);
        world.putPayment(changed(world.paymentItem(paymentId), "status", AttributeValue.fromS("on_hold")));
        saw(route, request.get(), 503);
    }

    private static Map<String, AttributeValue> changed(
            Map<String, AttributeValue> item, String attribute, AttributeValue value) {
        Map<String, AttributeValue> changed = new HashMap<>(item);
        changed.put(attribute, value);
        return changed;
    }

    private Reply invoke(String route, HttpApiEvent event) {
        String last = route.substring(route.lastIndexOf('/') + 1);
        return world.invoke(route.startsWith("GET") ? "lookup" : last, event);
    }

    private HttpApiEvent signedIn(String route) {
        return event(route).user(payer.userId());
    }

    private static HttpApiEvent event(String route) {
        String[] parts = route.split(" ", 2);
        HttpApiEvent event = HttpApiEvent.request(parts[0], parts[1]).route(route);
        return route.equals(ONE) ? event.pathParameter("payment_id", "x") : event;
    }
}
