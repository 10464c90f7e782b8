package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keeps a snapshot from becoming inactive is a call like any other: it is refused, and nothing is looked up or written. */
class DailyCallTest {
    @RegisterExtension
    final World world = new World();

    @ParameterizedTest
    @CsvSource({
        "ready, 401, UNAUTHENTICATED",
        "approve, 401, UNAUTHENTICATED",
        "cancel, 401, UNAUTHENTICATED",
        "lookup, 401, UNAUTHENTICATED",
        "webhook, 415, UNSUPPORTED_MEDIA_TYPE"
    })
    void theDailyCallIsAnsweredAndDoesNothing(String function, int status, String code) throws IOException {
        Matcher input = Pattern.compile("Input: '(.*)'").matcher(Files.readString(Path.of("../../template.yaml")));
        assertTrue(input.find());

        Reply.of(world.invoke(function, input.group(1).getBytes(StandardCharsets.UTF_8)))
                .isProblem(status, code);
        assertEquals(0, world.allPayments().size());
    }
}
