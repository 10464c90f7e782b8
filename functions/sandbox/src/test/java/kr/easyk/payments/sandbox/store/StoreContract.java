package kr.easyk.payments.sandbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.model.AtToss;
import kr.easyk.payments.model.Attempt;
import kr.easyk.payments.model.Carried;
import kr.easyk.payments.model.Claim;
import kr.easyk.payments.model.Consultation;
import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.Looks;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentBuilder;
import kr.easyk.payments.model.PaymentMethod;
import kr.easyk.payments.model.PaymentStatus;
import kr.easyk.payments.model.Refund;
import kr.easyk.payments.model.RefundAccount;
import kr.easyk.payments.model.RefundWish;
import kr.easyk.payments.model.Refunds;
import kr.easyk.payments.model.TossPayment;
import kr.easyk.payments.model.TossSays;
import kr.easyk.payments.model.UnreadableRecord;
import kr.easyk.payments.model.VirtualAccount;
import kr.easyk.payments.sandbox.aws.LocalDynamoDb;
import kr.easyk.payments.sandbox.template.Template;
import kr.easyk.payments.store.Open;
import kr.easyk.payments.store.Page;
import kr.easyk.payments.store.PaymentStore;
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
    private static final String DIGEST = "digest";
    private static final Template TEMPLATE = Template.read(Path.of("../../template.yaml"));

    private final Way way;
    private final DynamoDbClient client;
    private final PaymentStore store;
    private boolean created;

    StoreContract(Aws aws) {
        Wiring direct = aws.wiring(Map.of(
                "PAYMENTS_TABLE", TEMPLATE.tableName("PaymentsTable"),
                "CONSULTATIONS_TABLE", TEMPLATE.tableName("ConsultationsTable")));
        way = new Way();
        client = aws.client(DynamoDbClient.builder(), Aws.DYNAMODB);
        store = PaymentStore.with(direct.withAws(
                direct.aws().withHttp(new LostAnswers(direct.aws().http(), way))));
    }

    /** On a client that is no client of a server's: it asks of each call whether the answer is lost, and sends it again then. */
    StoreContract(Function<BooleanSupplier, DynamoDbClient> clientLosing) {
        way = new Way();
        client = clientLosing.apply(way::losesTheAnswer);
        Wiring wiring = Aws.at(URI.create("http://nowhere.invalid"))
                .wiring(Map.of(
                        "PAYMENTS_TABLE", TEMPLATE.tableName("PaymentsTable"),
                        "CONSULTATIONS_TABLE", TEMPLATE.tableName("ConsultationsTable")));
        store = PaymentStore.with(wiring.withAws(wiring.aws().withDynamoDb(client)));
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

    /** Counts the calls, and loses the next answer on the way back where it is told to. */
    private static final class Way {
        private boolean armed;
        private int calls;

        boolean losesTheAnswer() {
            calls++;
            boolean loses = armed;
            armed = false;
            return loses;
        }
    }

    private static final class LostAnswers implements SdkHttpClient {
        private final SdkHttpClient client;
        private final Way way;

        LostAnswers(SdkHttpClient client, Way way) {
            this.client = client;
            this.way = way;
        }

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            ExecutableHttpRequest attempt = client.prepareRequest(request);
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    HttpExecuteResponse answer = attempt.call();
                    if (way.losesTheAnswer()) {
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
        Payment claimed = opened(consultation).claim("key", DIGEST, NOW);
        assertEquals(Written.DONE, store.claim(claimed));
        return claimed;
    }

    private static Payment charged(Payment claimed) {
        return settled(claimed, TossPayment.Status.DONE, null);
    }

    private Payment chargedAndSaved(Consultation consultation) {
        Payment claimed = claimed(consultation);
        Payment charged = charged(claimed);
        assertEquals(Written.DONE, store.saveWithOutcome(claimed, charged));
        return charged;
    }

    /** Given back at one stroke, by hand. */
    private static Payment refunded(Payment charged) {
        TossPayment.Cancel all =
                new TossPayment.Cancel("TX", charged.amount(), "by hand", NOW, TossPayment.CancelStatus.DONE);
        return settled(charged, TossPayment.Status.CANCELED, null, all);
    }

    private static Payment settled(
            Payment payment,
            TossPayment.Status status,
            @Nullable VirtualAccount account,
            TossPayment.Cancel... cancels) {
        TossPayment toss = new TossPayment(
                "key",
                payment.order().orderId(),
                status,
                payment.amount(),
                cancels.length > 0 ? 0 : payment.amount(),
                "KRW",
                account == null ? PaymentMethod.CARD : PaymentMethod.VIRTUAL_ACCOUNT,
                account == null ? NOW : null,
                "deposit-secret",
                "https://receipt.example/1",
                account,
                null,
                List.of(cancels),
                null);
        return payment.settle(new TossSays.Shown(toss, DIGEST), NOW).payment();
    }

    /** As the platform does. */
    private void change(Consultation consultation, String expression, Map<String, AttributeValue> values) {
        client.updateItem(update -> update.tableName(TEMPLATE.tableName("ConsultationsTable"))
                .key(Map.of("consultation_id", AttributeValue.fromS(consultation.consultationId())))
                .updateExpression(expression)
                .expressionAttributeValues(values));
    }

    private void change(Consultation consultation, String attribute, String text) {
        change(consultation, "SET " + attribute + " = :value", Map.of(":value", AttributeValue.fromS(text)));
    }

    private void delete(Consultation consultation) {
        client.deleteItem(delete -> delete.tableName(TEMPLATE.tableName("ConsultationsTable"))
                .key(Map.of("consultation_id", AttributeValue.fromS(consultation.consultationId()))));
    }

    private Map<String, AttributeValue> item(Payment payment) {
        return new HashMap<>(client.getItem(get -> get.tableName(TEMPLATE.tableName("PaymentsTable"))
                        .key(Map.of("payment_id", AttributeValue.fromS(payment.paymentId())))
                        .consistentRead(true))
                .item());
    }

    private void put(Map<String, AttributeValue> item) {
        client.putItem(put -> put.tableName(TEMPLATE.tableName("PaymentsTable")).item(item));
    }

    private Payment found(Payment payment) {
        return store.find(payment.paymentId()).orElseThrow();
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
                new RefundWish("wish", null, "늦음", new RefundAccount("20", "110222", "김토스"), "print"), DIGEST, NOW);

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
        assertEquals(Written.DONE, store.claim(opened.claim("mine", DIGEST, NOW)));

        assertEquals(Written.CONFLICT, store.claim(opened.claim("other", DIGEST, NOW)));

        assertEquals("mine", found(opened).claim().paymentKey());
    }

    @Test
    void ofTwoThatWriteTheSameOnlyOneIsTold() {
        Payment charged = chargedAndSaved(consultation(50_000));

        assertEquals(Written.DONE, store.save(charged.touched(NOW)));
        assertEquals(Written.CONFLICT, store.save(charged.touched(NOW)));
    }

    @Test
    void ofTwoThatClaimWithTheSameKeyOnlyOneIsTold() {
        Payment opened = opened(consultation(50_000));

        assertEquals(Written.DONE, store.claim(opened.claim("same", DIGEST, NOW)));
        assertEquals(Written.CONFLICT, store.claim(opened.claim("same", DIGEST, NOW)));
    }

    @Test
    void aWriteWhoseAnswerIsLostIsKnownAgainAsOurs() {
        Payment charged = chargedAndSaved(consultation(50_000));
        way.armed = true;

        assertEquals(Written.DONE, store.save(charged.touched(NOW)));

        assertFalse(way.armed);
    }

    @Test
    void aClaimWhoseAnswerIsLostIsMadeOnceAndOurs() {
        Payment opened = opened(consultation(50_000));
        way.armed = true;

        assertEquals(Written.DONE, store.claim(opened.claim("mine", DIGEST, NOW)));

        assertFalse(way.armed);
        assertEquals(2, found(opened).version());
    }

    @Test
    void aTransactionWhoseAnswerIsLostIsCarriedOutOnce() {
        Payment claimed = claimed(consultation(50_000));
        way.armed = true;

        assertEquals(Written.DONE, store.saveWithOutcome(claimed, charged(claimed)));

        assertFalse(way.armed);
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
        change(consultation, "SET amount = :amount", Map.of(":amount", AttributeValue.fromN("60000")));

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

        assertEquals(Written.DONE, store.saveWithOutcome(claimed, charged(claimed)));

        assertEquals("paid", item(consultation).get("payment_status").s());
    }

    @Test
    void neitherIsWrittenWhereTheConsultationIsAnothers() {
        Consultation consultation = consultation(50_000);
        Payment claimed = claimed(consultation);
        change(consultation, "payment_id", "another");

        assertEquals(Written.CONSULTATION_ELSEWHERE, store.saveWithOutcome(claimed, charged(claimed)));

        assertEquals(
                PaymentStatus.APPROVING,
                store.find(claimed.paymentId()).orElseThrow().status());
        assertEquals("pending", item(consultation).get("payment_status").s());
    }

    @Test
    void theWorklistHoldsWhatIsDueAndNothingElse() {
        Payment due = opened(consultation(50_000));
        Payment settled = claimed(consultation(50_000));
        store.saveWithOutcome(settled, charged(settled));
        Instant late = NOW.plus(Duration.ofHours(1));

        assertSoon(List.of(due.paymentId()), () -> dueAt(late));
        assertSoon(List.of(), () -> dueAt(NOW));

        Open entry = store.openPayments(10).get(0);
        store.putOff(entry, late.plus(Duration.ofHours(1)));
        assertSoon(List.of(), () -> dueAt(late));
    }

    /** In whichever partition they are: the one that has waited longest must not stand behind all of another's. */
    @Test
    void theWorklistIsInOrderOfDueTimesOverAllPartitions() {
        List<Payment> opened = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Consultation consultation = consultation(50_000);
            Payment payment = Payment.open(UUID.randomUUID(), consultation, NOW.plusMillis(i));
            store.open(payment, consultation, null);
            opened.add(payment);
        }
        Instant late = NOW.plus(Duration.ofHours(1));
        long partitions = opened.stream()
                .map(payment -> item(payment).get("open_shard").s())
                .distinct()
                .count();

        assertSoon(opened.stream().map(Payment::paymentId).toList(), () -> dueAt(late));
        assertTrue(partitions > 1, "twelve payments in one partition");
        List<Open> first = store.openPayments(1);
        assertEquals(partitions, first.size(), "one of each");
        assertEquals(opened.get(0).paymentId(), first.get(0).paymentId());
    }

    private List<String> dueAt(Instant time) {
        return store.openPayments(12).stream()
                .filter(each -> each.isDue(time))
                .map(Open::paymentId)
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

    /** A small page, most of which is passed over, would be a read for each payment. */
    @Test
    void aListForOneConsultationReadsFewPages() {
        Consultation wanted = consultation(50_000);
        Payment payment = opened(wanted);
        Map<String, AttributeValue> item = item(payment);
        for (int i = 1; i <= 300; i++) {
            Map<String, AttributeValue> other = new HashMap<>(item);
            other.put("payment_id", AttributeValue.fromS(UUID.randomUUID().toString()));
            other.put("consultation_id", AttributeValue.fromS("another"));
            other.put("created_at", AttributeValue.fromS("2026-01-03T00:00:00.000Z"));
            put(other);
        }
        assertSoon(
                List.of(payment),
                () -> store.ofUser("payer", wanted.consultationId(), 1, null).payments());
        way.calls = 0;

        store.ofUser("payer", wanted.consultationId(), 1, null);

        // A hundred at a time: those that the index names, and then they themselves.
        assertTrue(way.calls <= 8, way.calls + " reads for 301 payments");
    }

    @Test
    void aListForOneConsultationIsReadOnFromWhereItWasCut() {
        Consultation wanted = consultation(50_000);
        Map<String, AttributeValue> item = item(opened(wanted));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Map<String, AttributeValue> next = new HashMap<>(item);
            String id = UUID.randomUUID().toString();
            next.put("payment_id", AttributeValue.fromS(id));
            next.put("created_at", AttributeValue.fromS("2026-01-03T00:00:0" + i + ".000Z"));
            put(next);
            expected.add(0, id);
        }
        expected.add(item.get("payment_id").s());

        assertSoon(expected, () -> {
            List<String> seen = new ArrayList<>();
            Page page = store.ofUser("payer", wanted.consultationId(), 2, null);
            page.payments().forEach(payment -> seen.add(payment.paymentId()));
            while (page.next() != null) {
                page = store.ofUser("payer", wanted.consultationId(), 2, page.next());
                page.payments().forEach(payment -> seen.add(payment.paymentId()));
            }
            return seen;
        });
    }

    @Test
    void nothingIsClaimedForAConsultationThatHasChangedSinceThePaymentWasOpened() {
        Map<String, Consumer<Consultation>> changes = Map.of(
                "deleted", this::delete,
                "withdrawn", each -> change(each, "payment_status", "withdrawn"),
                "called off in words of the platform's own", each -> change(each, "payment_status", "on_hold"),
                "paid", each -> change(each, "payment_status", "paid"),
                "another payment's", each -> change(each, "payment_id", "another"),
                "another payer's", each -> change(each, "user_id", "somebody else"),
                "charged for by another", each -> change(each, "charged_payment_id", "another"),
                "of another price",
                        each -> change(each, "SET amount = :amount", Map.of(":amount", AttributeValue.fromN("60000"))));
        changes.forEach((what, change) -> {
            Consultation consultation = consultation(50_000);
            Payment opened = opened(consultation);
            change.accept(consultation);

            assertEquals(Written.CONSULTATION_ELSEWHERE, store.claim(opened.claim("key", DIGEST, NOW)), what);

            assertEquals(opened, found(opened), what);
        });
    }

    @Test
    void aClaimOfAPaymentThatSomebodyElseHasWrittenIsAConflictWhateverTheConsultation() {
        Consultation consultation = consultation(50_000);
        Payment opened = opened(consultation);
        assertEquals(Written.DONE, store.claim(opened.claim("first", DIGEST, NOW)));
        delete(consultation);

        assertEquals(Written.CONFLICT, store.claim(opened.claim("second", DIGEST, NOW)));
    }

    @Test
    void anOutcomeIsNotWrittenOverWhatThePlatformHasSetItself() {
        for (String status : List.of("withdrawn", "on_hold")) {
            Consultation consultation = consultation(50_000);
            Payment claimed = claimed(consultation);
            change(consultation, "payment_status", status);

            assertEquals(Written.CONSULTATION_ELSEWHERE, store.saveWithOutcome(claimed, charged(claimed)));

            assertEquals(status, item(consultation).get("payment_status").s());
            assertEquals(claimed, found(claimed));
        }
    }

    @Test
    void anOutcomeDoesNotMakeADeletedConsultationAnew() {
        Consultation consultation = consultation(50_000);
        Payment claimed = claimed(consultation);
        delete(consultation);

        assertEquals(Written.CONSULTATION_ELSEWHERE, store.saveWithOutcome(claimed, charged(claimed)));

        assertTrue(item(consultation).isEmpty());
    }

    @Test
    void whatMeansNothingToTheConsultationIsWrittenWithoutIt() {
        Consultation consultation = consultation(50_000);
        Payment charged = chargedAndSaved(consultation);
        delete(consultation);
        Payment wished = wished(charged);

        assertEquals(Written.DONE, store.saveWithOutcome(charged, wished));

        assertEquals(wished, found(wished));
    }

    @Test
    void aLostPaymentLetsGoOfItsConsultationAndALateDepositTakesItBack() {
        Consultation consultation = consultation(50_000);
        Payment over = overAndSaved(consultation);
        assertFalse(item(consultation).containsKey("payment_id"));

        Payment charged = charged(over);
        assertEquals(Written.DONE, store.saveWithOutcome(over, charged));

        assertEquals("paid", item(consultation).get("payment_status").s());
        assertEquals(charged.paymentId(), item(consultation).get("payment_id").s());
    }

    private Payment overAndSaved(Consultation consultation) {
        Payment claimed = claimed(consultation);
        Payment over = claimed.settle(new TossSays.SessionOver("key"), NOW).payment();
        assertEquals(Written.DONE, store.saveWithOutcome(claimed, over));
        return over;
    }

    /** A payment that was let go of and is charged all the same, while another has its place. */
    private record TwoPayments(Consultation consultation, Payment late, Payment active) {}

    private TwoPayments chargedBesideAnother() {
        Consultation consultation = consultation(50_000);
        Payment over = overAndSaved(consultation);
        Payment active = opened(consultation);
        Payment late = charged(over);
        assertEquals(Written.CONSULTATION_ELSEWHERE, store.saveWithOutcome(over, late));
        assertEquals(Written.DONE, store.saveBesideAnother(late));
        return new TwoPayments(consultation, late, active);
    }

    @Test
    void aChargeBesideAnotherPaymentIsNotedSoThatNobodyIsChargedAgain() {
        TwoPayments two = chargedBesideAnother();

        Consultation noted =
                store.findConsultation(two.consultation().consultationId()).orElseThrow();
        assertEquals(two.late().paymentId(), noted.chargedPaymentId());
        assertEquals(two.active().paymentId(), noted.paymentId());
        assertEquals("pending", item(two.consultation()).get("payment_status").s());
        assertFalse(noted.isUnpaid());
        assertEquals(two.late(), found(two.late()));
        assertEquals(Written.CONSULTATION_ELSEWHERE, store.claim(two.active().claim("key", DIGEST, NOW)));
    }

    @Test
    void theNoteOfAChargeGoesWhenItIsGivenBack() {
        TwoPayments two = chargedBesideAnother();
        Payment refunded = refunded(two.late());

        assertEquals(Written.CONSULTATION_ELSEWHERE, store.saveWithOutcome(two.late(), refunded));
        assertEquals(Written.DONE, store.saveBesideAnother(refunded));

        assertFalse(item(two.consultation()).containsKey("charged_payment_id"));
        assertEquals(PaymentStatus.CANCELLED, found(refunded).status());
        assertEquals(Written.DONE, store.claim(two.active().claim("key", DIGEST, NOW)));
    }

    @Test
    void thereIsNothingToNoteOnAConsultationThatIsGone() {
        Consultation gone = consultation(50_000);
        Payment claimed = claimed(gone);
        delete(gone);

        assertEquals(Written.CONSULTATION_ELSEWHERE, store.saveBesideAnother(charged(claimed)));

        assertTrue(item(gone).isEmpty());
        assertEquals(claimed, found(claimed));
    }

    @Test
    void aConsultationThatIsLetGoOfIsGivenToThePaymentThatWasChargedForIt() {
        TwoPayments two = chargedBesideAnother();
        Payment expired = two.active().abandon(NOW);
        assertEquals(
                Written.CONSULTATION_ELSEWHERE,
                store.saveWithOutcome(two.active(), expired),
                "it must not be freed for a third");

        assertEquals(Written.DONE, store.saveAndGiveBack(expired, two.late()));

        Map<String, AttributeValue> consultation = item(two.consultation());
        assertEquals(two.late().paymentId(), consultation.get("payment_id").s());
        assertEquals("paid", consultation.get("payment_status").s());
        assertFalse(consultation.containsKey("charged_payment_id"));
        assertEquals(PaymentStatus.EXPIRED, found(expired).status());
        assertEquals(Written.DONE, store.saveWithOutcome(two.late(), refunded(two.late())));
        assertEquals("refunded", item(two.consultation()).get("payment_status").s());
    }

    @Test
    void aConsultationIsNotGivenToAPaymentThatIsNoLongerNotedOnIt() {
        TwoPayments two = chargedBesideAnother();
        assertEquals(Written.DONE, store.saveBesideAnother(refunded(two.late())));

        assertEquals(
                Written.CONSULTATION_ELSEWHERE,
                store.saveAndGiveBack(two.active().abandon(NOW), two.late()));

        assertEquals(two.active(), found(two.active()));
    }

    @Test
    void aRecordThatIsNoPaymentIsSaidToBeUnreadable() {
        Payment payment = chargedAndSaved(consultation(50_000));
        Map<String, AttributeValue> right = item(payment);
        Map<String, AttributeValue> wrong = Map.of(
                "amount", AttributeValue.fromS("50000"),
                "created_at", AttributeValue.fromS("yesterday"),
                "claims", AttributeValue.fromN("9223372036854775807"),
                "checks", AttributeValue.fromN("1.5"),
                "status_since", AttributeValue.fromBool(true),
                "approved_at", AttributeValue.fromS("soon"));
        wrong.forEach((attribute, value) -> {
            Map<String, AttributeValue> broken = new HashMap<>(right);
            broken.put(attribute, value);
            put(broken);

            UnreadableRecord unreadable =
                    assertThrows(UnreadableRecord.class, () -> store.find(payment.paymentId()), attribute);

            assertTrue(unreadable.getMessage().contains(payment.paymentId()), unreadable.getMessage());
        });
    }

    /** Money that a record counts in two ways is in neither what it says. */
    @Test
    void aBalanceThatIsNotTheAmountLessItsRefundsIsUnreadable() {
        Payment payment = chargedAndSaved(consultation(50_000));
        Map<String, AttributeValue> item = item(payment);
        item.put("balance_amount", AttributeValue.fromN("49999"));
        put(item);

        UnreadableRecord unreadable = assertThrows(UnreadableRecord.class, () -> store.find(payment.paymentId()));

        assertTrue(unreadable.getMessage().contains("balance_amount"), unreadable.getMessage());
        assertFalse(unreadable.getMessage().contains("49999"), "never a value");
    }

    @Test
    void aConsultationThatCannotBeReadNamesTheAttribute() {
        for (String attribute : List.of("amount", "payment_status")) {
            Consultation consultation = consultation(50_000);
            change(consultation, attribute, "plenty");

            UnreadableRecord unreadable =
                    assertThrows(UnreadableRecord.class, () -> store.findConsultation(consultation.consultationId()));

            assertTrue(unreadable.getMessage().contains(attribute), unreadable.getMessage());
            assertFalse(unreadable.getMessage().contains("plenty"), "never a value");
        }
    }

    /** A rolling deployment and a roll-back run both versions on the same records. */
    @Test
    void whatANewerVersionWroteIsKeptAndWrittenBackAlsoInsideARefund() {
        Payment charged = chargedAndSaved(consultation(50_000));
        Payment refunded = refunded(charged);
        assertEquals(Written.DONE, store.saveWithOutcome(charged, refunded));
        AttributeValue fromTheFuture = AttributeValue.fromM(Map.of("deep", AttributeValue.fromL(List.of())));
        Map<String, AttributeValue> item = item(refunded);
        item.put("refund_policy", fromTheFuture);
        put(withRefund(item, "requested_by", fromTheFuture));

        Payment read = found(refunded);
        assertFalse(read.isFromANewerVersion(), "the money can be told all the same");
        assertEquals(Written.DONE, store.save(read.touched(NOW)));

        Map<String, AttributeValue> written = item(refunded);
        assertEquals(fromTheFuture, written.get("refund_policy"));
        assertEquals(fromTheFuture, refundIn(written).get("requested_by"));
        assertEquals(
                Long.toString(refunded.version() + 1), written.get("version").n());
    }

    @Test
    void aStatusOfANewerVersionIsReadShownAndWrittenBack() {
        Payment charged = chargedAndSaved(consultation(50_000));
        Map<String, AttributeValue> item = item(charged);
        item.put("status", AttributeValue.fromS("on_hold"));
        item.put("balance_amount", AttributeValue.fromN("12345"));
        put(item);

        Payment read = found(charged);
        assertEquals(PaymentStatus.UNRECOGNISED, read.status());
        assertEquals("on_hold", read.statusName());
        assertEquals(Written.DONE, store.save(read.touched(NOW)));

        assertEquals("on_hold", item(charged).get("status").s());
        assertSoon(
                List.of("on_hold"),
                () -> store.ofUser("payer", null, 10, null).payments().stream()
                        .map(Payment::statusName)
                        .toList());
    }

    @Test
    void aRefundStatusOfANewerVersionIsReadShownAndWrittenBack() {
        Payment wished = wished(chargedAndSaved(consultation(50_000)));
        assertEquals(Written.DONE, store.save(wished));
        put(withRefund(item(wished), "status", AttributeValue.fromS("on_appeal")));

        Payment read = found(wished);
        assertTrue(read.isFromANewerVersion());
        assertEquals("on_appeal", read.refunds().find("wish").orElseThrow().statusName());
        assertEquals(Written.DONE, store.save(read.touched(NOW)));

        assertEquals("on_appeal", refundIn(item(wished)).get("status").s());
    }

    private static Payment wished(Payment charged) {
        return charged.requestRefund(new RefundWish("wish", 1_000L, "late", null, "print"), DIGEST, NOW);
    }

    private static Map<String, AttributeValue> refundIn(Map<String, AttributeValue> item) {
        return item.get("cancellations").l().get(0).m();
    }

    private static Map<String, AttributeValue> withRefund(
            Map<String, AttributeValue> item, String attribute, AttributeValue value) {
        Map<String, AttributeValue> refund = new HashMap<>(refundIn(item));
        refund.put(attribute, value);
        item.put("cancellations", AttributeValue.fromL(List.of(AttributeValue.fromM(refund))));
        return item;
    }

    @Test
    void theLargestRecordThereCanBeStaysFarBelowWhatDynamoDbTakes() {
        Payment opened = opened(consultation(50_000));
        List<Refund> refunds = new ArrayList<>();
        for (int i = 0; i < Refunds.MOST_MADE; i++) {
            refunds.add(largest(i, Refund.Status.DONE));
        }
        for (int i = 0; i < 20; i++) {
            refunds.add(largest(100 + i, Refund.Status.FAILED));
        }
        Payment largest = new PaymentBuilder(opened.order(), PaymentStatus.PARTIALLY_CANCELLED, NOW)
                .claim(new Claim("k".repeat(200), "d".repeat(64), 99))
                .atToss(new AtToss(
                        PaymentMethod.VIRTUAL_ACCOUNT,
                        "s".repeat(100),
                        "u".repeat(2_048),
                        new VirtualAccount("88", "1".repeat(20), "🙏".repeat(100), NOW)))
                .approvedAt(NOW)
                .refunds(new Refunds(refunds, 999_999))
                .looks(Looks.NONE)
                .updatedAt(NOW)
                .version(opened.version() + 1)
                .build();

        assertEquals(Written.DONE, store.save(largest));

        assertEquals(largest, found(largest));
        int bytes = bytes(AttributeValue.fromM(item(largest)));
        assertTrue(bytes < 200_000, "DynamoDB takes 409,600 bytes, and this has " + bytes);
    }

    private static Refund largest(int i, Refund.Status status) {
        String long4 = "🙏".repeat(1_000);
        boolean made = status == Refund.Status.DONE;
        Refund.Wish wish = new Refund.Wish(
                false,
                made ? null : new RefundAccount("88", "1".repeat(20), "🙏".repeat(60)),
                "f".repeat(32),
                new Attempt(3, "d".repeat(64), 50_000, NOW));
        return new Refund(
                "i".repeat(29) + i,
                1,
                long4,
                status,
                NOW,
                made ? NOW : null,
                "t".repeat(100) + i,
                made ? null : new Failure(long4, long4),
                wish,
                Carried.NOTHING);
    }

    /** As DynamoDB counts: names and values in UTF-8, three bytes for each list and map and one for each of their elements. */
    private static int bytes(AttributeValue value) {
        if (value.hasM()) {
            return value.m().entrySet().stream()
                    .mapToInt(
                            each -> 1 + each.getKey().getBytes(StandardCharsets.UTF_8).length + bytes(each.getValue()))
                    .reduce(3, Integer::sum);
        }
        if (value.hasL()) {
            return value.l().stream().mapToInt(each -> 1 + bytes(each)).reduce(3, Integer::sum);
        }
        if (value.s() != null) {
            return value.s().getBytes(StandardCharsets.UTF_8).length;
        }
        return value.n() != null ? value.n().length() : 1;
    }
}
