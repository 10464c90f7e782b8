package kr.easyk.payments.sandbox.window;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The board as server-sent events, from {@code Last-Event-ID} on. Each reader has a thread that waits for that reader's network and
 * for nobody else's.
 */
final class EventStream {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How long a change may go unseen that nothing in the journal announces, such as a payment window that is opened. */
    private static final Duration GLANCE = Duration.ofMillis(400);

    /** A comment, so that a reader who went away is noticed. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /** Numbers count from this start of the sandbox: a page that outlives it must not take the next one's for old ones. */
    private final String epoch = UUID.randomUUID().toString().substring(0, 8);

    private final Board board;
    private final Inside inside;

    EventStream(Board board, Inside inside) {
        this.board = board;
        this.inside = inside;
    }

    void send(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream;charset=UTF-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.write(bytes("retry: 1000\n\n"));
        long read = number(exchange.getRequestHeaders().getFirst("Last-Event-ID"));
        long written = System.nanoTime();
        try {
            while (!board.isClosed()) {
                inside.look();
                List<Board.Note> news = board.after(read, GLANCE);
                if (!news.isEmpty()) {
                    out.write(text(news));
                    read = news.get(news.size() - 1).number();
                } else if (System.nanoTime() - written > HEARTBEAT.toNanos()) {
                    out.write(bytes(":\n\n"));
                } else {
                    continue;
                }
                out.flush();
                written = System.nanoTime();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private long number(@Nullable String lastEventId) {
        if (lastEventId == null || !lastEventId.matches(epoch + "-\\d{1,18}")) {
            return 0;
        }
        return Long.parseLong(lastEventId.substring(epoch.length() + 1));
    }

    private byte[] text(List<Board.Note> news) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (Board.Note note : news) {
            text.write(bytes("id: " + epoch + "-" + note.number() + "\nevent: " + note.type() + "\ndata: "));
            text.write(JSON.writeValueAsBytes(note.data()));
            text.write(bytes("\n\n"));
        }
        return text.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
