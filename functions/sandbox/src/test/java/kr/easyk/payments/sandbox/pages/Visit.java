package kr.easyk.payments.sandbox.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** One person at one browser. Finds things as people do: by their role and name. */
record Visit(Shop shop, Page page, String language) {
    String say(String korean, String english) {
        return language.equals("ko") ? korean : english;
    }

    Visit open(String path) {
        page.navigate(path);
        return this;
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator link(String name) {
        return page.getByRole(
                        AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true))
                .first();
    }

    Locator radio(String name) {
        return page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName(name));
    }

    Locator field(String name) {
        return page.getByLabel(name, new Page.GetByLabelOptions().setExact(true));
    }

    /** Lets the page's clock run ahead, half a second at a time, until there is such an element. */
    void passTimeUntil(String selector) {
        for (int i = 0; i < 100 && page.locator(selector).count() == 0; i++) {
            page.clock().runFor(500);
        }
    }

    void heads(String korean, String english) {
        assertThat(page.locator("h1")).hasText(say(korean, english));
    }

    /** To the payment page, the boxes ticked. */
    Visit atTheWidget(String consultationId) {
        open("/consultations/" + consultationId + "/payment").agree();
        return this;
    }

    void agree() {
        page.getByLabel(say("모두 동의합니다", "I agree to all of it")).check();
    }

    /** Through the merchant's button into the payment window. */
    Visit intoTheWindow(String consultationId, String method) {
        atTheWidget(consultationId).radio(method).check();
        page.locator(".pay .button").click();
        page.waitForURL("**/v2/checkouts/**");
        return this;
    }

    Visit intoTheWindow(String consultationId) {
        return intoTheWindow(consultationId, say("신용·체크카드", "Credit or debit card"));
    }

    void typeCard(String cvc, String password) {
        field(say("유효 기간", "Expiry date")).fill("12/30");
        field("CVC").fill(cvc);
        field(say("비밀번호 앞 2자리", "First 2 digits of the PIN")).fill(password);
    }

    void authenticate() {
        button(say("인증하고 계속하기", "Authenticate and continue")).click();
    }

    /** The whole way with a test card, up to the success page. */
    Visit pay(String consultationId) {
        intoTheWindow(consultationId);
        typeCard("123", "12");
        authenticate();
        return this;
    }

    Visit payWithCard(String consultationId, String number) {
        intoTheWindow(consultationId);
        radio(say("다른 카드 번호 입력", "Type another card number")).check();
        field(say("카드 번호", "Card number")).fill(number);
        typeCard("123", "12");
        authenticate();
        return this;
    }

    /** From the widget, with a test card, up to the success page. */
    void throughTheWindow() {
        agree();
        page.locator(".pay .button").click();
        typeCard("123", "12");
        authenticate();
    }

    /** No element but our own came to be, and no script ran. */
    void unhurt() {
        assertThat(page.locator("main img, main script")).hasCount(0);
        assertEquals(false, page.evaluate("'hit' in window"));
    }

    void paid() {
        heads("결제가 완료되었습니다", "Payment complete");
    }
}
