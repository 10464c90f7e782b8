package kr.easyk.payments.bench.beside;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Approve as tutorials would have it: Lambda's runtime turns the event into an object, clients are made by their defaults, JSON is
 * bound to classes. It makes the same calls in the same order, and handles nothing that can go wrong.
 */
public final class UsualWay implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
    /** The request. */
    public record Approval(String paymentKey, String orderId, long amount) {}

    /** Toss's answer, as far as it is used. */
    public record TossPayment(
            String paymentKey,
            String orderId,
            String status,
            long totalAmount,
            @Nullable String method,
            @Nullable String approvedAt,
            @Nullable Receipt receipt) {}

    /** Where the payer finds the receipt. */
    public record Receipt(String url) {}

    private final DynamoDbClient dynamoDb = DynamoDbClient.create();
    private final SecretsManagerClient secrets = SecretsManagerClient.create();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    private final String payments = System.getenv("PAYMENTS_TABLE");
    private final String consultations = System.getenv("CONSULTATIONS_TABLE");
    private @Nullable String secretKey;

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
        String user =
                event.getRequestContext().getAuthorizer().getJwt().getClaims().get("sub");
        try {
            Approval approval = json.readValue(event.getBody(), Approval.class);
            Map<String, AttributeValue> item = find(approval);
            if (!item.get("user_id").s().equals(user)
                    || Long.parseLong(item.get("amount").n()) != approval.amount()) {
                return answer(400, Map.of("message", "this is not your payment, or not its amount"));
            }
            item.put("status", AttributeValue.fromS("approving"));
            item.put("toss_payment_key", AttributeValue.fromS(approval.paymentKey()));
            String version = item.get("version").n();
            dynamoDb.putItem(put -> put.tableName(payments)
                    .item(item)
                    .conditionExpression("version = :before")
                    .expressionAttributeValues(Map.of(":before", AttributeValue.fromN(version))));
            TossPayment toss = confirm(approval, item.get("payment_id").s());
            item.put("status", AttributeValue.fromS("approved"));
            item.put("approved_at", AttributeValue.fromS(Instant.now().toString()));
            settle(item, version);
            return answer(
                    200,
                    Map.of(
                            "payment_id", item.get("payment_id").s(),
                            "order_id", toss.orderId(),
                            "status", item.get("status").s(),
                            "amount", toss.totalAmount(),
                            "approved_at", String.valueOf(toss.approvedAt())));
        } catch (IOException e) {
            return answer(500, Map.of("message", "something went wrong"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return answer(500, Map.of("message", "interrupted"));
        }
    }

    private Map<String, AttributeValue> find(Approval approval) {
        String id = approval.orderId().substring("easyk_".length());
        return new HashMap<>(dynamoDb.getItem(get -> get.tableName(payments)
                        .key(Map.of("payment_id", AttributeValue.fromS(id)))
                        .consistentRead(true))
                .item());
    }

    private TossPayment confirm(Approval approval, String idempotencyKey) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(System.getenv("TOSS_BASE_URL") + "/v1/payments/confirm"))
                .header("Authorization", "Basic " + credentials())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(approval)))
                .build();
        return json.readValue(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body(), TossPayment.class);
    }

    private String credentials() throws JsonProcessingException {
        if (secretKey == null) {
            String secret = secrets.getSecretValue(get -> get.secretId(System.getenv("TOSS_SECRET_ARN")))
                    .secretString();
            secretKey = json.readTree(secret).path("secretKey").asText();
        }
        return Base64.getEncoder().encodeToString((secretKey + ":").getBytes(StandardCharsets.UTF_8));
    }

    private void settle(Map<String, AttributeValue> item, String version) {
        dynamoDb.transactWriteItems(transaction -> transaction.transactItems(
                TransactWriteItem.builder()
                        .put(put -> put.tableName(payments)
                                .item(item)
                                .conditionExpression("version = :before")
                                .expressionAttributeValues(Map.of(":before", AttributeValue.fromN(version))))
                        .build(),
                TransactWriteItem.builder()
                        .update(update -> update.tableName(consultations)
                                .key(Map.of("consultation_id", item.get("consultation_id")))
                                .updateExpression("SET payment_status = :outcome")
                                .expressionAttributeValues(Map.of(":outcome", AttributeValue.fromS("paid"))))
                        .build()));
    }

    private APIGatewayV2HTTPResponse answer(int status, Map<String, Object> body) {
        try {
            return APIGatewayV2HTTPResponse.builder()
                    .withStatusCode(status)
                    .withHeaders(Map.of("content-type", "application/json"))
                    .withBody(json.writeValueAsString(body))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
