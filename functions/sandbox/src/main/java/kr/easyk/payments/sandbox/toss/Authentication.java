package kr.easyk.payments.sandbox.toss;

import org.jspecify.annotations.Nullable;

/**
 * What the payer does in Toss's payment window.
 *
 * @param amount in the currency's smallest units: won, or cents
 * @param currency won, or dollars for a wallet from overseas
 * @param method {@code card}, {@code virtual_account}, {@code transfer}, {@code easy_pay}, {@code foreign_easy_pay}, or Toss's Korean name
 * @param card null: the first test card
 * @param account the account of a transfer or a wallet, one of {@link TestMeans}; null: one that works
 * @param customerName the depositor of a virtual account
 */
public record Authentication(
        String orderId,
        long amount,
        Currency currency,
        String method,
        @Nullable Card card,
        @Nullable String account,
        @Nullable String orderName,
        @Nullable String customerName) {

    public static Authentication byCard(String orderId, long amount) {
        return by("card", orderId, amount);
    }

    public static Authentication byVirtualAccount(String orderId, long amount) {
        return by("virtual_account", orderId, amount);
    }

    public static Authentication by(String method, String orderId, long amount) {
        return new Authentication(orderId, amount, Currency.KRW, method, null, null, null, null);
    }

    public Authentication withCard(Card other) {
        return new Authentication(orderId, amount, currency, method, other, account, orderName, customerName);
    }

    /** A test card by its number. */
    public Authentication withCard(String number) {
        return withCard(Card.numbered(number));
    }

    public Authentication withAccount(String number) {
        return new Authentication(orderId, amount, currency, method, card, number, orderName, customerName);
    }

    /** As PayPal takes it: the amount is in cents. */
    public Authentication inDollars() {
        return new Authentication(orderId, amount, Currency.USD, method, card, account, orderName, customerName);
    }

    static boolean isOrderId(String orderId) {
        return orderId.matches("[A-Za-z0-9_=-]{6,64}");
    }

    /** Which of the test means this is, if the payer gets through. */
    TestMeans means() {
        Method by = Method.named(method);
        if (by == Method.CARD && card != null) {
            TestMeans means = TestMeans.numbered(card.number(), by).orElseThrow(TossError.INVALID_CARD_NUMBER::refusal);
            if (!card.password().equals(TestMeans.PASSWORD)) {
                throw TossError.INVALID_PASSWORD.refusal();
            }
            if (!card.cvc().equals(TestMeans.CVC)) {
                throw TossError.INVALID_AUTHORIZE_AUTH.refusal();
            }
            return means;
        }
        if (account != null) {
            return TestMeans.numbered(account, by).orElseThrow(TossError.INVALID_ACCOUNT_INFO_RE_REGISTER::refusal);
        }
        return TestMeans.usual(by);
    }
}
