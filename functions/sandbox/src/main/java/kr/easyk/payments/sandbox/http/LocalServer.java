package kr.easyk.payments.sandbox.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * HTTP/1.1 on a port, one thread for each connection. Its handlers are those of the JDK's server, whose own ways do not show: it
 * writes {@code Content-type}, answers a malformed request with a page that names a Java exception, and takes headers of any size.
 */
public final class LocalServer implements AutoCloseable {
    private static final int BACKLOG = 1_000;

    private final ServerSocket door;
    private final ExecutorService threads;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    private LocalServer(ServerSocket door, ExecutorService threads) {
        this.door = door;
        this.threads = threads;
    }

    /**
     * Takes the port. Whoever connects waits until {@link #serve}.
     *
     * @param port 0 for any free one
     * @param purpose what the port is for, as the message about a taken one names it
     */
    public static LocalServer bind(String host, int port, String purpose) {
        try {
            ServerSocket door = new ServerSocket();
            door.setReuseAddress(true);
            door.bind(new InetSocketAddress(host, port), BACKLOG);
            return new LocalServer(door, Executors.newCachedThreadPool(Threads.named(purpose)));
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

    /** An exchange that the handler leaves without an answer, or in the middle of one, is closed with its connection. */
    public void serve(HttpHandler handler) {
        threads.execute(() -> accept(handler));
    }

    private void accept(HttpHandler handler) {
        while (!door.isClosed()) {
            try {
                Socket socket = door.accept();
                connections.add(socket);
                threads.execute(() -> talk(socket, handler));
            } catch (IOException | RuntimeException closing) {
                // Nobody is let in any more; the loop's condition tells.
                continue;
            }
        }
    }

    private void talk(Socket socket, HttpHandler handler) {
        try (socket) {
            // Or Nagle's algorithm holds each answer's body back for some 40 ms.
            socket.setTcpNoDelay(true);
            new Connection(socket, handler).serve();
        } catch (IOException gone) {
            // Whoever called has gone, or is to think that the server has.
            return;
        } finally {
            connections.remove(socket);
        }
    }

    public URI uri() {
        return URI.create("http://localhost:" + door.getLocalPort());
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
        close(door);
        connections.forEach(LocalServer::close);
        threads.shutdownNow();
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            e.printStackTrace();
        }
    }
}
