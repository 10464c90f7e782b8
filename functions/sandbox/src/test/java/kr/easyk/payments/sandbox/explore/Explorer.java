package kr.easyk.payments.sandbox.explore;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Tries every schedule of a scenario: depth first, each run from the beginning up to where it has not been before, and on from there. A
 * state that was seen before is cut off, and the schedules that go on from it are added without being run: their number is known.
 */
final class Explorer implements AutoCloseable {
    /**
     * What came of it.
     *
     * @param isComplete whether there is no schedule that was not tried
     * @param schedules different ones, from the beginning to an end
     * @param states different ones
     * @param runs from the beginning
     */
    record Found(
            Scenario scenario,
            int faults,
            boolean isComplete,
            BigInteger schedules,
            int states,
            long runs,
            Duration taken,
            @Nullable Violation violation) {}

    /**
     * A promise that did not hold, and the choices on the way there.
     *
     * @param isShortest whether no schedule with fewer breaks any
     */
    record Violation(String what, List<Choice> schedule, boolean isShortest) {}

    /** Another number, and where there is not time for all, others are tried. */
    private static final long SEED = Long.getLong("explore.seed", 0);

    /** How long to go on with one scenario. */
    private final Duration most;

    private final World world;

    Explorer(Duration most) {
        this(most, new World());
    }

    Explorer(Duration most, World world) {
        this.most = most;
        this.world = world;
    }

    World world() {
        return world;
    }

    /** A state on the way that is being tried, with those of its choices that have not been. */
    private static final class Node {
        private final Digest digest;
        private final List<Choice> choices;
        private int taken;
        private BigInteger schedules = BigInteger.ZERO;

        /** @param seed for the order of its choices: in the one order that is theirs, what comes last everywhere is never reached in time */
        Node(Digest digest, List<Choice> choices, long seed) {
            this.digest = digest;
            this.choices = new ArrayList<>(choices);
            Collections.shuffle(this.choices, new Random(digest.one() ^ seed));
        }

        boolean isTried() {
            return taken == choices.size();
        }

        Choice last() {
            return choices.get(taken - 1);
        }

        Choice next() {
            return choices.get(taken++);
        }
    }

    /** Where a search has come to. */
    private static final class Search {
        private final Map<Digest, BigInteger> known = new HashMap<>();
        private final List<Node> path = new ArrayList<>();
        private final long seed;
        private long runs;
        private BigInteger schedules = BigInteger.ZERO;
        private @Nullable Violation violation;

        Search(Scenario scenario) {
            seed = SEED + scenario.name().hashCode();
        }

        Node deepest() {
            return path.get(path.size() - 1);
        }

        /** Takes from the path what has been tried. */
        void goBack() {
            Node tried = path.remove(path.size() - 1);
            known.put(tried.digest, tried.schedules);
            if (path.isEmpty()) {
                schedules = tried.schedules;
            } else {
                deepest().schedules = deepest().schedules.add(tried.schedules);
            }
        }

        /** All of them where all are tried; else those that have been. */
        BigInteger schedules() {
            return path.stream().map(each -> each.schedules).reduce(schedules, BigInteger::add);
        }

        private void found(@Nullable String broken) {
            if (broken != null) {
                List<Choice> schedule = path.stream()
                        .filter(each -> each.taken > 0)
                        .map(Node::last)
                        .toList();
                violation = new Violation(broken, schedule, false);
            }
        }
    }

    /** One run: to the deepest state of the path, and from there by choices not tried before, to an end or to a state that is known. */
    private final class Run implements Supplier<@Nullable Choice> {
        private final Search search;
        private int length;
        private boolean isThere;
        private Map<String, Map<String, AttributeValue>> before = Map.of();

        Run(Search search) {
            this.search = search;
            search.runs++;
        }

        @Override
        public @Nullable Choice get() {
            List<Node> path = search.path;
            if (length < path.size() - 1 && !isThere) {
                return path.get(length++).last();
            }
            if (isThere) {
                if (!goesOn()) {
                    return null;
                }
            } else if (path.isEmpty()) {
                path.add(new Node(world.digest(), world.choices(), search.seed));
            } else if (!search.deepest().digest.equals(world.digest())) {
                throw new IllegalStateException("the same choices have led to another state");
            }
            isThere = true;
            if (search.deepest().choices.isEmpty()) {
                search.deepest().schedules = BigInteger.ONE;
                search.found(Promises.brokenAtTheEnd(world));
                return null;
            }
            before = Promises.versions(world);
            return search.deepest().next();
        }

        /** Whether the step just taken has broken nothing, and has led to where nobody has been. */
        private boolean goesOn() {
            search.found(Promises.brokenNow(world, before));
            if (search.violation != null) {
                return false;
            }
            Digest digest = world.digest();
            BigInteger schedules = search.known.get(digest);
            if (schedules != null) {
                search.deepest().schedules = search.deepest().schedules.add(schedules);
                return false;
            }
            search.path.add(new Node(digest, world.choices(), search.seed));
            return true;
        }
    }

    Found explore(Scenario scenario, int faults) {
        long start = System.nanoTime();
        Search search = new Search(scenario);
        do {
            world.begin(scenario, faults);
            world.go(new Run(search));
            while (search.violation == null
                    && !search.path.isEmpty()
                    && search.deepest().isTried()) {
                search.goBack();
            }
        } while (search.violation == null && !search.path.isEmpty() && System.nanoTime() - start < most.toNanos());
        world.end();
        return new Found(
                scenario,
                faults,
                search.path.isEmpty(),
                search.schedules(),
                search.known.size(),
                search.runs,
                Duration.ofNanos(System.nanoTime() - start),
                search.violation);
    }

    /** One choice after another choice; null at the beginning. */
    private record Way(@Nullable Way before, @Nullable Choice last, int length) {
        List<Choice> choices() {
            Deque<Choice> all = new ArrayDeque<>();
            for (Way each = this; each.last() != null && each.before() != null; each = each.before()) {
                all.push(each.last());
            }
            return List.copyOf(all);
        }
    }

    /**
     * The shortest schedule that breaks a promise, whichever it is: breadth first.
     *
     * @param known one that does, which is the answer where none shorter is found in time
     * @param inTime how long to look for a shorter one
     */
    Violation shortest(Scenario scenario, int faults, Violation known, Duration inTime) {
        long start = System.nanoTime();
        Set<Digest> seen = new HashSet<>();
        Deque<Way> ways = new ArrayDeque<>(List.of(new Way(null, null, 0)));
        try {
            while (!ways.isEmpty()
                    && ways.element().length() + 1 < known.schedule().size()) {
                Way way = ways.remove();
                replay(scenario, faults, way.choices());
                List<Choice> choices = world.choices();
                for (int i = 0; i < choices.size(); i++) {
                    if (System.nanoTime() - start > inTime.toNanos()) {
                        return known;
                    }
                    if (i > 0) {
                        replay(scenario, faults, way.choices());
                    }
                    Map<String, Map<String, AttributeValue>> before = Promises.versions(world);
                    world.take(choices.get(i));
                    Way next = new Way(way, choices.get(i), way.length() + 1);
                    String broken = Promises.brokenNow(world, before);
                    if (broken == null && seen.add(world.digest())) {
                        ways.add(next);
                        broken = world.choices().isEmpty() ? Promises.brokenAtTheEnd(world) : null;
                    }
                    if (broken != null) {
                        return new Violation(broken, next.choices(), true);
                    }
                }
            }
            return new Violation(known.what(), known.schedule(), true);
        } finally {
            world.end();
        }
    }

    /** Goes this way, and stays at the end of it. */
    void replay(Scenario scenario, int faults, List<Choice> choices) {
        world.begin(scenario, faults);
        Iterator<Choice> all = choices.iterator();
        world.go(() -> all.hasNext() ? all.next() : null);
    }

    /** A schedule in words, one line a step, and what it breaks. */
    String told(Scenario scenario, int faults, Violation violation) {
        StringBuilder text = new StringBuilder();
        StringBuilder tokens = new StringBuilder(scenario.name()).append('/').append(faults);
        world.begin(scenario, faults);
        int line = 1;
        for (Choice each : violation.schedule()) {
            tokens.append(',').append(world.token(each));
            text.append(String.format("%3d. %s%n", line++, line(each)));
        }
        world.end();
        String shortest =
                violation.isShortest() ? "by the shortest schedule:" : "by the shortest schedule found in time:";
        return String.join(System.lineSeparator(), violation.what(), shortest, text + "Again: -Dschedule=" + tokens);
    }

    /**
     * Goes one way again.
     *
     * @param schedule as {@link #told} gives it: the scenario, how many faults it may have, and each choice by its name
     * @return each step in words, and which promise is broken, if one is
     */
    String again(String schedule) {
        List<String> tokens = new ArrayList<>(List.of(schedule.split(",")));
        String[] head = tokens.remove(0).split("/");
        Scenario scenario = Scenarios.all().stream()
                .filter(each -> each.name().equals(head[0]))
                .findFirst()
                .orElseThrow();
        StringBuilder text = new StringBuilder();
        world.begin(scenario, Integer.parseInt(head[1]));
        String broken = null;
        for (String token : tokens) {
            Choice choice = world.choices().stream()
                    .filter(each -> world.token(each).equals(token))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(token + " cannot happen after " + text));
            Map<String, Map<String, AttributeValue>> before = Promises.versions(world);
            text.append(line(choice)).append(System.lineSeparator());
            broken = broken == null ? Promises.brokenNow(world, before) : broken;
        }
        if (broken == null && world.choices().isEmpty()) {
            broken = Promises.brokenAtTheEnd(world);
        }
        world.end();
        return text + (broken == null ? "Every promise holds." : "Broken: " + broken);
    }

    /** Takes a choice, and says what came of it. */
    private String line(Choice choice) {
        String words = world.words(choice);
        world.take(choice);
        String answer = choice.kind() == Choice.Kind.STEP
                ? world.actors().get(choice.index()).answer()
                : "";
        return words + (answer.isEmpty() ? "" : " (" + answer + ")");
    }

    @Override
    public void close() {
        world.close();
    }
}
