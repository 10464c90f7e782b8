package kr.easyk.payments.store;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.aws.Tls;
import kr.easyk.payments.model.Consultation;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.Times;
import kr.easyk.payments.model.UnreadableRecord;
import kr.easyk.payments.rehearsal.Scene;
import org.crac.Context;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
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

    /** Of a consultation: nobody has been charged for it, and it is the payment's in payer and price. */
    private static final String PAYABLE =
            "amount = :amount AND user_id = :user AND payment_status = :pending AND attribute_not_exists(charged_payment_id)";

    /** The most that DynamoDB reads at once by their keys; read so where most are passed over. */
    private static final int PAGE = 100;

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
        Map<String, AttributeValue> values = payable(payment);
        values.put(":payment", fromS(payment.paymentId()));
        String active = "attribute_not_exists(payment_id)";
        if (consultation.paymentId() != null) {
            values.put(":active", fromS(consultation.paymentId()));
            active = "payment_id = :active";
        }
        return Update.builder()
                .tableName(consultations)
                .key(key(payment))
                .updateExpression("SET payment_id = :payment")
                .conditionExpression(PAYABLE + " AND " + active)
                .expressionAttributeValues(values)
                .build();
    }

    /** What {@link #PAYABLE} holds the consultation against: the price and the payer of this payment. */
    private static Map<String, AttributeValue> payable(Payment payment) {
        return new HashMap<>(Map.of(
                ":amount", fromN(Long.toString(payment.amount())),
                ":user", fromS(payment.order().userId()),
                ":pending", fromS(Consultation.PaymentStatus.PENDING.wireName())));
    }

    private static Map<String, AttributeValue> key(Payment payment) {
        return Map.of("consultation_id", fromS(payment.order().consultationId()));
    }

    /**
     * Writes a claim, provided that the consultation is still this payment's, unpaid and of this price: the platform may have changed,
     * withdrawn or deleted it since.
     *
     * @return CONSULTATION_ELSEWHERE where it is not
     */
    public Written claim(Payment claimed) {
        Map<String, AttributeValue> values = payable(claimed);
        values.put(":payment", fromS(claimed.paymentId()));
        ConditionCheck payable = ConditionCheck.builder()
                .tableName(consultations)
                .key(key(claimed))
                .conditionExpression(PAYABLE + " AND payment_id = :payment")
                .expressionAttributeValues(values)
                .build();
        return transact(List.of(
                put(replace(claimed)),
                TransactWriteItem.builder().conditionCheck(payable).build()));
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

    /**
     * Writes a payment and, where it matters to the consultation, its outcome there: both or neither.
     *
     * @return CONSULTATION_ELSEWHERE where the consultation is gone, withdrawn or another payment's; nothing was written then
     */
    public Written saveWithOutcome(Payment before, Payment next) {
        boolean matters =
                before.outcome() != next.outcome() || before.letsGoOfConsultation() != next.letsGoOfConsultation();
        return matters ? transact(List.of(put(replace(next)), update(outcome(before, next)))) : save(next);
    }

    /**
     * Writes a payment whose consultation another payment has: where it is charged, that is noted on the consultation, so that nobody
     * is charged for it again, and so that it can be given to this one when the other lets go of it.
     *
     * @return CONSULTATION_ELSEWHERE where the consultation is gone, or has nothing to note; nothing was written then
     */
    public Written saveBesideAnother(Payment next) {
        Update.Builder note = Update.builder()
                .tableName(consultations)
                .key(key(next))
                .expressionAttributeValues(Map.of(":payment", fromS(next.paymentId())));
        if (next.isCharged()) {
            note.updateExpression("SET charged_payment_id = :payment")
                    .conditionExpression("attribute_exists(payment_id) AND payment_id <> :payment");
        } else {
            note.updateExpression("REMOVE charged_payment_id").conditionExpression("charged_payment_id = :payment");
        }
        return transact(List.of(put(replace(next)), update(note.build())));
    }

    /**
     * Writes a payment that lets go of its consultation, and gives that to the one that was charged for it meanwhile.
     *
     * @param charged as it was read: where it has been written since, nothing is
     */
    public Written saveAndGiveBack(Payment next, Payment charged) {
        Update give = Update.builder()
                .tableName(consultations)
                .key(key(next))
                .updateExpression("SET payment_id = :charged, payment_status = :outcome REMOVE charged_payment_id")
                .conditionExpression(
                        "payment_id = :payment AND charged_payment_id = :charged AND payment_status = :pending")
                .expressionAttributeValues(Map.of(
                        ":pending", fromS(Consultation.PaymentStatus.PENDING.wireName()),
                        ":payment", fromS(next.paymentId()),
                        ":charged", fromS(charged.paymentId()),
                        ":outcome", fromS(charged.outcome().wireName())))
                .build();
        ConditionCheck unchanged = ConditionCheck.builder()
                .tableName(payments)
                .key(Map.of("payment_id", fromS(charged.paymentId())))
                .conditionExpression("version = :version")
                .expressionAttributeValues(Map.of(":version", fromN(Long.toString(charged.version()))))
                .build();
        return transact(List.of(
                put(replace(next)),
                update(give),
                TransactWriteItem.builder().conditionCheck(unchanged).build()));
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

    /**
     * Only over what this payment has written itself: what the platform has set meanwhile, such as that it has withdrawn the
     * consultation or was paid otherwise, stays. A consultation that was let go of can be taken back by a late deposit, for as long
     * as nothing else has taken it.
     */
    private Update outcome(Payment before, Payment next) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":payment", fromS(next.paymentId()));
        values.put(":user", fromS(next.order().userId()));
        values.put(":before", fromS(before.outcome().wireName()));
        values.put(":outcome", fromS(next.outcome().wireName()));
        String ours = "payment_id = :payment AND payment_status = :before";
        Update.Builder update = Update.builder().tableName(consultations).key(key(next));
        if (next.letsGoOfConsultation()) {
            return update.updateExpression("SET payment_status = :outcome REMOVE payment_id")
                    .conditionExpression(
                            "user_id = :user AND " + ours + " AND attribute_not_exists(charged_payment_id)")
                    .expressionAttributeValues(values)
                    .build();
        }
        values.put(":pending", fromS(Consultation.PaymentStatus.PENDING.wireName()));
        return update.updateExpression("SET payment_status = :outcome, payment_id = :payment")
                .conditionExpression("user_id = :user AND ((" + ours
                        + ") OR (attribute_not_exists(payment_id) AND payment_status = :pending))")
                .expressionAttributeValues(values)
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
     * A payer's payments, newest first, each as it is now. Which there are comes from an index, so one of the last second may be
     * missing.
     *
     * @param consultationId only those for this consultation; null for all
     * @param limit at most so many, and at most {@value #PAGE}
     * @param after where to go on; null to begin
     */
    public Page ofUser(String userId, @Nullable String consultationId, int limit, Page.@Nullable Position after) {
        List<Payment> found = new ArrayList<>();
        Page.Position from = after;
        do {
            // Of those for one consultation few may be in a page: a small one would be one read each.
            int size = consultationId == null ? limit : PAGE;
            QueryResponse response = userPayments(userId, size, from);
            payments(response.items()).stream()
                    .filter(payment -> consultationId == null
                            || consultationId.equals(payment.order().consultationId()))
                    .forEach(found::add);
            from = response.hasLastEvaluatedKey() ? position(response.lastEvaluatedKey()) : null;
        } while (from != null && found.size() < limit);
        if (found.size() <= limit) {
            return new Page(found, from);
        }
        Payment last = found.get(limit - 1);
        return new Page(
                found.subList(0, limit),
                new Page.Position(Times.text(last.order().createdAt()), last.paymentId()));
    }

    private QueryResponse userPayments(String userId, int limit, Page.@Nullable Position after) {
        return dynamoDb.query(request -> {
            request.tableName(payments)
                    .indexName("user_payments")
                    .keyConditionExpression("user_id = :user")
                    .expressionAttributeValues(Map.of(":user", fromS(userId)))
                    .scanIndexForward(false)
                    .limit(limit);
            if (after != null) {
                // The payer comes from the caller and not from the cursor: nobody reads on in another's list.
                request.exclusiveStartKey(Map.of(
                        "user_id", fromS(userId),
                        "created_at", fromS(after.createdAt()),
                        "payment_id", fromS(after.paymentId())));
            }
        });
    }

    /** The payments that an index names, in its order. DynamoDB leaves out what would be too much at once, and is asked again. */
    private List<Payment> payments(List<Map<String, AttributeValue>> entries) {
        List<String> ids =
                entries.stream().map(entry -> entry.get("payment_id").s()).toList();
        Map<String, Payment> read = new HashMap<>();
        Map<String, KeysAndAttributes> wanted = ids.isEmpty() ? Map.of() : Map.of(payments, keys(ids));
        while (!wanted.isEmpty()) {
            Map<String, KeysAndAttributes> asked = wanted;
            BatchGetItemResponse response = dynamoDb.batchGetItem(request -> request.requestItems(asked));
            response.responses().getOrDefault(payments, List.of()).stream()
                    .map(PaymentItem::payment)
                    .forEach(payment -> read.put(payment.paymentId(), payment));
            wanted = response.unprocessedKeys();
        }
        return ids.stream().map(read::get).filter(Objects::nonNull).toList();
    }

    private static KeysAndAttributes keys(List<String> ids) {
        return KeysAndAttributes.builder()
                .consistentRead(true)
                .keys(ids.stream().map(id -> Map.of("payment_id", fromS(id))).toList())
                .build();
    }

    private static Page.Position position(Map<String, AttributeValue> key) {
        return new Page.Position(
                key.get("created_at").s(), key.get("payment_id").s());
    }

    /**
     * The worklist: what has not ended, due or not, the next to be looked at first. From an index: read the payment before acting on
     * it.
     *
     * @param limit at most so many of each partition
     */
    public List<Open> openPayments(int limit) {
        List<Open> open = new ArrayList<>();
        for (int shard = 0; shard < PaymentItem.SHARDS; shard++) {
            open.addAll(openPayments(shard, limit));
        }
        open.sort(Comparator.comparing(Open::nextCheckAt));
        return open;
    }

    private List<Open> openPayments(int shard, int limit) {
        return dynamoDb
                .query(request -> request.tableName(payments)
                        .indexName("open_payments")
                        .keyConditionExpression("open_shard = :shard")
                        .expressionAttributeValues(Map.of(":shard", fromS(Integer.toString(shard))))
                        .limit(limit))
                .items()
                .stream()
                .map(PaymentItem::open)
                .toList();
    }

    /** Puts off an entry of the worklist without reading its record, so that it does not stand before the others for ever. */
    public void putOff(Open entry, Instant until) {
        try {
            dynamoDb.updateItem(request -> request.tableName(payments)
                    .key(Map.of("payment_id", fromS(entry.paymentId())))
                    .updateExpression("SET next_check_at = :until")
                    .conditionExpression("next_check_at = :seen")
                    .expressionAttributeValues(
                            Map.of(":until", fromS(Times.text(until)), ":seen", fromS(entry.nextCheckAt()))));
        } catch (ConditionalCheckFailedException e) {
            // Somebody has dealt with it meanwhile.
        }
    }
}
