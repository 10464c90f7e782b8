package kr.easyk.payments.sandbox.promises;

import com.fasterxml.jackson.databind.node.ObjectNode;
import kr.easyk.payments.sandbox.gateway.HttpApiEvent;
import kr.easyk.payments.sandbox.toss.Authentication;

/** Somebody with a token, and what they do in easyK's front end. */
record Payer(World world, String userId, String... groups) {
    Reply ready(String consultationId) {
        return post("ready", World.object().put("consultation_id", consultationId));
    }

    /** Opens a payment and authenticates it with Toss, as far as just before the approval. */
    Checkout checkout(String consultationId) {
        Reply ready = ready(consultationId);
        String orderId = ready.text("order_id");
        long amount = ready.number("amount");
        String key = world.toss().authenticate(orderId, amount);
        return new Checkout(this, ready.text("payment_id"), consultationId, orderId, key, amount);
    }

    /** As {@link #checkout(String)}, by something else than the first test card. */
    Checkout checkout(String consultationId, String method, String means) {
        Reply ready = ready(consultationId);
        String orderId = ready.text("order_id");
        long amount = ready.number("amount");
        Authentication how = Authentication.by(method, orderId, amount);
        String key = world.toss()
                .authenticate(
                        means.isEmpty() ? how : method.equals("card") ? how.withCard(means) : how.withAccount(means));
        return new Checkout(this, ready.text("payment_id"), consultationId, orderId, key, amount);
    }

    /** A consultation of this price, paid for. */
    Checkout paid(long amount) {
        Checkout checkout = checkout(world.consultation(this, amount));
        checkout.approve().is(200);
        return checkout;
    }

    Reply approve(String paymentKey, String orderId, long amount) {
        return post(
                "approve",
                World.object()
                        .put("paymentKey", paymentKey)
                        .put("orderId", orderId)
                        .put("amount", amount));
    }

    Reply cancel(String paymentId, String reason) {
        return post("cancel", World.object().put("payment_id", paymentId).put("cancel_reason", reason));
    }

    Reply cancel(String paymentId, String reason, long amount, String idempotencyKey) {
        ObjectNode body = World.object()
                .put("payment_id", paymentId)
                .put("cancel_reason", reason)
                .put("cancel_amount", amount);
        return world.invoke(
                "cancel", event("POST", "/api/payments/cancel", body).header("Idempotency-Key", idempotencyKey));
    }

    Reply lookup(String paymentId) {
        return world.invoke(
                "lookup",
                HttpApiEvent.request("GET", "/api/payments/" + paymentId)
                        .route("GET /api/payments/{payment_id}")
                        .pathParameter("payment_id", paymentId)
                        .user(userId, groups));
    }

    Reply list(String query) {
        return world.invoke(
                "lookup",
                HttpApiEvent.request("GET", "/api/payments").rawQuery(query).user(userId, groups));
    }

    Reply post(String function, ObjectNode body) {
        return world.invoke(function, event("POST", "/api/payments/" + function, body));
    }

    HttpApiEvent event(String method, String path, ObjectNode body) {
        return HttpApiEvent.request(method, path).user(userId, groups).json(body.toString());
    }
}
