package kr.easyk.payments.toss;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What Toss's error codes mean for the money, per call. From Toss's error table (API version 2022-11-16). Codes are added to that
 * table at any time: one that is not listed here means {@link Meaning#UNKNOWN}, since calling an unknown outcome a failure is how
 * payers get charged twice.
 */
final class TossErrors {
    enum Meaning {
        DECLINED,
        REFUND_REFUSED,
        GONE,
        OVERTAKEN,
        REQUEST_REFUSED,
        KEY_REFUSED,
        UNKNOWN
    }

    enum Call {
        CONFIRM,
        CANCEL,
        LOOK_UP
    }

    private static final List<String> DECLINED = List.of(
            "REJECT_CARD_PAYMENT",
            "REJECT_CARD_COMPANY",
            "REJECT_ACCOUNT_PAYMENT",
            "REJECT_TOSSPAY_INVALID_ACCOUNT",
            "EXCEED_MAX_AUTH_COUNT",
            "EXCEED_MAX_ONE_DAY_AMOUNT",
            "NOT_AVAILABLE_BANK",
            "INVALID_PASSWORD",
            "FDS_ERROR",
            "INVALID_CARD_NUMBER",
            "INVALID_STOPPED_CARD",
            "INVALID_CARD_EXPIRATION",
            "INVALID_REJECT_CARD",
            "INVALID_CARD_LOST_OR_STOLEN",
            "EXCEED_MAX_AMOUNT",
            "EXCEED_MAX_PAYMENT_AMOUNT",
            "EXCEED_MAX_DAILY_PAYMENT_COUNT",
            "EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT",
            "EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT",
            "EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT",
            "EXCEED_MAX_CARD_INSTALLMENT_PLAN",
            "NOT_ALLOWED_POINT_USE",
            "BELOW_MINIMUM_AMOUNT",
            "NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT",
            "INVALID_CARD_INSTALLMENT_PLAN",
            "NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN",
            "INVALID_AUTHORIZE_AUTH",
            "RESTRICTED_TRANSFER_ACCOUNT",
            "INVALID_ACCOUNT_INFO_RE_REGISTER",
            "NOT_AVAILABLE_PAYMENT");

    private static final List<String> REFUND_REFUSED = List.of(
            "INVALID_REFUND_ACCOUNT_INFO",
            "INVALID_REFUND_ACCOUNT_NUMBER",
            "INVALID_BANK",
            "EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT",
            "REFUND_REJECTED",
            "FORBIDDEN_BANK_REFUND_REQUEST",
            "NOT_CANCELABLE_PAYMENT",
            "EXCEED_MAX_REFUND_DUE",
            "NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT",
            "NOT_ALLOWED_PARTIAL_REFUND",
            "NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER",
            "EXCEED_CANCEL_LIMIT");

    private static final List<String> GONE = List.of("NOT_FOUND_PAYMENT_SESSION", "NOT_FOUND_PAYMENT", "NOT_FOUND");

    /** The balance at Toss is not what the call was made for: look, then decide. */
    private static final List<String> REFUND_OVERTAKEN = List.of(
            "ALREADY_CANCELED_PAYMENT",
            "ALREADY_REFUND_PAYMENT",
            "NOT_CANCELABLE_AMOUNT",
            "NOT_MATCHES_REFUNDABLE_AMOUNT");

    private static final List<String> KEY_REFUSED =
            List.of("UNAUTHORIZED_KEY", "INVALID_API_KEY", "INCORRECT_BASIC_AUTH_FORMAT");

    private static final List<String> REQUEST_REFUSED = List.of(
            "INVALID_REQUEST",
            "FORBIDDEN_REQUEST",
            "INVALID_UNREGISTERED_SUBMALL",
            "NOT_REGISTERED_BUSINESS",
            "NOT_FOUND_TERMINAL_ID",
            "UNAPPROVED_ORDER_ID",
            "DUPLICATED_ORDER_ID");

    private static final Map<Call, Map<String, Meaning>> MEANINGS = Map.of(
            Call.CONFIRM,
            meanings(Map.of(
                    Meaning.DECLINED, DECLINED,
                    Meaning.GONE, GONE,
                    Meaning.REQUEST_REFUSED, REQUEST_REFUSED,
                    Meaning.KEY_REFUSED, KEY_REFUSED,
                    Meaning.OVERTAKEN, List.of("ALREADY_PROCESSED_PAYMENT"))),
            Call.CANCEL,
            meanings(Map.of(
                    Meaning.REFUND_REFUSED, REFUND_REFUSED,
                    Meaning.GONE, GONE,
                    Meaning.REQUEST_REFUSED, REQUEST_REFUSED,
                    Meaning.KEY_REFUSED, KEY_REFUSED,
                    Meaning.OVERTAKEN, REFUND_OVERTAKEN)),
            Call.LOOK_UP,
            meanings(Map.of(
                    Meaning.GONE, GONE,
                    Meaning.REQUEST_REFUSED, REQUEST_REFUSED,
                    Meaning.KEY_REFUSED, KEY_REFUSED)));

    private TossErrors() {}

    /** A server error leaves the outcome open whatever code comes with it, and so does being told to slow down. */
    static Meaning meaning(Call call, int httpStatus, String code) {
        if (httpStatus >= 500 || httpStatus == 429 || httpStatus < 400) {
            return Meaning.UNKNOWN;
        }
        return MEANINGS.getOrDefault(call, Map.of()).getOrDefault(code, Meaning.UNKNOWN);
    }

    private static Map<String, Meaning> meanings(Map<Meaning, List<String>> codes) {
        Map<String, Meaning> byCode = new HashMap<>();
        codes.forEach((meaning, names) -> names.forEach(name -> byCode.put(name, meaning)));
        return Map.copyOf(byCode);
    }
}
