package kr.easyk.payments.sandbox.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kr.easyk.payments.sandbox.template.Template;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;

class LocalDynamoDbTest {
    private static final Path TEMPLATE = Path.of("src/test/resources/template.yaml");

    @Test
    void itHoldsTheTablesAndIndexesOfTheTemplate() {
        try (LocalDynamoDb database = LocalDynamoDb.start(0)) {
            database.createTables(Template.read(TEMPLATE));

            assertEquals(
                    List.of("easyk-sandbox-consultations", "easyk-sandbox-payments"),
                    database.client().listTables().tableNames());
            GlobalSecondaryIndexDescription index = database
                    .client()
                    .describeTable(table -> table.tableName("easyk-sandbox-payments"))
                    .table()
                    .globalSecondaryIndexes()
                    .stream()
                    .filter(each -> each.indexName().equals("open_payments"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(ProjectionType.KEYS_ONLY, index.projection().projectionType());
            assertEquals("next_check_at", index.keySchema().get(1).attributeName());
        }
    }

    @Test
    void twoDatabasesShareNothing() {
        try (LocalDynamoDb one = LocalDynamoDb.start(0);
                LocalDynamoDb other = LocalDynamoDb.start(0)) {
            one.createTables(Template.read(TEMPLATE));
            other.createTables(Template.read(TEMPLATE));
            one.client()
                    .putItem(put -> put.tableName("easyk-sandbox-payments")
                            .item(Map.of("payment_id", AttributeValue.fromS("1"))));

            assertEquals(
                    0,
                    other.client()
                            .scan(scan -> scan.tableName("easyk-sandbox-payments"))
                            .count());
        }
    }
}
