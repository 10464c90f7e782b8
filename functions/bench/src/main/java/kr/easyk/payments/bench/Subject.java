package kr.easyk.payments.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A function to be measured.
 *
 * @param plays whose work it does, which is what it is given to do
 * @param taskRoot its code, unpacked as Lambda unpacks it
 * @param jarBytes what is deployed
 * @param asOurs whether it gets the JVM options that the template gives our functions
 */
record Subject(String name, String plays, String handler, Path taskRoot, long jarBytes, boolean asOurs) {
    static final List<String> OURS = List.of("ready", "approve", "cancel", "lookup", "webhook", "reconcile");
    static final String FLOOR = "floor";
    static final String BARE = "bare calls";
    static final String USUAL = "usual way";

    private static final String BESIDE = "kr.easyk.payments.bench.beside.";

    /** @param functions the directory with the modules, all packaged */
    static List<Subject> all(Path functions, Path work) {
        Path bench = functions.resolve("bench/target");
        Stream<Subject> ours = OURS.stream().map(name -> {
            Path jar = functions.resolve(name).resolve("target").resolve(name + ".jar");
            String type = Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Function";
            return new Subject(
                    name,
                    name,
                    "kr.easyk.payments." + name + "." + type,
                    unpacked(jar, work.resolve(name)),
                    size(jar),
                    true);
        });
        return Stream.concat(ours, Stream.of(floor(bench, work), bare(functions, bench, work), usual(bench, work)))
                .toList();
    }

    private static Subject floor(Path bench, Path work) {
        Path task = work.resolve(FLOOR);
        copyBeside(bench, task, "Floor");
        return new Subject(FLOOR, "lookup", BESIDE + "Floor", task, 0, false);
    }

    private static Subject bare(Path functions, Path bench, Path work) {
        Path jar = functions.resolve("approve/target/approve.jar");
        Path task = unpacked(jar, work.resolve("bare"));
        copyBeside(bench, task, "BareCalls");
        return new Subject(BARE, "approve", BESIDE + "BareCalls", task, size(jar), true);
    }

    private static Subject usual(Path bench, Path work) {
        Path task = work.resolve("usual");
        copyBeside(bench, task, "UsualWay");
        long bytes = 0;
        for (Path jar : list(bench.resolve("usual"))) {
            copy(jar, task.resolve("lib").resolve(jar.getFileName().toString()));
            bytes += size(jar);
        }
        return new Subject(USUAL, "approve", BESIDE + "UsualWay::handleRequest", task, bytes, false);
    }

    private static void copyBeside(Path bench, Path task, String type) {
        String directory = BESIDE.replace('.', '/');
        for (Path file : list(bench.resolve("classes").resolve(directory))) {
            String name = file.getFileName().toString();
            if (name.startsWith(type)) {
                copy(file, task.resolve(directory).resolve(name));
            }
        }
    }

    static List<Path> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.createDirectories(to.getParent());
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path unpacked(Path jar, Path directory) {
        try (InputStream file = Files.newInputStream(jar);
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = directory.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
