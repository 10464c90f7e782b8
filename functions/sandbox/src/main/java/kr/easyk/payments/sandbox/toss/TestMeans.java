package kr.easyk.payments.sandbox.toss;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cards and accounts to pay with, one for every outcome. Any expiry date; CVC {@value #CVC}; first two digits of the password
 * {@value #PASSWORD}. The first three are those of Toss's integration guide; of the others, the payer can authenticate with
 * each, and what the number stands for happens at the confirm or at the cancel.
 */
enum TestMeans {
    SHINHAN("4030-0000-0000-0001", Method.CARD),
    KOOKMIN("5191-0000-0000-0001", Method.CARD),
    HANA("5295-7800-0000-0001", Method.CARD),

    CARD_WITHOUT_FUNDS("4030-0000-0000-0002", Method.CARD, TossError.REJECT_CARD_PAYMENT),
    CARD_DECLINED_BY_ISSUER("4030-0000-0000-0003", Method.CARD, TossError.REJECT_CARD_COMPANY),
    CARD_SUSPENDED("4030-0000-0000-0004", Method.CARD, TossError.INVALID_STOPPED_CARD),
    CARD_STOLEN("4030-0000-0000-0005", Method.CARD, TossError.INVALID_CARD_LOST_OR_STOLEN),
    CARD_EXPIRED("4030-0000-0000-0006", Method.CARD, TossError.INVALID_CARD_EXPIRATION),
    CARD_OVER_MAXIMUM("4030-0000-0000-0007", Method.CARD, TossError.EXCEED_MAX_AMOUNT),
    CARD_USED_TOO_OFTEN("4030-0000-0000-0008", Method.CARD, TossError.EXCEED_MAX_DAILY_PAYMENT_COUNT),
    CARD_SUSPECTED("4030-0000-0000-0009", Method.CARD, TossError.FDS_ERROR),

    /** {@code PROVIDER_ERROR}, and nothing was charged: the confirm may be sent again. */
    CARD_UNCLEAR_NOT_CHARGED("4030-0000-0000-0010", Method.CARD, TossError.PROVIDER_ERROR),
    /** {@code PROVIDER_ERROR} although the card was charged: the reason such an answer must not be taken for a failure. */
    CARD_UNCLEAR_BUT_CHARGED("4030-0000-0000-0011", Method.CARD, TossError.PROVIDER_ERROR),

    CARD_WITHOUT_PARTIAL_REFUND("4030-0000-0000-0021", Method.CARD),
    CARD_PAST_REFUND_DUE("4030-0000-0000-0022", Method.CARD),

    ACCOUNT("100-000-000001", Method.TRANSFER),
    ACCOUNT_WITHOUT_FUNDS("100-000-000002", Method.TRANSFER, TossError.REJECT_ACCOUNT_PAYMENT),
    ACCOUNT_BANK_CLOSED("100-000-000003", Method.TRANSFER, TossError.NOT_AVAILABLE_BANK),
    ACCOUNT_RESTRICTED("100-000-000004", Method.TRANSFER, TossError.RESTRICTED_TRANSFER_ACCOUNT),
    ACCOUNT_OVER_DAILY_LIMIT("100-000-000005", Method.TRANSFER, TossError.EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT),

    WALLET("200-000-000001", Method.EASY_PAY),
    WALLET_ACCOUNT_REFUSED("200-000-000002", Method.EASY_PAY, TossError.REJECT_TOSSPAY_INVALID_ACCOUNT),
    WALLET_BY_CARD("200-000-000003", Method.EASY_PAY),
    WALLET_WITH_DISCOUNT("200-000-000004", Method.EASY_PAY),

    VIRTUAL_ACCOUNT("300-000-000001", Method.VIRTUAL_ACCOUNT),

    FOREIGN_WALLET("400-000-000001", Method.FOREIGN_EASY_PAY);

    static final String CVC = "123";
    static final String PASSWORD = "12";

    private static final long DISCOUNT = 1_000;

    private final String number;
    private final Method method;
    private final @Nullable TossError confirmAnswer;

    TestMeans(String number, Method method) {
        this(number, method, null);
    }

    TestMeans(String number, Method method, @Nullable TossError confirmAnswer) {
        this.number = number;
        this.method = method;
        this.confirmAnswer = confirmAnswer;
    }

    /** The one that simply works. */
    static TestMeans usual(Method method) {
        return switch (method) {
            case CARD -> SHINHAN;
            case TRANSFER -> ACCOUNT;
            case EASY_PAY -> WALLET;
            case FOREIGN_EASY_PAY -> FOREIGN_WALLET;
            case VIRTUAL_ACCOUNT -> VIRTUAL_ACCOUNT;
        };
    }

    /** What the payer types into the payment window; hyphens and spaces do not matter. */
    static Optional<TestMeans> numbered(String number, Method method) {
        for (TestMeans means : values()) {
            if (means.method == method && means.digits().equals(digits(number))) {
                return Optional.of(means);
            }
        }
        return Optional.empty();
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    String number() {
        return number;
    }

    String digits() {
        return digits(number);
    }

    Method method() {
        return method;
    }

    /** Why the confirm is refused, or null where it is not. */
    @Nullable
    TossError confirmAnswer() {
        return confirmAnswer;
    }

    /** A card of the payer's, alone or in a wallet. */
    boolean showsCard() {
        return method == Method.CARD || this == WALLET_BY_CARD;
    }

    /** What the wallet's provider gives to a payment of so many won. */
    long discountOf(long won) {
        return this == WALLET_WITH_DISCOUNT ? Math.min(DISCOUNT, won / 2) : 0;
    }

    boolean chargesAllTheSame() {
        return this == CARD_UNCLEAR_BUT_CHARGED;
    }

    boolean refundsInPart() {
        return this != CARD_WITHOUT_PARTIAL_REFUND;
    }

    boolean refunds() {
        return this != CARD_PAST_REFUND_DUE;
    }

    /** Else Toss takes a refund on, and tells later what became of it. */
    boolean refundsAtOnce() {
        return method != Method.FOREIGN_EASY_PAY;
    }

    /** The card company's two-digit code. */
    String issuer() {
        return switch (this) {
            case KOOKMIN -> "11";
            case HANA -> "21";
            default -> "41";
        };
    }

    private static String digits(String number) {
        return number.replaceAll("[ -]", "");
    }
}
