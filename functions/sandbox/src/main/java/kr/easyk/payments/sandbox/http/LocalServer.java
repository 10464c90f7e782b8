package kr.easyk.payments.sandbox.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The JDK's HTTP server: starts in milliseconds, brings no dependency, one thread for each request under way. */
public final class LocalServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads;

    private LocalServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Takes the port. Whoever connects waits until {@link #serve}.
     *
     * @param port 0 for any free one
     * @param purpose what the port is for, as the message about a taken one names it
     */
    public static LocalServer bind(String host, int port, String purpose) {
        // Read once, with the first server. Without the first, Nagle's algorithm holds each answer's body back for some
        // 40 ms. Without the others, the server closes connections that a client's pool is about to use again.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
        System.setProperty("sun.net.httpserver.idleInterval", "3600");
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 0);
            ExecutorService threads = Executors.newCachedThreadPool(Threads.named(purpose));
            server.setExecutor(threads);
            return new LocalServer(server, threads);
        } catch (BindException e) {
            throw new PortTakenException(port, purpose);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the port and serves it. */
    public static LocalServer start(String host, int port, String purpose, HttpHandler handler) {
        LocalServer server = bind(host, port, purpose);
        server.serve(handler);
        return server;
    }

    public void serve(HttpHandler handler) {
        server.createContext("/", exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
        server.start();
    }

    public URI uri() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** Answers; a HEAD request and the statuses that have no body get the headers alone. */
    public static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean bodiless = body.length == 0
                || status == 204
                || status == 304
                || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
        if (!bodiless) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
