package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Calls that Toss has not carried out yet, and will: whether or not anybody still waits for the answer. */
final class LateCalls {
    /**
     * @param due when it is carried out by itself; null: when it is released
     * @param awaited whether its caller still hopes for the answer
     * @param arrived whether Toss has got it, and is slow; else it is still on the way
     */
    record LateCall(
            String operation,
            @Nullable String paymentKey,
            @Nullable Instant due,
            boolean awaited,
            boolean arrived,
            Runnable work) {}

    private final List<LateCall> waiting = new ArrayList<>();

    synchronized void add(LateCall call) {
        waiting.add(call);
    }

    /** Whether Toss is still busy with a confirm of this payment. */
    synchronized boolean confirming(String paymentKey) {
        return waiting.stream()
                .anyMatch(it -> it.arrived() && it.operation().equals("confirm") && paymentKey.equals(it.paymentKey()));
    }

    /** Carries out the oldest ones. Returns how many that were. */
    int release(int most) {
        return carryOut(it -> true, most);
    }

    /** Carries out one of them, the oldest being number 0. */
    void releaseOne(int number) {
        LateCall call;
        synchronized (this) {
            call = waiting.remove(number);
        }
        call.work().run();
    }

    void carryOutDue(Instant now) {
        carryOut(it -> it.due() != null && !now.isBefore(it.due()), Integer.MAX_VALUE);
    }

    /** Those whose callers still hope. */
    void carryOutAwaited() {
        carryOut(LateCall::awaited, Integer.MAX_VALUE);
    }

    private int carryOut(Predicate<LateCall> wanted, int most) {
        int done = 0;
        for (LateCall next = take(wanted); next != null; next = done < most ? take(wanted) : null) {
            next.work().run();
            done++;
        }
        return done;
    }

    private synchronized @Nullable LateCall take(Predicate<LateCall> wanted) {
        LateCall next = waiting.stream().filter(wanted).findFirst().orElse(null);
        waiting.remove(next);
        return next;
    }

    synchronized ArrayNode toJson() {
        ArrayNode list = Json.array();
        for (LateCall call : waiting) {
            list.addObject()
                    .put("operation", call.operation())
                    .put("payment_key", call.paymentKey())
                    .put("due", call.due() == null ? null : call.due().toString());
        }
        return list;
    }

    synchronized void clear() {
        waiting.clear();
    }
}
