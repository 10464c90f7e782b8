package kr.easyk.payments.bench.beside;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import kr.easyk.payments.Wiring;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The calls approve makes, the same requests one after the other, with the clients approve makes them with and nothing around them: no event is read,
 * nothing is checked or decided, and no answer is looked at. What approve takes beyond this is its own.
 */
public final class BareCalls implements RequestStreamHandler {
    private static final byte[] ANSWER = {'{', '}'};
    private static final String CONFIRM =
            "{\"paymentKey\":\"bench_approve\",\"orderId\":\"easyk_00000000-0000-4000-8000-0000000000a1\",\"amount\":50000}";

    private static final Map<String, AttributeValue> BEFORE = Map.of(":before", AttributeValue.fromN("2"));
    private static final Map<String, AttributeValue> OUTCOME = Map.of(
            ":payment", AttributeValue.fromS("00000000-0000-4000-8000-0000000000a1"),
            ":outcome", AttributeValue.fromS("paid"),
            ":pending", AttributeValue.fromS("pending"));

    private final DynamoDbClient dynamoDb;
    private final HttpClient http;
    private final HttpRequest confirm;
    private final String payments;
    private final String consultations;
    private final Map<String, AttributeValue> key =
            Map.of("payment_id", AttributeValue.fromS("00000000-0000-4000-8000-0000000000a1"));

    public BareCalls() {
        Wiring wiring = Wiring.fromEnvironment();
        dynamoDb = wiring.aws().dynamoDb();
        http = wiring.http();
        payments = wiring.setting("PAYMENTS_TABLE");
        consultations = wiring.setting("CONSULTATIONS_TABLE");
        confirm = HttpRequest.newBuilder(URI.create(wiring.setting("TOSS_BASE_URL") + "/v1/payments/confirm"))
                .header("Authorization", "Basic YmVuY2g6")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(CONFIRM))
                .build();
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        Map<String, AttributeValue> found = dynamoDb.getItem(
                        get -> get.tableName(payments).key(key).consistentRead(true))
                .item();
        Map<String, AttributeValue> item = new HashMap<>(found);
        item.put("toss_payment_key", AttributeValue.fromS("bench_approve"));
        item.put("write_id", AttributeValue.fromS("00000000-0000-4000-8000-000000000000"));
        dynamoDb.putItem(put -> put.tableName(payments)
                .item(item)
                .conditionExpression("version = :before")
                .expressionAttributeValues(BEFORE)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
        try {
            http.sendAsync(confirm, HttpResponse.BodyHandlers.ofByteArray()).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IOException(e);
        }
        item.put("approved_at", AttributeValue.fromS("2026-01-01T00:00:00.000Z"));
        item.put("payment_method", AttributeValue.fromS("card"));
        item.put("receipt_url", AttributeValue.fromS("https://toss.invalid/receipt"));
        dynamoDb.transactWriteItems(transaction -> transaction.transactItems(
                TransactWriteItem.builder()
                        .put(put -> put.tableName(payments)
                                .item(item)
                                .conditionExpression("version = :before")
                                .expressionAttributeValues(BEFORE))
                        .build(),
                TransactWriteItem.builder()
                        .update(update -> update.tableName(consultations)
                                .key(Map.of("consultation_id", AttributeValue.fromS("bench")))
                                .updateExpression("SET payment_status = :outcome, payment_id = :payment")
                                .conditionExpression("payment_id = :payment"
                                        + " OR (attribute_not_exists(payment_id) AND payment_status = :pending)")
                                .expressionAttributeValues(OUTCOME))
                        .build()));
        out.write(ANSWER);
    }
}
