package kr.easyk.payments;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server that answers what it is told to, well-formed or not, and remembers what it was asked. */
public final class ScriptedServer implements AutoCloseable {
    /** @param headers by their names in lower case */
    public record Call(String method, String path, Map<String, String> headers, String body) {}

    /** What is written to the connection before it is closed. */
    public interface Reply {
        void writeTo(OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket socket;
    private final ConcurrentLinkedDeque<Reply> script = new ConcurrentLinkedDeque<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    public ScriptedServer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    public static Reply json(int status, String body) {
        return reply(status, "application/json;charset=UTF-8", body);
    }

    public static Reply reply(int status, String contentType, String body) {
        return out -> out.write(head(status, contentType, body.getBytes(StandardCharsets.UTF_8)));
    }

    /** Closes the connection without a word. */
    public static Reply hangUp() {
        return out -> {};
    }

    /** Sends the headers at once and the body a byte every so often. */
    public static Reply trickle(String body, long millisPerByte) {
        return out -> {
            byte[] all = head(200, "application/json", body.getBytes(StandardCharsets.UTF_8));
            int start = all.length - body.getBytes(StandardCharsets.UTF_8).length;
            out.write(all, 0, start);
            out.flush();
            for (int i = start; i < all.length; i++) {
                Thread.sleep(millisPerByte);
                out.write(all[i]);
                out.flush();
            }
        };
    }

    private static byte[] head(int status, String contentType, byte[] body) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(("HTTP/1.1 " + status + " Scripted\r\nContent-Type: " + contentType
                        + "\r\nx-amzn-RequestId: scripted\r\nx-tosspayments-trace-id: scripted-trace\r\nContent-Length: "
                        + body.length + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(body);
        return all.toByteArray();
    }

    /** Forgets what was asked and answers these from now on, one after the other, the last one again and again. */
    public void answer(Reply... replies) {
        calls.clear();
        script.clear();
        script.addAll(List.of(replies));
    }

    public List<Call> calls() {
        return calls;
    }

    public Call onlyCall() {
        if (calls.size() != 1) {
            throw new AssertionError("calls: " + calls);
        }
        return calls.get(0);
    }

    public String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                daemon(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket accepted) {
        try (Socket connection = accepted) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            String[] start = line(in).split(" ");
            if (start.length < 2) {
                return;
            }
            Map<String, String> headers = new TreeMap<>();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                String[] header = line.split(": ?", 2);
                headers.put(header[0].toLowerCase(Locale.ROOT), header[1]);
            }
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            calls.add(new Call(start[0], start[1], headers, body));
            Reply reply = script.size() > 1 ? script.poll() : script.peek();
            if (reply != null) {
                reply.writeTo(connection.getOutputStream());
            }
        } catch (IOException | InterruptedException e) {
            // Whoever asked has gone.
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.write(c);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "scripted server");
        thread.setDaemon(true);
        thread.start();
    }
}
