package kr.easyk.payments.sandbox.explore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One table: its items by primary key, and, for an index that lags, what each was before its last write. */
final class MemoryTable {
    /** @param projected what a query of it answers with; null for all */
    record Index(
            String hash, @Nullable String range, @Nullable Set<String> projected) {}

    private final String key;
    private final Map<String, Index> indexes;
    private Map<String, Map<String, AttributeValue>> items = new HashMap<>();
    private Map<String, Map<String, AttributeValue>> before = new HashMap<>();
    private Digest digest = Digest.NOTHING;
    private Digest digestBefore = Digest.NOTHING;

    MemoryTable(String key, Map<String, Index> indexes) {
        this.key = key;
        this.indexes = indexes;
    }

    /** The same items, to go another way from here. */
    MemoryTable copy() {
        MemoryTable copy = new MemoryTable(key, indexes);
        copy.items = new HashMap<>(items);
        copy.before = new HashMap<>(before);
        copy.digest = digest;
        copy.digestBefore = digestBefore;
        return copy;
    }

    MemoryTable emptied() {
        return new MemoryTable(key, indexes);
    }

    String key() {
        return key;
    }

    Index index(String name) {
        Index index = indexes.get(name);
        if (index == null) {
            throw new IllegalArgumentException("no index " + name);
        }
        return index;
    }

    Digest digest() {
        return digest;
    }

    Digest digestBefore() {
        return digestBefore;
    }

    String keyIn(Map<String, AttributeValue> item) {
        AttributeValue value = item.get(key);
        if (value == null || value.s() == null || value.s().isEmpty()) {
            throw new IllegalArgumentException("no " + key);
        }
        return value.s();
    }

    /** Without attributes where there is none. */
    Map<String, AttributeValue> get(String id) {
        return items.getOrDefault(id, Map.of());
    }

    List<Map<String, AttributeValue>> all() {
        return items.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }

    void put(String id, Map<String, AttributeValue> item) {
        Map<String, AttributeValue> old = items.put(id, Map.copyOf(item));
        remember(id, old);
        digest = (old == null ? digest : digest.without(Digest.of(old))).beside(Digest.of(item));
    }

    void delete(String id) {
        Map<String, AttributeValue> old = items.remove(id);
        remember(id, old);
        digest = old == null ? digest : digest.without(Digest.of(old));
    }

    private void remember(String id, @Nullable Map<String, AttributeValue> old) {
        if (indexes.isEmpty()) {
            return;
        }
        Map<String, AttributeValue> older = old == null ? before.remove(id) : before.put(id, old);
        digestBefore = older == null ? digestBefore : digestBefore.without(Digest.of(older));
        digestBefore = old == null ? digestBefore : digestBefore.beside(Digest.of(old));
    }

    /** @param stale whether the index lacks the last write of each item */
    List<Map<String, AttributeValue>> entries(Index index, boolean stale) {
        List<Map<String, AttributeValue>> entries = new ArrayList<>();
        for (Map<String, AttributeValue> item : (stale ? before : items).values()) {
            if (item.containsKey(index.hash()) && (index.range() == null || item.containsKey(index.range()))) {
                entries.add(item);
            }
        }
        entries.sort(order(index));
        return entries;
    }

    Comparator<Map<String, AttributeValue>> order(Index index) {
        Comparator<Map<String, AttributeValue>> byKey = Comparator.comparing(this::keyIn);
        String range = index.range();
        return range == null
                ? byKey
                : ((Comparator<Map<String, AttributeValue>>)
                                (one, other) -> Expression.order(one.get(range), other.get(range)))
                        .thenComparing(byKey);
    }
}
