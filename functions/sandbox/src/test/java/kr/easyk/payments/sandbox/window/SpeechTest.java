package kr.easyk.payments.sandbox.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

class SpeechTest {
    private static final Path PAGES = Path.of("src/main/resources/pages");

    /** Every way a word is named in the window's modules. */
    private static final Pattern NAMED =
            Pattern.compile("\\b(?:(?:t|label|done): |(?:word|say|control|part|field)\\()\"(\\w+)\"");

    private static Map<String, String> words(Path file, String language) throws IOException {
        Matcher block = Pattern.compile("^  " + language + ": \\{$(.*?)^  },$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(file));
        assertEquals(true, block.find());
        return Pattern.compile("^    (\\w+): \"(.*)\",$", Pattern.MULTILINE)
                .matcher(block.group(1))
                .results()
                .collect(Collectors.toMap(it -> it.group(1), it -> it.group(2), (a, b) -> a, TreeMap::new));
    }

    private static Set<String> places(String word) {
        return Pattern.compile("\\{\\w+}")
                .matcher(word)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void bothLanguagesSayTheSameThingsWithTheSameValues() throws IOException {
        Map<String, String> korean = words(PAGES.resolve("window/speech.js"), "ko");
        Map<String, String> english = words(PAGES.resolve("window/speech.js"), "en");

        assertFalse(korean.isEmpty());
        assertEquals(korean.keySet(), english.keySet());
        korean.forEach((key, word) -> assertEquals(places(word), places(english.get(key)), key));
    }

    @Test
    void everyWordTheWindowNamesIsThere() throws IOException {
        Set<String> known =
                new TreeSet<>(words(PAGES.resolve("window/speech.js"), "ko").keySet());
        known.addAll(words(PAGES.resolve("words.js"), "ko").keySet());
        Set<String> missing = new TreeSet<>();
        try (Stream<Path> files = Files.list(PAGES.resolve("window"))) {
            for (Path file : files.filter(it -> it.toString().endsWith(".js")).toList()) {
                NAMED.matcher(Files.readString(file))
                        .results()
                        .map(it -> it.group(1))
                        .filter(key -> !known.contains(key))
                        .forEach(missing::add);
            }
        }

        assertEquals(Set.of(), missing);
    }

    /** What came from a server or was typed goes in as text, here as on the checkout's pages. */
    @Test
    void nothingIsPutInAsHtml() throws IOException {
        try (Stream<Path> files = Files.list(PAGES.resolve("window"))) {
            for (Path file : files.toList()) {
                String source = Files.readString(file);
                for (String word :
                        new String[] {"innerHTML", "outerHTML", "insertAdjacentHTML", "DOMParser", "eval("}) {
                    assertFalse(source.contains(word), file + " has " + word);
                }
            }
        }
    }
}
