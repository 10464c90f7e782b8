package kr.easyk.payments.sandbox.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoardTest {
    private final Board board = new Board();

    private List<Board.Note> after(long number) throws InterruptedException {
        return board.after(number, Duration.ZERO);
    }

    private static JsonNode data(int value) {
        return IntNode.valueOf(value);
    }

    @Test
    void theLatestFiveHundredEventsAreKept() throws InterruptedException {
        for (int i = 0; i < 700; i++) {
            board.happens("request", "r" + i, data(i));
        }

        List<Board.Note> kept = after(0);
        assertEquals("start", kept.get(0).type());
        assertEquals(Board.EVENTS + 1, kept.size());
        assertEquals(200, kept.get(1).data().intValue());
        assertEquals(699, kept.get(Board.EVENTS).data().intValue());
    }

    @Test
    void whatGoesOnIsToldAgainAndKeptOnce() throws InterruptedException {
        board.happens("request", "a", data(1));
        long arrived = after(0).get(1).number();
        board.happens("request", "a", data(2));

        assertEquals(
                List.of(data(2)), after(arrived).stream().map(Board.Note::data).toList());
        assertEquals(2, after(0).size());
    }

    @Test
    void whatHasNotChangedIsNoNews() throws InterruptedException {
        board.shows("payment", "p", data(1));
        long seen = after(0).get(1).number();
        board.shows("payment", "p", data(1));

        assertTrue(after(seen).isEmpty());
    }

    @Test
    void aFreshStartReachesWhoeverHasReadAll() throws InterruptedException {
        board.shows("payment", "p", data(1));
        long seen = after(0).get(1).number();
        board.startOver(NullNode.getInstance());

        assertEquals(
                List.of("start"), after(seen).stream().map(Board.Note::type).toList());
    }

    @Test
    void whoWaitsIsWoken() throws InterruptedException {
        long seen = after(0).get(0).number();
        Thread writer = new Thread(() -> board.happens("run", "r", data(1)));
        writer.start();

        assertEquals(1, board.after(seen, Duration.ofSeconds(10)).size());
        writer.join();
    }
}
