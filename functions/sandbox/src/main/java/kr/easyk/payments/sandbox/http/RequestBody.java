package kr.easyk.payments.sandbox.http;

import com.sun.net.httpserver.Headers;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A request's body as it was meant: so many bytes of the connection, or chunks of it. */
final class RequestBody {
    private RequestBody() {}

    static InputStream of(RequestHead head, InputStream in) throws MalformedRequest {
        Headers headers = head.headers();
        String coding = headers.getFirst("Transfer-Encoding");
        boolean isMeasured = headers.containsKey("Content-Length");
        if (coding == null) {
            return new Part(in, isMeasured ? length(headers) : 0);
        }
        // With both, one server's body is another's next request (RFC 9112, 6.1).
        if (isMeasured || !coding.equalsIgnoreCase("chunked")) {
            throw MalformedRequest.malformed();
        }
        return new Chunks(in);
    }

    private static long length(Headers headers) throws MalformedRequest {
        String length = headers.getFirst("Content-Length");
        if (headers.get("Content-Length").stream().anyMatch(it -> !it.equals(length))
                || !length.matches("[0-9]{1,18}")) {
            throw MalformedRequest.malformed();
        }
        return Long.parseLong(length);
    }

    /** The next bytes of the connection. */
    private static class Part extends InputStream {
        final InputStream in;
        long left;

        Part(InputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        /** Whether there is another byte. */
        boolean hasMore() throws IOException {
            return left > 0;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int most) throws IOException {
            if (most == 0) {
                return 0;
            }
            if (!hasMore()) {
                return -1;
            }
            int read = in.read(into, offset, (int) Math.min(most, left));
            if (read < 0) {
                throw new EOFException("the client has gone in the middle of its request");
            }
            left -= read;
            return read;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(in.available(), left);
        }
    }

    private static final class Chunks extends Part {
        private boolean isFirst = true;
        private boolean isOver;

        Chunks(InputStream in) {
            super(in, 0);
        }

        @Override
        boolean hasMore() throws IOException {
            if (left == 0 && !isOver) {
                if (!isFirst) {
                    line();
                }
                isFirst = false;
                left = size(line());
                isOver = left == 0;
                while (isOver && !line().isEmpty()) {
                    // Nobody here asks for trailers.
                    continue;
                }
            }
            return left > 0;
        }

        private static long size(String line) throws IOException {
            String size = line.split(";", 2)[0].strip();
            if (!size.matches("[0-9A-Fa-f]{1,15}")) {
                throw new IOException("a chunk without its size");
            }
            return Long.parseLong(size, 16);
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0 || line.length() > 1_000) {
                    throw new EOFException("the client has gone in the middle of a chunk");
                }
                line.append((char) c);
            }
            return line.toString().strip();
        }
    }
}
