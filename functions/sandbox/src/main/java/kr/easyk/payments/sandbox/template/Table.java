package kr.easyk.payments.sandbox.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A DynamoDB table.
 *
 * @param attributes name to type ({@code S}, {@code N}, {@code B}) of every attribute used in a key
 */
public record Table(String logicalId, String name, Map<String, String> attributes, Key key, List<Index> indexes) {
    public record Key(String hash, @Nullable String range) {}

    /**
     * A global secondary index.
     *
     * @param projection {@code ALL}, {@code KEYS_ONLY} or {@code INCLUDE}
     * @param included the attributes of an {@code INCLUDE} projection
     */
    public record Index(String name, Key key, String projection, List<String> included) {}
}
