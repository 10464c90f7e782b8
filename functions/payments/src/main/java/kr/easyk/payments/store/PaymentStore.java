package kr.easyk.payments.store;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.aws.Tls;
import kr.easyk.payments.model.Consultation;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.Times;
import kr.easyk.payments.rehearsal.Scene;
import org.crac.Context;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Payments and consultations in DynamoDB. Reads by key are consistent; every write of a payment is conditional on the version it
 * was decided on.
 *
 * <p>Whatever else DynamoDB refuses, and whatever breaks on the way there or back, comes out as an {@code SdkException}, after the
 * SDK's own retries: no answer in time, a request whose time is over, an answer that broke off, a thread that was interrupted. After a
 * write it leaves open whether it was carried out.
 */
public final class PaymentStore implements Resource {
    /** Enough for the JVM to compile most of a TLS handshake, which is slow before that. */
    private static final int CONNECTIONS_TO_TRY = 20;

    private static final Duration LONGEST_TRY = Duration.ofSeconds(5);

    private static final String VERSION_IS = "version = :before";

    private final Wiring wiring;
    private final DynamoDbClient dynamoDb;
    private final String payments;
    private final String consultations;

    private PaymentStore(Wiring wiring, DynamoDbClient dynamoDb) {
        this.wiring = wiring;
        this.dynamoDb = dynamoDb;
        this.payments = wiring.setting("PAYMENTS_TABLE");
        this.consultations = wiring.setting("CONSULTATIONS_TABLE");
    }

    public static PaymentStore with(Wiring wiring) {
        PaymentStore store = new PaymentStore(wiring, wiring.aws().dynamoDb());
        wiring.beforeSnapshot(store);
        return store;
    }

    /**
     * Tries the way to DynamoDB by asking for a payment that nobody has, each time over a connection of its own and with made-up
     * credentials, which DynamoDB refuses: neither a connection nor anything of real credentials is left for whoever is restored.
     * Where DynamoDB cannot be reached, that is no reason not to publish a version.
     */
    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        long end = System.nanoTime() + LONGEST_TRY.toNanos();
        try (DynamoDbClient client = wiring.aws().withNewConnections().dynamoDb()) {
            PaymentStore another = new PaymentStore(wiring, client);
            for (int tried = 0; tried < CONNECTIONS_TO_TRY && System.nanoTime() < end; tried++) {
                another.tryTheWay();
            }
        } catch (RuntimeException e) {
            // What it is about, the first request will tell, which has somebody to tell it to.
        } finally {
            Tls.forgetSessions();
        }
    }

    private void tryTheWay() {
        try {
            find(Scene.NOBODYS_ID);
        } catch (DynamoDbException e) {
            // An answer: there and back again.
        }
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        // There is no connection yet.
    }

    /** @throws UnreadableRecord where there is something else under this id */
    public Optional<Payment> find(String paymentId) {
        return item(payments, "payment_id", paymentId).map(PaymentItem::payment);
    }

    /** @throws UnreadableRecord where there is something else under this id */
    public Optional<Consultation> findConsultation(String consultationId) {
        return item(consultations, "consultation_id", consultationId).map(ConsultationItem::consultation);
    }

    private Optional<Map<String, AttributeValue>> item(String table, String key, String value) {
        Map<String, AttributeValue> item = dynamoDb.getItem(request ->
                        request.tableName(table).key(Map.of(key, fromS(value))).consistentRead(true))
                .item();
        return item.isEmpty() ? Optional.empty() : Optional.of(item);
    }

    /**
     * Puts a new payment and makes it its consultation's active one, provided that the consultation still is what it was when read
     * and that no other payment became active meanwhile.
     *
     * @param abandoned the payment it takes the place of, already ended; null where there is none
     */
    public Written open(Payment payment, Consultation consultation, @Nullable Payment abandoned) {
        List<TransactWriteItem> writes = new ArrayList<>();
        writes.add(put(Put.builder()
                .tableName(payments)
                .item(PaymentItem.of(payment))
                .conditionExpression("attribute_not_exists(payment_id)")
                .build()));
        writes.add(update(activate(payment, consultation)));
        if (abandoned != null) {
            writes.add(put(replace(abandoned)));
        }
        // Whatever stood in the way is found by reading again.
        return transact(writes) == Written.DONE ? Written.DONE : Written.CONFLICT;
    }

    private Update activate(Payment payment, Consultation consultation) {
        Map<String, AttributeValue> values = new HashMap<>(Map.of(
                ":payment", fromS(payment.paymentId()),
                ":amount", fromN(Long.toString(consultation.amount())),
                ":user", fromS(consultation.userId()),
                ":pending", fromS(Consultation.PaymentStatus.PENDING.wireName())));
        String unchanged = "amount = :amount AND user_id = :user AND payment_status = :pending AND ";
        String active = "attribute_not_exists(payment_id)";
        if (consultation.paymentId() != null) {
            values.put(":active", fromS(consultation.paymentId()));
            active = "payment_id = :active";
        }
        return Update.builder()
                .tableName(consultations)
                .key(Map.of("consultation_id", fromS(consultation.consultationId())))
                .updateExpression("SET payment_id = :payment")
                .conditionExpression(unchanged + active)
                .expressionAttributeValues(values)
                .build();
    }

    /** Writes a payment whose consultation has nothing to learn from it. */
    public Written save(Payment next) {
        // Two requests may well want to write the same thing: which of them did shows in this.
        Map<String, AttributeValue> item = PaymentItem.of(next);
        item.put("write_id", fromS(wiring.newId().toString()));
        try {
            dynamoDb.putItem(request -> request.tableName(payments)
                    .item(item)
                    .conditionExpression(VERSION_IS)
                    .expressionAttributeValues(before(next))
                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
            return Written.DONE;
        } catch (ConditionalCheckFailedException e) {
            // Where the answer to a write is lost, the SDK sends it again and meets what it wrote itself.
            return item.equals(e.item()) ? Written.DONE : Written.CONFLICT;
        } catch (TransactionConflictException e) {
            return Written.CONFLICT;
        }
    }

    /** Writes a payment and, where it matters to the consultation, its outcome there: both or neither. */
    public Written settle(Payment before, Payment next) {
        boolean matters =
                before.outcome() != next.outcome() || before.letsGoOfConsultation() != next.letsGoOfConsultation();
        return matters ? transact(List.of(put(replace(next)), update(outcome(next)))) : save(next);
    }

    private Put replace(Payment next) {
        return Put.builder()
                .tableName(payments)
                .item(PaymentItem.of(next))
                .conditionExpression(VERSION_IS)
                .expressionAttributeValues(before(next))
                .build();
    }

    private static Map<String, AttributeValue> before(Payment next) {
        return Map.of(":before", fromN(Long.toString(next.version() - 1)));
    }

    /** A consultation that was let go of can be taken back by a late deposit, for as long as nothing else has taken it. */
    private Update outcome(Payment payment) {
        Update.Builder update = Update.builder()
                .tableName(consultations)
                .key(Map.of("consultation_id", fromS(payment.consultationId())));
        Map<String, AttributeValue> values = Map.of(
                ":payment", fromS(payment.paymentId()),
                ":outcome", fromS(payment.outcome().wireName()));
        if (payment.letsGoOfConsultation()) {
            return update.updateExpression("SET payment_status = :outcome REMOVE payment_id")
                    .conditionExpression("payment_id = :payment")
                    .expressionAttributeValues(values)
                    .build();
        }
        Map<String, AttributeValue> more = new HashMap<>(values);
        more.put(":pending", fromS(Consultation.PaymentStatus.PENDING.wireName()));
        return update.updateExpression("SET payment_status = :outcome, payment_id = :payment")
                .conditionExpression("payment_id = :payment"
                        + " OR (attribute_not_exists(payment_id) AND payment_status = :pending)")
                .expressionAttributeValues(more)
                .build();
    }

    private Written transact(List<TransactWriteItem> writes) {
        try {
            // The SDK gives every request a token, so that one it has to send twice is carried out once.
            dynamoDb.transactWriteItems(request -> request.transactItems(writes));
            return Written.DONE;
        } catch (TransactionCanceledException e) {
            return whatStoodInTheWay(e);
        } catch (TransactionInProgressException e) {
            return Written.CONFLICT;
        }
    }

    private static Written whatStoodInTheWay(TransactionCanceledException e) {
        List<String> reasons =
                e.cancellationReasons().stream().map(CancellationReason::code).toList();
        if (reasons.contains("TransactionConflict") || "ConditionalCheckFailed".equals(reasons.get(0))) {
            return Written.CONFLICT;
        }
        if (reasons.contains("ConditionalCheckFailed")) {
            return Written.CONSULTATION_ELSEWHERE;
        }
        throw e;
    }

    private static TransactWriteItem put(Put put) {
        return TransactWriteItem.builder().put(put).build();
    }

    private static TransactWriteItem update(Update update) {
        return TransactWriteItem.builder().update(update).build();
    }

    /**
     * A payer's payments, newest first. From an index, so the last second may be missing.
     *
     * @param consultationId only those for this consultation; null for all
     * @param after where to go on; null to begin
     */
    public Page ofUser(String userId, @Nullable String consultationId, int limit, Page.@Nullable Position after) {
        List<Payment> found = new ArrayList<>();
        Page.Position from = after;
        do {
            QueryResponse response = userPayments(userId, consultationId, limit - found.size(), from);
            response.items().stream().map(PaymentItem::payment).forEach(found::add);
            from = response.hasLastEvaluatedKey() ? position(response.lastEvaluatedKey()) : null;
        } while (from != null && found.size() < limit);
        return new Page(found, from);
    }

    private QueryResponse userPayments(
            String userId, @Nullable String consultationId, int limit, Page.@Nullable Position after) {
        return dynamoDb.query(request -> {
            Map<String, AttributeValue> values = new HashMap<>(Map.of(":user", fromS(userId)));
            request.tableName(payments)
                    .indexName("user_payments")
                    .keyConditionExpression("user_id = :user")
                    .scanIndexForward(false)
                    .limit(limit);
            if (consultationId != null) {
                values.put(":consultation", fromS(consultationId));
                request.filterExpression("consultation_id = :consultation");
            }
            if (after != null) {
                // The payer comes from the caller and not from the cursor: nobody reads on in another's list.
                request.exclusiveStartKey(Map.of(
                        "user_id", fromS(userId),
                        "created_at", fromS(after.createdAt()),
                        "payment_id", fromS(after.paymentId())));
            }
            request.expressionAttributeValues(values);
        });
    }

    private static Page.Position position(Map<String, AttributeValue> key) {
        return new Page.Position(
                key.get("created_at").s(), key.get("payment_id").s());
    }

    /** How many partitions the worklist has, numbered from 0. */
    public int shards() {
        return PaymentItem.SHARDS;
    }

    /** What one partition of the worklist has due, the longest due first. From an index: read the payment before acting on it. */
    public List<Due> due(int shard, Instant now, int limit) {
        return dynamoDb
                .query(request -> request.tableName(payments)
                        .indexName("open_payments")
                        .keyConditionExpression("open_shard = :shard AND next_check_at <= :now")
                        .expressionAttributeValues(
                                Map.of(":shard", fromS(Integer.toString(shard)), ":now", fromS(Times.text(now))))
                        .limit(limit))
                .items()
                .stream()
                .map(item -> Item.of("an open payment", item))
                .map(item -> new Due(item.text("payment_id"), item.text("next_check_at")))
                .toList();
    }

    /** Puts off a record that cannot be read, without reading it, so that it does not stand before the others for ever. */
    public void putOff(Due due, Instant until) {
        try {
            dynamoDb.updateItem(request -> request.tableName(payments)
                    .key(Map.of("payment_id", fromS(due.paymentId())))
                    .updateExpression("SET next_check_at = :until")
                    .conditionExpression("next_check_at = :seen")
                    .expressionAttributeValues(
                            Map.of(":until", fromS(Times.text(until)), ":seen", fromS(due.nextCheckAt()))));
        } catch (ConditionalCheckFailedException e) {
            // Somebody has dealt with it meanwhile.
        }
    }
}
