package kr.easyk.payments.lookup;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.store.Page;

/** A place in a list, as a text that callers hand back without looking into it. It says where, not whose: that is the token's. */
final class Cursor {
    private static final Pattern POSITION = Pattern.compile(
            "(\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

    private Cursor() {}

    static String write(Page.Position position) {
        String text = position.createdAt() + "/" + position.paymentId();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** @throws Refusal INVALID_REQUEST where it is none of ours */
    static Page.Position read(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            Matcher position = POSITION.matcher(text);
            if (position.matches()) {
                return new Page.Position(position.group(1), position.group(2));
            }
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("cursor");
        }
        throw Refusal.invalid("cursor");
    }
}
