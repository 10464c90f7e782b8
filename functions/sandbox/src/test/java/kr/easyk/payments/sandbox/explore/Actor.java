package kr.easyk.payments.sandbox.explore;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who makes requests one after the other: a payer, an administrator, Toss with its webhooks, the clock that starts reconcile.
 * Runs on a thread of its own, and only while it holds the baton: it gives it back before each outside call.
 */
final class Actor {
    /** What it does, in the order it does it. */
    interface Script {
        void play(Requests requests);
    }

    private final World world;
    private final String name;
    private final int number;
    private final Script script;
    private final Semaphore turn = new Semaphore(0);
    private final Semaphore gone = new Semaphore(0);

    private Step<?> next;
    private Fate granted = Fate.DONE;
    private @Nullable Fate credit;
    private boolean started;
    private boolean finished;
    private boolean over;

    private @Nullable Instance instance;
    private @Nullable Instant since;
    private Duration limit = Duration.ZERO;
    private Digest toldNow = Digest.NOTHING;
    private Digest toldBefore = Digest.NOTHING;
    private int request;
    private int step;
    private int changesSent;
    private final Set<String> refundsAsked = new TreeSet<>();
    private String answer = "";

    Actor(World world, String name, int number, Predicate<World> ready, List<Fate> faults, Script script) {
        this.world = world;
        this.name = name;
        this.number = number;
        this.script = script;
        this.next = arrival(ready, faults);
    }

    String name() {
        return name;
    }

    int number() {
        return number;
    }

    boolean isFinished() {
        return finished;
    }

    Step<?> next() {
        return next;
    }

    /** What the last step was answered with, in words. */
    String answer() {
        return answer;
    }

    /** Which request of its it is at, for names that do not depend on who else has stepped. */
    Digest place() {
        return Digest.of(number).then(request).then(step);
    }

    /** All that decides what it will do from here, and all it has been told. */
    Digest digest() {
        boolean isDone = !finished && next.isDone();
        Digest all = toldBefore.then(finished ? 1 : 0).then(toldNow).then(isDone ? 1 : 0);
        return since == null ? all : all.then(since.toEpochMilli());
    }

    /** Whether the request under way, if there is one, is still running after so long. */
    boolean survives(Duration passing) {
        return since == null || world.now().plus(passing).isBefore(since.plus(limit));
    }

    /**
     * Gives it the baton: to go on to its next outside call, or to its end.
     *
     * @param hasIt whether it has it already
     */
    void grant(Fate fate, boolean hasIt) {
        granted = fate;
        if (!started) {
            started = true;
            credit = fate;
            world.threads().execute(this::run);
        } else if (!hasIt) {
            turn.release();
        }
    }

    /** The run is over. */
    void dismiss() {
        if (started && !finished) {
            over = true;
            turn.release();
            gone.acquireUninterruptibly();
        }
    }

    private void run() {
        try {
            script.play(new Requests(world, this));
            finished = true;
            world.goOn(null);
        } catch (Step.Unwound e) {
            if (instance != null) {
                world.giveBack(instance);
            }
            gone.release();
        } catch (Throwable e) {
            finished = true;
            world.breaks(new IllegalStateException(name + " broke", e));
        }
    }

    private Fate await(Step<?> step) {
        next = step;
        if (!world.goOn(this)) {
            turn.acquireUninterruptibly();
        }
        if (over) {
            throw new Step.Unwound();
        }
        return granted;
    }

    /** Begins a request, whose first outside call is made in the same step. */
    Instance arrive(Supplier<Instance> by, Duration timeout, Predicate<World> ready, List<Fate> faults) {
        if (credit == null) {
            credit = await(arrival(ready, faults));
        }
        Instance running = by.get();
        instance = running;
        since = world.now();
        limit = timeout;
        running.begin();
        step = 0;
        changesSent = 0;
        refundsAsked.clear();
        answer = "";
        return running;
    }

    /** Toss is about to be asked for a refund under this Idempotency-Key. */
    void asksForRefund(String idempotencyKey) {
        refundsAsked.add(idempotencyKey);
    }

    /** The Idempotency-Keys under which this request has asked Toss for refunds. */
    Set<String> refundsAsked() {
        return Set.copyOf(refundsAsked);
    }

    /** Whether Toss may have got a call of this request's that changes something. */
    boolean hasSentAChange() {
        return changesSent > 0;
    }

    private Step<Boolean> arrival(Predicate<World> ready, List<Fate> faults) {
        return new Step<>("arrives", faults) {
            @Override
            boolean isReady() {
                return ready.test(world);
            }

            @Override
            Boolean perform(Fate how) {
                return true;
            }

            @Override
            Digest digest(Boolean done) {
                return Digest.NOTHING;
            }

            @Override
            String words(Boolean done) {
                return "";
            }

            @Override
            Digest content() {
                return Digest.NOTHING;
            }

            @Override
            Runnable later(Fate how) {
                throw new UnsupportedOperationException();
            }
        };
    }

    /** Ends a request: of what it was told on the way, only the answer to it remains. */
    void leave(String outcome) {
        toldBefore = toldBefore.then(outcome);
        toldNow = Digest.NOTHING;
        since = null;
        credit = null;
        request++;
        step = 0;
        if (instance != null) {
            world.giveBack(instance);
        }
        instance = null;
        answer += (answer.isEmpty() ? "" : "; ") + "its caller is told " + outcome;
    }

    /** Notes something that it has learnt and that is no step. */
    void learns(String what) {
        toldNow = toldNow.then(what);
    }

    /**
     * Makes an outside call, when its turn has come.
     *
     * @throws Step.NoAnswer where none came
     * @throws Step.Broken where the connection broke
     */
    <T> T pass(Step<T> call) {
        Fate fate = credit != null ? credit : await(call);
        credit = null;
        step++;
        world.stepping(place());
        changesSent += call.isChangeAtToss() && fate != Fate.NOT_SENT ? 1 : 0;
        answer = "";
        try {
            T answered = outcome(call, fate);
            toldNow = toldNow.then(call.digest(answered)).then(world.now().toEpochMilli());
            answer = call.words(answered);
            return answered;
        } catch (RuntimeException e) {
            toldNow = toldNow.then(call.digest(e)).then(world.now().toEpochMilli());
            answer = e instanceof Step.NoAnswer ? "no answer" : e.getClass().getSimpleName();
            throw e;
        }
    }

    private <T> T outcome(Step<T> call, Fate fate) {
        switch (fate) {
            case CRASH -> {
                unheard(call);
                throw new Step.Died();
            }
            case ANSWER_LOST -> {
                unheard(call);
                throw new Step.NoAnswer();
            }
            case TIME_OVER -> {
                unheard(call);
                learns("its time is over");
                if (instance != null) {
                    instance.timeIsOver();
                }
                throw new Step.NoAnswer();
            }
            case SENT_AGAIN -> {
                unheard(call);
                throw new Step.Broken();
            }
            case NOT_SENT -> throw new Step.NoAnswer();
            case LATE, SLOW -> {
                world.late(name + "'s " + call.name(), call, fate, place());
                throw new Step.NoAnswer();
            }
            case LATE_AND_AGAIN -> {
                world.late(name + "'s " + call.name(), call, fate, place());
                throw new Step.Broken();
            }
            case CRASH_LATE -> {
                world.late(name + "'s " + call.name(), call, fate, place());
                throw new Step.Died();
            }
            default -> {
                return call.perform(fate);
            }
        }
    }

    private static <T> void unheard(Step<T> call) {
        try {
            call.perform(Fate.DONE);
        } catch (RuntimeException e) {
            // What it was answered, nobody hears.
        }
    }
}
