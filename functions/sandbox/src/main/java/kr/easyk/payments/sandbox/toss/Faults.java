package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What goes wrong with the next calls, in the order it was asked for. */
final class Faults {
    private static final Set<String> OPERATIONS =
            Set.of("confirm", "cancel", "lookup", "transactions", "settlements", "authenticate", "any");

    /** @param after when a late call is carried out by itself; null: when it is released */
    record Fault(
            FaultKind kind, @Nullable String code, @Nullable Duration after) {
        /** The refusal of {@code REFUSE}; without a code, the one that is common for the operation. */
        TossRefusal refusal(String operation) {
            return code != null
                    ? TossRefusal.of(code)
                    : switch (operation) {
                        case "confirm" -> TossError.REJECT_CARD_PAYMENT.refusal();
                        case "cancel" -> TossError.NOT_CANCELABLE_PAYMENT.refusal();
                        case "authenticate" -> TossError.REJECT_CARD_COMPANY.refusal();
                        default -> TossError.FORBIDDEN_CONSECUTIVE_REQUEST.refusal();
                    };
        }
    }

    private static final class Armed {
        private final String operation;
        private final Fault fault;
        private int left;

        Armed(String operation, Fault fault, int times) {
            this.operation = operation;
            this.fault = fault;
            this.left = times;
        }

        boolean meets(String called) {
            // The payment window is not part of the API: only a fault that names it reaches it.
            return operation.equals(called) || (operation.equals("any") && !called.equals("authenticate"));
        }
    }

    private final List<Armed> armed = new ArrayList<>();
    private final List<CompletableFuture<Reply>> hanging = new ArrayList<>();

    synchronized void add(String operation, Fault fault, int times) {
        if (!OPERATIONS.contains(operation) || times < 1) {
            throw TossError.INVALID_REQUEST.refusal();
        }
        armed.add(new Armed(operation, fault, times));
    }

    synchronized @Nullable Fault take(String operation) {
        for (Armed next : armed) {
            if (next.meets(operation)) {
                next.left--;
                if (next.left == 0) {
                    armed.remove(next);
                }
                return next.fault;
            }
        }
        return null;
    }

    /** Those still to come, in their order. */
    synchronized ArrayNode armed() {
        ArrayNode list = Json.array();
        for (Armed next : armed) {
            ObjectNode fault = list.addObject()
                    .put("operation", next.operation)
                    .put("kind", next.fault.kind().label())
                    .put("code", next.fault.code())
                    .put("times", next.left);
            Duration after = next.fault.after();
            if (after != null) {
                fault.put("after", after.toString());
            }
        }
        return list;
    }

    /** A caller who never gets an answer, and whose connection closes when the faults are cleared. */
    synchronized Reply hang() {
        CompletableFuture<Reply> end = new CompletableFuture<>();
        hanging.add(end);
        return new Reply.Pending(end);
    }

    /** Forgets what was asked for and lets go of every call that hangs. */
    void clear() {
        List<CompletableFuture<Reply>> ended;
        synchronized (this) {
            armed.clear();
            ended = List.copyOf(hanging);
            hanging.clear();
        }
        ended.forEach(end -> end.complete(new Reply.Silence()));
    }
}
