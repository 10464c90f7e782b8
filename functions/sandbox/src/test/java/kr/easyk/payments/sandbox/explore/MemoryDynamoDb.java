package kr.easyk.payments.sandbox.explore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.IdempotentParameterMismatchException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * DynamoDB in memory, as far as the store uses it: reads by key and by index, conditional writes, transactions with their tokens. It
 * keeps the store's contract as DynamoDB Local does. Not for several threads at once.
 *
 * <p>Each call goes through a {@link Gate}, which may let it pass, lose its answer, or have it carried out later.
 */
public final class MemoryDynamoDb implements DynamoDbClient {
    /** What a call is, for whoever decides what becomes of it. */
    enum Kind {
        READ,
        QUERY,
        /** Of a partition that holds nothing, nor did before the last writes: the same at whatever time it is asked. */
        QUERY_OF_NOTHING,
        WRITE
    }

    /** One call, with all that the SDK's own repeats have in common. */
    abstract static class Call<T> {
        final String name;
        final Kind kind;
        final DynamoDbRequest content;

        Call(String name, Kind kind, DynamoDbRequest content) {
            this.name = name;
            this.kind = kind;
            this.content = content;
        }

        /** Carried out now. Again, it is the SDK's repeat of the same request. */
        abstract T perform();

        /** As {@link #perform}, when DynamoDB has forgotten that it has carried the request out before. */
        T performAnew() {
            return perform();
        }

        /** As {@link #perform}, from an index that lacks the last write of each item. */
        T performStale() {
            return perform();
        }

        /** Whether it has been carried out, and would be told so if it came again. */
        boolean isDone() {
            return false;
        }

        /** What DynamoDB answers when it refuses for now, as another write of the same item is under way. */
        RuntimeException refused() {
            return TransactionConflictException.builder()
                    .message("another transaction is under way")
                    .build();
        }
    }

    /** Where every call passes. */
    interface Gate {
        <T> T pass(Call<T> call);
    }

    private static final Gate OPEN = new Gate() {
        @Override
        public <T> T pass(Call<T> call) {
            return call.perform();
        }
    };

    private final Map<String, MemoryTable> tables = new TreeMap<>();
    private final Map<String, TransactWriteItemsRequest> tokens = new HashMap<>();
    private Gate gate = OPEN;

    /** The same tables with the same items, to go another way from here; its gate is open. */
    MemoryDynamoDb copy() {
        MemoryDynamoDb copy = new MemoryDynamoDb();
        tables.forEach((name, table) -> copy.tables.put(name, table.copy()));
        return copy;
    }

    void passThrough(Gate other) {
        gate = other;
    }

    /** Asks of each call whether its answer is lost, in which case the SDK sends it again. */
    public MemoryDynamoDb losingAnswers(BooleanSupplier loses) {
        gate = new Gate() {
            @Override
            public <T> T pass(Call<T> call) {
                if (loses.getAsBoolean()) {
                    try {
                        call.perform();
                    } catch (DynamoDbException e) {
                        // Nobody hears that either.
                    }
                    return pass(call);
                }
                return call.perform();
            }
        };
        return this;
    }

    /** What another has, in place of all there is here. */
    void takeOver(MemoryDynamoDb other) {
        other.tables.forEach((name, table) -> tables.put(name, table.copy()));
    }

    /** The same tables without items. */
    void clear() {
        tables.replaceAll((name, table) -> table.emptied());
        tokens.clear();
    }

    /** Stands for all that is in the tables. */
    Digest digest() {
        Digest all = Digest.NOTHING;
        for (MemoryTable each : tables.values()) {
            all = all.then(each.digest());
        }
        return all;
    }

    /** Stands for what an index that lags would show. */
    Digest digestOfStaleIndexes() {
        Digest all = Digest.NOTHING;
        for (MemoryTable each : tables.values()) {
            all = all.then(each.digestBefore());
        }
        return all;
    }

    List<Map<String, AttributeValue>> items(String table) {
        return table(table).all();
    }

    Map<String, AttributeValue> item(String table, String id) {
        return table(table).get(id);
    }

    /** Writes past the gate, as the platform or a test does. */
    void write(String table, Map<String, AttributeValue> item) {
        MemoryTable into = table(table);
        into.put(into.keyIn(item), item);
    }

    void remove(String table, String id) {
        table(table).delete(id);
    }

    private MemoryTable table(String name) {
        MemoryTable table = tables.get(name);
        if (table == null) {
            throw ResourceNotFoundException.builder()
                    .message("no table " + name)
                    .awsErrorDetails(AwsErrorDetails.builder()
                            .errorCode("ResourceNotFoundException")
                            .build())
                    .build();
        }
        return table;
    }

    private <T> T pass(String name, Kind kind, DynamoDbRequest request, Supplier<T> work) {
        return gate.pass(new Call<T>(name, kind, request) {
            @Override
            T perform() {
                return work.get();
            }
        });
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        return pass("GetItem " + id(request.key()), Kind.READ, request, () -> {
            MemoryTable table = table(request.tableName());
            Map<String, AttributeValue> item = table.get(table.keyIn(request.key()));
            return item.isEmpty()
                    ? GetItemResponse.builder().build()
                    : GetItemResponse.builder().item(item).build();
        });
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        return pass("BatchGetItem", Kind.READ, request, () -> {
            Map<String, List<Map<String, AttributeValue>>> found = new HashMap<>();
            request.requestItems().forEach((name, wanted) -> {
                MemoryTable table = table(name);
                found.put(
                        name,
                        wanted.keys().stream()
                                .map(key -> table.get(table.keyIn(key)))
                                .filter(item -> !item.isEmpty())
                                .toList());
            });
            return BatchGetItemResponse.builder().responses(found).build();
        });
    }

    private static String id(Map<String, AttributeValue> key) {
        return key.values().stream().map(AttributeValue::s).collect(Collectors.joining(" "));
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        return pass("PutItem", Kind.WRITE, request, () -> {
            MemoryTable table = table(request.tableName());
            Map<String, AttributeValue> values = request.expressionAttributeValues();
            Expression.requireAllUsed(values, null, request.conditionExpression());
            String id = table.keyIn(request.item());
            Map<String, AttributeValue> old = table.get(id);
            require(request.conditionExpression(), old, values, request.returnValuesOnConditionCheckFailure());
            table.put(id, request.item());
            return PutItemResponse.builder().build();
        });
    }

    private static void require(
            @Nullable String condition,
            Map<String, AttributeValue> old,
            Map<String, AttributeValue> values,
            @Nullable ReturnValuesOnConditionCheckFailure shown) {
        if (!Expression.holds(condition, old, values)) {
            ConditionalCheckFailedException.Builder failed =
                    ConditionalCheckFailedException.builder().message("The conditional request failed");
            if (shown == ReturnValuesOnConditionCheckFailure.ALL_OLD && !old.isEmpty()) {
                failed.item(old);
            }
            throw failed.build();
        }
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest request) {
        return pass("UpdateItem " + id(request.key()), Kind.WRITE, request, () -> {
            MemoryTable table = table(request.tableName());
            Map<String, AttributeValue> values = request.expressionAttributeValues();
            Expression.requireAllUsed(values, request.updateExpression(), request.conditionExpression());
            String id = table.keyIn(request.key());
            Map<String, AttributeValue> old = table.get(id);
            require(request.conditionExpression(), old, values, request.returnValuesOnConditionCheckFailure());
            table.put(id, updated(request.updateExpression(), request.key(), old, values));
            return UpdateItemResponse.builder().build();
        });
    }

    /** An update of an item that is not there makes one. */
    private static Map<String, AttributeValue> updated(
            String update,
            Map<String, AttributeValue> key,
            Map<String, AttributeValue> old,
            Map<String, AttributeValue> values) {
        return Expression.updated(update, old.isEmpty() ? key : old, values);
    }

    @Override
    public DeleteItemResponse deleteItem(DeleteItemRequest request) {
        return pass("DeleteItem " + id(request.key()), Kind.WRITE, request, () -> {
            MemoryTable table = table(request.tableName());
            table.delete(table.keyIn(request.key()));
            return DeleteItemResponse.builder().build();
        });
    }

    @Override
    public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
        return gate.pass(new Call<>("TransactWriteItems", Kind.WRITE, request) {
            private boolean done;

            /** The SDK gives each request a token: a repeat of one that was carried out is told so, and nothing more. */
            @Override
            TransactWriteItemsResponse perform() {
                if (!done && !isKnown(request)) {
                    transact(request.transactItems());
                }
                done = true;
                return TransactWriteItemsResponse.builder().build();
            }

            @Override
            boolean isDone() {
                return done;
            }

            @Override
            TransactWriteItemsResponse performAnew() {
                done = false;
                return perform();
            }

            @Override
            RuntimeException refused() {
                return canceled(request.transactItems().stream()
                        .map(each -> CancellationReason.builder()
                                .code("TransactionConflict")
                                .build())
                        .toList());
            }
        });
    }

    /** Whether a request was carried out before under the token it brings itself. */
    private boolean isKnown(TransactWriteItemsRequest request) {
        String token = request.clientRequestToken();
        if (token == null) {
            return false;
        }
        TransactWriteItemsRequest first = tokens.putIfAbsent(token, request);
        if (first != null && !first.equals(request)) {
            throw IdempotentParameterMismatchException.builder()
                    .message("another request had this token")
                    .build();
        }
        return first != null;
    }

    private static TransactionCanceledException canceled(List<CancellationReason> reasons) {
        return TransactionCanceledException.builder()
                .cancellationReasons(reasons)
                .message("Transaction cancelled")
                .build();
    }

    /** One part of a transaction: on which item, under which condition, and what it is to be. */
    private record Part(
            MemoryTable table,
            String id,
            @Nullable String condition,
            Map<String, AttributeValue> values,
            @Nullable Map<String, AttributeValue> next) {}

    private void transact(List<TransactWriteItem> items) {
        List<Part> parts = items.stream().map(this::part).toList();
        Set<List<Object>> touched = new HashSet<>();
        parts.forEach(each -> {
            if (!touched.add(List.of(each.table(), each.id()))) {
                throw new IllegalArgumentException("a transaction touches each item once");
            }
        });
        List<CancellationReason> reasons = parts.stream()
                .map(each -> Expression.holds(each.condition(), each.table().get(each.id()), each.values())
                        ? "None"
                        : "ConditionalCheckFailed")
                .map(code -> CancellationReason.builder().code(code).build())
                .toList();
        if (reasons.stream().anyMatch(each -> !each.code().equals("None"))) {
            throw canceled(reasons);
        }
        for (Part each : parts) {
            if (each.next() != null) {
                each.table().put(each.id(), each.next());
            }
        }
    }

    private Part part(TransactWriteItem item) {
        if (item.put() != null) {
            MemoryTable table = table(item.put().tableName());
            Map<String, AttributeValue> values = item.put().expressionAttributeValues();
            Expression.requireAllUsed(values, null, item.put().conditionExpression());
            return new Part(
                    table,
                    table.keyIn(item.put().item()),
                    item.put().conditionExpression(),
                    values,
                    item.put().item());
        }
        if (item.update() != null) {
            MemoryTable table = table(item.update().tableName());
            String id = table.keyIn(item.update().key());
            Map<String, AttributeValue> values = item.update().expressionAttributeValues();
            String update = item.update().updateExpression();
            Expression.requireAllUsed(values, update, item.update().conditionExpression());
            return new Part(
                    table,
                    id,
                    item.update().conditionExpression(),
                    values,
                    updated(update, item.update().key(), table.get(id), values));
        }
        if (item.conditionCheck() != null) {
            MemoryTable table = table(item.conditionCheck().tableName());
            Map<String, AttributeValue> values = item.conditionCheck().expressionAttributeValues();
            Expression.requireAllUsed(values, null, item.conditionCheck().conditionExpression());
            return new Part(
                    table,
                    table.keyIn(item.conditionCheck().key()),
                    item.conditionCheck().conditionExpression(),
                    values,
                    null);
        }
        throw new UnsupportedOperationException("a part of a transaction that the store does not use");
    }

    @Override
    public QueryResponse query(QueryRequest request) {
        boolean nothing = queried(request, false).items().isEmpty()
                && queried(request, true).items().isEmpty();
        Kind kind = nothing ? Kind.QUERY_OF_NOTHING : Kind.QUERY;
        return gate.pass(new Call<>("Query " + request.indexName(), kind, request) {
            @Override
            QueryResponse perform() {
                return queried(request, false);
            }

            @Override
            QueryResponse performStale() {
                return queried(request, true);
            }
        });
    }

    private QueryResponse queried(QueryRequest request, boolean stale) {
        MemoryTable table = table(request.tableName());
        MemoryTable.Index index = table.index(request.indexName());
        Map<String, AttributeValue> values = request.expressionAttributeValues();
        Expression.requireAllUsed(values, null, request.keyConditionExpression(), request.filterExpression());
        List<Map<String, AttributeValue>> entries = new ArrayList<>();
        for (Map<String, AttributeValue> each : table.entries(index, stale)) {
            if (Expression.holds(request.keyConditionExpression(), each, values)) {
                entries.add(each);
            }
        }
        boolean backwards = Boolean.FALSE.equals(request.scanIndexForward());
        if (backwards) {
            Collections.reverse(entries);
        }
        if (request.hasExclusiveStartKey()) {
            Map<String, AttributeValue> start = request.exclusiveStartKey();
            entries.removeIf(each -> {
                int order = table.order(index).compare(each, start);
                return backwards ? order >= 0 : order <= 0;
            });
        }
        int limit = request.limit() == null ? Integer.MAX_VALUE : request.limit();
        List<Map<String, AttributeValue>> page = entries.subList(0, Math.min(limit, entries.size()));
        QueryResponse.Builder response = QueryResponse.builder()
                .items(page.stream()
                        .filter(each -> Expression.holds(request.filterExpression(), each, values))
                        .map(each -> projected(each, index))
                        .toList());
        if (page.size() == limit) {
            response.lastEvaluatedKey(keys(page.get(limit - 1), table, index));
        }
        return response.build();
    }

    private static Map<String, AttributeValue> projected(Map<String, AttributeValue> item, MemoryTable.Index index) {
        Set<String> projected = index.projected();
        return projected == null ? item : only(item, projected);
    }

    private static Map<String, AttributeValue> keys(
            Map<String, AttributeValue> item, MemoryTable table, MemoryTable.Index index) {
        return only(
                item,
                Stream.of(table.key(), index.hash(), index.range())
                        .filter(each -> each != null)
                        .collect(Collectors.toSet()));
    }

    private static Map<String, AttributeValue> only(Map<String, AttributeValue> item, Set<String> attributes) {
        return item.entrySet().stream()
                .filter(each -> attributes.contains(each.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public CreateTableResponse createTable(CreateTableRequest request) {
        if (tables.containsKey(request.tableName())) {
            throw ResourceInUseException.builder().message("there is one").build();
        }
        String key = keyOf(request.keySchema(), KeyType.HASH);
        Map<String, MemoryTable.Index> indexes = new HashMap<>();
        for (GlobalSecondaryIndex index : request.globalSecondaryIndexes()) {
            String hash = keyOf(index.keySchema(), KeyType.HASH);
            String range = keyOf(index.keySchema(), KeyType.RANGE);
            boolean all = index.projection().projectionType() == ProjectionType.ALL;
            Set<String> projected = new HashSet<>(index.projection().nonKeyAttributes());
            Stream.of(key, hash, range).filter(each -> each != null).forEach(projected::add);
            indexes.put(index.indexName(), new MemoryTable.Index(String.valueOf(hash), range, all ? null : projected));
        }
        tables.put(request.tableName(), new MemoryTable(String.valueOf(key), indexes));
        return CreateTableResponse.builder().build();
    }

    private static @Nullable String keyOf(List<KeySchemaElement> schema, KeyType type) {
        return schema.stream()
                .filter(each -> each.keyType() == type)
                .map(KeySchemaElement::attributeName)
                .findFirst()
                .orElse(null);
    }

    @Override
    public DescribeTableResponse describeTable(DescribeTableRequest request) {
        table(request.tableName());
        return DescribeTableResponse.builder()
                .table(table -> table.tableName(request.tableName()).tableStatus("ACTIVE"))
                .build();
    }

    @Override
    public DeleteTableResponse deleteTable(DeleteTableRequest request) {
        table(request.tableName());
        tables.remove(request.tableName());
        return DeleteTableResponse.builder().build();
    }

    /** As a client gives up: nothing is known of what became of the call. */
    static SdkClientException noAnswer() {
        return SdkClientException.create("no answer in time");
    }

    @Override
    public String serviceName() {
        return "dynamodb";
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
