package kr.easyk.payments.model;

import org.jspecify.annotations.Nullable;

/**
 * What somebody asks to have refunded.
 *
 * @param id names the wish: a repeat with the same id is the same wish
 * @param amount won; null for all that is left
 * @param reason at most 200 characters, shown to the payer by Toss
 * @param account where the refund of a paid virtual account goes
 * @param fingerprint a digest of the request, without which a reused key could not be told from a repeat
 */
public record RefundWish(
        String id,
        @Nullable Long amount,
        String reason,
        @Nullable RefundAccount account,
        String fingerprint) {}
