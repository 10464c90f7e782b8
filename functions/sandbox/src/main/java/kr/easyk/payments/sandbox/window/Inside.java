package kr.easyk.payments.sandbox.window;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import kr.easyk.payments.sandbox.toss.TossSimulator;
import org.jspecify.annotations.Nullable;

/** How things stand inside, on both sides. Nobody looks unless somebody watches: a sandbox with no window open does no work for it. */
final class Inside {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Board board;
    private final Tables tables;
    private final @Nullable TossSimulator toss;
    private final URI api;

    Inside(Board board, Tables tables, @Nullable TossSimulator toss, URI api) {
        this.board = board;
        this.tables = tables;
        this.toss = toss;
        this.api = api;
        board.startOver(about());
    }

    private ObjectNode about() {
        return JSON.createObjectNode()
                .put("api", api.toString())
                .put("toss", toss == null ? null : toss.uri().toString());
    }

    /** Brings the board up to date with the tables and with Toss. */
    synchronized void look() {
        tables.look();
        if (toss != null) {
            board.shows("faults", "", Masked.of(toss.armedFaults()));
            toss.payments()
                    .forEach(payment ->
                            board.shows("toss", payment.path("payment_key").textValue(), payment));
        }
    }

    JsonNode state() {
        look();
        ObjectNode state = about();
        ArrayNode payments = state.putArray("payments");
        for (JsonNode ours : board.views("payment")) {
            ObjectNode payment = payments.addObject();
            payment.set("payment_id", ours.path("payment_id"));
            payment.set("order_id", ours.path("order_id"));
            payment.set("status", ours.path("item").path("status"));
            payment.set("history", ours.path("history"));
            ArrayNode tries = payment.putArray("toss");
            board.views("toss").stream()
                    .filter(theirs -> theirs.path("order_id").equals(ours.path("order_id")))
                    .forEach(tries::add);
        }
        JsonNode faults = board.view("faults", "");
        state.set("faults", faults == null ? JSON.createArrayNode() : faults);
        ObjectNode items = state.putObject("tables");
        ArrayNode paymentItems = items.putArray(tables.payments());
        board.views("payment").forEach(view -> paymentItems.add(view.path("item")));
        items.putArray(tables.consultations()).addAll(board.views("consultation"));
        return state;
    }

    /** Empties the tables, Toss's memory and the board. */
    synchronized JsonNode reset() {
        tables.empty();
        if (toss != null) {
            toss.reset();
        }
        tables.look();
        board.startOver(about());
        return JSON.createObjectNode();
    }
}
