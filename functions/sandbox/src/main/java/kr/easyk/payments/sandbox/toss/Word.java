package kr.easyk.payments.sandbox.toss;

/**
 * What Toss says of a payment in words where it could say it in codes. That an answer in English has none in Korean is documented; which
 * English words it has instead nobody has measured, and these are translations.
 */
enum Word {
    CREDIT("신용", "Credit"),
    PERSONAL("개인", "Personal"),
    ORDINARY("일반", "Normal"),
    TOSS_PAY("토스페이", "Toss Pay"),
    PAYPAL("페이팔", "PayPal"),
    INCOME_DEDUCTION("소득공제", "Income deduction"),
    PROOF_OF_EXPENSE("지출증빙", "Proof of expense");

    private final String korean;
    private final String english;

    Word(String korean, String english) {
        this.korean = korean;
        this.english = english;
    }

    String in(boolean inEnglish) {
        return inEnglish ? english : korean;
    }
}
