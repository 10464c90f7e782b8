package kr.easyk.payments.sandbox.promises;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** The way to a server, on which answers can be held up or cut off. */
final class Gate implements AutoCloseable {
    private final ServerSocket outside;
    private final URI server;
    private volatile boolean shut;
    private volatile int delayMillis;
    private volatile int cutAfter;
    private final AtomicInteger toCut = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();

    private Gate(URI server, ServerSocket outside) {
        this.server = server;
        this.outside = outside;
    }

    static Gate before(URI server) {
        try {
            Gate gate = new Gate(server, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            start(gate::accept);
            return gate;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri() {
        return URI.create("http://localhost:" + outside.getLocalPort());
    }

    /** Nothing is answered any more, and nothing refused. */
    void shut() {
        shut = true;
    }

    /** Every part of an answer comes so much later. */
    void delay(int millis) {
        delayMillis = millis;
    }

    /** The next answers end after so many bytes, and their connections with them. */
    void cut(int answers, int bytes) {
        cutAfter = bytes;
        toCut.set(answers);
    }

    /** How often the server was asked something so far: it grows with each request. */
    int asked() {
        return asked.get();
    }

    private void accept() {
        while (!outside.isClosed()) {
            try {
                Socket client = outside.accept();
                Socket connection = new Socket(server.getHost(), server.getPort());
                start(() -> pass(client, connection, false));
                start(() -> pass(connection, client, true));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void pass(Socket from, Socket to, boolean isAnswer) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[65_536];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!isAnswer) {
                    asked.incrementAndGet();
                }
                if (isAnswer && toCut.get() > 0) {
                    toCut.decrementAndGet();
                    out.write(buffer, 0, Math.min(read, cutAfter));
                    return;
                }
                if (isAnswer && delayMillis > 0) {
                    Thread.sleep(delayMillis);
                }
                if (!shut) {
                    out.write(buffer, 0, read);
                }
            }
        } catch (IOException e) {
            // One of them has hung up.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "gate");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            outside.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
