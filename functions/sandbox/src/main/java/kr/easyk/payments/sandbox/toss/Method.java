package kr.easyk.payments.sandbox.toss;

import java.util.Locale;

/** The means of payment the simulator knows, with the least it takes of won. */
enum Method {
    CARD("카드", "Card", 100),
    VIRTUAL_ACCOUNT("가상계좌", "Virtual account", 200),
    TRANSFER("계좌이체", "Transfer", 200),
    EASY_PAY("간편결제", "Easy pay", 100),
    /** A wallet from overseas: its refunds are settled later, and may fail in the end. */
    FOREIGN_EASY_PAY("해외간편결제", "Foreign easy pay", 100);

    private final String korean;
    private final String english;
    private final long minimum;

    Method(String korean, String english, long minimum) {
        this.korean = korean;
        this.english = english;
        this.minimum = minimum;
    }

    /** {@code card}, {@code CARD} or {@code 카드}. */
    static Method named(String name) {
        for (Method method : values()) {
            if (method.name().equals(name.toUpperCase(Locale.ROOT)) || method.korean.equals(name)) {
                return method;
            }
        }
        throw TossError.invalid("method");
    }

    String name(boolean inEnglish) {
        return inEnglish ? english : korean;
    }

    long minimum(Currency of) {
        return of == Currency.KRW ? minimum : 1;
    }
}
