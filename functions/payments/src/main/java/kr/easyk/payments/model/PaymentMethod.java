package kr.easyk.payments.model;

import java.util.Locale;

/** How the payer paid. */
public enum PaymentMethod {
    CARD,
    VIRTUAL_ACCOUNT,
    EASY_PAY,
    MOBILE_PHONE,
    TRANSFER,
    CULTURE_GIFT_CERTIFICATE,
    BOOK_GIFT_CERTIFICATE,
    GAME_GIFT_CERTIFICATE,
    /** One that Toss added after this was written. */
    OTHER;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException where no method has this name */
    public static PaymentMethod ofWireName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
