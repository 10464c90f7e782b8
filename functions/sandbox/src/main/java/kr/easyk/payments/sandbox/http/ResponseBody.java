package kr.easyk.payments.sandbox.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** An answer's body: as many bytes as its head has promised, or chunks until it is closed. */
final class ResponseBody extends OutputStream {
    private static final long IN_CHUNKS = -1;

    private final OutputStream out;
    private long left;

    private ResponseBody(OutputStream out, long left) {
        this.out = out;
        this.left = left;
    }

    static ResponseBody ofLength(OutputStream out, long length) {
        return new ResponseBody(out, length);
    }

    static ResponseBody inChunks(OutputStream out) {
        return new ResponseBody(out, IN_CHUNKS);
    }

    boolean isWhole() {
        return left == 0;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        if (left == IN_CHUNKS) {
            out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(bytes, offset, length);
            out.write('\r');
            out.write('\n');
        } else if (length <= left) {
            out.write(bytes, offset, length);
            left -= length;
        } else {
            throw new IOException("more than was promised");
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        if (left == IN_CHUNKS) {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            left = 0;
        }
    }
}
