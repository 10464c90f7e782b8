package kr.easyk.payments.sandbox.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Finds out that a port is taken before anything is started for nothing. */
public final class FreePorts {
    private static final int CONNECT_MS = 200;

    private FreePorts() {}

    /**
     * @param port 0 is always free
     * @throws PortTakenException where somebody listens
     */
    public static void require(String host, int port, String purpose) {
        if (port == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new PortTakenException(port, purpose);
        }
        // macOS lets one program listen at 127.0.0.1 while another listens everywhere: a browser then meets either.
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MS);
        } catch (IOException e) {
            return;
        }
        throw new PortTakenException(port, purpose);
    }
}
