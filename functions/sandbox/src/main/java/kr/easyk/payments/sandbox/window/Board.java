package kr.easyk.payments.sandbox.window;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the window shows, newest state of each thing only, numbered by its latest change. Whoever reads says what it has and gets
 * the rest. Nobody who writes ever waits for a reader, and a reader who falls behind misses what has been pushed out meanwhile.
 */
final class Board {
    static final int EVENTS = 500;
    static final int VIEWS = 500;

    /** @param number of the change, ever rising */
    record Note(long number, String type, JsonNode data) {}

    private final Map<String, Note> events = new LinkedHashMap<>();
    private final Map<String, Note> views = new LinkedHashMap<>();
    private Note start = new Note(1, "start", NullNode.getInstance());
    private long last = 1;
    private boolean closed;

    /** Forgets everything, for every reader too. {@code about} is what they have to know first. */
    synchronized void startOver(JsonNode about) {
        events.clear();
        views.clear();
        start = new Note(++last, "start", about);
        notifyAll();
    }

    /** Nobody waits any more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Something happens; told again under the same key, it is the same thing further on. The last {@value #EVENTS} are kept. */
    synchronized void happens(String type, String key, JsonNode data) {
        put(events, EVENTS, type, key, data);
    }

    /** Something is so now. */
    synchronized void shows(String type, String key, JsonNode data) {
        Note before = views.get(type + "/" + key);
        if (before == null || !before.data().equals(data)) {
            put(views, VIEWS, type, key, data);
        }
    }

    private void put(Map<String, Note> notes, int most, String type, String key, JsonNode data) {
        notes.remove(type + "/" + key);
        notes.put(type + "/" + key, new Note(++last, type, data));
        if (notes.size() > most) {
            Iterator<Note> eldest = notes.values().iterator();
            eldest.next();
            eldest.remove();
        }
        notifyAll();
    }

    synchronized @Nullable JsonNode view(String type, String key) {
        Note note = views.get(type + "/" + key);
        return note == null ? null : note.data();
    }

    /** Something is no more, which no reader is told of. */
    synchronized void forget(String type, String key) {
        views.remove(type + "/" + key);
    }

    synchronized List<JsonNode> views(String type) {
        return views.values().stream()
                .filter(note -> note.type().equals(type))
                .map(Note::data)
                .toList();
    }

    /** What has changed after a number, in order. Waits for something to change; empty where patience ends first. */
    synchronized List<Note> after(long number, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        long left;
        while (!closed && last <= number && (left = deadline - System.nanoTime()) > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        List<Note> news = new ArrayList<>();
        Stream.of(List.of(start), events.values(), views.values())
                .flatMap(notes -> notes.stream())
                .filter(note -> note.number() > number)
                .sorted(Comparator.comparingLong(Note::number))
                .forEach(news::add);
        return news;
    }
}
