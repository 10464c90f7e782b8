package kr.easyk.payments.sandbox.explore;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kr.easyk.payments.model.Lateness;
import kr.easyk.payments.sandbox.aws.LocalDynamoDb;
import kr.easyk.payments.sandbox.template.Template;
import kr.easyk.payments.sandbox.toss.TossRefusal;
import kr.easyk.payments.sandbox.toss.TossSimulator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * All there is in one run: tables, Toss, the time, those who make requests, and what else may happen. It begins anew for each run, and
 * goes on by one {@link Choice} after the other.
 */
final class World implements AutoCloseable {
    private static final Template TEMPLATE = Template.read(Path.of("../../template.yaml"));
    static final String PAYMENTS = TEMPLATE.tableName("PaymentsTable");
    static final String CONSULTATIONS = TEMPLATE.tableName("ConsultationsTable");
    static final Instant BEGINNING = Instant.parse("2026-01-02T03:04:05.678Z");
    static final String FIRST_KEY = "test_gsk_first";
    static final String SECOND_KEY = "test_gsk_second";

    /** A read that DynamoDB refuses, once the SDK has repeated it, is an exception of the SDK's like one that never got there. */
    private static final List<Fate> OF_A_READ = List.of(Fate.CRASH, Fate.NOT_SENT);

    private static final List<Fate> OF_A_QUERY = List.of(Fate.CRASH, Fate.NOT_SENT, Fate.STALE);
    private static final List<Fate> OF_A_WRITE = List.of(
            Fate.CRASH,
            Fate.ANSWER_LOST,
            Fate.SENT_AGAIN,
            Fate.NOT_SENT,
            Fate.LATE,
            Fate.LATE_AND_AGAIN,
            Fate.CRASH_LATE,
            Fate.REFUSED);

    /** How long DynamoDB knows a transaction again by its token. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /**
     * One that is on its way, and will be carried out.
     *
     * @param place of whoever sent it, which names what comes of it
     * @param step what is asked
     */
    private record LateCall(String name, Runnable work, Digest place, Step<?> step, Instant by) {}

    /** What a scenario begins with, so that it need not be made again for each run. */
    private record Given(MemoryDynamoDb tables, List<Consumer<World>> atToss, List<Sale> sales) {}

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "actor");
        thread.setDaemon(true);
        return thread;
    });

    private final MemoryDynamoDb dynamoDb = new MemoryDynamoDb();
    private final TossDoor door = new TossDoor(this);
    private final Deque<Instance> warm = new ArrayDeque<>();
    private final List<LateCall> late = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private final Map<String, Given> givens = new HashMap<>();
    private final PrintStream log;
    private @Nullable List<Consumer<World>> recorded;

    private final Clock clock = ((InstantSource) this::now).withZone(ZoneOffset.UTC);
    private Books books = new Books(clock, FIRST_KEY);
    private Scenario scenario = new Scenario("nothing");
    private Instant now = BEGINNING;
    private String secret = FIRST_KEY;
    private List<Actor> actors = List.of();
    private boolean[] happened = new boolean[0];
    private List<Sale> sales = List.of();
    private int faultsAllowed;
    private int faults;
    private Supplier<@Nullable Choice> driver = () -> null;
    private final Semaphore rest = new Semaphore(0);
    private @Nullable Throwable broken;
    private @Nullable Actor running;
    private Digest place = Digest.NOTHING;
    private int idsTaken;
    private int freeSteps;

    World() {
        this(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    /** @param log where the functions' own log lines go */
    World(PrintStream log) {
        this.log = log;
        LocalDynamoDb.createTables(dynamoDb, TEMPLATE);
        dynamoDb.passThrough(new MemoryDynamoDb.Gate() {
            @Override
            public <T> T pass(MemoryDynamoDb.Call<T> call) {
                return throughTheGate(call);
            }
        });
    }

    /** From the beginning of a scenario. */
    void begin(Scenario which, int mostFaults) {
        end();
        scenario = which;
        now = BEGINNING;
        secret = FIRST_KEY;
        late.clear();
        told.clear();
        running = null;
        faultsAllowed = mostFaults;
        faults = mostFaults;
        books = new Books(clock, FIRST_KEY);
        Given given = givens.get(which.name());
        if (given == null) {
            givens.put(which.name(), given());
        } else {
            dynamoDb.takeOver(given.tables());
            given.atToss().forEach(each -> each.accept(this));
            sales = given.sales();
        }
        actors = new ArrayList<>();
        for (Scenario.Part part : which.actors()) {
            actors.add(new Actor(this, part.name(), actors.size(), part.ready(), part.faults(), part.script()));
        }
        happened = new boolean[which.events().size()];
    }

    private Given given() {
        dynamoDb.clear();
        sales = new ArrayList<>();
        List<Consumer<World>> atToss = new ArrayList<>();
        recorded = atToss;
        freeSteps = 0;
        scenario.given().accept(new Preparation(this));
        recorded = null;
        return new Given(dynamoDb.copy(), atToss, List.copyOf(sales));
    }

    /** Sends home whoever still waits for a turn. */
    void end() {
        actors.forEach(Actor::dismiss);
        actors = List.of();
    }

    @Override
    public void close() {
        end();
        threads.shutdown();
    }

    ExecutorService threads() {
        return threads;
    }

    MemoryDynamoDb dynamoDb() {
        return dynamoDb;
    }

    HttpClient door() {
        return door;
    }

    PrintStream log() {
        return log;
    }

    Books books() {
        return books;
    }

    TossSimulator toss() {
        return books.toss();
    }

    Instant now() {
        return now;
    }

    Scenario scenario() {
        return scenario;
    }

    List<Sale> sales() {
        return sales;
    }

    Sale sale(int number) {
        return sales.get(number);
    }

    /** Whether everything has gone as it should so far. */
    boolean isWithoutFaults() {
        return faults == faultsAllowed;
    }

    List<Told> told() {
        return told;
    }

    List<Actor> actors() {
        return actors;
    }

    void add(Sale sale) {
        sales.add(sale);
    }

    void tell(Told what) {
        told.add(what);
    }

    /** An instance of a function that has been running since before the world began. */
    Instance warm() {
        Instance instance = warm.poll();
        return instance == null ? Instance.warm(this) : instance;
    }

    Instance cold() {
        return Instance.cold(this);
    }

    void giveBack(Instance instance) {
        if (instance.isAsItBegan()) {
            warm.push(instance);
        }
    }

    String fetchSecret() {
        Actor fetching = running;
        if (fetching != null) {
            fetching.learns("secret " + secret);
        }
        return secret;
    }

    boolean hasSecret(String key) {
        return secret.equals(key);
    }

    void setSecret(String key) {
        secret = key;
    }

    UUID newId() {
        Digest id = place.then("id").then(idsTaken++);
        return new UUID(id.one(), id.other());
    }

    void stepping(Digest where) {
        place = where;
        idsTaken = 0;
        books.at(where);
    }

    void late(String name, Step<?> step, Fate how, Digest where) {
        late.add(new LateCall(name, step.later(how), where.then("late"), step, now.plus(Lateness.BOUND)));
    }

    /** Toss is about to be asked for a refund under this Idempotency-Key, by whoever has the baton. */
    void asksForRefund(String idempotencyKey) {
        Actor actor = running;
        if (actor != null) {
            actor.asksForRefund(idempotencyKey);
        }
    }

    /** Every outside call passes here: of whoever has the baton, or, where nobody has, at once. */
    <T> T pass(Step<T> step) {
        Actor actor = running;
        if (actor != null) {
            return actor.pass(step);
        }
        Digest where = Digest.of("free").then(freeSteps++);
        stepping(where);
        List<Consumer<World>> record = recorded;
        if (record != null && step.isChangeAtToss()) {
            record.add(world -> {
                world.stepping(where);
                step.perform(Fate.DONE);
            });
        }
        return step.perform(Fate.DONE);
    }

    /** Something that happens at Toss before a scenario begins. */
    void atToss(String what, Consumer<World> change) {
        Digest where = Digest.of(what).then(freeSteps++);
        Consumer<World> happens = world -> {
            world.stepping(where);
            change.accept(world);
        };
        happens.accept(this);
        if (recorded != null) {
            recorded.add(happens);
        }
    }

    private <T> T throughTheGate(MemoryDynamoDb.Call<T> call) {
        List<Fate> fates = switch (call.kind) {
            case READ -> OF_A_READ;
            case QUERY -> OF_A_QUERY;
            case WRITE -> OF_A_WRITE;
            case QUERY_OF_NOTHING -> List.of();
        };
        if (fates.isEmpty()) {
            if (running != null) {
                // No step, and yet another would be one by then.
                running.learns("found nothing");
            }
            return call.perform();
        }
        Step<T> step = new Step<>("DynamoDB " + call.name, fates) {
            @Override
            T perform(Fate how) {
                return switch (how) {
                    case REFUSED -> throw call.refused();
                    case STALE -> call.performStale();
                    default -> call.perform();
                };
            }

            @Override
            Digest digest(T answer) {
                return Digest.of(answer.toString());
            }

            @Override
            boolean isDone() {
                return call.isDone();
            }

            /** Why a write was refused, and what stood there, is not in an error's own words. */
            @Override
            Digest digest(RuntimeException error) {
                Digest words = super.digest(error);
                if (error instanceof TransactionCanceledException canceled) {
                    return words.then(canceled.cancellationReasons().toString());
                }
                return error instanceof ConditionalCheckFailedException failed && failed.hasItem()
                        ? words.then(Digest.of(failed.item()))
                        : words;
            }

            @Override
            String words(T answer) {
                return "ok";
            }

            @Override
            Digest content() {
                return Digest.of(call.content.toString()).then(call.isDone() ? 1 : 0);
            }

            @Override
            Runnable later(Fate how) {
                Instant forgotten = now.plus(REMEMBERED);
                return () -> {
                    try {
                        if (now.isBefore(forgotten)) {
                            call.perform();
                        } else {
                            call.performAnew();
                        }
                    } catch (RuntimeException e) {
                        // What it is answered, nobody hears.
                    }
                };
            }
        };
        while (true) {
            try {
                return pass(step);
            } catch (Step.NoAnswer e) {
                throw MemoryDynamoDb.noAnswer();
            } catch (Step.Broken e) {
                // The SDK sends it again.
                continue;
            }
        }
    }

    /** All that may happen next, in an order that is always the same. */
    List<Choice> choices() {
        List<Choice> choices = new ArrayList<>();
        for (Actor actor : actors) {
            if (!actor.isFinished() && actor.next().isReady()) {
                choices.add(new Choice(Choice.Kind.STEP, actor.number(), Fate.DONE));
            }
        }
        for (int i = 0; i < happened.length; i++) {
            if (!happened[i] && mayHappen(scenario.events().get(i))) {
                choices.add(new Choice(Choice.Kind.EVENT, i, Fate.DONE));
            }
        }
        for (int i = 0; i < late.size(); i++) {
            choices.add(new Choice(Choice.Kind.LATE, i, Fate.DONE));
        }
        if (faults > 0) {
            for (Actor actor : actors) {
                if (!actor.isFinished() && actor.next().isReady()) {
                    for (Fate fate : actor.next().faults()) {
                        choices.add(new Choice(Choice.Kind.STEP, actor.number(), fate));
                    }
                }
            }
        }
        return choices;
    }

    /** Time passes only as far as everything that is under way lives: no function beyond its time, no late call beyond the bound. */
    private boolean mayHappen(Scenario.Event event) {
        Duration passing = event.passing();
        if (!passing.isZero()) {
            for (Actor actor : actors) {
                if (!actor.isFinished() && !actor.survives(passing)) {
                    return false;
                }
            }
            for (LateCall each : late) {
                if (now.plus(passing).isAfter(each.by())) {
                    return false;
                }
            }
        }
        return event.ready().test(this);
    }

    void take(Choice choice) {
        Iterator<Choice> one = List.of(choice).iterator();
        go(() -> one.hasNext() ? one.next() : null);
    }

    /**
     * Goes on by one choice after the other.
     *
     * @param next is asked for each when the one before has been taken, on whichever thread has the baton; null ends it
     */
    void go(Supplier<@Nullable Choice> next) {
        driver = next;
        broken = null;
        goOn(null);
        rest.acquireUninterruptibly();
        if (broken != null) {
            throw new IllegalStateException("after " + told, broken);
        }
    }

    /**
     * What comes next, on the thread of whoever has just stepped: a baton that comes back to the same actor is not handed over at all.
     *
     * @param by who has stepped; null for nobody who could go on
     * @return whether it is the same one's turn again
     */
    boolean goOn(@Nullable Actor by) {
        running = null;
        try {
            for (Choice choice = driver.get(); choice != null; choice = driver.get()) {
                faults -= choice.fate() == Fate.DONE ? 0 : 1;
                if (choice.kind() == Choice.Kind.STEP) {
                    Actor actor = actors.get(choice.index());
                    running = actor;
                    place = actor.place();
                    actor.grant(choice.fate(), actor == by);
                    return actor == by;
                }
                happen(choice);
            }
        } catch (Throwable e) {
            broken = e;
        }
        rest.release();
        return false;
    }

    /** The end of it, where it should not end. */
    void breaks(Throwable why) {
        broken = why;
        rest.release();
    }

    private void happen(Choice choice) {
        if (choice.kind() == Choice.Kind.EVENT) {
            Scenario.Event event = scenario.events().get(choice.index());
            happened[choice.index()] = true;
            stepping(Digest.of("event").then(choice.index()));
            now = now.plus(event.passing());
            event.happens().accept(this);
        } else {
            LateCall call = late.remove(choice.index());
            stepping(call.place());
            call.work().run();
        }
    }

    /** As {@link #choices}, said in words. */
    String words(Choice choice) {
        return switch (choice.kind()) {
            case STEP -> {
                Actor actor = actors.get(choice.index());
                String fate =
                        choice.fate() == Fate.DONE ? "" : ": " + choice.fate().words();
                yield actor.name() + ": " + actor.next().name() + fate;
            }
            case EVENT -> scenario.events().get(choice.index()).name();
            case LATE -> "carried out late: " + late.get(choice.index()).name();
        };
    }

    /** A name for a choice, as {@code -Dschedule} has it. */
    String token(Choice choice) {
        return switch (choice.kind()) {
            case STEP -> actors.get(choice.index()).name() + (choice.fate() == Fate.DONE ? "" : "=" + choice.fate());
            case EVENT -> scenario.events().get(choice.index()).name();
            case LATE -> "late" + choice.index();
        };
    }

    /** Stands for all that decides what can happen from here and what would be said of it. */
    Digest digest() {
        Digest all = dynamoDb.digest()
                .then(books.digest())
                .then(now.toEpochMilli())
                .then(secret)
                .then(faults);
        if (faults > 0) {
            all = all.then(dynamoDb.digestOfStaleIndexes());
        }
        for (Actor actor : actors) {
            all = all.then(actor.digest());
        }
        for (boolean each : happened) {
            all = all.then(each ? 1 : 0);
        }
        for (LateCall each : late) {
            all = all.then(each.place())
                    .then(each.step().content())
                    .then(each.by().toEpochMilli());
        }
        return all;
    }

    /** After the last choice: time goes on. */
    void pass(Duration length) {
        now = now.plus(length);
    }

    void consultation(String id, String userId, long amount) {
        dynamoDb.write(
                CONSULTATIONS,
                Map.of(
                        "consultation_id", AttributeValue.fromS(id),
                        "user_id", AttributeValue.fromS(userId),
                        "title", AttributeValue.fromS("비자 상담"),
                        "amount", AttributeValue.fromN(Long.toString(amount)),
                        "payment_status", AttributeValue.fromS("pending")));
    }

    /** What the platform changes of a consultation, past our functions. */
    void change(String consultationId, String attribute, AttributeValue value) {
        Map<String, AttributeValue> next = new HashMap<>(dynamoDb.item(CONSULTATIONS, consultationId));
        next.put(attribute, value);
        dynamoDb.write(CONSULTATIONS, next);
    }

    /** The merchant's key to Toss is another: the old one ends at once, or goes on beside it for some days. */
    void rotate(String newKey, boolean atOnce) {
        books.rotate(newKey, atOnce);
        secret = newKey;
    }

    void refundInDashboard(int sale, @Nullable Long amount, String reason) {
        atDashboard("refund", it -> it.cancelInDashboard(sale(sale).paymentKey(), amount, reason));
    }

    void deposit(int sale) {
        books.change("deposit", it -> it.deposit(sale(sale).orderId()));
    }

    /** A deposit, unless the due date is over. */
    void depositInTime(int sale) {
        atDashboard("deposit", it -> it.deposit(sale(sale).orderId()));
    }

    /** A deposit that the bank lets through although the due date is over. */
    void depositLate(int sale) {
        books.change("late deposit", it -> it.depositLate(sale(sale).orderId()));
    }

    void takeBack(int sale) {
        books.change("take back", it -> it.takeBackDeposit(sale(sale).orderId()));
    }

    boolean isUnderWay(int sale) {
        for (JsonNode cancel : books.shown(sale(sale).paymentKey()).path("cancels")) {
            if (cancel.path("cancelStatus").asText().equals("IN_PROGRESS")) {
                return true;
            }
        }
        return false;
    }

    void endRefund(int sale, String how) {
        books.change("end " + how, it -> it.endCancel(sale(sale).paymentKey(), null, how));
    }

    private void atDashboard(String what, Consumer<TossSimulator> change) {
        try {
            books.change(what, change);
        } catch (TossRefusal refusal) {
            // Toss says no there too, and nothing has changed.
        }
    }
}
