package kr.easyk.payments;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.RefundAccount;
import kr.easyk.payments.model.RefundWish;
import org.jspecify.annotations.Nullable;

/**
 * A request to refund a payment.
 *
 * @param amount won; null for all that is left
 * @param reason at most 200 characters
 * @param account where the refund of a paid virtual account goes; of no concern to other payments
 * @param idempotencyKey the caller's name for this one intention; null only where all that is left is refunded
 */
public record RefundRequest(
        String paymentId,
        String reason,
        @Nullable Long amount,
        @Nullable RefundAccount account,
        @Nullable String idempotencyKey) {

    private static final int ID_LENGTH = 32;

    /**
     * The wish this request makes of a payment. Its id is the same for every repeat: from the caller's key, or, without one, from
     * the payment and how many refunds of it were ever asked for (a full refund that Toss refused for good can be wished for anew,
     * and must not meet Toss's answer to the first).
     */
    RefundWish wishFor(Payment payment) {
        String key = idempotencyKey;
        String id = key == null
                ? digest("all", paymentId, Integer.toString(payment.refunds().asked()))
                : digest("key", paymentId, key);
        // Where the money goes back the way it came, Toss would refuse the refund over an account it has no use for.
        RefundAccount to = payment.usesVirtualAccount() ? account : null;
        return new RefundWish(id, amount, reason, to, fingerprint());
    }

    /** Salted with the key, which is kept nowhere: an account number could otherwise be guessed from its digest. */
    private String fingerprint() {
        RefundAccount to = account;
        return digest(
                String.valueOf(idempotencyKey),
                String.valueOf(amount),
                reason,
                to == null ? "" : to.bank(),
                to == null ? "" : to.accountNumber(),
                to == null ? "" : to.holderName());
    }

    private static String digest(String... parts) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                sha256.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                sha256.update(bytes);
            }
            return HexFormat.of().formatHex(sha256.digest()).substring(0, ID_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
