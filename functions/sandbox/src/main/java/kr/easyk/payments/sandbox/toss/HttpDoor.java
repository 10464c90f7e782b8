package kr.easyk.payments.sandbox.toss;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The simulator's port. The JDK's server, because it starts in milliseconds (a test may start one each) and closes a
 * connection without a word when told to.
 */
final class HttpDoor implements AutoCloseable {
    private static final int LARGEST_BODY = 1 << 20;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Function<Call, Reply> inside;

    HttpDoor(String host, int port, Function<Call, Reply> inside) {
        this.inside = inside;
        // Read once, when the JDK's first server is made. Without it Nagle's algorithm holds the body of every answer
        // back until the headers are acknowledged: 44 ms a call instead of one.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            server = HttpServer.create(new InetSocketAddress(host, port), 0);
        } catch (BindException e) {
            throw new UncheckedIOException(
                    "Port " + port
                            + " is taken: the Toss simulator cannot start. Stop what uses it, or choose another.",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads = Executors.newCachedThreadPool(daemons("toss-simulator-"));
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    static java.util.concurrent.ThreadFactory daemons(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    URI uri() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        // Closing an exchange that was not answered closes its connection.
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
            Reply reply = body.length > LARGEST_BODY
                    ? TossError.INVALID_REQUEST.refusal().answer(false)
                    : inside.apply(call(exchange, body));
            if (reply instanceof Reply.Answer answer) {
                exchange.getResponseHeaders().set("Content-Type", answer.contentType());
                // The sandbox's pages play the payment window from another port.
                exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
                exchange.getResponseHeaders().set("Access-Control-Allow-Headers", "Content-Type");
                exchange.getResponseHeaders().set("Access-Control-Allow-Methods", "GET, POST, DELETE");
                exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
                exchange.getResponseBody().write(answer.body());
            }
        }
    }

    private static Call call(HttpExchange exchange, byte[] body) {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        return new Call(exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
