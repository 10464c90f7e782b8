package kr.easyk.payments.sandbox.http;

import com.sun.net.httpserver.HttpHandler;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One client's connection: a request after the other until one side has had enough. */
final class Connection {
    /** A body that nobody has read is read up to here, so that its sender gets to the answer. */
    private static final long PATIENCE = 16 * 1024 * 1024;

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final HttpHandler handler;
    private final InputStream in;
    private final OutputStream out;

    Connection(Socket socket, HttpHandler handler) throws IOException {
        this.socket = socket;
        this.handler = handler;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = new BufferedOutputStream(socket.getOutputStream());
    }

    void serve() throws IOException {
        boolean more = true;
        while (more) {
            try {
                RequestHead head = RequestHead.read(in);
                more = head != null && answer(head);
            } catch (MalformedRequest malformed) {
                refuse(malformed);
                more = false;
            }
        }
    }

    /** Whether the connection can go on. */
    private boolean answer(RequestHead head) throws IOException, MalformedRequest {
        InputStream body = RequestBody.of(head, in);
        if ("100-continue".equalsIgnoreCase(head.headers().getFirst("Expect"))) {
            out.write(CONTINUE);
            out.flush();
        }
        Exchange exchange = new Exchange(socket, head, body, out);
        try (exchange) {
            handler.handle(exchange);
        } catch (RuntimeException e) {
            e.printStackTrace();
            return false;
        }
        return exchange.isAnswered() && head.keepsAlive() && isReadToItsEnd(body);
    }

    private static boolean isReadToItsEnd(InputStream body) throws IOException {
        long left = PATIENCE;
        long skipped = 1;
        while (left > 0 && skipped > 0) {
            skipped = body.skip(left);
            left -= skipped;
        }
        return body.read() < 0;
    }

    private void refuse(MalformedRequest malformed) throws IOException {
        byte[] body = ("{\"message\":\"" + malformed.getMessage() + "\"}").getBytes(StandardCharsets.UTF_8);
        ResponseHead head = new ResponseHead(malformed.status());
        head.add("Content-Type", "application/json");
        head.add("Content-Length", String.valueOf(body.length));
        head.add("Connection", "close");
        head.writeTo(out);
        out.write(body);
        out.flush();
        // What is still under way would make the socket's end a reset, and the answer be lost.
        socket.shutdownOutput();
        socket.setSoTimeout(1_000);
        in.skipNBytes(Math.min(PATIENCE, in.available()));
    }
}
