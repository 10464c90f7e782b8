package kr.easyk.payments.edge;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import kr.easyk.payments.model.Language;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanguagesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "en",
                "EN",
                "en-GB",
                "en-US,en;q=0.9,ko;q=0.8",
                "ko;q=0.4, en;q=0.5",
                "fr, en;q=0.1",
                "ja,en-AU;q=0.3,ko;q=0.2",
                "ko;q=0, en;q=0.1"
            })
    void englishWhereItIsWantedMost(String header) {
        assertEquals(Language.ENGLISH, Languages.preferred(header));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ko",
                "ko-KR",
                "ko-KR,ko;q=0.9,en;q=0.8",
                "en;q=0.4, ko;q=0.5",
                "fr-CH, ko;q=0.1",
                "en;q=0",
                "en;q=0, fr",
                "*",
                "fr, *;q=0.1",
                "",
                " ",
                ";",
                ",,,",
                "en;q=2",
                "en;q=x",
                "english",
                "e",
                "한국어",
                "-",
                "-,en",
                "--;q=1"
            })
    void koreanWhereItIsWantedOrNothingFitsOrTheHeaderIsJunk(String header) {
        assertEquals(Language.KOREAN, Languages.preferred(header));
    }

    /** The header is the caller's: whatever is in it, the answer must still come. */
    @Test
    void noHeaderStopsAnAnswer() {
        Random random = new Random(20260302);
        String signs = "aek-*;,=q01.9 _\t한";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder header = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                header.append(signs.charAt(random.nextInt(signs.length())));
            }
            assertDoesNotThrow(() -> Languages.preferred(header.toString()), () -> "for \"" + header + "\"");
        }
    }
}
