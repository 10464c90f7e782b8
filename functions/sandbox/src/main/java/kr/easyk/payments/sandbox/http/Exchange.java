package kr.easyk.payments.sandbox.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** One request and its answer, as handlers know them from the JDK's server. */
final class Exchange extends HttpExchange {
    private final Socket socket;
    private final RequestHead head;
    private final InputStream requestBody;
    private final OutputStream out;
    private final Headers responseHeaders = new Headers();
    private @Nullable ResponseBody responseBody;
    private int status = -1;

    Exchange(Socket socket, RequestHead head, InputStream requestBody, OutputStream out) {
        this.socket = socket;
        this.head = head;
        this.requestBody = requestBody;
        this.out = out;
    }

    @Override
    public void sendResponseHeaders(int code, long length) throws IOException {
        if (status >= 0) {
            throw new IOException("answered already");
        }
        status = code;
        ResponseHead answer = new ResponseHead(code);
        responseHeaders.forEach((name, values) -> values.forEach(value -> answer.add(name, value)));
        boolean isBodiless = length < 0 || code == 204 || code == 304;
        if (length == 0 && !isBodiless) {
            answer.add("Transfer-Encoding", "chunked");
        } else if (code != 204 && code != 304 && !head.method().equals("HEAD")) {
            answer.add("Content-Length", String.valueOf(Math.max(0, length)));
        }
        answer.add("Connection", head.keepsAlive() ? "keep-alive" : "close");
        answer.writeTo(out);
        responseBody = length == 0 && !isBodiless
                ? ResponseBody.inChunks(out)
                : ResponseBody.ofLength(out, isBodiless ? 0 : length);
    }

    /** Whether the answer is whole. */
    boolean isAnswered() {
        return responseBody != null && responseBody.isWhole();
    }

    @Override
    public OutputStream getResponseBody() {
        if (responseBody == null) {
            throw new IllegalStateException("the headers come first");
        }
        return responseBody;
    }

    @Override
    public void close() {
        try {
            if (responseBody != null) {
                responseBody.close();
                out.flush();
            }
        } catch (IOException gone) {
            // Nobody is there to be told.
            return;
        }
    }

    @Override
    public Headers getRequestHeaders() {
        return head.headers();
    }

    @Override
    public Headers getResponseHeaders() {
        return responseHeaders;
    }

    @Override
    public URI getRequestURI() {
        return head.uri();
    }

    @Override
    public String getRequestMethod() {
        return head.method();
    }

    @Override
    public InputStream getRequestBody() {
        return requestBody;
    }

    @Override
    public InetSocketAddress getRemoteAddress() {
        return (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    @Override
    public InetSocketAddress getLocalAddress() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Override
    public int getResponseCode() {
        return status;
    }

    @Override
    public String getProtocol() {
        return head.protocol();
    }

    @Override
    public HttpContext getHttpContext() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object getAttribute(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setAttribute(String name, Object value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setStreams(InputStream in, OutputStream other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public HttpPrincipal getPrincipal() {
        throw new UnsupportedOperationException();
    }
}
