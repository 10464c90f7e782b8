package kr.easyk.payments.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The runtime client's native part. On Lambda it lies on disk; unpacked from the jar at every start it would cost some 10 ms. */
final class NativeClient {
    private NativeClient() {}

    static Path unpacked(List<Path> jars, Path to) {
        String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
        String name = "jni/libaws-lambda-jni.linux-" + machine + ".so";
        for (Path jar : jars) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                ZipEntry library = zip.getEntry(name);
                if (library != null) {
                    try (InputStream in = zip.getInputStream(library)) {
                        Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
                        return to;
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("no runtime client for this machine: Lambda's run on Linux, x86_64 or aarch64");
    }
}
