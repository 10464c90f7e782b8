package kr.easyk.payments.sandbox.explore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What there is to begin with, who makes which requests, and what else happens. The order is nobody's: all are tried.
 *
 * <pre>{@code
 * new Scenario("approve-twice")
 *         .given(it -> it.authenticated("c", "card"))
 *         .actor("payer", it -> it.approve(it.sale(0)))
 *         .actor("again", it -> it.approve(it.sale(0)))
 *         .passing("the-lease-is-over", Duration.ofSeconds(31));
 * }</pre>
 */
final class Scenario {
    /** What a scenario does not promise, each with its reason in the design. */
    enum Except {
        /** The dashboard makes a refund that looks like the wish, on the same balance: should the wish's own never be made, that is it. */
        WHOSE_REFUND,
        /** A deposit that came late can pay for a consultation that another payment was charged for since. */
        LATE_DEPOSITS
    }

    record Part(String name, Predicate<World> ready, List<Fate> faults, Actor.Script script) {}

    /**
     * Something that happens by itself, once.
     *
     * @param passing how much time passes with it
     */
    record Event(String name, Predicate<World> ready, Duration passing, Consumer<World> happens) {}

    private final String name;
    private Consumer<Preparation> given = it -> {};
    private final List<Part> actors = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final Set<Except> except = EnumSet.noneOf(Except.class);
    private boolean heardOfByWebhooks;

    /** @param name without spaces */
    Scenario(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    Consumer<Preparation> given() {
        return given;
    }

    List<Part> actors() {
        return actors;
    }

    List<Event> events() {
        return events;
    }

    boolean excepts(Except promise) {
        return except.contains(promise);
    }

    Scenario given(Consumer<Preparation> what) {
        given = what;
        return this;
    }

    Scenario except(Except promise) {
        except.add(promise);
        return this;
    }

    Scenario actor(String who, Actor.Script script) {
        return actor(who, any -> true, script);
    }

    /** @param ready when it may begin */
    Scenario actor(String who, Predicate<World> ready, Actor.Script script) {
        actors.add(new Part(who, ready, List.of(), script));
        return this;
    }

    Scenario reconcile() {
        return reconcile("reconcile");
    }

    Scenario reconcile(String who) {
        return reconcile(who, any -> true);
    }

    /** @param ready when it may begin */
    Scenario reconcile(String who, Predicate<World> ready) {
        actors.add(new Part(who, ready, List.of(Fate.STALE), Requests::reconcile));
        return this;
    }

    /** Toss's webhooks of these numbers are delivered, each once, at any time after it was written. */
    Scenario letters(int... numbers) {
        for (int number : numbers) {
            letter(number, List.of());
        }
        return this;
    }

    /** As {@link #letters}, of such as name a refund alone, whose payment is looked for in an index. */
    Scenario lettersOfRefunds(int... numbers) {
        for (int number : numbers) {
            letter(number, List.of(Fate.STALE));
        }
        return this;
    }

    private void letter(int number, List<Fate> faults) {
        String who = "letter-" + number + "-again".repeat(times(number));
        actors.add(
                new Part(who, it -> it.books().letters().size() > number, faults, requests -> requests.letter(number)));
    }

    private int times(int number) {
        return (int) actors.stream()
                .filter(each -> each.name().matches("letter-" + number + "(-again)*"))
                .count();
    }

    /** Without a fault, its webhooks alone bring the records to where Toss is: of each change one comes after it. */
    Scenario heardOfByWebhooks() {
        heardOfByWebhooks = true;
        return this;
    }

    boolean isHeardOfByWebhooks() {
        return heardOfByWebhooks;
    }

    Scenario event(String what, Consumer<World> happens) {
        return event(what, any -> true, happens);
    }

    Scenario event(String what, Predicate<World> ready, Consumer<World> happens) {
        events.add(new Event(what, ready, Duration.ZERO, happens));
        return this;
    }

    Scenario passing(String what, Duration length) {
        return passing(what, any -> true, length);
    }

    Scenario passing(String what, Predicate<World> ready, Duration length) {
        events.add(new Event(what, ready, length, it -> {}));
        return this;
    }

    @Override
    public String toString() {
        return name;
    }
}
