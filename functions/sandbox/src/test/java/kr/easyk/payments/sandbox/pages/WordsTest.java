package kr.easyk.payments.sandbox.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    private static final Path RESOURCES = Path.of("src/main/resources");

    @ParameterizedTest
    @ValueSource(strings = {"pages/words.js", "toss/checkout-words.js"})
    void bothLanguagesSayTheSameThingsWithTheSameValues(String file) throws IOException {
        String source = Files.readString(RESOURCES.resolve(file));
        Map<String, String> korean = words(source, "ko");
        Map<String, String> english = words(source, "en");

        assertFalse(korean.isEmpty());
        assertEquals(korean.keySet(), english.keySet());
        korean.forEach((key, word) -> assertEquals(placeholders(word), placeholders(english.get(key)), key));
    }

    @Test
    void everyWordThatAPageShowsIsThere() throws IOException {
        Pattern shown = Pattern.compile("\\b(?:t|label): \"(\\w+)\""
                + "|\\b(?:outcome\\(\"\\w+\"|working\\(|wait\\(|frame\\(|step\\(|(?:way|deed)\\([^\"]*,) ?\"(\\w+)\"");
        Set<String> known = words(Files.readString(RESOURCES.resolve("pages/words.js")), "ko")
                .keySet();
        Set<String> missing = new TreeSet<>();
        try (Stream<Path> files = Files.list(RESOURCES.resolve("pages"))) {
            for (Path file : files.filter(it -> it.toString().endsWith(".js")).toList()) {
                shown.matcher(Files.readString(file))
                        .results()
                        .map(it -> it.group(1) == null ? it.group(2) : it.group(1))
                        .filter(key -> !known.contains(key))
                        .forEach(missing::add);
            }
        }

        assertEquals(Set.of(), missing);
    }

    @Test
    void everyProblemOfTheApiHasItsWords() throws IOException {
        Set<String> codes = Pattern.compile("'#/components/examples/([A-Z_]+)\\.(?:ko|en)'")
                .matcher(Files.readString(Path.of("../openapi.yaml")))
                .results()
                .map(it -> it.group(1))
                // These two leave the outcome open, and the pages ask again instead of showing them.
                .filter(code -> !List.of("INTERNAL", "TOSS_UNAVAILABLE").contains(code))
                .collect(Collectors.toCollection(TreeSet::new));
        Map<String, String> words = words(Files.readString(RESOURCES.resolve("pages/words.js")), "en");

        assertFalse(codes.isEmpty());
        codes.removeIf(code -> words.containsKey("problem_" + code) && words.containsKey("problem_" + code + "_text"));
        assertEquals(Set.of(), codes);
    }

    private static Map<String, String> words(String source, String language) {
        Matcher block = Pattern.compile("^  " + language + ": \\{$(.*?)^  },$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(source);
        Map<String, String> words = new TreeMap<>();
        if (block.find()) {
            Pattern.compile("^    (\\w+): \"(.*)\",$", Pattern.MULTILINE)
                    .matcher(block.group(1))
                    .results()
                    .forEach(it -> words.put(it.group(1), it.group(2)));
        }
        return words;
    }

    private static Set<String> placeholders(String word) {
        return Pattern.compile("\\{[^}]*}")
                .matcher(word)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }
}
