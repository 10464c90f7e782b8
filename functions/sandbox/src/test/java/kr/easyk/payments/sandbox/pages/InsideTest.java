package kr.easyk.payments.sandbox.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import kr.easyk.payments.sandbox.Http;
import kr.easyk.payments.sandbox.Sandbox;
import kr.easyk.payments.sandbox.SandboxOptions;
import kr.easyk.payments.sandbox.TossKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sandbox's window, through a browser. */
@ExtendWith(OpenShop.class)
class InsideTest {
    private static final Path PICTURES = Path.of("target/screenshots");

    private static final Map<String, List<Shop.Look>> LOOKS = Map.of(
            "ko", List.of(Shop.Look.PHONE, Shop.Look.DESKTOP_DARK),
            "en", List.of(Shop.Look.PHONE_DARK, Shop.Look.DESKTOP));

    private final Shop shop;

    InsideTest(Shop shop) {
        this.shop = shop;
    }

    @BeforeEach
    void startOver() {
        new Http(shop.sandbox.api()).post("/sandbox/reset", "");
    }

    @AfterEach
    void noPageHasThrownOrTriedWhatItsPolicyForbids() {
        assertEquals(List.of(), shop.closeVisits());
    }

    private Visit open(String language) {
        Visit visit = shop.visit(language).open("/sandbox");
        assertThat(visit.page().locator(".live")).hasText(visit.say("실시간", "Live"));
        return visit;
    }

    private static void pay(Visit visit, String method, String title) {
        visit.field(visit.say("주문 이름", "Order name")).fill(title);
        visit.page().locator("select[name=method]").selectOption(method);
        visit.button(visit.say("결제", "Pay")).click();
    }

    private static void fail(Visit visit, String operation, String kind, int times) {
        visit.page().locator("select[name=operation]").selectOption(operation);
        visit.page().locator("select[name=kind]").selectOption(kind);
        visit.page().locator("input[name=times]").fill(String.valueOf(times));
        visit.button(visit.say("예약", "Arm")).click();
        assertThat(visit.page().locator(".armed")).containsText(operation + " " + kind + " ×" + times);
    }

    private static Locator card(Visit visit, String title) {
        return visit.page().locator(".card", new Page.LocatorOptions().setHasText(title));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ko", "en"})
    void aLostAnswerIsSeenAndSeenToHeal(String language) {
        Visit visit = open(language);
        fail(visit, "confirm", "break_after", 1);
        // Asking again and looking up fail too, and so does what Toss's webhook sets off: nobody can know for a while.
        fail(visit, "confirm", "break_before", 5);
        fail(visit, "lookup", "error_500", 9);
        pay(visit, "card", "잃어버린 답");
        Locator card = card(visit, "잃어버린 답");

        assertThat(card.locator(".verdict.differ")).isVisible();
        assertThat(card.locator(".standing")).containsText("approving");
        assertThat(card.locator(".standing")).containsText("DONE");
        assertThat(card.locator("svg .differ").first()).isAttached();
        assertThat(card.locator("svg .fault", new Locator.LocatorOptions().setHasText("break_after")))
                .isVisible();

        visit.button(visit.say("고장 해제", "Clear faults")).click();
        // Toss sends its webhook again, and that settles it.
        assertThat(card.locator(".verdict.meet")).hasText(Pattern.compile(visit.say("만에 다시 맞음", "Healed after")));
        assertThat(card.locator(".standing")).containsText("approved");
        assertThat(card.locator(".money-moved")).hasText(visit.say("Toss가 청구한 횟수 1", "Charged by Toss: 1×"));
    }

    @Test
    void aDepositAndItsTakingBackShowOnBothSides() {
        Visit visit = open("en");
        pay(visit, "virtual_account", "A deposit");
        Locator card = card(visit, "A deposit");
        assertThat(card.locator(".standing")).containsText("easyK waiting_for_deposit");

        visit.button("Deposit").click();
        assertThat(card.locator(".standing")).containsText("easyK approved");
        assertThat(card.locator(".standing")).containsText("Toss DONE");

        visit.button("Take the deposit back").click();
        assertThat(card.locator(".standing")).containsText("easyK waiting_for_deposit");
        assertThat(card.locator(".verdict.meet")).isVisible();
    }

    @Test
    void aRefundInTheDashboardReachesOurSide() {
        Visit visit = open("en");
        pay(visit, "card", "A refund");
        Locator card = card(visit, "A refund");

        visit.button("Refund half").click();
        assertThat(card.locator(".standing")).containsText("easyK partially_cancelled");
        visit.button("Refund in the dashboard").click();
        assertThat(card.locator(".standing")).containsText("easyK cancelled");
        assertThat(card.locator(".verdict.meet")).isVisible();
    }

    @Test
    void aWebhookIsSentAgainAndARequestCopiedAsCurl() {
        Visit visit = open("en");
        pay(visit, "card", "Again");
        Page page = visit.page();
        Locator webhook = page.locator("li.webhook").first();
        assertThat(webhook.locator(".code")).hasCount(1);
        webhook.locator("summary").click();
        webhook.locator(".button").click();
        assertThat(page.locator("li.webhook").first().locator("summary .code")).hasCount(2);

        Locator approve = page.locator("li.request", new Page.LocatorOptions().setHasText("payments/approve"));
        approve.locator("summary").click();
        assertThat(approve).containsText("\"user_id\": \"mina\"");
        approve.locator("button.curl").click();
        assertThat(page.locator(".notice")).hasText("Copied as curl.");
        String command = (String) page.evaluate("navigator.clipboard.readText()");
        assertTrue(command.contains("-H \"Authorization: Bearer $TOKEN\""), command);
        assertTrue(command.contains(shop.sandbox.api() + "/api/payments/approve"), command);
        assertTrue(command.contains("\"orderId\":\"easyk_"), command);
    }

    @Test
    void aScriptInAnOrderNameIsShownAsText() {
        String title = "<img src=x onerror=alert(1)><script>alert(1)</script>";
        Visit visit = open("en");
        pay(visit, "card", title);
        Locator card = card(visit, title);

        assertThat(card.locator("h3")).hasText(title);
        assertThat(visit.page().locator("td.order_name")).hasText(title);
        assertThat(visit.page().locator("main img, main script")).hasCount(0);
    }

    @Test
    void theClockIsMovedForward() {
        Visit visit = open("en");
        Duration before = ahead();
        visit.page().locator("select[name=advance]").selectOption("PT10M");
        visit.button("Move").click();

        assertThat(visit.page().locator(".notice")).containsText("It is 20");
        assertEquals(before.plusMinutes(10), ahead());
    }

    private Duration ahead() {
        return Duration.parse(new Http(shop.sandbox.api())
                .get("/sandbox/clock")
                .json()
                .path("ahead")
                .textValue());
    }

    @Test
    void aResetEmptiesThePage() {
        Visit visit = open("en");
        pay(visit, "card", "Soon gone");
        // To the end: what is still under way is told after the reset, too.
        assertThat(card(visit, "Soon gone").locator(".verdict.meet")).isVisible();
        assertThat(visit.page().locator("li.webhook").first().locator("summary .code"))
                .hasCount(1);

        visit.button("Reset").click();
        visit.button("Empty everything").click();
        assertThat(visit.page().locator(".card")).hasCount(0);
        assertThat(visit.page().locator(".events li")).hasCount(0);
    }

    @Test
    void theKeyboardStaysWhereItWasWhenTheCardChanges() {
        Visit visit = open("en");
        pay(visit, "card", "By keyboard");
        assertThat(card(visit, "By keyboard").locator(".verdict.meet")).isVisible();
        Locator half = visit.button("Refund half");
        half.focus();
        visit.page().keyboard().press("Enter");

        assertThat(card(visit, "By keyboard").locator(".standing")).containsText("partially_cancelled");
        assertThat(visit.button("Refund half")).isFocused();
    }

    @Test
    void withTosssOwnTestEnvironmentItSaysSoAndShowsOurSide() {
        try (Sandbox other = Sandbox.start(SandboxOptions.forTests(Path.of("../../template.yaml"))
                .withTossKeys(new TossKeys("test_gck_docs", "test_gsk_docs")))) {
            Visit visit = shop.visit("en");
            Page page = visit.page();
            page.navigate(other.api() + "/sandbox");
            assertThat(page.getByText("Toss's own test environment is in use")).isVisible();
            String id = other.createConsultation("mina", "Our side", 50_000);
            new Http(other.api())
                    .post(
                            "/api/payments/ready",
                            "{\"consultation_id\":\"" + id + "\"}",
                            "Content-Type",
                            "application/json",
                            "Authorization",
                            "Bearer " + other.token("mina"));

            assertThat(card(visit, "Our side").locator(".standing")).hasText("easyK pending");
            assertThat(card(visit, "Our side").locator(".control")).hasCount(0);
            assertThat(page.locator("select[name=kind]")).hasCount(0);
            assertThat(visit.button("Webhooks")).hasCount(0);
            page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("inside-real-toss.png")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ko", "en"})
    void itReadsWellForEverybody(String language) {
        Visit visit = open(language);
        Page page = visit.page();
        pay(visit, "virtual_account", visit.say("부동산 계약서 검토", "Reading a lease"));
        assertThat(page.locator(".standing").first()).containsText("WAITING_FOR_DEPOSIT");
        pay(visit, "card", visit.say("세금 신고 안내", "Help with a tax return"));
        assertThat(page.locator(".standing").first()).containsText("easyK approved");
        visit.button(visit.say("절반 환불", "Refund half")).click();
        assertThat(page.locator(".standing").first()).containsText("partially_cancelled");
        fail(visit, "confirm", "break_after", 1);
        fail(visit, "confirm", "break_before", 5);
        fail(visit, "lookup", "error_500", 9);
        pay(visit, "card", visit.say("비자 연장 상담 50분", "Visa extension, 50 min"));
        assertThat(page.locator(".verdict.differ")).isVisible();
        page.locator("li.call summary").first().click();
        assertThat(page.locator(".notice")).not().hasClass(Pattern.compile("shown"));

        for (Shop.Look look : LOOKS.get(language)) {
            page.setViewportSize(look.width(), look.height());
            page.emulateMedia(
                    new Page.EmulateMediaOptions().setColorScheme(look.dark() ? ColorScheme.DARK : ColorScheme.LIGHT));
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(PICTURES.resolve("inside-" + language + "-" + look.name() + ".png"))
                    .setFullPage(true));
            assertEquals(look.width(), page.evaluate("document.documentElement.scrollWidth"), look + " is too wide");
            assertEquals(
                    List.of(),
                    new AxeBuilder(page)
                            .analyze().getViolations().stream()
                                    .map(rule -> rule.getImpact() + " " + rule.getId() + " "
                                            + rule.getNodes().stream()
                                                    .map(node -> node.getHtml())
                                                    .toList())
                                    .toList());
        }
    }
}
