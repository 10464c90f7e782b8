package kr.easyk.payments.edge;

import java.util.List;
import java.util.Locale;
import kr.easyk.payments.model.Language;

/** Reads {@code Accept-Language} (RFC 9110, 12.5.4). */
final class Languages {
    private Languages() {}

    /** Korean where nothing fits, and where the header cannot be read. */
    static Language preferred(String acceptLanguage) {
        if (acceptLanguage.isBlank()) {
            return Language.KOREAN;
        }
        List<Locale.LanguageRange> ranges;
        try {
            ranges = Locale.LanguageRange.parse(acceptLanguage);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // The second is what the JDK answers "-" with.
            return Language.KOREAN;
        }
        for (Locale.LanguageRange range : ranges) {
            String language = range.getRange().split("-", 2)[0];
            for (Language known : Language.values()) {
                if (range.getWeight() > 0 && known.tag().equals(language)) {
                    return known;
                }
            }
        }
        return Language.KOREAN;
    }
}
