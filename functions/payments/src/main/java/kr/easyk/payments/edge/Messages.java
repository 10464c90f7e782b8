package kr.easyk.payments.edge;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.Language;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;

/** What people read when something is refused: what happened, and what they can do. One file per language beside this class. */
final class Messages {
    private static final Map<Language, Properties> TEXTS = load();

    private Messages() {}

    static String title(Reason reason, Language language) {
        return text(language, reason + ".title");
    }

    /** For a refusal by Toss that the payer can act on, Toss's own words (it was asked in this language) come first. */
    static String detail(Refusal refusal, Language language) {
        Properties texts = texts(language);
        Failure toss = refusal.toss();
        String field = refusal.field();
        if (field != null) {
            String known = texts.getProperty(refusal.reason() + "." + field);
            return known != null
                    ? known
                    : text(language, refusal.reason() + ".detail").replace("{field}", field);
        }
        String advice = text(language, refusal.reason() + ".detail");
        boolean forThePayer = refusal.reason() == Reason.PAYMENT_DECLINED || refusal.reason() == Reason.NOT_CANCELABLE;
        return forThePayer && toss != null && !toss.message().isBlank() ? toss.message() + " " + advice : advice;
    }

    private static String text(Language language, String key) {
        String text = texts(language).getProperty(key);
        if (text == null) {
            throw new IllegalStateException("no text for " + key + " in " + language);
        }
        return text;
    }

    private static Properties texts(Language language) {
        Properties texts = TEXTS.get(language);
        if (texts == null) {
            throw new IllegalStateException("no texts in " + language);
        }
        return texts;
    }

    private static Map<Language, Properties> load() {
        Map<Language, Properties> all = new EnumMap<>(Language.class);
        for (Language language : Language.values()) {
            Properties texts = new Properties();
            String file = "messages_" + language.tag() + ".properties";
            try (InputStream in = Messages.class.getResourceAsStream(file)) {
                if (in == null) {
                    throw new IllegalStateException(file + " is missing");
                }
                Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
                texts.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            all.put(language, texts);
        }
        return all;
    }
}
