package kr.easyk.payments.sandbox.lambda;

import java.nio.charset.StandardCharsets;

/** How an invocation ended. */
public sealed interface Invocation {
    /** @param payload what the handler wrote */
    record Answered(byte[] payload) implements Invocation {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    /** The handler threw; the console has the stack trace, the caller learns nothing of it. */
    record Failed(String error) implements Invocation {}

    /** The time limit came first; the handler was interrupted. */
    record TimedOut() implements Invocation {}
}
