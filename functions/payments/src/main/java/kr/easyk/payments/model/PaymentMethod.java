package kr.easyk.payments.model;

import java.util.Locale;

/** How the payer paid. */
public enum PaymentMethod {
    CARD,
    VIRTUAL_ACCOUNT,
    EASY_PAY,
    /** An easy payment of another country, such as PayPal. */
    FOREIGN_EASY_PAY,
    MOBILE_PHONE,
    TRANSFER,
    CULTURE_GIFT_CERTIFICATE,
    BOOK_GIFT_CERTIFICATE,
    GAME_GIFT_CERTIFICATE,
    /** One that was added after this was written. */
    OTHER;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@link #OTHER} for a name that only a newer version has. */
    public static PaymentMethod ofWireName(String name) {
        for (PaymentMethod method : values()) {
            if (method.wireName().equals(name)) {
                return method;
            }
        }
        return OTHER;
    }
}
