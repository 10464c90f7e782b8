package kr.easyk.payments.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** All refunds of a payment: bounded, added up, and never undone. */
class RefundsTest {
    private static final Attempt ATTEMPT = new Attempt(1, Samples.DIGEST, Samples.PRICE, Samples.NOW);

    @Test
    void whatTossShowsAddsToWhatIsKnownInWhateverOrderItComes() {
        TossPayment one = Samples.toss(TossPayment.Status.PARTIAL_CANCELED);
        TossPayment both = Samples.refundedInParts();

        Refunds known = Refunds.NONE.shown(both, Samples.NOW);

        assertEquals(known, Refunds.NONE.shown(one, Samples.NOW).shown(both, Samples.NOW));
        assertSame(known, known.shown(one, Samples.NOW), "an older answer takes nothing back");
        assertSame(known, known.shown(both, Samples.NOW));
        assertEquals(Samples.PRICE, known.made());
    }

    @Test
    void ofWhatWasRefusedTheLastTwentyAreKept() {
        Refunds refunds = refusedTimes(20);
        assertEquals(20, refunds.all().size());

        Refunds more = refusedTimes(25);

        assertEquals(
                IntStream.range(5, 25).mapToObj(i -> "wish-" + i).toList(),
                more.all().stream().map(Refund::id).toList());
    }

    @Test
    void whatTossMadeIsKeptHoweverMuchIsRefusedAfterwards() {
        Refunds made = Refunds.NONE.shown(Samples.refundedInParts(), Samples.NOW);

        Refunds more = refusedTimes(made, 25);

        assertEquals(22, more.all().size());
        assertEquals(Samples.PRICE, more.made());
    }

    /** Toss shows them again every time: dropped, each look would bring them back and be news. */
    @Test
    void refundsThatTossBeganAndGaveUpAreKeptAndCounted() {
        TossPayment toss = Samples.toss(
                TossPayment.Status.DONE,
                IntStream.range(0, 50)
                        .mapToObj(i -> new TossPayment.Cancel("TX" + i, 1, "", null, TossPayment.CancelStatus.ABORTED))
                        .toArray(TossPayment.Cancel[]::new));
        Refunds refunds = refusedTimes(Refunds.NONE.shown(toss, Samples.NOW), 25);

        assertSame(refunds, refunds.shown(toss, Samples.NOW));
        assertEquals(70, refunds.all().size());
        assertTrue(refunds.areTooMany(), "a record that each aborted refund makes longer is bounded all the same");
    }

    /** The id of a wish without an Idempotency-Key is made of it: counted off a list that is cut, it would be given twice. */
    @Test
    void wishesAreCountedWhetherOrNotTheyAreStillListed() {
        assertEquals(25, refusedTimes(25).asked());
        assertEquals(
                0,
                Refunds.NONE.shown(Samples.refundedInParts(), Samples.NOW).asked(),
                "nobody here asked for those of the dashboard");
    }

    private static Refunds refusedTimes(int times) {
        return refusedTimes(Refunds.NONE, times);
    }

    private static Refunds refusedTimes(Refunds from, int times) {
        Refunds refunds = from;
        for (int i = 0; i < times; i++) {
            refunds = refunds.wished(Samples.wish("wish-" + i, 1L), Samples.PRICE, ATTEMPT)
                    .refused("wish-" + i, Samples.FAILURE);
        }
        return refunds;
    }

    @Test
    void theFiftiethRefundIsTheLastThatCanBeWishedForAndTosssOwnAreStillRecorded() {
        assertFalse(dashboard(49).areTooMany());
        assertTrue(dashboard(50).areTooMany());
        assertEquals(60, dashboard(60).all().size());
        assertFalse(refusedTimes(60).areTooMany(), "what was refused takes no place");
    }

    private static Refunds dashboard(int count) {
        return Refunds.NONE.shown(
                Samples.toss(
                        TossPayment.Status.PARTIAL_CANCELED,
                        IntStream.range(0, count)
                                .mapToObj(i -> Samples.cancel("TX" + i, 1))
                                .toArray(TossPayment.Cancel[]::new)),
                Samples.NOW);
    }

    @Test
    void onlyOneWishIsUnderWayAtATime() {
        Refunds wished = Refunds.NONE.wished(Samples.wish("wish-1", 1L), Samples.PRICE, ATTEMPT);

        assertThrows(
                IllegalStateException.class, () -> wished.wished(Samples.wish("wish-2", 1L), Samples.PRICE, ATTEMPT));
    }

    @Test
    void aReasonIsCutToTwoHundredCharactersAndNoCharacterIsHalved() {
        Refunds long200 = Refunds.NONE.shown(
                Samples.toss(TossPayment.Status.PARTIAL_CANCELED, Samples.cancel("TX1", 1, "🙏".repeat(201))),
                Samples.NOW);

        assertEquals("🙏".repeat(199) + "…", long200.all().get(0).reason());
    }

    @Test
    void eachStateOfARefundHasWhatItStandsFor() {
        Refund.Wish wish = new Refund.Wish(false, null, "print", ATTEMPT);
        for (Refund.Status status :
                List.of(Refund.Status.REQUESTED, Refund.Status.IN_PROGRESS, Refund.Status.DONE, Refund.Status.FAILED)) {
            assertThrows(
                    IllegalStateException.class,
                    () -> new Refund("id", 1, "", status, Samples.NOW, null, null, null, null, Carried.NOTHING));
            assertThrows(
                    IllegalStateException.class,
                    () -> new Refund(
                            "id",
                            0,
                            "",
                            status,
                            Samples.NOW,
                            Samples.NOW,
                            "TX",
                            Samples.FAILURE,
                            wish,
                            Carried.NOTHING));
        }
        assertThrows(
                IllegalStateException.class,
                () -> new Refund(
                        "id", 1, "", Refund.Status.REQUESTED, Samples.NOW, null, "TX", null, wish, Carried.NOTHING),
                "one that Toss has begun is awaited no more");
    }

    @Test
    void aRefundThatHasEndedIsNoNews() {
        TossPayment.Cancel begun = new TossPayment.Cancel("TX1", 1, "", null, TossPayment.CancelStatus.IN_PROGRESS);
        Refunds underWay = Refunds.NONE.shown(Samples.toss(TossPayment.Status.PARTIAL_CANCELED, begun), Samples.NOW);
        Refunds ended = underWay.shown(
                Samples.toss(TossPayment.Status.PARTIAL_CANCELED, Samples.cancel("TX1", 1)), Samples.NOW);

        assertFalse(underWay.hasEnded("TX1"));
        assertTrue(underWay.isInProgress("TX1"));
        assertTrue(ended.hasEnded("TX1"));
        assertFalse(ended.isInProgress("TX1"));
        assertFalse(ended.hasEnded("TX2"));
    }
}
