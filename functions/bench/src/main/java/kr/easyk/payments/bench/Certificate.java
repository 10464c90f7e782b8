package kr.easyk.payments.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate for localhost, made for this run, and a trust store with it among the JDK's own, so that the functions speak TLS as
 * they do on Lambda: without it, a good part of a cold start would be missing.
 */
record Certificate(Path keys, Path trusted) {
    private static final String PASSWORD = "changeit";

    static Certificate make(Path javaHome, Path directory) {
        Path keys = directory.resolve("localhost.p12");
        Path certificate = directory.resolve("localhost.crt");
        Path trusted = directory.resolve("cacerts");
        try {
            Files.createDirectories(directory);
            Files.deleteIfExists(keys);
            Files.copy(javaHome.resolve("lib/security/cacerts"), trusted, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        String keyStore = keys.toString();
        keytool(
                javaHome,
                "-genkeypair -keyalg RSA -keysize 2048 -alias localhost -dname CN=localhost -ext san=dns:localhost"
                        + " -validity 2 -storetype PKCS12",
                "-keystore",
                keyStore);
        keytool(javaHome, "-exportcert -alias localhost", "-keystore", keyStore, "-file", certificate.toString());
        keytool(
                javaHome,
                "-importcert -noprompt -alias bench",
                "-keystore",
                trusted.toString(),
                "-file",
                certificate.toString());
        return new Certificate(keys, trusted);
    }

    private static void keytool(Path javaHome, String options, String... more) {
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin/keytool").toString());
        command.addAll(Arrays.asList(options.split(" ")));
        command.addAll(Arrays.asList("-storepass", PASSWORD));
        command.addAll(Arrays.asList(more));
        try {
            Process keytool = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool failed: " + command);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    ServerSocketFactory serverSockets() {
        try (InputStream in = Files.newInputStream(keys)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context.getServerSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
