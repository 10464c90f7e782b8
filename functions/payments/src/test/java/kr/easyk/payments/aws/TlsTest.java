package kr.easyk.payments.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a snapshot must not hold, as many are started from one. */
class TlsTest {
    private static final String PASSWORD = "changeit";

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void noTlsSessionIsKept(String protocol, @TempDir Path directory) throws Exception {
        SSLContext before = SSLContext.getDefault();
        SSLContext context = selfSigned(directory.resolve("localhost.p12"));
        SSLContext.setDefault(context);
        try {
            talk(context, protocol);
            assertFalse(sessions(context).isEmpty());

            Tls.forgetSessions();

            assertEquals(List.of(), sessions(context));
        } finally {
            SSLContext.setDefault(before);
        }
    }

    /** That one reads from the machine, which is another one after a restore; it keeps no state that two could share. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void randomNumbersComeFromTheMachine() {
        assertEquals("NativePRNG", new SecureRandom().getAlgorithm());
    }

    private static List<byte[]> sessions(SSLContext context) {
        return Collections.list(context.getClientSessionContext().getIds());
    }

    private static void talk(SSLContext context, String protocol) throws IOException, InterruptedException {
        try (SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setEnabledProtocols(new String[] {protocol});
            Thread other = new Thread(() -> {
                try (SSLSocket connection = (SSLSocket) server.accept()) {
                    connection
                            .getOutputStream()
                            .write(connection.getInputStream().read());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            other.start();
            try (SSLSocket connection = (SSLSocket)
                    context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
                connection.getOutputStream().write(1);
                assertEquals(1, connection.getInputStream().read());
            }
            other.join();
        }
    }

    private static SSLContext selfSigned(Path store)
            throws IOException, InterruptedException, GeneralSecurityException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-validity",
                        "2",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, keytool.waitFor());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory ours = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        ours.init(keys, PASSWORD.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(ours.getKeyManagers(), trusted.getTrustManagers(), null);
        assertTrue(sessions(context).isEmpty());
        return context;
    }
}
