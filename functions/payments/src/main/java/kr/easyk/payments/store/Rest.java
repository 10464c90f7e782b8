package kr.easyk.payments.store;

import java.util.Map;
import kr.easyk.payments.model.Carried;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The attributes of an item that this version does not know, or whose value it does not know. */
record Rest(Map<String, AttributeValue> attributes) implements Carried {
    @Override
    public @Nullable String text(String attribute) {
        AttributeValue value = attributes.get(attribute);
        return value == null ? null : value.s();
    }
}
