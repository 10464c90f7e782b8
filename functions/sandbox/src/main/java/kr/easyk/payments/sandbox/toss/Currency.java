package kr.easyk.payments.sandbox.toss;

/** What an amount is counted in. The simulator counts whole won and whole dollars. */
public enum Currency {
    KRW,
    USD
}
