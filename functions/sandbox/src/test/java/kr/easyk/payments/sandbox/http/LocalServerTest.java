package kr.easyk.payments.sandbox.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, byte by byte. */
class LocalServerTest {
    private static final String GET = "GET /echo?a=%20b HTTP/1.1\r\nHost: localhost\r\n";
    private static final String LAST = GET + "Connection: close\r\n\r\n";

    private final LocalServer server = LocalServer.start("127.0.0.1", 0, "a test", LocalServerTest::answer);

    @AfterEach
    void close() {
        server.close();
    }

    /** Says what it has understood. */
    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/silence")) {
            return;
        }
        if (path.equals("/broken")) {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            return;
        }
        exchange.getResponseHeaders().set("content-type", "text/plain");
        exchange.getResponseHeaders().set("x-tosspayments-trace-id", "1");
        if (path.equals("/stream")) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(bytes("one"));
            exchange.getResponseBody().write(bytes("two"));
            return;
        }
        byte[] body =
                path.equals("/unread") ? new byte[0] : exchange.getRequestBody().readAllBytes();
        String said = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + new String(body, StandardCharsets.UTF_8) + "\n";
        LocalServer.send(exchange, 200, bytes(said));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** All that comes back until the server closes the connection. */
    private String send(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.uri().getPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void headerNamesAreWrittenAsServersWriteThem() throws IOException {
        String answer = send(LAST);

        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\nDate: "), answer);
        for (String header : new String[] {
            "Content-Type: text/plain", "X-Tosspayments-Trace-Id: 1", "Content-Length: 18", "Connection: close"
        }) {
            assertTrue(answer.contains("\r\n" + header + "\r\n"), answer);
        }
        assertTrue(answer.endsWith("\r\n\r\nGET /echo?a=%20b \n"), answer);
    }

    @Test
    void aConnectionServesOneRequestAfterTheOther() throws IOException {
        String post = "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello";

        String answers = send(post + "\r\n" + post.replace("/echo", "/unread") + LAST);

        assertEquals(3, answers.split("HTTP/1.1 200 OK", -1).length - 1, answers);
        assertTrue(answers.contains("POST /echo hello\n"), answers);
        assertTrue(answers.contains("Connection: keep-alive\r\n"), answers);
    }

    @Test
    void aBodyCanComeInChunks() throws IOException {
        String chunks = "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: 1\r\n\r\n";

        assertTrue(send(chunks + LAST).contains("POST /echo hello\n"));
    }

    @Test
    void anAnswerOfUnknownLengthIsWrittenInChunks() throws IOException {
        String answer = send(LAST.replace("/echo", "/stream"));

        assertTrue(answer.contains("Transfer-Encoding: chunked\r\n"), answer);
        assertTrue(answer.endsWith("\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"), answer);
    }

    @Test
    void whoeverAsksWhetherToGoOnIsToldTo() throws IOException {
        String answer = send("POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
                + "Connection: close\r\n\r\nhi");

        assertTrue(answer.startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"), answer);
    }

    @Test
    void aHeadRequestGetsNoBody() throws IOException {
        String answer = send(LAST.replace("GET", "HEAD"));

        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
        assertTrue(answer.endsWith("\r\n\r\n"), answer);
    }

    @Test
    void whatIsNotAnsweredEndsWithTheConnection() throws IOException {
        assertEquals("", send(GET.replace("/echo", "/silence") + "\r\n"));
        assertTrue(send(GET.replace("/echo", "/broken") + "\r\n").endsWith("\r\n\r\n{"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /a|b HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /echo HTTP/2.0\r\nHost: localhost\r\n\r\n",
                "GET /echo HTTP/1.1\r\n\r\n",
                "GET /echo HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
                "GET /echo HTTP/1.1\r\nHost: localhost\r\nName : value\r\n\r\n",
                "GET /echo HTTP/1.1\r\nHost: localhost\r\nA: 1\r\n folded\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: five\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n",
                "CONNECT localhost:3000 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "hello\r\n\r\n",
            })
    void aMalformedRequestIsRefusedWithoutAWordAboutJava(String request) throws IOException {
        String answer = send(request);

        assertTrue(answer.startsWith("HTTP/1.1 400 Bad Request\r\n"), answer);
        assertTrue(answer.contains("Content-Type: application/json\r\n"), answer);
        assertTrue(answer.endsWith("\r\n\r\n{\"message\":\"Bad Request\"}"), answer);
        assertFalse(answer.contains("java"), answer);
    }

    @Test
    void requestLineAndHeaderValuesHaveTheGatewaysLimit() throws IOException {
        String line = "GET /echo?a=%20b HTTP/1.1";
        int left = 10_240 - line.length() - "localhost".length() - "close".length();
        String head = GET + "Connection: close\r\nCookie: ";

        assertTrue(send(head + "c".repeat(left) + "\r\n\r\n").startsWith("HTTP/1.1 200 OK\r\n"));
        String answer = send(head + "c".repeat(left + 1) + "\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n"), answer);
        assertTrue(send("GET /" + "a".repeat(100_000)).startsWith("HTTP/1.1 431 "));
    }

    @Test
    void twoSlashesAtThePathsBeginningAreOne() throws IOException {
        assertTrue(send(LAST.replace("/echo", "//echo")).endsWith("GET /echo?a=%20b \n"));
    }
}
