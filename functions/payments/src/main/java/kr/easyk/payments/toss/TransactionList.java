package kr.easyk.payments.toss;

import java.util.List;

/**
 * Toss's transactions of a stretch of time.
 *
 * @param all the oldest first
 * @param keyDigest names the API key they were asked for with; empty where it changed on the way
 * @param isComplete whether there are no more, and all could be read
 * @param unreadable how many could not be read
 */
public record TransactionList(List<TossTransaction> all, String keyDigest, boolean isComplete, int unreadable) {
    public TransactionList {
        all = List.copyOf(all);
    }

    /** Whether there is one of this order's. */
    public boolean hasOrder(String orderId) {
        return all.stream().anyMatch(each -> each.orderId().equals(orderId));
    }
}
