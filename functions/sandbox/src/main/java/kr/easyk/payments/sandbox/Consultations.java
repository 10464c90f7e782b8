package kr.easyk.payments.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import kr.easyk.payments.model.Times;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The platform's side of the consultations table: it writes a consultation, and sees what became of its payment. */
final class Consultations {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DynamoDbClient database;
    private final String table;
    private final Clock clock;

    Consultations(DynamoDbClient database, String table, Clock clock) {
        this.database = database;
        this.table = table;
        this.clock = clock;
    }

    /** @param scheduledAt when it is to take place; null: that is not agreed yet */
    ObjectNode create(String userId, String title, long amount, @Nullable Instant scheduledAt) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("consultation_id", AttributeValue.fromS(UUID.randomUUID().toString()));
        item.put("user_id", AttributeValue.fromS(userId));
        item.put("title", AttributeValue.fromS(title));
        item.put("amount", AttributeValue.fromN(String.valueOf(amount)));
        item.put("payment_status", AttributeValue.fromS("pending"));
        item.put("created_at", AttributeValue.fromS(Times.text(clock.instant())));
        if (scheduledAt != null) {
            item.put("scheduled_at", AttributeValue.fromS(Times.text(scheduledAt)));
        }
        database.putItem(put -> put.tableName(table).item(item));
        return json(item);
    }

    /** Null where there is none. */
    @Nullable
    ObjectNode find(String id) {
        Map<String, AttributeValue> item = database.getItem(get -> get.tableName(table)
                        .key(Map.of("consultation_id", AttributeValue.fromS(id)))
                        .consistentRead(true))
                .item();
        return item.isEmpty() ? null : json(item);
    }

    /** Null where there is none. */
    @Nullable
    ObjectNode reschedule(String id, Instant scheduledAt) {
        return update(
                id,
                update -> update.updateExpression("SET scheduled_at = :at")
                        .conditionExpression("attribute_exists(consultation_id)")
                        .expressionAttributeValues(Map.of(":at", AttributeValue.fromS(Times.text(scheduledAt)))));
    }

    /** As the platform calls one off that is not paid: null where there is none that waits to be paid. */
    @Nullable
    ObjectNode withdraw(String id) {
        return update(
                id,
                update -> update.updateExpression("SET payment_status = :withdrawn")
                        .conditionExpression("payment_status = :pending")
                        .expressionAttributeValues(Map.of(
                                ":withdrawn",
                                AttributeValue.fromS("withdrawn"),
                                ":pending",
                                AttributeValue.fromS("pending"))));
    }

    private @Nullable ObjectNode update(String id, Consumer<UpdateItemRequest.Builder> change) {
        try {
            return json(database.updateItem(update -> change.accept(update.tableName(table)
                            .key(Map.of("consultation_id", AttributeValue.fromS(id)))
                            .returnValues(ReturnValue.ALL_NEW)))
                    .attributes());
        } catch (ConditionalCheckFailedException notSo) {
            return null;
        }
    }

    /** Whether there was one. */
    boolean delete(String id) {
        return !database.deleteItem(delete -> delete.tableName(table)
                        .key(Map.of("consultation_id", AttributeValue.fromS(id)))
                        .returnValues(ReturnValue.ALL_OLD))
                .attributes()
                .isEmpty();
    }

    /** Newest first. {@code userId} null: everybody's. A scan, which only a table that fits on a laptop is for. */
    List<ObjectNode> list(@Nullable String userId) {
        return database.scanPaginator(scan -> scan.tableName(table).consistentRead(true)).items().stream()
                .map(Consultations::json)
                .filter(it -> userId == null || it.path("user_id").asText().equals(userId))
                .sorted(Comparator.comparing(
                                (ObjectNode it) -> it.path("created_at").asText())
                        .reversed())
                .toList();
    }

    private static ObjectNode json(Map<String, AttributeValue> item) {
        ObjectNode consultation = JSON.createObjectNode();
        for (String name : new String[] {"consultation_id", "user_id", "title", "amount", "payment_status"}) {
            put(consultation, name, item.get(name));
        }
        item.forEach((name, value) -> {
            if (!consultation.has(name)) {
                put(consultation, name, value);
            }
        });
        return consultation;
    }

    private static void put(ObjectNode consultation, String name, @Nullable AttributeValue value) {
        if (value != null && value.n() != null) {
            consultation.put(name, Long.parseLong(value.n()));
        } else if (value != null && value.s() != null) {
            consultation.put(name, value.s());
        }
    }
}
