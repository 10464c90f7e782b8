package kr.easyk.payments.sandbox.toss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call, in which language Toss answers, and the header that asks for an error. */
class CallerTest {
    private final HandClock clock = new HandClock();
    private final TossSimulator toss =
            TossSimulator.start(TossSimulator.Options.defaults().withClock(clock));
    private final Merchant merchant = Merchant.of(toss);
    private final String key = toss.authenticate("order-0001", 30_000);

    @AfterEach
    void close() {
        toss.close();
    }

    @Test
    void theColonAfterTheKeyIsRequired() {
        Merchant.Answer answer = merchant.with("Authorization", Merchant.basic("test_gsk_sandbox"))
                .confirm(key, "order-0001", 30_000);

        assertEquals(403, answer.status());
        assertEquals("INCORRECT_BASIC_AUTH_FORMAT", answer.code());
        assertEquals(0, toss.account(key).chargeCount());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer dGVzdA==", "Basic ***", "test_gsk_sandbox:"})
    void anotherFormOfAuthorizationIsRefused(String authorization) {
        assertEquals(
                "INCORRECT_BASIC_AUTH_FORMAT",
                merchant.with("Authorization", authorization).lookup(key).code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic ", "BASIC "})
    void theSchemesNameHasNoCase(String scheme) {
        String credentials = Merchant.basic("test_gsk_sandbox:").substring("Basic ".length());

        assertEquals(
                200,
                merchant.with("Authorization", scheme + credentials).lookup(key).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"test_gsk_wrong", "live_gsk_sandbox", ""})
    void aKeyTossDoesNotKnowIsUnauthorized(String wrong) {
        Merchant.Answer answer = merchant.withKey(wrong).confirm(key, "order-0001", 30_000);

        assertEquals(401, answer.status());
        assertEquals("UNAUTHORIZED_KEY", answer.code());
    }

    @Test
    void noKeyIsUnauthorized() {
        assertEquals(401, merchant.without("Authorization").lookup(key).status());
    }

    @Test
    void theBrowsersKeyIsNoSecretKey() {
        assertEquals(
                "INVALID_API_KEY",
                merchant.withKey("test_gck_sandbox").lookup(key).code());
    }

    @Test
    void anotherMerchantSeesAndConfirmsNothingOfOurs() {
        Merchant other = merchant.withKey(TossSimulator.OTHER_MERCHANTS_KEY);

        assertEquals(
                "NOT_FOUND_PAYMENT_SESSION",
                other.confirm(key, "order-0001", 30_000).code());
        assertEquals("NOT_FOUND_PAYMENT", other.lookup(key).code());
        assertEquals("NOT_FOUND_PAYMENT", other.lookupOrder("order-0001").code());
        assertEquals(404, other.lookup(key).status());
        assertEquals(404, other.cancel(key).status());
        assertEquals(0, toss.account(key).chargeCount());
    }

    @Test
    void afterARotationOnlyTheNewKeyWorks() {
        toss.rotateSecretKey("test_gsk_rotated");

        assertEquals(401, merchant.confirm(key, "order-0001", 30_000).status());
        assertEquals(
                200,
                merchant.withKey("test_gsk_rotated")
                        .confirm(key, "order-0001", 30_000)
                        .status());
    }

    @Test
    void aNewSecretKeyIsValidBesideTheOldOneForSevenDays() {
        toss.issueSecretKey("test_gsk_new");
        Merchant renewed = merchant.withKey("test_gsk_new");

        clock.advance(Duration.ofDays(7).minusMillis(1));
        assertEquals(200, merchant.lookup(key).status());
        assertEquals(200, renewed.lookup(key).status());

        clock.advance(Duration.ofMillis(1));
        assertEquals(401, merchant.lookup(key).status());
        assertEquals(200, renewed.lookup(key).status());
    }

    @Test
    void anIdempotencyKeyDoesNotTieTheTwoKeysOfAMerchant() {
        toss.issueSecretKey("test_gsk_new");
        merchant.idempotent("k").confirm(key, "order-0001", 30_000);

        assertEquals(200, merchant.idempotent("c").cancel(key, 10_000).status());
        assertEquals(
                200,
                merchant.withKey("test_gsk_new")
                        .idempotent("c")
                        .cancel(key, 10_000)
                        .status());

        assertEquals(2, toss.account(key).refundCount());
    }

    @Test
    void aRevokedKeyIsUnauthorizedAtOnce() {
        toss.issueSecretKey("test_gsk_new");

        toss.revokeSecretKey("test_gsk_sandbox");

        assertEquals(401, merchant.lookup(key).status());
        assertEquals(200, merchant.withKey("test_gsk_new").lookup(key).status());
        assertThrows(TossRefusal.class, () -> toss.revokeSecretKey("test_gsk_sandbox"));
    }

    @Test
    void theSimulatorTakesNoLiveKey() {
        assertThrows(IllegalArgumentException.class, () -> toss.issueSecretKey("live_gsk_sandbox"));
        assertThrows(IllegalArgumentException.class, () -> toss.rotateSecretKey("live_gsk_sandbox"));
    }

    @Test
    void messagesAreKoreanUnlessEnglishIsAsked() {
        Merchant.Answer korean = merchant.lookup("unknown");
        Merchant.Answer english = merchant.with("Accept-Language", "en-US").lookup("unknown");

        assertTrue(korean.at("/message").matches(".*[가-힣].*"));
        assertEquals("There is no such payment.", english.at("/message"));
        assertEquals(korean.code(), english.code());
    }

    @Test
    void theMethodsNameIsInTheAskedLanguageToo() {
        assertEquals("카드", merchant.lookup(key).at("/method"));
        assertEquals(
                "Card", merchant.with("Accept-Language", "en-US").lookup(key).at("/method"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"REJECT_CARD_PAYMENT", "NOT_REGISTERED_BUSINESS", "CODE_OF_NEXT_YEAR"})
    void aTestCodeFailsTheCallBeforeAnythingIsLookedAt(String code) {
        Merchant asking = merchant.with("TossPayments-Test-Code", code).idempotent("one");

        Merchant.Answer answer = asking.post("/v1/payments/confirm", "not even JSON");

        assertEquals(code, answer.code());
        assertNotEquals(200, answer.status());
        assertEquals(
                200,
                merchant.idempotent("one").confirm(key, "order-0001", 30_000).status());
    }

    @Test
    void aTestCodeNeedsAKey() {
        assertEquals(
                "UNAUTHORIZED_KEY",
                merchant.withKey("test_gsk_wrong")
                        .with("TossPayments-Test-Code", "REJECT_CARD_PAYMENT")
                        .lookup(key)
                        .code());
    }
}
