package kr.easyk.payments.sandbox.toss;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import kr.easyk.payments.sandbox.http.LocalServer;

/** The simulator's port: from HTTP to a {@link Call}, from a {@link Reply} to HTTP or to a connection closed without a word. */
final class HttpDoor implements AutoCloseable {
    private static final int LARGEST_BODY = 1 << 20;

    /** Longer than any client waits. */
    private static final long LONGEST_HOLD_SECONDS = 300;

    private final LocalServer server;
    private final Function<Call, Reply> inside;

    HttpDoor(String host, int port, Function<Call, Reply> inside) {
        this.inside = inside;
        this.server = LocalServer.start(host, port, "the Toss simulator", this::answer);
    }

    URI uri() {
        return server.uri();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        Reply reply = body.length > LARGEST_BODY
                ? TossError.INVALID_REQUEST.refusal().answer(false)
                : end(inside.apply(call(exchange, body)));
        // An exchange that nobody answers is closed with its connection.
        if (reply instanceof Reply.Answer answer) {
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            if (isForBrowsers(exchange.getRequestURI().getPath())) {
                allowPages(exchange.getResponseHeaders());
            }
            LocalServer.send(exchange, answer.status(), answer.body());
        } else if (exchange.getRequestMethod().equals("GET")) {
            breakOff(exchange);
        }
    }

    /** Holds the connection for as long as nothing comes. */
    private static Reply end(Reply reply) {
        if (!(reply instanceof Reply.Pending pending)) {
            return reply;
        }
        try {
            return pending.end().get(LONGEST_HOLD_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return new Reply.Silence();
        } catch (ExecutionException | TimeoutException nothingCame) {
            return new Reply.Silence();
        }
    }

    /**
     * Closes the connection in the middle of an answer. Without a single byte, {@code java.net.http} would send a GET again by
     * itself (never a POST), and a caller would not notice the fault it asked for.
     */
    private static void breakOff(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 1_000);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
    }

    private static boolean isForBrowsers(String path) {
        return path.startsWith("/sandbox/") || path.startsWith(PaymentWindow.PATH);
    }

    /** The sandbox's pages play the payment window from another port. Toss's own API is not for browsers. */
    private static void allowPages(Headers headers) {
        headers.set("Access-Control-Allow-Origin", "*");
        headers.set("Access-Control-Allow-Headers", "Content-Type, Accept-Language");
        headers.set("Access-Control-Allow-Methods", "GET, POST, DELETE");
    }

    private static Call call(HttpExchange exchange, byte[] body) {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        return new Call(exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body);
    }

    @Override
    public void close() {
        server.close();
    }
}
