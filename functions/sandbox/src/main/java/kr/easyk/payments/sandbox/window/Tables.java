package kr.easyk.payments.sandbox.window;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import kr.easyk.payments.sandbox.aws.LocalDynamoDb;
import kr.easyk.payments.sandbox.aws.SandboxCredentials;
import kr.easyk.payments.sandbox.template.SandboxStack;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** The tables' items on the board: what each is now and, for a payment, what it was before. */
final class Tables implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Held, or its level would be collected with it. DynamoDB Local's streams complain of a JAXB they do without. */
    private static final Logger STREAMS_LOG = Logger.getLogger("com.amazonaws");

    private static final int LONGEST_HISTORY = 60;

    private final DynamoDbClient database;
    private final DynamoDbStreamsClient streams;
    private final String payments;
    private final String consultations;
    private final TableStream paymentsStream;
    private final TableStream consultationsStream;
    private final Board board;

    Tables(LocalDynamoDb local, String payments, String consultations, Board board) {
        STREAMS_LOG.setLevel(Level.SEVERE);
        this.database = local.client();
        this.streams = DynamoDbStreamsClient.builder()
                .endpointOverride(local.uri())
                .region(Region.of(SandboxStack.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(SandboxCredentials.ACCESS_KEY, SandboxCredentials.SECRET_KEY)))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
        this.payments = payments;
        this.consultations = consultations;
        this.paymentsStream = TableStream.of(payments, database, streams);
        this.consultationsStream = TableStream.of(consultations, database, streams);
        this.board = board;
    }

    /** Puts on the board what was written since the last time. */
    void look() {
        for (Record record : consultationsStream.news()) {
            String id = record.dynamodb().keys().get("consultation_id").s();
            if (record.eventName() == OperationType.REMOVE) {
                board.forget("consultation", id);
            } else {
                board.shows("consultation", id, item(record));
            }
        }
        for (Record record : paymentsStream.news()) {
            String id = record.dynamodb().keys().get("payment_id").s();
            if (record.eventName() == OperationType.REMOVE) {
                board.forget("payment", id);
            } else {
                board.shows("payment", id, payment(id, item(record)));
            }
        }
    }

    private JsonNode payment(String id, JsonNode item) {
        JsonNode before = board.view("payment", id);
        ObjectNode view = JSON.createObjectNode();
        view.put("payment_id", id).set("order_id", item.path("toss_order_id"));
        view.set("item", item);
        ArrayNode history = view.putArray("history");
        if (before != null) {
            before.path("history").forEach(history::add);
        }
        ObjectNode step = history.addObject();
        step.set("status", item.path("status"));
        step.set("at", item.path("updated_at"));
        step.set("status_since", item.path("status_since"));
        step.set("version", item.path("version"));
        step.set("balance_amount", item.path("balance_amount"));
        ArrayNode refunds = step.putArray("refunds");
        item.path("cancellations").forEach(refund -> refunds.add(refund.path("status")));
        if (history.size() > LONGEST_HISTORY) {
            history.remove(0);
        }
        return view;
    }

    private static JsonNode item(Record record) {
        return Masked.of(json(record.dynamodb().newImage()));
    }

    private static ObjectNode json(Map<String, AttributeValue> attributes) {
        ObjectNode json = JSON.createObjectNode();
        attributes.keySet().stream().sorted().forEach(name -> json.set(name, json(attributes.get(name))));
        return json;
    }

    private static JsonNode json(AttributeValue value) {
        return switch (value.type()) {
            case S -> JSON.getNodeFactory().textNode(value.s());
            case N -> JSON.getNodeFactory().numberNode(new BigDecimal(value.n()));
            case BOOL -> JSON.getNodeFactory().booleanNode(value.bool());
            case M -> json(value.m());
            case L -> {
                ArrayNode list = JSON.createArrayNode();
                value.l().forEach(element -> list.add(json(element)));
                yield list;
            }
            case NUL -> JSON.nullNode();
            default -> JSON.getNodeFactory().textNode("(" + value.type() + ")");
        };
    }

    /** Deletes every item. */
    void empty() {
        empty(payments, "payment_id");
        empty(consultations, "consultation_id");
    }

    private void empty(String table, String key) {
        database
                .scanPaginator(
                        scan -> scan.tableName(table).projectionExpression(key).consistentRead(true))
                .items()
                .stream()
                .toList()
                .forEach(item ->
                        database.deleteItem(delete -> delete.tableName(table).key(item)));
    }

    String payments() {
        return payments;
    }

    String consultations() {
        return consultations;
    }

    @Override
    public void close() {
        streams.close();
    }
}
