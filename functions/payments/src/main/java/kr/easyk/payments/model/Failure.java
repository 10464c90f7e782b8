package kr.easyk.payments.model;

/**
 * Why something was refused, in Toss's words.
 *
 * @param code Toss's error code, such as {@code REJECT_CARD_PAYMENT}
 * @param message Toss's message, in the language of the person who was refused
 */
public record Failure(String code, String message) {}
