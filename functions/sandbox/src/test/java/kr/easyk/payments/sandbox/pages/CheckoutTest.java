package kr.easyk.payments.sandbox.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(OpenShop.class)
class CheckoutTest {
    private static final String WITHOUT_FUNDS = "4030-0000-0000-0002";
    private static final long PRICE = 50_000;

    private final Shop shop;

    CheckoutTest(Shop shop) {
        this.shop = shop;
    }

    @AfterEach
    void noPageHasThrownOrTriedWhatItsPolicyForbids() {
        assertEquals(List.of(), shop.closeVisits());
    }

    private String consultation() {
        return shop.sandbox.createConsultation("mina", "비자 상담 50분", PRICE);
    }

    private String paymentOf(String consultationId) {
        return shop.sandbox.consultation(consultationId).path("payment_id").textValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ko", "en"})
    void aPayerPaysFromTheListToTheReceipt(String language) {
        Visit visit = shop.visit(language).open("/");
        visit.field(visit.say("상담", "Consultation")).fill("Visa 50 min " + language);
        visit.button(visit.say("예약", "Book")).click();
        Locator booked = visit.page()
                .getByRole(AriaRole.LISTITEM)
                .filter(new Locator.FilterOptions().setHasText("Visa 50 min " + language));
        assertThat(booked).containsText(visit.say("결제 전", "Not paid"));
        booked.getByRole(AriaRole.LINK).click();
        visit.agree();
        visit.page().locator(".pay .button").click();
        visit.typeCard("123", "12");
        visit.authenticate();

        visit.paid();
        assertThat(visit.page().locator("main")).containsText("₩50,000");
        visit.link(visit.say("상담 목록으로", "Back to consultations")).click();
        assertThat(booked).containsText(visit.say("결제 완료", "Paid"));
        assertThat(visit.page().locator("html")).hasAttribute("lang", language);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ko", "en"})
    void aDeclinedPayerIsToldWhyAndPaysWithAnotherCard(String language) {
        String id = consultation();
        Visit visit = shop.visit(language).payWithCard(id, WITHOUT_FUNDS);

        visit.heads("결제가 거절되었습니다", "Your payment was declined");
        assertThat(visit.page().locator(".reason"))
                .containsText(visit.say("카드 한도를 넘었거나 잔액이 모자랍니다.", "The card is over its limit or short of funds."));
        assertEquals(
                "pending", shop.sandbox.consultation(id).path("payment_status").textValue());
        visit.link(visit.say("다시 결제하기", "Pay again")).click();
        visit.throughTheWindow();

        visit.paid();
        assertEquals(1, shop.moneyOf(id).chargeCount());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ko", "en"})
    void aPayerIsRefundedInPartAndThenInFull(String language) {
        String id = consultation();
        Visit visit = shop.visit(language).pay(id);
        visit.link(visit.say("결제 내역 보기", "See the payment")).click();
        visit.radio(visit.say("일부 환불", "A part of it")).check();
        visit.field(visit.say("환불할 금액 (원)", "Amount to refund (won)")).fill("20000");
        visit.field(visit.say("사유", "Reason")).fill("Ended early");
        visit.button(visit.say("환불하기", "Refund")).click();

        assertThat(visit.page().locator(".headline")).containsText(visit.say("일부 환불", "Partly refunded"));
        assertThat(visit.page().locator(".timeline")).containsText("₩20,000");
        visit.field(visit.say("사유", "Reason")).fill("Called off");
        visit.button(visit.say("환불하기", "Refund")).click();
        assertThat(visit.page().locator(".headline")).containsText(visit.say("취소됨", "Cancelled"));
        assertEquals(2, shop.moneyOf(id).refundCount());
        assertEquals(PRICE, shop.moneyOf(id).refundedAmount());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Easy pay", "Bank transfer"})
    void aPayerPaysWithoutACard(String method) {
        String id = consultation();
        Visit visit = shop.visit("en").intoTheWindow(id, method);
        visit.authenticate();

        visit.paid();
        assertThat(visit.page().locator(".facts")).containsText(method);
        assertEquals(1, shop.moneyOf(id).chargeCount());
    }

    /** A payer who has paid, and has filled in that 10,000 won of it should come back. */
    private Visit aboutToRefundAPart(String id, String reason) {
        Visit visit = shop.visit("en").pay(id);
        visit.paid();
        return wishForAPart(visit.open("/payments/" + paymentOf(id)), reason);
    }

    private static Visit wishForAPart(Visit visit, String reason) {
        visit.radio("A part of it").check();
        visit.field("Amount to refund (won)").fill("10000");
        visit.field("Reason").fill(reason);
        return visit;
    }

    @Test
    void aDoubleClickRefundsOnce() {
        String id = consultation();
        Visit visit = aboutToRefundAPart(id, "Twice in a hurry");
        visit.button("Refund").dblclick();

        assertThat(visit.page().locator(".timeline")).containsText("₩10,000 refunded");
        assertEquals(1, shop.moneyOf(id).refundCount());
    }

    @Test
    void aRefundWhoseAnswerIsLostIsAskedForAgainWithTheSameKey() {
        String id = consultation();
        Visit visit = aboutToRefundAPart(id, "Lost on the way");
        visit.page()
                .route(
                        "**/api/payments/cancel",
                        route -> {
                            route.fetch();
                            route.abort();
                        },
                        new Page.RouteOptions().setTimes(1));
        visit.button("Refund").click();

        assertThat(visit.page().locator(".timeline")).containsText("₩10,000 refunded");
        assertEquals(1, shop.moneyOf(id).refundCount());
    }

    @Test
    void aWishWithoutAnAnswerKeepsItsKeyOverAReloadAndOneWithAnAnswerDoesNot() {
        String id = consultation();
        Visit visit = aboutToRefundAPart(id, "Once, whatever happens");
        List<String> keys = new ArrayList<>();
        visit.page().route("**/api/payments/cancel", route -> {
            keys.add(route.request().headers().get("idempotency-key"));
            if (keys.size() <= 6) {
                route.fetch();
                route.fulfill(new Route.FulfillOptions().setStatus(503).setHeaders(Map.of("Retry-After", "1")));
            } else {
                route.resume();
            }
        });
        visit.button("Refund").click();
        assertThat(visit.page().getByRole(AriaRole.ALERT))
                .containsText(
                        "The outcome of the refund is not known yet", new ContainsTextOptions().setTimeout(30_000));
        visit.page().reload();
        wishForAPart(visit, "Once, whatever happens");
        visit.page().waitForResponse("**/api/payments/cancel", visit.button("Refund")::click);

        assertEquals(1, Set.copyOf(keys).size());
        assertEquals(1, shop.moneyOf(id).refundCount());
        wishForAPart(visit.open("/payments/" + paymentOf(id)), "Once, whatever happens");
        visit.page().waitForResponse("**/api/payments/cancel", visit.button("Refund")::click);
        assertEquals(2, Set.copyOf(keys).size());
        assertEquals(2, shop.moneyOf(id).refundCount());
    }

    @Test
    void anAdministratorSeesEverybodysPaymentsAndRefunds() {
        String id = consultation();
        Visit visit = shop.visit("en").pay(id);
        visit.paid();
        visit.field("Switch user").selectOption("admin");
        visit.heads("모든 상담", "All consultations");
        visit.open("/payments/" + paymentOf(id));
        assertThat(visit.page().locator(".facts").last()).containsText("mina");
        visit.field("Reason").fill("The adviser is ill");
        visit.button("Refund").click();

        assertThat(visit.page().locator(".headline")).containsText("Cancelled");
        assertEquals(PRICE, shop.moneyOf(id).refundedAmount());
    }

    @Test
    void whoeverLeavesTheWindowIsToldThatNothingWasCharged() {
        String id = consultation();
        Visit visit = shop.visit("ko").intoTheWindow(id);
        visit.button(visit.say("취소하고 돌아가기", "Cancel and go back")).click();

        visit.heads("결제를 취소하셨습니다", "You cancelled the payment");
        assertFalse(visit.page().url().contains("orderId"), visit.page().url());
        visit.link(visit.say("다시 결제하기", "Pay again")).click();
        visit.throughTheWindow();
        visit.paid();
        assertEquals(1, shop.moneyOf(id).chargeCount());
    }

    @Test
    void reloadAndBackOnTheSuccessPageChargeNothingMore() {
        String id = consultation();
        Visit visit = shop.visit("en").pay(id);
        visit.paid();
        visit.page().reload();
        visit.paid();
        visit.page().goBack();
        visit.heads("이미 결제한 상담입니다", "Already paid");
        visit.page().goForward();
        visit.paid();

        assertEquals(1, shop.moneyOf(id).chargeCount());
    }

    @Test
    void anAnswerLostAfterTheChargeIsHealedOnScreen() {
        String id = consultation();
        Visit visit = shop.visit("en").intoTheWindow(id);
        visit.typeCard("123", "12");
        shop.sandbox.simulator().fault("confirm", "break_after", 2);
        shop.sandbox.simulator().fault("lookup", "error_500", 1_000);
        visit.authenticate();

        assertThat(visit.page().locator("main")).containsText("Waiting for the outcome of the payment…");
        assertThat(visit.page().locator("main")).containsText("You are never charged twice");
        shop.sandbox.simulator().clearFaults();
        visit.paid();
        assertEquals(1, shop.moneyOf(id).chargeCount());
    }

    @Test
    void anAnswerThatSaysNothingIsAskedForAgainWithTheSameRequest() {
        String id = consultation();
        Visit visit = shop.visit("en").intoTheWindow(id);
        visit.typeCard("123", "12");
        List<String> sent = new ArrayList<>();
        visit.page().route("**/api/payments/approve", route -> {
            sent.add(route.request().postData());
            if (sent.size() == 1) {
                route.fetch();
                route.abort();
            } else if (sent.size() == 2) {
                route.fulfill(new Route.FulfillOptions().setStatus(503).setHeaders(Map.of("Retry-After", "1")));
            } else {
                route.resume();
            }
        });
        visit.authenticate();

        visit.paid();
        assertEquals(3, sent.size());
        assertEquals(1, Set.copyOf(sent).size());
        assertEquals(1, shop.moneyOf(id).chargeCount());
    }

    @Test
    void aProblemIsSaidInTheReadersWordsWithAWayOn() {
        Visit visit = shop.visit("ko").open("/consultations");
        @SuppressWarnings("unchecked")
        Map<String, String> words =
                (Map<String, String>) visit.page().evaluate("import('/assets/words.js').then(it => it.WORDS.ko)");
        for (String code : List.of("ALREADY_PAID", "PAYMENT_EXPIRED", "PAYMENT_KEY_MISMATCH", "UNKNOWN")) {
            visit.page()
                    .route(
                            "**/api/payments/approve",
                            route -> route.fulfill(new Route.FulfillOptions()
                                    .setStatus(409)
                                    .setContentType("application/problem+json")
                                    .setBody("{\"code\":\"" + code + "\",\"detail\":\"-\"}")));
            visit.open("/consultations/none/payment/success?paymentKey=k&orderId=easyk_1&amount=1");
            assertThat(visit.page().locator("h1")).hasText(words.get("problem_" + code));
            assertThat(visit.page().locator(".ways a").first()).isVisible();
        }
    }

    @Test
    void whoeverWaitsLongIsToldNotToPayAgain() {
        String id = consultation();
        Visit visit = shop.visit("ko").intoTheWindow(id);
        visit.typeCard("123", "12");
        shop.sandbox.simulator().fault("confirm", "break_after", 2);
        shop.sandbox.simulator().fault("lookup", "error_500", 1_000);
        visit.page().clock().install();
        visit.authenticate();
        assertThat(visit.page().locator("main")).containsText("결제 결과를 기다리고 있습니다…");
        visit.page().clock().fastForward("10:00");

        visit.heads("결제 결과를 확인하고 있습니다", "We are still confirming your payment");
        assertThat(visit.page().locator("main")).containsText("다시 결제하지 마시고");
        assertEquals(1, shop.moneyOf(id).chargeCount());
    }

    @Test
    void aVirtualAccountIsShownCopiedAndPaidInto() {
        String id = consultation();
        Visit visit = shop.visit("ko");
        visit.intoTheWindow(id, visit.say("가상계좌", "Virtual account"));
        visit.button(visit.say("계좌 발급받기", "Get the account")).click();

        visit.heads("입금을 기다리고 있습니다", "Waiting for your deposit");
        String number = visit.page().locator(".number").innerText();
        visit.button(visit.say("계좌번호 복사", "Copy the account number")).click();
        assertThat(visit.page().locator(".said")).hasText(visit.say("복사했습니다", "Copied"));
        assertEquals(number, visit.page().evaluate("navigator.clipboard.readText()"));
        assertThat(visit.page().locator("main")).containsText(visit.say("우리은행", "Woori"));
        shop.sandbox.simulator().deposit("easyk_" + paymentOf(id));
        visit.paid();
        assertEquals(1, shop.moneyOf(id).chargeCount());
    }

    @Test
    void aVirtualAccountsRefundGoesToAnAccount() {
        String id = consultation();
        Visit visit = shop.visit("en").intoTheWindow(id, "Virtual account");
        visit.button("Get the account").click();
        visit.heads("", "Waiting for your deposit");
        shop.sandbox.simulator().deposit("easyk_" + paymentOf(id));
        shop.awaitPaid(id);
        visit.open("/payments/" + paymentOf(id));
        visit.field("Bank").selectOption("88");
        visit.field("Account number").fill("110123456789");
        visit.field("Account holder").fill("Kim Mina");
        visit.field("Reason").fill("Called off");
        visit.button("Refund").click();

        assertThat(visit.page().locator(".headline")).containsText("Cancelled");
        assertEquals(PRICE, shop.moneyOf(id).refundedAmount());
    }

    @Test
    void scriptInAnOrdersNameOrInAnAddressIsText() {
        String name = "<img src=x onerror='window.hit=1'><script>window.hit=1</script>";
        String id = shop.sandbox.createConsultation("mina", name, PRICE);
        Visit visit = shop.visit("en").open("/consultations");
        assertThat(visit.page().locator("main")).containsText(name);
        visit.intoTheWindow(id);
        assertThat(visit.page().locator("main")).containsText(name);
        visit.unhurt();
        visit.typeCard("123", "12");
        visit.authenticate();
        visit.paid();
        assertThat(visit.page().locator("main")).containsText(name);
        visit.unhurt();
        visit.open("/payments/" + paymentOf(id)).heads(name, name);
        visit.unhurt();
        visit.open(
                "/consultations/" + id + "/payment/fail?code=%3Cb%3E&message=%3Cimg src=x onerror='window.hit=1'%3E");
        assertThat(visit.page().locator(".reason q")).hasText("<img src=x onerror='window.hit=1'>");
        visit.unhurt();
    }

    @Test
    void aMistypedCardIsShownAtItsFieldAndCanBeCorrected() {
        String id = consultation();
        Visit visit = shop.visit("en").intoTheWindow(id);
        visit.authenticate();
        assertThat(visit.page().getByText("Enter the expiry date as MM/YY.")).isVisible();
        visit.typeCard("999", "12");
        visit.authenticate();
        assertThat(visit.field("CVC")).hasAccessibleDescription(Pattern.compile("The CVC is wrong\\..*"));
        assertThat(visit.field("CVC")).isFocused();
        visit.typeCard("123", "99");
        visit.authenticate();
        assertThat(visit.page().getByText("The PIN is wrong.")).isVisible();
        visit.typeCard("123", "12");
        visit.radio("Type another card number").check();
        visit.field("Card number").fill("4000000000000000");
        visit.authenticate();
        assertThat(visit.page().getByText("The sandbox takes test cards only.")).isVisible();
        visit.radio("Kookmin Card").check();
        visit.authenticate();

        visit.paid();
    }

    @Test
    void aRefusalByTheCardCompanyEndsOnTheFailPage() {
        String id = consultation();
        Visit visit = shop.visit("en").intoTheWindow(id);
        visit.typeCard("123", "12");
        shop.sandbox.simulator().fault("authenticate", "refuse", 1);
        visit.authenticate();

        visit.heads("", "The card company declined");
        assertTrue(visit.page().url().contains("orderId=easyk_" + paymentOf(id)));
    }

    @Test
    void aWindowIsOverAfterThirtyMinutes() {
        String id = consultation();
        Visit visit = shop.visit("en");
        visit.page().clock().install();
        visit.intoTheWindow(id);
        assertThat(visit.page().getByRole(AriaRole.TIMER)).containsText("29:");
        visit.page().clock().fastForward("30:00");
        visit.heads("", "The 30 minutes are over");
        visit.link("Go back").click();

        visit.heads("", "The payment was broken off");
    }

    @Test
    void nothingIsSentBeforeTheTermsAreAgreedTo() {
        Visit visit = shop.visit("en").open("/consultations/" + consultation() + "/payment");
        visit.page().locator(".pay .button").click();

        assertThat(visit.page().getByRole(AriaRole.ALERT)).hasText("Please agree to the required terms.");
    }

    @Test
    void aWidgetThatDoesNotLoadIsSaidPlainlyAndCanBeTriedAgain() {
        Visit visit = shop.visit("en");
        visit.page().route("**/v2/standard", route -> route.abort(), new Page.RouteOptions().setTimes(1));
        visit.open("/consultations/" + consultation() + "/payment");

        visit.heads("", "The payment methods did not load");
        visit.button("Try again").click();
        assertThat(visit.page().locator(".pay .button")).hasText("Pay ₩50,000");
    }

    @Test
    void aServiceThatCannotBeReachedIsTriedAgainOnRequest() {
        String id = consultation();
        Visit visit = shop.visit("en");
        visit.page().clock().install();
        visit.page().route("**/api/**", route -> route.abort(), new Page.RouteOptions().setTimes(3));
        visit.open("/consultations/" + id + "/payment").passTimeUntil("h1");
        visit.heads("", "We cannot be reached");
        visit.button("Try again").click();

        assertThat(visit.page().locator(".pay .button")).isVisible();
    }

    @Test
    void somebodyElsesConsultationAndPaymentAreNotFound() {
        String id = shop.sandbox.createConsultation("alex", "Visa", PRICE);
        Visit visit = shop.visit("en").open("/consultations/" + id + "/payment");
        visit.heads("", "No such consultation");
        visit.open("/payments/0b8f7c0e-4a53-4c1b-9f6e-2d1a5c7e9b31");
        visit.heads("", "No such payment");
        visit.open("/consultations/" + id + "/payment/success?paymentKey=k&orderId=easyk_unknown&amount=1");
        visit.heads("", "No such payment");
        visit.open("/consultations/" + id + "/payment/success");
        visit.heads("", "Something is missing from this address");
    }

    @Test
    void anAmountChangedInTheAddressChargesNothing() {
        String id = consultation();
        Visit visit = shop.visit("en").intoTheWindow(id);
        visit.typeCard("123", "12");
        visit.page()
                .route(
                        "**/payment/success?**",
                        route -> route.fulfill(new Route.FulfillOptions()
                                .setStatus(302)
                                .setHeaders(Map.of(
                                        "location", route.request().url().replace("amount=50000", "amount=500")))),
                        new Page.RouteOptions().setTimes(1));
        visit.authenticate();

        visit.heads("", "The amount does not match");
        assertEquals(0, shop.moneyOf(id).chargeCount());
    }

    @Test
    void theLanguageIsSwitchedInPlaceAndRemembered() {
        Visit visit = shop.visit("ko").open("/consultations");
        visit.field("상담").fill("half a title");
        visit.button("English").click();

        assertThat(visit.page().locator("html")).hasAttribute("lang", "en");
        assertThat(visit.page().locator("h1")).hasText("Your consultations");
        assertThat(visit.field("Consultation")).hasValue("half a title");
        assertThat(visit.page()).hasTitle("Your consultations · easyK");
        visit.page().reload();
        assertThat(visit.page().locator("h1")).hasText("Your consultations");
    }

    @Test
    void thePageCanBePaidFromTheKeyboardAlone() {
        Visit visit = shop.visit("en").open("/consultations/" + consultation() + "/payment");
        assertThat(visit.page().locator(".pay .button")).isVisible();
        visit.page().getByLabel("I agree to all of it").focus();
        visit.page().keyboard().press("Space");
        visit.page().keyboard().press("Tab");
        visit.page().keyboard().press("Tab");
        visit.page().keyboard().press("Tab");
        visit.page().keyboard().press("Enter");
        visit.typeCard("123", "12");
        visit.page().keyboard().press("Enter");

        visit.paid();
    }
}
