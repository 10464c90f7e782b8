package kr.easyk.payments.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.Language;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonHasATitleAndADetailInBothLanguages(Reason reason) {
        for (Language language : Language.values()) {
            String detail = Messages.detail(Refusal.of(reason), language);

            assertFalse(Messages.title(reason, language).isBlank());
            assertTrue(detail.endsWith("."), "a full sentence: " + detail);
            assertEquals(language == Language.KOREAN, detail.matches("(?s).*[가-힣].*"), detail);
        }
    }

    @Test
    void bothLanguagesSayTheSameThings() throws IOException {
        assertEquals(keys("ko"), keys("en"));
    }

    @Test
    void everyTextBelongsToAReason() throws IOException {
        Set<String> reasons = Arrays.stream(Reason.values()).map(Enum::name).collect(Collectors.toSet());
        for (String key : keys("en")) {
            assertTrue(reasons.contains(key.split("\\.", 2)[0]), key);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "body",
                "consultation_id",
                "payment_id",
                "amount",
                "paymentKey",
                "orderId",
                "cancel_reason",
                "cancel_amount",
                "refund_receive_account",
                "refund_receive_account.bank",
                "refund_receive_account.account_number",
                "refund_receive_account.holder_name",
                "Idempotency-Key",
                "limit",
                "cursor"
            })
    void everyFieldOfTheApiHasItsOwnSentence(String field) throws IOException {
        assertTrue(keys("en").contains("INVALID_REQUEST." + field));
        for (Language language : Language.values()) {
            assertFalse(Messages.detail(Refusal.invalid(field), language).contains("{"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"payment_key", "order_id", "eventType", "data", "data.orderId", "something_new"})
    void anyOtherFieldIsNamedInAGeneralSentence(String field) {
        for (Language language : Language.values()) {
            String detail = Messages.detail(Refusal.invalid(field), language);

            assertTrue(detail.contains(field), detail);
            assertFalse(detail.contains("{field}"), detail);
        }
    }

    @Test
    void aDeclineOrARefusedRefundOpensWithTosssOwnWords() {
        Failure toss = new Failure("REJECT_CARD_PAYMENT", "한도초과 혹은 잔액부족입니다.");
        for (Reason reason : List.of(Reason.PAYMENT_DECLINED, Reason.NOT_CANCELABLE)) {
            String detail = Messages.detail(Refusal.byToss(reason, toss), Language.KOREAN);

            assertEquals(toss.message() + " " + Messages.detail(Refusal.of(reason), Language.KOREAN), detail);
        }
    }

    @Test
    void whatTossSaysAboutUsIsNotForThePayer() {
        Refusal refusal = Refusal.byToss(Reason.TOSS_UNAVAILABLE, new Failure("UNAUTHORIZED_KEY", "인증되지 않은 키"));

        assertFalse(Messages.detail(refusal, Language.KOREAN).contains("키"));
    }

    /** Nothing of Toss's is shown of it, and what is shown must help without. */
    @Test
    void aRefundRefusedWithACodeOfOursIsToldInOurOwnWords() {
        for (String code : List.of("REFUND_ABORTED", "REFUND_NOT_CONFIRMED", "REFUND_OVERTAKEN")) {
            for (Language language : Language.values()) {
                String detail = Messages.detail(Refusal.byToss(Reason.NOT_CANCELABLE, new Failure(code, "")), language);

                assertEquals(Messages.detail(Refusal.of(Reason.NOT_CANCELABLE), language), detail);
            }
        }
    }

    private static Set<String> keys(String language) throws IOException {
        Properties texts = new Properties();
        try (Reader reader = new InputStreamReader(
                Messages.class.getResourceAsStream("messages_" + language + ".properties"), StandardCharsets.UTF_8)) {
            texts.load(reader);
        }
        return new TreeSet<>(texts.stringPropertyNames());
    }
}
