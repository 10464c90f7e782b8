package kr.easyk.payments.sandbox.explore;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** A promise that did not hold, and the choices on the way there. */
    record Violation(String what, List<Choice> schedule) {}

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

        Node(Digest digest, List<Choice> choices) {
            this.digest = digest;
            this.choices = choices;
        }

        boolean isTried() {
            return taken == choices.size();
        }

        Choice last() {
            return choices.get(taken - 1);
        }
    }

    Found explore(Scenario scenario, int faults) {
        long start = System.nanoTime();
        Map<Digest, BigInteger> known = new HashMap<>();
        List<Node> path = new ArrayList<>();
        long runs = 1;
        world.begin(scenario, faults);
        Violation violation = goOn(path, known);
        while (violation == null && !path.isEmpty() && System.nanoTime() - start < most.toNanos()) {
            Node deepest = path.get(path.size() - 1);
            if (deepest.isTried()) {
                path.remove(path.size() - 1);
                known.put(deepest.digest, deepest.schedules);
                if (!path.isEmpty()) {
                    Node before = path.get(path.size() - 1);
                    before.schedules = before.schedules.add(deepest.schedules);
                } else {
                    return found(scenario, faults, true, deepest.schedules, known, runs, start, null);
                }
                continue;
            }
            runs++;
            world.begin(scenario, faults);
            for (Node each : path.subList(0, path.size() - 1)) {
                world.take(each.last());
            }
            violation = goOn(path, known);
        }
        BigInteger schedules = path.stream().map(each -> each.schedules).reduce(BigInteger.ZERO, BigInteger::add);
        return found(scenario, faults, false, schedules, known, runs, start, violation);
    }

    private Found found(
            Scenario scenario,
            int faults,
            boolean complete,
            BigInteger schedules,
            Map<Digest, BigInteger> known,
            long runs,
            long start,
            @Nullable Violation violation) {
        world.end();
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        return new Found(scenario, faults, complete, schedules, known.size(), runs, taken, violation);
    }

    /** From the deepest state of a path on, by choices not tried before, to an end or to a state that is known. */
    private @Nullable Violation goOn(List<Node> path, Map<Digest, BigInteger> known) {
        if (path.isEmpty()) {
            path.add(new Node(world.digest(), world.choices()));
        }
        while (true) {
            Node node = path.get(path.size() - 1);
            if (node.choices.isEmpty()) {
                node.schedules = BigInteger.ONE;
                return violation(Promises.brokenAtTheEnd(world), path);
            }
            Map<String, Map<String, AttributeValue>> before = Promises.versions(world);
            world.take(node.choices.get(node.taken++));
            String broken = Promises.brokenNow(world, before);
            if (broken != null) {
                return violation(broken, path);
            }
            Digest digest = world.digest();
            BigInteger schedules = known.get(digest);
            if (schedules != null) {
                node.schedules = node.schedules.add(schedules);
                return null;
            }
            path.add(new Node(digest, world.choices()));
        }
    }

    private static @Nullable Violation violation(@Nullable String what, List<Node> path) {
        if (what == null) {
            return null;
        }
        List<Choice> schedule =
                path.stream().filter(each -> each.taken > 0).map(Node::last).toList();
        return new Violation(what, schedule);
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
     */
    Violation shortest(Scenario scenario, int faults, Violation known) {
        long start = System.nanoTime();
        Set<Digest> seen = new HashSet<>();
        Deque<Way> ways = new ArrayDeque<>(List.of(new Way(null, null, 0)));
        while (!ways.isEmpty() && System.nanoTime() - start < most.toNanos()) {
            Way way = ways.poll();
            if (way.length() + 1 >= known.schedule().size()) {
                break;
            }
            replay(scenario, faults, way.choices());
            List<Choice> choices = world.choices();
            for (int i = 0; i < choices.size(); i++) {
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
                    world.end();
                    return new Violation(broken, next.choices());
                }
            }
        }
        world.end();
        return known;
    }

    private void replay(Scenario scenario, int faults, List<Choice> choices) {
        world.begin(scenario, faults);
        choices.forEach(world::take);
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
        return violation.what() + System.lineSeparator() + text + "Again: -Dschedule=" + tokens;
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
