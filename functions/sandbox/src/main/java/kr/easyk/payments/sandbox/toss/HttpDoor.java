package kr.easyk.payments.sandbox.toss;

import com.sun.net.httpserver.Headers;
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
import java.util.concurrent.ThreadFactory;
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
        // Read once, when this JVM makes its first HttpServer. Without the first, Nagle's algorithm holds the body of
        // every
        // answer back until the headers are acknowledged: 44 ms a call instead of one. Without the others, the server
        // closes
        // connections that a client's pool is about to use again, which looks like a fault nobody asked for.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
        System.setProperty("sun.net.httpserver.idleInterval", "3600");
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

    static ThreadFactory daemons(String prefix) {
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
                if (exchange.getRequestURI().getPath().startsWith("/sandbox/")) {
                    allowPages(exchange.getResponseHeaders());
                }
                if (answer.body().length == 0) {
                    exchange.sendResponseHeaders(answer.status(), -1);
                } else {
                    exchange.sendResponseHeaders(answer.status(), answer.body().length);
                    exchange.getResponseBody().write(answer.body());
                }
            }
        }
    }

    /** The sandbox's pages play the payment window from another port. Toss's own API is not for browsers. */
    private static void allowPages(Headers headers) {
        headers.set("Access-Control-Allow-Origin", "*");
        headers.set("Access-Control-Allow-Headers", "Content-Type");
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
        server.stop(0);
        threads.shutdownNow();
    }
}
