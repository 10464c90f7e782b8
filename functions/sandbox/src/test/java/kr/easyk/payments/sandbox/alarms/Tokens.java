package kr.easyk.payments.sandbox.alarms;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text cut into tokens, gone through once from the left. */
final class Tokens {
    private final String text;
    private final List<String> all = new ArrayList<>();
    private int next;

    /**
     * @param token what a token is: its first group, with the space before it outside
     * @throws IllegalArgumentException where something in the text is no token
     */
    Tokens(Pattern token, String text) {
        this.text = text;
        Matcher matcher = token.matcher(text);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            all.add(matcher.group(1));
            end = matcher.end();
        }
        if (end != text.length()) {
            throw new IllegalArgumentException("not understood from character " + end + ": " + text);
        }
    }

    String take() {
        return all.get(next++);
    }

    String ahead() {
        return all.get(next);
    }

    /** Takes this one, if it is next. */
    boolean takes(String token) {
        boolean here = next < all.size() && all.get(next).equals(token);
        next += here ? 1 : 0;
        return here;
    }

    /** @throws IllegalArgumentException where another one is next */
    void require(String token) {
        if (!takes(token)) {
            throw new IllegalArgumentException(token + " is missing before token " + next + " of " + text);
        }
    }

    /** @throws IllegalArgumentException where there are more */
    void requireEnd() {
        if (next < all.size()) {
            throw new IllegalArgumentException("not understood: " + ahead() + " in " + text);
        }
    }
}
