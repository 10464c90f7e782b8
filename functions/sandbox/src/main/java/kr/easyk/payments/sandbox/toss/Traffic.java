package kr.easyk.payments.sandbox.toss;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** How often each operation was called: in all, and for each payment. Every call that arrives counts, whatever becomes of it. */
final class Traffic {
    private final Map<String, Integer> all = new HashMap<>();
    private final Map<String, Map<String, Integer>> byPayment = new HashMap<>();

    synchronized void count(String operation) {
        all.merge(operation, 1, Integer::sum);
    }

    synchronized void countFor(String paymentKey, String operation) {
        byPayment.computeIfAbsent(paymentKey, key -> new TreeMap<>()).merge(operation, 1, Integer::sum);
    }

    synchronized int calls(String operation) {
        return all.getOrDefault(operation, 0);
    }

    synchronized Map<String, Integer> callsFor(String paymentKey) {
        return Map.copyOf(byPayment.getOrDefault(paymentKey, Map.of()));
    }

    synchronized void clear() {
        all.clear();
        byPayment.clear();
    }
}
