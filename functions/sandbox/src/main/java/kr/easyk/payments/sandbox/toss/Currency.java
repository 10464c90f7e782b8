package kr.easyk.payments.sandbox.toss;

import java.math.BigDecimal;

/** What an amount is counted in. Amounts are kept as a number of its smallest units: of won, or of cents. */
public enum Currency {
    KRW(0),
    USD(2);

    private final int decimals;

    Currency(int decimals) {
        this.decimals = decimals;
    }

    /** So many of the smallest units as Toss writes them: 1999 cents are 19.99. */
    BigDecimal written(long units) {
        BigDecimal amount = BigDecimal.valueOf(units, decimals).stripTrailingZeros();
        return amount.scale() < 0 ? amount.setScale(0) : amount;
    }

    /**
     * The reverse of {@link #written}.
     *
     * @param field which is at fault where there is no such amount, such as half a won
     */
    long units(BigDecimal amount, String field) {
        try {
            return amount.movePointRight(decimals).longValueExact();
        } catch (ArithmeticException noSuchAmount) {
            throw TossError.invalid(field);
        }
    }
}
