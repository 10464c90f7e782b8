package kr.easyk.payments.sandbox.promises;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks a host, lets its name end, asks it again over the connection it has, and then whether the name is still known. */
final class ResolvedTwice {
    private static final String NAME = "toss.invalid";

    private ResolvedTwice() {}

    /** @param arguments the file of hosts that this JVM goes by */
    public static void main(String[] arguments) throws IOException {
        Path hosts = Path.of(arguments[0]);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(new byte[2]);
            exchange.close();
        });
        server.start();
        URI uri = URI.create("http://" + NAME + ":" + server.getAddress().getPort() + "/");
        Files.writeString(hosts, "127.0.0.1 " + NAME + "\n");
        ask(uri);
        Files.writeString(hosts, "127.0.0.1 another.invalid\n");
        ask(uri);
        System.out.println("kept, " + (isKnown() ? "remembered" : "forgotten"));
        server.stop(0);
    }

    private static void ask(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.getInputStream().readAllBytes();
    }

    private static boolean isKnown() {
        try {
            InetAddress.getByName(NAME);
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
