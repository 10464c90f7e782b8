package kr.easyk.payments.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import kr.easyk.payments.model.Times;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

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

    ObjectNode create(String userId, String title, long amount) {
        Map<String, AttributeValue> item = Map.of(
                "consultation_id", AttributeValue.fromS(UUID.randomUUID().toString()),
                "user_id", AttributeValue.fromS(userId),
                "title", AttributeValue.fromS(title),
                "amount", AttributeValue.fromN(String.valueOf(amount)),
                "payment_status", AttributeValue.fromS("pending"),
                "created_at", AttributeValue.fromS(Times.text(clock.instant())));
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
