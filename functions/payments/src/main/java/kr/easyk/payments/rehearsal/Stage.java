package kr.easyk.payments.rehearsal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a function has around it while it rehearses: DynamoDB, Secrets Manager, Toss and Lambda's credentials, all of them one socket on this process's own
 * loopback. Whatever is asked or written, {@link Scene} has the answer, and nothing is kept.
 */
final class Stage implements AutoCloseable {
    /** Then it hangs up, so that making a connection is rehearsed too, and finding one closed. */
    private static final int ANSWERS_PER_CONNECTION = 20;

    /** Where the SDK looks for the address of the credentials before it looks into the environment. */
    private static final String CREDENTIALS_PROPERTY = "aws.containerCredentialsFullUri";

    /** Where Lambda puts the trace a request belongs to, which the SDK hands on. */
    private static final String TRACE_PROPERTY = "com.amazonaws.xray.traceHeader";

    private final Scene scene;
    private final ServerSocket outside;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    private Stage(Scene scene) throws IOException {
        this.scene = scene;
        outside = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        start("rehearsal-stage", this::accept);
        System.setProperty(CREDENTIALS_PROPERTY, address() + Scene.CREDENTIALS);
        System.setProperty(TRACE_PROPERTY, "Root=1-00000000-000000000000000000000000;Sampled=0");
    }

    static Stage set(Scene scene) throws IOException {
        return new Stage(scene);
    }

    /** The settings that point a function here, and away from all that is real. */
    Map<String, String> settings() {
        return Map.of(
                "AWS_ENDPOINT_URL_DYNAMODB", address(),
                "AWS_ENDPOINT_URL_SECRETS_MANAGER", address(),
                "AWS_CONTAINER_CREDENTIALS_FULL_URI", address() + Scene.CREDENTIALS,
                "TOSS_BASE_URL", address(),
                "TOSS_SECRET_ARN", "rehearsal");
    }

    private String address() {
        return "http://127.0.0.1:" + outside.getLocalPort();
    }

    private void accept() {
        while (!outside.isClosed()) {
            try {
                Socket connection = outside.accept();
                connection.setTcpNoDelay(true);
                connections.add(connection);
                start("rehearsal-connection", () -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection;
                InputStream in = new BufferedInputStream(connection.getInputStream());
                OutputStream out = connection.getOutputStream()) {
            for (int answers = ANSWERS_PER_CONNECTION; answers > 0; answers--) {
                String start = line(in);
                if (start.isEmpty()) {
                    return;
                }
                int length = 0;
                String operation = "";
                for (String line = line(in); !line.isEmpty(); line = line(in)) {
                    String header = line.toLowerCase(Locale.ROOT);
                    if (header.startsWith("content-length:")) {
                        length = Integer.parseInt(header.substring(15).strip());
                    } else if (header.startsWith("x-amz-target:")) {
                        operation = line.substring(line.lastIndexOf('.') + 1);
                    }
                }
                in.readNBytes(length);
                out.write(response(scene.answer(start.split(" ")[1], operation), answers > 1));
                out.flush();
            }
        } catch (IOException e) {
            // It was hung up: there is nothing to answer.
        } finally {
            connections.remove(connection);
        }
    }

    /** @return empty where there is no more */
    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n' && next >= 0; next = in.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.US_ASCII).strip();
    }

    private static byte[] response(String json, boolean more) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-amzn-RequestId: rehearsal\r\n"
                + (more ? "" : "Connection: close\r\n")
                + "Content-Length: " + body.length + "\r\n\r\n";
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(body);
        return all.toByteArray();
    }

    private static void start(String name, Runnable work) {
        daemon(name, work).start();
    }

    static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() throws IOException {
        System.clearProperty(CREDENTIALS_PROPERTY);
        System.clearProperty(TRACE_PROPERTY);
        outside.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
