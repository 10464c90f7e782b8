package kr.easyk.payments.sandbox.window;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kr.easyk.payments.sandbox.aws.LocalDynamoDb;
import kr.easyk.payments.sandbox.http.LocalServer;
import kr.easyk.payments.sandbox.http.StaticFile;
import kr.easyk.payments.sandbox.template.Template;
import kr.easyk.payments.sandbox.toss.TossSimulator;
import org.jspecify.annotations.Nullable;

/** {@code /sandbox}: the page, its files, what it shows ({@code /sandbox/events}, {@code /sandbox/state}) and a fresh start. */
public final class Window implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FOLDER = "pages/window";
    private static final Pattern ASSET = Pattern.compile("/sandbox/assets/([^/]+)");

    private final Board board;
    private final Tables tables;
    private final Inside inside;
    private final EventStream events;
    private final String policy;

    /** @param toss null where Toss's own test environment is in use, which nobody can look into */
    public Window(Journal journal, LocalDynamoDb database, Template template, @Nullable TossSimulator toss, URI api) {
        board = journal.board();
        tables = new Tables(
                database, template.tableName("PaymentsTable"), template.tableName("ConsultationsTable"), board);
        inside = new Inside(board, tables, toss, api);
        events = new EventStream(board, inside);
        policy = String.join(
                "; ",
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                "img-src 'self'",
                "connect-src 'self'" + (toss == null ? "" : " " + toss.uri()),
                "form-action 'none'",
                "base-uri 'none'",
                "frame-ancestors 'none'");
    }

    /**
     * Answers, if it is the page or something of its own that is asked for.
     *
     * @return whether it was
     */
    public boolean answer(HttpExchange exchange) throws IOException {
        try {
            String path = exchange.getRequestURI().getPath();
            switch (exchange.getRequestMethod() + " " + path) {
                case "GET /sandbox/events" -> events.send(exchange);
                case "GET /sandbox/state" -> send(exchange, inside.state());
                case "POST /sandbox/reset" -> send(exchange, inside.reset());
                default -> {
                    StaticFile file = file(exchange.getRequestMethod(), path);
                    if (file == null) {
                        return false;
                    }
                    send(exchange, file);
                }
            }
            return true;
        } catch (RuntimeException e) {
            // The server would close the connection and keep the reason to itself.
            if (!board.isClosed()) {
                e.printStackTrace();
            }
            throw e;
        }
    }

    private static @Nullable StaticFile file(String method, String path) {
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return null;
        }
        if (path.equals("/sandbox")) {
            return StaticFile.find(FOLDER, "window.html");
        }
        Matcher asset = ASSET.matcher(path);
        return asset.matches() ? StaticFile.find(FOLDER, asset.group(1)) : null;
    }

    private void send(HttpExchange exchange, StaticFile file) throws IOException {
        file.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Content-Security-Policy", policy);
        boolean known = file.isKnownTo(exchange.getRequestHeaders().getFirst("If-None-Match"));
        LocalServer.send(exchange, known ? 304 : 200, file.bytes());
    }

    private static void send(HttpExchange exchange, JsonNode answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        LocalServer.send(exchange, 200, JSON.writeValueAsBytes(answer));
    }

    @Override
    public void close() {
        board.close();
        tables.close();
    }
}
