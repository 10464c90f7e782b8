package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No address that was found before a snapshot is gone by after it: a JVM with the template's options remembers none. */
class NamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ReadyFunction",
                "ApproveFunction",
                "CancelFunction",
                "LookupFunction",
                "WebhookFunction",
                "ReconcileFunction"
            })
    void aNameIsLookedUpForEachNewConnectionAndNotForAKeptOne(String function, @TempDir Path directory)
            throws Exception {
        String options = World.TEMPLATE.function(function).environment().get("JAVA_TOOL_OPTIONS");

        assertEquals("kept, forgotten", resolve(directory, List.of(options.split(" "))));
    }

    @Test
    void withoutThemTheJvmWouldGoByTheOldAddress(@TempDir Path directory) throws Exception {
        assertEquals("kept, remembered", resolve(directory, List.of()));
    }

    private static String resolve(Path directory, List<String> options)
            throws IOException, InterruptedException, URISyntaxException {
        Path classes = Path.of(NamesTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path hosts = directory.resolve("hosts");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-Djdk.net.hosts.file=" + hosts,
                "-cp",
                classes.toString(),
                ResolvedTwice.class.getName(),
                hosts.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, process.waitFor(), told);
        return told;
    }
}
