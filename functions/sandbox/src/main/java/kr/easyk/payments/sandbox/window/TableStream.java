package kr.easyk.payments.sandbox.window;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * A table's own stream: every version of every item, in order, from the table's first day on. Even the version that lives for the
 * milliseconds of a call to Toss is in it, which whoever reads the table now and then would miss.
 */
final class TableStream {
    private static final class Shard {
        private @Nullable String iterator;
        private @Nullable String lastRead;
    }

    private final DynamoDbStreamsClient streams;
    private final String arn;
    private final Map<String, Shard> shards = new LinkedHashMap<>();

    private TableStream(DynamoDbStreamsClient streams, String arn) {
        this.streams = streams;
        this.arn = arn;
    }

    static TableStream of(String table, DynamoDbClient database, DynamoDbStreamsClient streams) {
        String arn = database.updateTable(update -> update.tableName(table)
                        .streamSpecification(
                                stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_IMAGE)))
                .tableDescription()
                .latestStreamArn();
        return new TableStream(streams, arn);
    }

    /** What was written since the last time this was asked. */
    List<Record> news() {
        List<Record> news = new ArrayList<>();
        if (shards.values().stream().allMatch(shard -> shard.iterator == null)) {
            findShards();
        }
        shards.forEach((id, shard) -> {
            while (shard.iterator != null) {
                GetRecordsResponse read = read(id, shard);
                read.records().forEach(record -> {
                    news.add(record);
                    shard.lastRead = record.dynamodb().sequenceNumber();
                });
                shard.iterator = read.nextShardIterator();
                if (read.records().isEmpty()) {
                    break;
                }
            }
        });
        return news;
    }

    private void findShards() {
        streams.describeStream(stream -> stream.streamArn(arn))
                .streamDescription()
                .shards()
                .forEach(found -> shards.computeIfAbsent(found.shardId(), id -> {
                    Shard shard = new Shard();
                    shard.iterator = iterator(id, shard);
                    return shard;
                }));
    }

    private String iterator(String id, Shard shard) {
        GetShardIteratorRequest.Builder request =
                GetShardIteratorRequest.builder().streamArn(arn).shardId(id);
        return streams.getShardIterator(
                        shard.lastRead == null
                                ? request.shardIteratorType(ShardIteratorType.TRIM_HORIZON)
                                        .build()
                                : request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                                        .sequenceNumber(shard.lastRead)
                                        .build())
                .shardIterator();
    }

    private GetRecordsResponse read(String id, Shard shard) {
        try {
            return streams.getRecords(records -> records.shardIterator(shard.iterator));
        } catch (ExpiredIteratorException | TrimmedDataAccessException e) {
            // Nobody looked for a quarter of an hour; or DynamoDB Local gave an iterator of a shard that was still
            // empty.
            String fresh = iterator(id, shard);
            return streams.getRecords(records -> records.shardIterator(fresh));
        }
    }
}
