package kr.easyk.payments.sandbox.toss;

import java.util.Locale;
import java.util.UUID;

/** Random names in the shape of Toss's. */
final class Ids {
    private Ids() {}

    static String paymentKey() {
        return "tsim_" + hex();
    }

    static String transactionKey() {
        return hex().toUpperCase(Locale.ROOT);
    }

    static String depositSecret() {
        return "ps_" + hex();
    }

    /** Of a call, for whoever watches. */
    static String call() {
        return UUID.randomUUID().toString();
    }

    static String transmission() {
        return UUID.randomUUID().toString();
    }

    static String digits(int count) {
        StringBuilder digits = new StringBuilder();
        hex().chars().limit(count).forEach(c -> digits.append(Character.digit(c, 16) % 10));
        return digits.toString();
    }

    private static String hex() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
