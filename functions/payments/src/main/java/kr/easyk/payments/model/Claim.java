package kr.easyk.payments.model;

import org.jspecify.annotations.Nullable;

/**
 * The authentication that a payment is confirmed with.
 *
 * @param paymentKey Toss's name for the payment, which the payer brings from Toss's window; null before
 * @param keyDigest names the API key that the confirm is sent with; null where we sent none
 * @param number how many payment keys this payment has been claimed for: Toss keeps a refusal under the Idempotency-Key, so the
 *     confirm of another payment key needs another one
 */
public record Claim(@Nullable String paymentKey, @Nullable String keyDigest, int number) {

    public static final Claim NONE = new Claim(null, null, 0);

    Claim next(String key, String digest) {
        return new Claim(key, digest, number + 1);
    }

    Claim under(String digest) {
        return new Claim(paymentKey, digest, number);
    }

    /** Without the payment key, which turned out not to be this payment's. */
    Claim released() {
        return new Claim(null, null, number);
    }

    /** As if it had not been made: Toss has heard nothing of it. */
    Claim undone() {
        return new Claim(null, null, number - 1);
    }

    Claim shown(String key) {
        return new Claim(key, keyDigest, number);
    }
}
