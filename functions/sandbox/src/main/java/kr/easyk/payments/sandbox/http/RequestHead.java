package kr.easyk.payments.sandbox.http;

import com.sun.net.httpserver.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What stands before a request's body. */
record RequestHead(String method, URI uri, String protocol, Headers headers) {
    /** Request line and header values together; API Gateway's limit, which cannot be raised. */
    private static final int LARGEST = 10_240;

    /** With the headers' names, which API Gateway does not count. */
    private static final int LARGEST_WITH_NAMES = 4 * LARGEST;

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /**
     * Reads the next request's head.
     *
     * @return null where there is none: the client has closed the connection
     */
    static @Nullable RequestHead read(InputStream in) throws IOException, MalformedRequest {
        Lines lines = new Lines(in);
        String line = lines.next();
        // An empty line left over from the request before is no request (RFC 9112, 2.2).
        while (line != null && line.isEmpty()) {
            line = lines.next();
        }
        if (line == null) {
            return null;
        }
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || !TOKEN.matcher(parts[0]).matches() || !parts[2].matches("HTTP/1\\.[01]")) {
            throw MalformedRequest.malformed();
        }
        RequestHead head = new RequestHead(parts[0], uri(parts[1]), parts[2], new Headers());
        head.readHeaders(lines, line.length());
        return head;
    }

    private void readHeaders(Lines lines, int size) throws IOException, MalformedRequest {
        int left = LARGEST - size;
        for (String line = lines.next(); !"".equals(line); line = lines.next()) {
            int colon = line == null ? -1 : line.indexOf(':');
            if (line == null
                    || colon < 0
                    || !TOKEN.matcher(line.substring(0, colon)).matches()) {
                throw MalformedRequest.malformed();
            }
            String value = line.substring(colon + 1).strip();
            left -= value.length();
            if (left < 0) {
                throw MalformedRequest.tooLarge();
            }
            headers.add(line.substring(0, colon), value);
        }
        if (protocol.equals("HTTP/1.1") && !headers.containsKey("Host")) {
            throw MalformedRequest.malformed();
        }
    }

    private static URI uri(String target) throws MalformedRequest {
        if (!target.matches("(https?:/)?/.*")) {
            throw MalformedRequest.malformed();
        }
        try {
            // Two slashes would make the first word of the path a host.
            return new URI(target.startsWith("//") ? target.replaceFirst("^/+", "/") : target);
        } catch (URISyntaxException e) {
            throw MalformedRequest.malformed();
        }
    }

    boolean keepsAlive() {
        String connection = headers.getOrDefault("Connection", List.of()).toString();
        return protocol.equals("HTTP/1.1")
                && !connection.toLowerCase(Locale.ROOT).contains("close");
    }

    /** Lines that end with CRLF, or LF alone. */
    private static final class Lines {
        private final InputStream in;
        private int left = LARGEST_WITH_NAMES;

        Lines(InputStream in) {
            this.in = in;
        }

        /** Null at the end of all. */
        @Nullable
        String next() throws IOException, MalformedRequest {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    return null;
                }
                if (--left < 0) {
                    throw MalformedRequest.tooLarge();
                }
                line.write(c);
            }
            String text = line.toString(StandardCharsets.ISO_8859_1);
            String read = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            if (read.indexOf('\r') >= 0 || read.indexOf('\0') >= 0) {
                throw MalformedRequest.malformed();
            }
            return read;
        }
    }
}
