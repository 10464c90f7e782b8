package kr.easyk.payments.sandbox.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** That the explorer goes every way there is, and counts them rightly. */
class ExplorerTest {
    private final World world = new World();
    private final Explorer explorer = new Explorer(Duration.ofMinutes(1), world);

    @AfterEach
    void close() {
        explorer.close();
    }

    /** Of the 2k steps of two, any k can be the first one's. */
    @ParameterizedTest
    @CsvSource({"1, 2", "2, 6", "3, 20", "6, 924"})
    void twoWhoHaveNothingToDoWithEachOtherStepInEveryOrder(int steps, long orders) {
        Scenario scenario =
                new Scenario("two").actor("one", it -> look(it, steps)).actor("another", it -> look(it, steps));

        Explorer.Found found = explorer.explore(scenario, 0);

        assertEquals(BigInteger.valueOf(orders), found.schedules());
        assertEquals((steps + 1) * (steps + 1), found.states());
    }

    private static void look(Requests requests, int times) {
        for (int i = 0; i < times; i++) {
            requests.ready("of-nobody");
        }
    }

    static List<Arguments> smallScenarios() {
        Scenario twoApprovals = new Scenario("two-approvals")
                .given(it -> it.authenticated("c", "card"))
                .actor("payer", it -> it.approve(it.sale(0)))
                .actor("again", it -> it.approve(it.sale(0)));
        Scenario approval = new Scenario("approval")
                .given(it -> it.authenticated("c", "card"))
                .actor("payer", it -> it.approve(it.sale(0)))
                .passing("the-lease-is-over", Duration.ofSeconds(31));
        Scenario refund = new Scenario("refund")
                .given(it -> it.paid("c", "card"))
                .actor("payer", it -> it.cancel(it.sale(0), 20_000L, "k"))
                .event("refund-in-dashboard", it -> it.refundInDashboard(0, 10_000L, "중복"));
        Scenario heardOf = new Scenario("approval-and-webhook")
                .given(it -> it.authenticated("c", "card"))
                .actor("payer", it -> it.approve(it.sale(0)))
                .letters(0);
        Scenario withdrawn = new Scenario("withdrawn")
                .given(it -> it.authenticated("c", "card"))
                .actor("payer", it -> it.approve(it.sale(0)))
                .letters(0)
                .event(
                        "withdrawn",
                        it -> it.books().letters().size() > 0,
                        it -> it.change("c", "payment_status", AttributeValue.fromS("withdrawn")));
        return List.of(
                Arguments.of(twoApprovals, 0),
                Arguments.of(heardOf, 1),
                Arguments.of(withdrawn, 0),
                Arguments.of(approval, 1),
                Arguments.of(approval, 2),
                Arguments.of(refund, 1));
    }

    /** What is cut off is counted as what it would have been, and would have told everybody the same. */
    @ParameterizedTest
    @MethodSource("smallScenarios")
    void countsWhatThereIsWithoutACutOff(Scenario scenario, int faults) {
        Map<Digest, Ways> states = new HashMap<>();
        Ways ways = waysFrom(List.of(), scenario, faults, states);

        Explorer.Found found = explorer.explore(scenario, faults);

        assertNull(found.violation());
        assertTrue(found.isComplete());
        assertEquals(ways.schedules(), found.schedules().longValueExact());
        assertEquals(states.size(), found.states());
    }

    /** @param ends stands for what everybody was told, and what Toss has, at the end of each */
    private record Ways(long schedules, Digest ends) {}

    private Ways waysFrom(List<Choice> way, Scenario scenario, int faults, Map<Digest, Ways> states) {
        explorer.replay(scenario, faults, way);
        Digest digest = world.digest();
        List<Choice> choices = world.choices();
        long schedules = choices.isEmpty() ? 1 : 0;
        Digest ends = choices.isEmpty() ? end() : Digest.NOTHING;
        for (Choice each : choices) {
            List<Choice> longer = new ArrayList<>(way);
            longer.add(each);
            Ways further = waysFrom(longer, scenario, faults, states);
            schedules += further.schedules();
            ends = ends.beside(further.ends());
        }
        Ways ways = new Ways(schedules, ends);
        Ways before = states.put(digest, ways);
        assertTrue(before == null || before.equals(ways), () -> "two ways to one state go on differently: " + way);
        return ways;
    }

    private Digest end() {
        String broken = Promises.brokenAtTheEnd(world);
        assertNull(broken);
        return Digest.of(world.told().stream()
                        .map(each -> each.by() + " " + each.words() + " " + each.reason())
                        .sorted()
                        .toList()
                        .toString())
                .then(world.books().account(world.sale(0).orderId()).toString());
    }

    @Test
    void whatIsToldCanBeGoneAgain() {
        Scenario scenario = Scenarios.all().get(0);
        List<Choice> schedule = new ArrayList<>();
        world.begin(scenario, 1);
        while (!world.choices().isEmpty()) {
            List<Choice> choices = world.choices();
            Choice last = choices.get(choices.size() - 1);
            schedule.add(last);
            world.take(last);
        }

        String told = explorer.told(scenario, 1, new Explorer.Violation("nothing", schedule, false));

        String again = explorer.again(told.substring(told.indexOf("-Dschedule=") + "-Dschedule=".length()));
        assertEquals(schedule.size() + 1, again.lines().count());
        assertTrue(again.endsWith("Every promise holds."), again);
    }
}
