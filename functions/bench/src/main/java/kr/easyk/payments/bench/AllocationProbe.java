package kr.easyk.payments.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** The benchmark's end of a {@link Probe}. */
final class AllocationProbe implements AutoCloseable {
    private final ServerSocket server;
    private @Nullable Socket function;

    AllocationProbe() {
        try {
            server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** Bytes, since the function's JVM was started. */
    long allocated() {
        try {
            Socket connection = function == null ? server.accept() : function;
            function = connection;
            connection.getOutputStream().write(1);
            return new DataInputStream(connection.getInputStream()).readLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            if (function != null) {
                function.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
