package kr.easyk.payments.sandbox.toss;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Somebody who watches Toss at work. Called on the thread that does the work: be quick, throw nothing. */
public interface TossListener {
    TossListener NOBODY = new TossListener() {};

    /** A call that Toss lets in is about to be dealt with: it has its {@code fault}, and no {@code status} or {@code answer} yet. */
    default void arrived(TossCall call) {}

    /** A call to Toss's API was dealt with. */
    default void called(TossCall call) {}

    /** A webhook was written; if there is a URL, it is on its way. */
    default void written(Webhook webhook) {}

    /** A webhook reached its URL, or failed to. */
    default void delivered(Webhook webhook, Webhook.Delivery delivery) {}

    /**
     * @param id the same on arrival and at the end
     * @param operation confirm, cancel, lookup, transactions or settlements
     * @param paymentKey null where none was named
     * @param body the body that was received
     * @param status null where the caller was left without an answer
     * @param answer the body that was sent, empty where none was
     * @param fault the kind of fault that was asked for, such as {@code break_after}
     */
    record TossCall(
            String id,
            Instant at,
            String operation,
            String method,
            String url,
            @Nullable String paymentKey,
            String body,
            @Nullable Integer status,
            String answer,
            @Nullable String fault,
            Duration took) {
        TossCall with(@Nullable Integer status, String answer, @Nullable String fault, Duration took) {
            return new TossCall(id, at, operation, method, url, paymentKey, body, status, answer, fault, took);
        }
    }
}
