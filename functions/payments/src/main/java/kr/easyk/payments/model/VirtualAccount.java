package kr.easyk.payments.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account number issued for one payment alone.
 *
 * @param bankCode Toss's code of the bank
 * @param accountNumber digits
 * @param customerName whom the bank shows as the account's holder
 * @param dueDate until when a deposit is taken; Toss sends nothing when it passes
 */
public record VirtualAccount(
        String bankCode, String accountNumber, @Nullable String customerName, Instant dueDate) {}
