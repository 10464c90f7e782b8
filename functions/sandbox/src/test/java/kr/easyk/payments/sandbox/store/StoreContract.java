package kr.easyk.payments.sandbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.model.Consultation;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentMethod;
import kr.easyk.payments.model.PaymentStatus;
import kr.easyk.payments.model.RefundAccount;
import kr.easyk.payments.model.RefundWish;
import kr.easyk.payments.model.Settlement;
import kr.easyk.payments.model.TossPayment;
import kr.easyk.payments.model.TossSays;
import kr.easyk.payments.model.VirtualAccount;
import kr.easyk.payments.sandbox.aws.LocalDynamoDb;
import kr.easyk.payments.sandbox.template.Template;
import kr.easyk.payments.store.Due;
import kr.easyk.payments.store.Page;
import kr.easyk.payments.store.PaymentStore;
import kr.easyk.payments.store.UnreadableRecord;
import kr.easyk.payments.store.Written;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.waiters.DynamoDbWaiter;

/** The store on some DynamoDB. */
abstract class StoreContract {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Template TEMPLATE = Template.read(Path.of("../../template.yaml"));

    private final LostAnswers lost;
    private final DynamoDbClient client;
    private final PaymentStore store;
    private boolean created;

    StoreContract(Aws aws) {
        Wiring direct = aws.wiring(Map.of(
                "PAYMENTS_TABLE", TEMPLATE.tableName("PaymentsTable"),
                "CONSULTATIONS_TABLE", TEMPLATE.tableName("ConsultationsTable")));
        lost = new LostAnswers(direct.aws().http());
        client = aws.client(DynamoDbClient.builder(), Aws.DYNAMODB);
        store = PaymentStore.with(direct.withAws(direct.aws().withHttp(lost)));
    }

    /** Where tables of these names are there already, they are somebody's: this fails, and they are left alone. */
    @BeforeEach
    void create() {
        LocalDynamoDb.createTables(client, TEMPLATE);
        created = true;
        try (DynamoDbWaiter waiter = waiter()) {
            TEMPLATE.tables().forEach(table -> waiter.waitUntilTableExists(wait -> wait.tableName(table.name())));
        }
    }

    @AfterEach
    void drop() {
        try (client;
                DynamoDbWaiter waiter = waiter()) {
            if (created) {
                TEMPLATE.tables().forEach(table -> client.deleteTable(delete -> delete.tableName(table.name())));
                TEMPLATE.tables()
                        .forEach(table -> waiter.waitUntilTableNotExists(wait -> wait.tableName(table.name())));
            }
        }
    }

    /** In AWS itself, tables come and go in seconds; elsewhere, at once. */
    private DynamoDbWaiter waiter() {
        return DynamoDbWaiter.builder()
                .client(client)
                .overrideConfiguration(every -> every.maxAttempts(180)
                        .backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(Duration.ofSeconds(1))))
                .build();
    }

    /** An index follows its table a moment later. */
    private static <T> void assertSoon(T expected, Supplier<T> indexed) {
        Instant giveUp = Instant.now().plusSeconds(10);
        T seen = indexed.get();
        while (!seen.equals(expected) && Instant.now().isBefore(giveUp)) {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            seen = indexed.get();
        }
        assertEquals(expected, seen);
    }

    /** Lets the next call through, and loses its answer on the way back. */
    private static final class LostAnswers implements SdkHttpClient {
        private final SdkHttpClient client;
        private boolean armed;

        LostAnswers(SdkHttpClient client) {
            this.client = client;
        }

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            ExecutableHttpRequest attempt = client.prepareRequest(request);
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    HttpExecuteResponse answer = attempt.call();
                    if (armed) {
                        armed = false;
                        throw new IOException("connection reset");
                    }
                    return answer;
                }

                @Override
                public void abort() {
                    attempt.abort();
                }
            };
        }

        @Override
        public void close() {
            client.close();
        }
    }

    private Consultation consultation(long amount) {
        String id = UUID.randomUUID().toString();
        client.putItem(put -> put.tableName(TEMPLATE.tableName("ConsultationsTable"))
                .item(Map.of(
                        "consultation_id", AttributeValue.fromS(id),
                        "user_id", AttributeValue.fromS("payer"),
                        "title", AttributeValue.fromS("비자 상담"),
                        "amount", AttributeValue.fromN(Long.toString(amount)),
                        "payment_status", AttributeValue.fromS("pending"))));
        return store.findConsultation(id).orElseThrow();
    }

    private Payment opened(Consultation consultation) {
        Payment payment = Payment.open(UUID.randomUUID(), consultation, NOW);
        assertEquals(Written.DONE, store.open(payment, consultation, null));
        return payment;
    }

    private Payment claimed(Consultation consultation) {
        Payment claimed = opened(consultation).claim("key", NOW);
        assertEquals(Written.DONE, store.save(claimed));
        return claimed;
    }

    private static Payment charged(Payment claimed) {
        return settled(claimed, TossPayment.Status.DONE, null);
    }

    private static Payment settled(Payment payment, TossPayment.Status status, @Nullable VirtualAccount account) {
        TossPayment toss = new TossPayment(
                "key",
                payment.orderId(),
                status,
                payment.amount(),
                payment.amount(),
                "KRW",
                account == null ? PaymentMethod.CARD : PaymentMethod.VIRTUAL_ACCOUNT,
                status == TossPayment.Status.DONE ? NOW : null,
                "deposit-secret",
                "https://receipt.example/1",
                account,
                null,
                List.of(),
                null);
        return ((Settlement.Settled) payment.settle(new TossSays.Shown(toss), NOW)).payment();
    }

    private Map<String, AttributeValue> item(Consultation consultation) {
        return client.getItem(get -> get.tableName(TEMPLATE.tableName("ConsultationsTable"))
                        .key(Map.of("consultation_id", AttributeValue.fromS(consultation.consultationId())))
                        .consistentRead(true))
                .item();
    }

    @Test
    void aPaymentComesBackAsItWasWritten() {
        VirtualAccount account = new VirtualAccount("20", "1234567890", null, NOW.plus(Duration.ofDays(7)));
        Payment waiting = settled(claimed(consultation(50_000)), TossPayment.Status.WAITING_FOR_DEPOSIT, account);
        Payment wished = waiting.requestRefund(
                new RefundWish("wish", null, "늦음", new RefundAccount("20", "110222", "김토스"), "print"), NOW);

        assertEquals(Written.DONE, store.save(waiting));
        assertEquals(Written.DONE, store.save(wished));

        assertEquals(wished, store.find(wished.paymentId()).orElseThrow());
    }

    @Test
    void whatIsNotThereIsEmpty() {
        assertTrue(store.find(UUID.randomUUID().toString()).isEmpty());
        assertTrue(store.findConsultation("none").isEmpty());
    }

    @Test
    void aWriteDecidedOnAnOlderVersionIsRefused() {
        Payment opened = opened(consultation(50_000));
        assertEquals(Written.DONE, store.save(opened.claim("mine", NOW)));

        assertEquals(Written.CONFLICT, store.save(opened.claim("other", NOW)));

        assertEquals("mine", store.find(opened.paymentId()).orElseThrow().tossPaymentKey());
    }

    @Test
    void ofTwoThatWriteTheSameOnlyOneIsTold() {
        Payment opened = opened(consultation(50_000));

        assertEquals(Written.DONE, store.save(opened.claim("same", NOW)));
        assertEquals(Written.CONFLICT, store.save(opened.claim("same", NOW)));
    }

    @Test
    void aWriteWhoseAnswerIsLostIsKnownAgainAsOurs() {
        Payment opened = opened(consultation(50_000));
        lost.armed = true;

        assertEquals(Written.DONE, store.save(opened.claim("mine", NOW)));

        assertFalse(lost.armed);
    }

    @Test
    void aTransactionWhoseAnswerIsLostIsCarriedOutOnce() {
        Payment claimed = claimed(consultation(50_000));
        lost.armed = true;

        assertEquals(Written.DONE, store.settle(claimed, charged(claimed)));

        assertFalse(lost.armed);
        assertEquals(
                PaymentStatus.APPROVED,
                store.find(claimed.paymentId()).orElseThrow().status());
    }

    @Test
    void aConsultationHasOneOpenPayment() {
        Consultation consultation = consultation(50_000);
        opened(consultation);

        Payment second = Payment.open(UUID.randomUUID(), consultation, NOW);
        assertEquals(Written.CONFLICT, store.open(second, consultation, null));

        assertTrue(store.find(second.paymentId()).isEmpty());
    }

    @Test
    void aPriceThatChangedSinceItWasReadOpensNothing() {
        Consultation consultation = consultation(50_000);
        client.updateItem(update -> update.tableName(TEMPLATE.tableName("ConsultationsTable"))
                .key(Map.of("consultation_id", AttributeValue.fromS(consultation.consultationId())))
                .updateExpression("SET amount = :amount")
                .expressionAttributeValues(Map.of(":amount", AttributeValue.fromN("60000"))));

        Payment payment = Payment.open(UUID.randomUUID(), consultation, NOW);

        assertEquals(Written.CONFLICT, store.open(payment, consultation, null));
    }

    @Test
    void aPaymentTakesTheAbandonedOnesPlaceInOneStep() {
        Consultation consultation = consultation(50_000);
        Payment old = opened(consultation);
        Consultation seen =
                store.findConsultation(consultation.consultationId()).orElseThrow();
        Payment next = Payment.open(UUID.randomUUID(), seen, NOW);

        assertEquals(Written.DONE, store.open(next, seen, old.abandon(NOW)));

        assertEquals(
                PaymentStatus.EXPIRED, store.find(old.paymentId()).orElseThrow().status());
        assertEquals(next.paymentId(), item(consultation).get("payment_id").s());
    }

    @Test
    void theOutcomeReachesTheConsultationWithThePayment() {
        Consultation consultation = consultation(50_000);
        Payment claimed = claimed(consultation);

        assertEquals(Written.DONE, store.settle(claimed, charged(claimed)));

        assertEquals("paid", item(consultation).get("payment_status").s());
    }

    @Test
    void neitherIsWrittenWhereTheConsultationIsAnothers() {
        Consultation consultation = consultation(50_000);
        Payment claimed = claimed(consultation);
        client.updateItem(update -> update.tableName(TEMPLATE.tableName("ConsultationsTable"))
                .key(Map.of("consultation_id", AttributeValue.fromS(consultation.consultationId())))
                .updateExpression("SET payment_id = :other")
                .expressionAttributeValues(Map.of(":other", AttributeValue.fromS("another"))));

        assertEquals(Written.CONSULTATION_ELSEWHERE, store.settle(claimed, charged(claimed)));

        assertEquals(
                PaymentStatus.APPROVING,
                store.find(claimed.paymentId()).orElseThrow().status());
        assertEquals("pending", item(consultation).get("payment_status").s());
    }

    @Test
    void theWorklistHoldsWhatIsDueAndNothingElse() {
        Payment due = opened(consultation(50_000));
        Payment settled = claimed(consultation(50_000));
        store.settle(settled, charged(settled));
        Instant late = NOW.plus(Duration.ofHours(1));

        assertSoon(List.of(due.paymentId()), () -> dueAt(late));
        assertSoon(List.of(), () -> dueAt(NOW));

        Due entry = IntStream.range(0, store.shards())
                .mapToObj(shard -> store.due(shard, late, 10))
                .flatMap(List::stream)
                .findFirst()
                .orElseThrow();
        store.putOff(entry, late.plus(Duration.ofHours(1)));
        assertSoon(List.of(), () -> dueAt(late));
    }

    private List<String> dueAt(Instant time) {
        return IntStream.range(0, store.shards())
                .mapToObj(shard -> store.due(shard, time, 10))
                .flatMap(List::stream)
                .map(Due::paymentId)
                .toList();
    }

    @Test
    void aPayersListIsPagedNewestFirst() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Consultation consultation = consultation(50_000);
            Payment payment = Payment.open(UUID.randomUUID(), consultation, NOW.plusSeconds(i));
            store.open(payment, consultation, null);
            expected.add(0, payment.paymentId());
        }

        assertSoon(expected, () -> {
            List<String> seen = new ArrayList<>();
            Page page = store.ofUser("payer", null, 2, null);
            page.payments().forEach(payment -> seen.add(payment.paymentId()));
            while (page.next() != null) {
                page = store.ofUser("payer", null, 2, page.next());
                page.payments().forEach(payment -> seen.add(payment.paymentId()));
            }
            return seen;
        });
        assertTrue(store.ofUser("somebody else", null, 10, null).payments().isEmpty());
    }

    @Test
    void aListForOneConsultationLooksPastTheOthers() {
        Consultation wanted = consultation(50_000);
        Payment payment = opened(wanted);
        for (int i = 1; i <= 4; i++) {
            Consultation other = consultation(50_000);
            store.open(Payment.open(UUID.randomUUID(), other, NOW.plusSeconds(i)), other, null);
        }

        assertSoon(
                List.of(payment),
                () -> store.ofUser("payer", wanted.consultationId(), 1, null).payments());
    }

    @Test
    void aRecordThatIsNoPaymentIsSaidToBeUnreadable() {
        Payment payment = opened(consultation(50_000));
        Map<String, AttributeValue> broken =
                new HashMap<>(client.getItem(get -> get.tableName(TEMPLATE.tableName("PaymentsTable"))
                                .key(Map.of("payment_id", AttributeValue.fromS(payment.paymentId()))))
                        .item());
        broken.put("status", AttributeValue.fromS("unheard of"));
        client.putItem(put -> put.tableName(TEMPLATE.tableName("PaymentsTable")).item(broken));

        UnreadableRecord unreadable = assertThrows(UnreadableRecord.class, () -> store.find(payment.paymentId()));

        assertTrue(unreadable.getMessage().contains("status"));
    }
}
