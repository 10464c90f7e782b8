package kr.easyk.payments.sandbox.window;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events as a browser does, one at a time. */
final class Reader implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    record Event(String id, String type, JsonNode data) {}

    final HttpURLConnection connection;
    final List<Event> read = new ArrayList<>();
    private final BufferedReader lines;

    private Reader(HttpURLConnection connection) throws IOException {
        this.connection = connection;
        this.lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    }

    static Reader of(URI api, @Nullable String lastEventId) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) api.resolve("/sandbox/events").toURL().openConnection();
            connection.setReadTimeout(10_000);
            if (lastEventId != null) {
                connection.setRequestProperty("Last-Event-ID", lastEventId);
            }
            return new Reader(connection);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Event next() {
        try {
            String id = "";
            String type = "";
            String data = "";
            while (true) {
                String line = lines.readLine();
                if (line == null) {
                    throw new IllegalStateException("the stream has ended, after " + read);
                }
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.isEmpty() && !type.isEmpty()) {
                    Event event = new Event(id, type, JSON.readTree(data));
                    read.add(event);
                    return event;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("after " + read, e);
        }
    }

    /** The first event of this kind from here on. */
    JsonNode until(String type, Predicate<JsonNode> wanted) {
        while (true) {
            Event event = next();
            if (event.type().equals(type) && wanted.test(event.data())) {
                return event.data();
            }
        }
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
