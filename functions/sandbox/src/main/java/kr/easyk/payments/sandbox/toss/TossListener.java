package kr.easyk.payments.sandbox.toss;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Somebody who watches Toss at work. Called on the thread that does the work: be quick, throw nothing. */
public interface TossListener {
    TossListener NOBODY = new TossListener() {};

    /** A call to Toss's API was dealt with. */
    default void called(TossCall call) {}

    /** A webhook was written; if there is a URL, it is on its way. */
    default void written(Webhook webhook) {}

    /** A webhook reached its URL, or failed to. */
    default void delivered(Webhook webhook, Webhook.Delivery delivery) {}

    /**
     * @param operation confirm, cancel, lookup or transactions
     * @param paymentKey null where none was named
     * @param status null where the caller was left without an answer
     * @param answer the body that was sent, empty where none was
     * @param fault the kind of fault that was asked for, such as {@code break_after}
     */
    record TossCall(
            Instant at,
            String operation,
            String method,
            String url,
            @Nullable String paymentKey,
            @Nullable Integer status,
            String answer,
            @Nullable String fault,
            Duration took) {}
}
