package kr.easyk.payments.sandbox.toss;

import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;

/** Random names in the shape of Toss's. */
final class Ids {
    private final Supplier<UUID> random;

    /** @param random a counter in disguise makes every run the same */
    Ids(Supplier<UUID> random) {
        this.random = random;
    }

    String paymentKey() {
        return "tsim_" + hex();
    }

    String transactionKey() {
        return hex().toUpperCase(Locale.ROOT);
    }

    /** What the webhook of a deposit must carry; payments by card have one too. */
    String secret() {
        return "ps_" + hex();
    }

    String secretKey() {
        return "test_gsk_" + hex();
    }

    /** Of a call, for whoever watches. */
    String call() {
        return random.get().toString();
    }

    /** Of a call, as Toss's support asks for it. */
    String trace() {
        return hex();
    }

    String transmission() {
        return random.get().toString();
    }

    String digits(int count) {
        StringBuilder digits = new StringBuilder();
        hex().chars().limit(count).forEach(c -> digits.append(Character.digit(c, 16) % 10));
        return digits.toString();
    }

    private String hex() {
        return random.get().toString().replace("-", "");
    }
}
