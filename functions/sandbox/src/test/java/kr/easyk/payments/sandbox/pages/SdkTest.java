package kr.easyk.payments.sandbox.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kr.easyk.payments.sandbox.http.LocalServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Another merchant's page, at an address of its own, which CI compiles against the types that Toss publishes. */
@ExtendWith(OpenShop.class)
class SdkTest {
    private static final Path PAGES = Path.of("src/test/resources/sdk");

    private final Shop shop;
    private final Visit visit;
    private final LocalServer merchant = LocalServer.start("127.0.0.1", 0, "a merchant", this::answer);

    SdkTest(Shop shop) {
        this.shop = shop;
        this.visit = shop.visit("en");
    }

    @AfterEach
    void noPageHasThrown() {
        merchant.close();
        assertEquals(List.of(), shop.closeVisits());
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean script = exchange.getRequestURI().getPath().equals("/merchant.js");
        String page = Files.readString(PAGES.resolve(script ? "merchant.js" : "merchant.html"))
                .replace("TOSS/v2", shop.sandbox.simulator().uri() + "/v2");
        exchange.getResponseHeaders().set("Content-Type", script ? "text/javascript" : "text/html");
        LocalServer.send(exchange, 200, page.getBytes(StandardCharsets.UTF_8));
    }

    private Locator open(String path) {
        visit.page().navigate(merchant.uri() + path);
        Locator said = visit.page().locator("#said");
        assertThat(said).containsText("ready");
        return said;
    }

    private void pay() {
        visit.page().locator("#pay").click();
    }

    private FrameLocator window() {
        return visit.page().frameLocator("iframe");
    }

    private static void authenticate(FrameLocator window) {
        window.getByLabel("Expiry date").fill("12/30");
        window.getByLabel("CVC").fill("123");
        window.getByLabel("First 2 digits of the PIN").fill("12");
        window.getByRole(AriaRole.BUTTON, new FrameLocator.GetByRoleOptions().setName("Authenticate and continue"))
                .click();
    }

    /** The account of what the page says it was paid by. */
    private String statusOfPaid(String said) {
        Matcher key = Pattern.compile("\"paymentKey\":\"(\\w+)\"").matcher(said);
        assertTrue(key.find(), said);
        return shop.sandbox.simulator().account(key.group(1)).status();
    }

    @Test
    void theWidgetTellsWhatThePayerChoosesAndAgreesTo() {
        Locator said = open("/widget");
        assertThat(said).containsText("method \"CARD\"");
        assertThat(said).containsText("again \"PAYMENT_METHODS_WIDGET_ALREADY_RENDERED\"");
        assertThat(said).containsText("window \"NOT_SUPPORTED_IN_SANDBOX\"");

        visit.radio("Bank transfer").check();
        visit.radio("Easy pay").check();
        pay();
        visit.page().getByLabel("[Required] Terms").check();
        visit.page().getByLabel("I agree to all of it").check();

        assertThat(said).containsText("selected \"TRANSFER\"");
        assertThat(said).containsText("selected \"TOSSPAY\"");
        assertThat(said).containsText("paid \"NEED_AGREEMENT_WITH_REQUIRED_TERMS\"");
        assertThat(said).containsText("agreed [false,2]");
        assertThat(said).containsText("agreed [true,2]");
    }

    /** The window that holds methods, terms and a button. */
    private Locator chooser() {
        return visit.page().getByRole(AriaRole.DIALOG);
    }

    private Locator inChooser(String button) {
        return chooser().getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(button));
    }

    private void agreeInChooser() {
        chooser().getByLabel("I agree to all of it").check();
    }

    @Test
    void theWidgetsWindowAsksForThePaymentAndThePayerLeavesForIt() {
        Locator said = open("/window");
        pay();
        assertThat(chooser()).isVisible();
        inChooser("Pay").click();
        assertThat(chooser().getByRole(AriaRole.ALERT)).hasText("Please agree to the required terms.");
        visit.radio("Bank transfer").check();
        agreeInChooser();
        assertThat(chooser().getByRole(AriaRole.ALERT)).hasCount(0);
        assertThat(said).not().containsText("requested");
        inChooser("Pay").click();
        visit.button("Authenticate and continue").click();

        visit.page().waitForURL(merchant.uri() + "/success?paymentType=NORMAL&orderId=sdk_*");
    }

    @Test
    void theWidgetsWindowStaysWhileThePaymentIsRequestedInThePage() {
        Locator said = open("/window?stay");
        pay();
        agreeInChooser();
        inChooser("Pay").click();
        authenticate(window());

        assertThat(said).containsText("requested \"CARD\"");
        assertThat(said).containsText("paid {\"paymentType\":\"NORMAL\",\"paymentKey\":\"tsim_");
        assertThat(said).containsText("destroyed 0");
        assertEquals("IN_PROGRESS", statusOfPaid(said.textContent()));
        assertFalse(said.textContent().contains("cancelled"), "destroy() is no cancel");
    }

    @Test
    void aPayerWhoClosesTheWidgetsWindowHasCancelled() {
        Locator said = open("/window");
        pay();
        inChooser("Close").click();
        assertThat(said).containsText("cancelled 0");
        assertThat(chooser()).hasCount(0);

        pay();
        assertThat(chooser()).isVisible();
        visit.page().keyboard().press("Escape");
        assertThat(said).containsText(Pattern.compile("cancelled 0.*cancelled 0", Pattern.DOTALL));
    }

    @Test
    void theWidgetsWindowRefusesWhatTossDoes() {
        Locator said = open("/window");
        pay();

        assertThat(said).containsText("unasked");
        assertThat(said).hasText("""
                early "NOT_SETUP_AMOUNT"
                variant "INVALID_PARAMETERS"
                ready ""
                twice "PAYMENT_WINDOW_ALREADY_RENDERED"
                event "INVALID_EVENT_PARAMETER"
                callback "INVALID_CALLBACK_PARAMETER"
                unasked "NEED_AGREEMENT_WITH_REQUIRED_TERMS"
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ko", "en"})
    void whatIsShownOfTossReadsWellForEverybody(String language) {
        Visit there = shop.visit(language);
        there.page().navigate(merchant.uri() + "/window");
        there.page().evaluate("language => (document.documentElement.lang = language)", language);
        there.page().locator("#pay").click();
        there.page().locator("dialog .pay").click();
        EveryPageTest.look(there, "toss-methods");
        there.page().navigate(merchant.uri() + "/plain?method=FOREIGN_EASY_PAY");
        there.page().evaluate("language => (document.documentElement.lang = language)", language);
        there.page().locator("#pay").click();
        assertThat(there.page().locator("h1")).containsText(there.say("US$19.99", "$19.99"));
        EveryPageTest.look(there, "toss-dollars");
    }

    @Test
    void aWidgetThatIsDestroyedLeavesThePage() {
        Locator said = open("/widget");

        visit.page().evaluate("dispatchEvent(new Event('leave'))");

        assertThat(said).containsText("left 0");
        assertThat(said).containsText("after \"NOT_SELECTED_PAYMENT_METHOD\"");
    }

    @Test
    void withAddressesThePayerLeavesAndComesBackThere() {
        open("/widget");
        visit.agree();
        pay();
        visit.typeCard("123", "12");
        visit.authenticate();

        visit.page().waitForURL(merchant.uri() + "/success?paymentType=NORMAL&orderId=sdk_*");
    }

    @Test
    void withoutAddressesThePageStaysAndIsToldWhatToConfirm() {
        Locator said = open("/widget?stay");
        visit.agree();
        pay();
        authenticate(window());

        assertThat(said).containsText("paid {\"paymentType\":\"NORMAL\",\"paymentKey\":\"tsim_");
        assertThat(said).containsText("\"amount\":{\"currency\":\"KRW\",\"value\":50000}}");
        assertEquals("IN_PROGRESS", statusOfPaid(said.textContent()));
        assertThat(visit.page().locator("iframe")).hasCount(0);
    }

    @Test
    void thePlainWindowTakesACardInThePage() {
        Locator said = open("/plain?method=CARD");
        assertThat(said).containsText("billing \"NOT_SUPPORTED_IN_SANDBOX\"");
        assertThat(said).containsText("phone \"NOT_SUPPORTED_METHOD\"");
        pay();
        window().getByRole(AriaRole.BUTTON, new FrameLocator.GetByRoleOptions().setName("Cancel and go back"))
                .click();
        assertThat(said).containsText("paid \"USER_CANCEL\"");
        pay();
        authenticate(window());

        assertThat(said).containsText("paid {\"paymentKey\":\"tsim_");
        assertEquals("IN_PROGRESS", statusOfPaid(said.textContent()));
    }

    @ParameterizedTest
    @CsvSource({
        "TRANSFER, Authenticate and continue",
        "VIRTUAL_ACCOUNT, Get the account",
        "FOREIGN_EASY_PAY, Authenticate and continue"
    })
    void thePlainWindowTakesTheOtherMethodsToo(String method, String button) {
        open("/plain?method=" + method);
        pay();
        visit.button(button).click();

        visit.page().waitForURL(merchant.uri() + "/success?paymentType=NORMAL&orderId=sdk_*");
    }

    @Test
    void whatTossRefusesIsRefusedWithItsCode() {
        String said = open("/wrong").textContent();

        assertEquals("""
                key "INVALID_CLIENT_KEY"
                customerKey "INVALID_CUSTOMER_KEY"
                short "INVALID_CUSTOMER_KEY"
                pair "NOT_SUPPORTED_WIDGET_KEY"
                otherPair "NOT_SUPPORTED_API_INDIVIDUAL_KEY"
                amount "INVALID_AMOUNT_VALUE"
                currency "INVALID_AMOUNT_CURRENCY"
                early "NOT_SETUP_AMOUNT"
                selector "INVALID_SELECTOR"
                mobile "INVALID_PARAMETERS"
                email "INVALID_PARAMETERS"
                orderId "INVALID_PARAMETERS"
                success "INCORRECT_SUCCESS_URL_FORMAT"
                fail "INCORRECT_FAIL_URL_FORMAT"
                brandpay "NOT_SUPPORTED_IN_SANDBOX"
                metadata "INVALID_METADATA"
                won "INVALID_AMOUNT_CURRENCY"
                dollars "INVALID_AMOUNT_CURRENCY"
                cents "INVALID_AMOUNT_VALUE"
                alipay "INVALID_AMOUNT_CURRENCY"
                hours "INVALID_PARAMETERS"
                months "EXCEED_MAX_VALID_HOURS"
                due "INVALID_PARAMETERS"
                past "INVALID_DATE"
                ready ""
                """, said);
    }
}
