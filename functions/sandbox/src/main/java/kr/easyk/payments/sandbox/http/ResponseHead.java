package kr.easyk.payments.sandbox.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Status line and headers. */
final class ResponseHead {
    private static final Map<Integer, String> PHRASES = Map.ofEntries(
            Map.entry(200, "OK"),
            Map.entry(201, "Created"),
            Map.entry(202, "Accepted"),
            Map.entry(204, "No Content"),
            Map.entry(304, "Not Modified"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(402, "Payment Required"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(409, "Conflict"),
            Map.entry(413, "Request Entity Too Large"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(503, "Service Unavailable"));

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final Pattern WORD = Pattern.compile("(^|-)([a-z])");

    private final StringBuilder text = new StringBuilder();

    ResponseHead(int status) {
        text.append("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(phrase(status))
                .append("\r\n");
        add("Date", DATE.format(Instant.now()));
    }

    static String phrase(int status) {
        return PHRASES.getOrDefault(status, "");
    }

    void add(String name, String value) {
        text.append(written(name)).append(": ").append(value).append("\r\n");
    }

    /** {@code Content-Type}, however the name came. */
    private static String written(String name) {
        return WORD.matcher(name.toLowerCase(Locale.ROOT))
                .replaceAll(word -> Matcher.quoteReplacement(word.group().toUpperCase(Locale.ROOT)));
    }

    void writeTo(OutputStream out) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }
}
