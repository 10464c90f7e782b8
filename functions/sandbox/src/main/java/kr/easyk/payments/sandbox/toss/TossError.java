package kr.easyk.payments.sandbox.toss;

import java.util.Optional;

/** Toss's error codes with their HTTP status and a sentence for people in Korean and English. */
enum TossError {
    // Declined: nothing was charged, the payer can act.
    REJECT_CARD_PAYMENT(
            403, "한도를 넘었거나 잔액이 모자라 결제하지 못했습니다.", "The card's limit or balance does not cover this payment."),
    REJECT_CARD_COMPANY(403, "카드사에서 승인을 거절했습니다.", "The card company declined the payment."),
    REJECT_ACCOUNT_PAYMENT(403, "계좌 잔액이 모자라 결제하지 못했습니다.", "The account's balance does not cover this payment."),
    REJECT_TOSSPAY_INVALID_ACCOUNT(
            403, "간편결제에 연결된 계좌로 출금할 수 없습니다.", "The account linked to the wallet cannot be debited."),
    EXCEED_MAX_AUTH_COUNT(
            403, "인증 횟수를 넘었습니다. 카드사에 문의해 주세요.", "Too many authentication attempts. Please ask the card company."),
    EXCEED_MAX_ONE_DAY_AMOUNT(403, "하루 결제 한도를 넘었습니다.", "The daily limit is exceeded."),
    NOT_AVAILABLE_BANK(403, "지금은 은행 서비스 시간이 아닙니다.", "The bank is closed at this hour."),
    INVALID_PASSWORD(403, "비밀번호가 맞지 않습니다.", "The password is wrong."),
    FDS_ERROR(403, "위험 거래로 보여 결제가 제한되었습니다.", "The payment looks risky and was blocked."),
    INVALID_CARD_NUMBER(400, "카드 번호를 다시 확인해 주세요.", "Please check the card number."),
    INVALID_STOPPED_CARD(400, "정지된 카드입니다.", "This card is suspended."),
    INVALID_CARD_EXPIRATION(400, "카드 유효 기간을 다시 확인해 주세요.", "Please check the card's expiry date."),
    INVALID_REJECT_CARD(400, "사용이 거절된 카드입니다. 카드사에 문의해 주세요.", "This card is refused. Please ask the card company."),
    INVALID_CARD_LOST_OR_STOLEN(400, "분실되었거나 도난된 카드입니다.", "This card was reported lost or stolen."),
    EXCEED_MAX_AMOUNT(400, "한 번에 결제할 수 있는 금액을 넘었습니다.", "The amount is above what one transaction allows."),
    EXCEED_MAX_PAYMENT_AMOUNT(400, "하루에 결제할 수 있는 금액을 넘었습니다.", "The amount is above what one day allows."),
    EXCEED_MAX_DAILY_PAYMENT_COUNT(400, "하루 결제 횟수를 넘었습니다.", "Too many payments today."),
    EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT(400, "하루 출금 한도를 넘었습니다.", "The daily withdrawal limit is exceeded."),
    EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT(400, "1회 출금 한도를 넘었습니다.", "The limit for one withdrawal is exceeded."),
    EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT(400, "이번 달 결제 한도를 넘었습니다.", "The monthly limit is exceeded."),
    EXCEED_MAX_CARD_INSTALLMENT_PLAN(400, "할부 개월 수가 너무 깁니다.", "Too many instalments."),
    NOT_ALLOWED_POINT_USE(400, "포인트를 쓸 수 없는 카드입니다.", "This card's points cannot be used."),
    BELOW_MINIMUM_AMOUNT(
            400, "카드는 100원, 계좌는 200원부터 결제할 수 있습니다.", "The minimum is 100 won by card and 200 won by account."),
    NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT(
            400, "할부를 쓸 수 없는 카드 또는 상점입니다.", "Instalments are not offered here."),
    INVALID_CARD_INSTALLMENT_PLAN(400, "할부 개월 수가 맞지 않습니다.", "The number of instalments is wrong."),
    NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN(400, "할부를 쓸 수 없는 카드입니다.", "This card has no instalments."),
    INVALID_AUTHORIZE_AUTH(400, "카드 인증 정보가 맞지 않습니다.", "The card could not be authenticated."),
    RESTRICTED_TRANSFER_ACCOUNT(
            400, "계좌는 등록하고 12시간 뒤부터 쓸 수 있습니다.", "The account can be used 12 hours after its registration."),
    INVALID_ACCOUNT_INFO_RE_REGISTER(400, "계좌를 다시 등록해 주세요.", "Please register the account again."),
    NOT_AVAILABLE_PAYMENT(400, "지금은 결제할 수 없는 시간입니다.", "Payments are closed at this hour."),

    // Gone.
    NOT_FOUND(404, "존재하지 않는 정보입니다.", "There is no such thing here."),
    NOT_FOUND_PAYMENT(404, "존재하지 않는 결제입니다.", "There is no such payment."),
    NOT_FOUND_PAYMENT_SESSION(
            404, "결제 시간이 끝나 결제 정보가 남아 있지 않습니다.", "The payment window has closed and its data is gone."),
    EXPIRED_PAYMENT(400, "결제가 만료되었습니다. 다시 시도해 주세요.", "The payment has expired. Please start again."),

    // Already done.
    ALREADY_PROCESSED_PAYMENT(400, "이미 처리된 결제입니다.", "This payment has been processed already."),
    ALREADY_CANCELED_PAYMENT(400, "이미 취소된 결제입니다.", "This payment has been cancelled already."),
    ALREADY_REFUND_PAYMENT(400, "이미 환불된 결제입니다.", "This payment has been refunded already."),

    // The outcome is unknown.
    FAILED_INTERNAL_SYSTEM_PROCESSING(
            500, "내부 처리에 실패했습니다. 잠시 후 다시 시도해 주세요.", "Something failed inside. Please try again shortly."),
    FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING(500, "결제 처리에 실패했습니다. [S008]", "The payment failed inside. [S008]"),
    UNKNOWN_PAYMENT_ERROR(
            500, "결제에 실패했습니다. 은행이나 카드사에 문의해 주세요.", "The payment failed. Please ask the bank or card company."),
    COMMON_ERROR(500, "일시적인 오류입니다. 잠시 후 다시 시도해 주세요.", "A passing error. Please try again shortly."),
    PROVIDER_ERROR(400, "결제 기관에 일시적인 오류가 있습니다.", "The payment provider has a passing error."),
    CARD_PROCESSING_ERROR(400, "카드사에서 오류가 났습니다.", "The card company had an error."),
    IDEMPOTENT_REQUEST_PROCESSING(
            409, "같은 멱등키의 요청을 처리하고 있습니다.", "A request with this idempotency key is still running."),
    TOO_MANY_REQUESTS(429, "요청이 너무 많습니다. 잠시 후 다시 시도해 주세요.", "Too many requests. Please slow down."),
    FAILED_REFUND_PROCESS(500, "은행 응답이 늦어 환불을 확인하지 못했습니다.", "The bank did not confirm the refund in time."),
    FAILED_PARTIAL_REFUND(500, "부분 환불에 실패했습니다.", "The partial refund failed."),
    FAILED_METHOD_HANDLING_CANCEL(
            500, "취소 중 결제 수단에서 오류가 났습니다.", "The means of payment failed during the cancellation."),

    // The merchant's to fix.
    UNAUTHORIZED_KEY(401, "인증되지 않은 시크릿 키입니다.", "This secret key is not authorised."),
    INVALID_API_KEY(400, "시크릿 키가 아닌 키입니다.", "This key is not a secret key."),
    INCORRECT_BASIC_AUTH_FORMAT(
            403,
            "인증 헤더 형식이 맞지 않습니다. 키 뒤에 콜론이 있어야 합니다.",
            "The authorization header is malformed: the key needs a colon."),
    INVALID_REQUEST(400, "잘못된 요청입니다.", "The request is not valid."),
    INVALID_IDEMPOTENCY_KEY(400, "멱등키는 300자를 넘을 수 없습니다.", "An idempotency key has at most 300 characters."),
    FORBIDDEN_REQUEST(403, "허용되지 않은 요청입니다.", "This request is not allowed."),
    FORBIDDEN_CONSECUTIVE_REQUEST(403, "반복된 요청은 허용되지 않습니다.", "Repeated requests are not allowed."),
    INVALID_UNREGISTERED_SUBMALL(400, "등록되지 않은 서브몰입니다.", "The submall is not registered."),
    NOT_REGISTERED_BUSINESS(400, "등록되지 않은 사업자 번호입니다.", "The business is not registered."),
    NOT_FOUND_TERMINAL_ID(400, "단말기 번호가 없습니다.", "There is no such terminal."),
    UNAPPROVED_ORDER_ID(400, "아직 승인되지 않은 주문 번호입니다.", "The order is not approved yet."),
    DUPLICATED_ORDER_ID(
            400,
            "이미 결제된 주문 번호입니다. 다른 주문 번호로 진행해 주세요.",
            "This order has been paid already. Please use another order number."),
    INVALID_DATE(400, "날짜를 다시 확인해 주세요.", "Please check the date."),
    EXCEED_MAX_VALID_HOURS(400, "가상계좌는 90일까지만 열어 둘 수 있습니다.", "A virtual account stays open for 90 days at most."),
    EXCEED_MAX_DUE_DATE(400, "가상계좌의 입금 기한은 90일 안이어야 합니다.", "A virtual account's due date is 90 days away at most."),

    // A cancel refused for good.
    INVALID_REFUND_ACCOUNT_INFO(400, "환불 계좌의 예금주와 계좌 정보를 확인해 주세요.", "Please check the refund account and its holder."),
    INVALID_REFUND_ACCOUNT_NUMBER(400, "환불 계좌 번호를 확인해 주세요.", "Please check the refund account's number."),
    INVALID_BANK(400, "은행을 확인해 주세요.", "Please check the bank."),
    EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT(
            400, "즉시 할인 금액보다 적게 남길 수 없습니다.", "What would be left is below the instant discount."),
    NOT_MATCHES_REFUNDABLE_AMOUNT(400, "환불할 수 있는 잔액이 다릅니다.", "The refundable balance differs."),
    REFUND_REJECTED(400, "환불이 거절되었습니다. 결제 기관에 문의해 주세요.", "The refund was refused. Please ask the provider."),
    FORBIDDEN_BANK_REFUND_REQUEST(400, "계좌의 거래가 정지되어 환불할 수 없습니다.", "The account is blocked and takes no refund."),
    NOT_CANCELABLE_AMOUNT(403, "취소할 수 없는 금액입니다.", "This amount cannot be cancelled."),
    NOT_CANCELABLE_PAYMENT(403, "취소할 수 없는 결제입니다.", "This payment cannot be cancelled."),
    EXCEED_MAX_REFUND_DUE(403, "환불할 수 있는 기간이 지났습니다.", "The time for refunds is over."),
    NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT(
            403, "입금 전에는 부분 취소할 수 없습니다.", "No partial cancellation before the deposit."),
    NOT_ALLOWED_PARTIAL_REFUND(403, "부분 환불이 되지 않는 결제 수단입니다.", "This means of payment has no partial refunds."),
    NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER(
            403, "휴면 회원의 결제는 취소할 수 없습니다.", "A dormant member's payment cannot be cancelled."),
    EXCEED_CANCEL_LIMIT(403, "취소 한도를 넘었습니다.", "The limit for cancellations is exceeded.");

    private final int status;
    private final String korean;
    private final String english;

    TossError(int status, String korean, String english) {
        this.status = status;
        this.korean = korean;
        this.english = english;
    }

    static Optional<TossError> named(String code) {
        for (TossError error : values()) {
            if (error.name().equals(code)) {
                return Optional.of(error);
            }
        }
        return Optional.empty();
    }

    static String message(String code, boolean inEnglish) {
        return named(code)
                .map(error -> inEnglish ? error.english : error.korean)
                .orElse(inEnglish ? "The request could not be processed." : "요청을 처리하지 못했습니다.");
    }

    int status() {
        return status;
    }

    /** A confirm refused with one of these charged nothing and ends the payment: it becomes ABORTED. */
    boolean declines() {
        return compareTo(NOT_AVAILABLE_PAYMENT) <= 0;
    }

    TossRefusal refusal() {
        return new TossRefusal(this);
    }

    /** An {@code INVALID_REQUEST} whose message names the field. */
    static TossRefusal invalid(String field) {
        return new TossRefusal(INVALID_REQUEST, field);
    }
}
