package kr.easyk.payments.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of functions/docs/deploying.md after a first deployment that failed, as they stand. They delete tables, so what
 * they do not delete is tried: the AWS CLI they find writes down what it is asked, and answers from files.
 */
class RecoveryTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```bash needs-account\n(.*?)^```$");
    private static final String PAYMENTS = "easyk-payments-payments";
    private static final String CONSULTATIONS = "easyk-payments-consultations";

    /** Tables are files with their number of items in them; {@code refused} is a command that fails. */
    private static final String AWS = """
            #!/bin/bash
            cd "$(dirname "$0")"
            echo "$1 $2 $4" >> asked
            [ "$1 $2 $4" != "$(cat refused)" ] || exit 255
            case "$2" in
              list-tables) ls tables | tr '\\n' '\\t' ;;
              scan) cat "tables/$4" ;;
              delete-table) rm "tables/$4" ;;
            esac
            """;

    @TempDir
    private Path directory;

    private int recover(Map<String, Integer> tables, String refused) throws IOException, InterruptedException {
        Path aws = Files.writeString(directory.resolve("aws"), AWS);
        assertTrue(aws.toFile().setExecutable(true));
        Files.writeString(directory.resolve("refused"), refused);
        Path folder = Files.createDirectory(directory.resolve("tables"));
        for (Map.Entry<String, Integer> table : tables.entrySet()) {
            Files.writeString(folder.resolve(table.getKey()), table.getValue().toString());
        }
        String page = Files.readString(Path.of("../docs/deploying.md"));
        String section = page.substring(page.indexOf("\n### When the first deployment failed\n"));
        String block =
                BLOCK.matcher(section).results().findFirst().orElseThrow().group(1);
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", block)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        shell.environment().merge("PATH", directory.toString(), (path, first) -> first + ":" + path);
        return shell.start().waitFor();
    }

    /** What was asked that changes anything. */
    private List<String> changes() throws IOException {
        return Files.readAllLines(directory.resolve("asked")).stream()
                .filter(call -> !call.matches(".* (list-tables|scan|wait) .*"))
                .toList();
    }

    @Test
    void emptyTablesAreDeletedAndThenTheStack() throws Exception {
        assertEquals(0, recover(Map.of(PAYMENTS, 0, CONSULTATIONS, 0), ""));

        assertEquals(
                List.of(
                        "dynamodb update-table " + CONSULTATIONS,
                        "dynamodb delete-table " + CONSULTATIONS,
                        "dynamodb update-table " + PAYMENTS,
                        "dynamodb delete-table " + PAYMENTS,
                        "cloudformation delete-stack easyk-payments"),
                changes());
    }

    @Test
    void aTableThatWasNeverMadeIsNoHindrance() throws Exception {
        assertEquals(0, recover(Map.of(PAYMENTS, 0), ""));

        assertEquals("cloudformation delete-stack easyk-payments", changes().get(2));
    }

    @Test
    void aTableThatHoldsAnythingStopsItAll() throws Exception {
        assertEquals(1, recover(Map.of(PAYMENTS, 1, CONSULTATIONS, 0), ""));

        assertEquals(List.of(), changes());
    }

    @Test
    void aTableThatCannotBeCountedStopsItAll() throws Exception {
        assertEquals(255, recover(Map.of(PAYMENTS, 0, CONSULTATIONS, 0), "dynamodb scan " + PAYMENTS));

        assertEquals(List.of(), changes());
    }

    @Test
    void theStackStaysWhereATableDoes() throws Exception {
        assertEquals(255, recover(Map.of(PAYMENTS, 0, CONSULTATIONS, 0), "dynamodb delete-table " + PAYMENTS));

        assertTrue(
                changes().stream().noneMatch(call -> call.contains("delete-stack")),
                changes().toString());
    }
}
