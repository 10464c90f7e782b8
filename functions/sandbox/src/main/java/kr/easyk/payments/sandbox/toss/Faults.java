package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What goes wrong with the next calls, in the order it was asked for. */
final class Faults {
    private static final Set<String> OPERATIONS =
            Set.of("confirm", "cancel", "lookup", "transactions", "authenticate", "any");

    private static final String GARBAGE = "<!doctype html><title>502</title><h1>Bad gateway</h1>";

    /** Longer than any client waits. */
    private static final long LONGEST_HOLD_SECONDS = 300;

    record Fault(FaultKind kind, @Nullable String code) {
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
    private CountDownLatch gate = new CountDownLatch(1);

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
            list.addObject()
                    .put("operation", next.operation)
                    .put("kind", next.fault.kind().label())
                    .put("code", next.fault.code())
                    .put("times", next.left);
        }
        return list;
    }

    /** Forgets what was asked for and lets go of every call that is held. */
    synchronized void clear() {
        armed.clear();
        gate.countDown();
        gate = new CountDownLatch(1);
    }

    /** Lets a call get to Toss and its answer back, or not. What goes wrong inside Toss is Toss's own affair. */
    Reply onTheWay(FaultKind kind, Supplier<Reply.Answer> toss) {
        return switch (kind) {
            case BREAK_BEFORE -> new Reply.Silence();
            case HANG -> {
                hold();
                yield new Reply.Silence();
            }
            case GARBAGE -> Reply.html(200, GARBAGE);
            case RATE_LIMIT -> throw TossError.TOO_MANY_REQUESTS.refusal();
            case BREAK_AFTER -> {
                toss.get();
                yield new Reply.Silence();
            }
            case HANG_AFTER -> {
                toss.get();
                hold();
                yield new Reply.Silence();
            }
            case GARBAGE_AFTER -> {
                toss.get();
                yield Reply.html(200, GARBAGE);
            }
            case REFUSE, ERROR_500, ERROR_500_AFTER, STALL -> toss.get();
        };
    }

    /** Waits until the faults are cleared. */
    void hold() {
        try {
            gate().await(LONGEST_HOLD_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized CountDownLatch gate() {
        return gate;
    }
}
