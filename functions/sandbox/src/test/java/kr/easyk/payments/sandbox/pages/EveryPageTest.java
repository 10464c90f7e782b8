package kr.easyk.payments.sandbox.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each page once in each language: at both widths, in light and dark, looked at by axe, and kept as a picture. */
@ExtendWith(OpenShop.class)
class EveryPageTest {
    private static final Path PICTURES = Path.of("target/screenshots");
    /** Crossed, so that two rounds show each page in both widths and both lights. */
    private static final Map<String, List<Shop.Look>> LOOKS = Map.of(
            "ko", List.of(Shop.Look.PHONE, Shop.Look.DESKTOP_DARK),
            "en", List.of(Shop.Look.PHONE_DARK, Shop.Look.DESKTOP));

    private final Shop shop;

    EveryPageTest(Shop shop) {
        this.shop = shop;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ko", "en"})
    void everyPageReadsWellForEverybody(String language) {
        Visit visit = shop.visit(language);
        String payer = "alex";
        visit.page().addInitScript("localStorage.setItem('easyk.person', '" + payer + "')");
        String first =
                shop.sandbox.createConsultation(payer, visit.say("비자 연장 상담 50분", "Visa extension, 50 minutes"), 50_000);
        String second = shop.sandbox.createConsultation(payer, visit.say("부동산 계약서 검토", "Reading a lease"), 120_000);
        String third = shop.sandbox.createConsultation(payer, visit.say("세금 신고 안내", "Help with a tax return"), 80_000);

        visit.atTheWidget(first);
        look(visit, "payment");
        visit.page().locator(".pay .button").click();
        visit.radio(visit.say("다른 카드 번호 입력", "Type another card number")).check();
        visit.page().locator("summary").click();
        visit.authenticate();
        look(visit, "window");
        visit.radio(visit.say("신한카드", "Shinhan Card")).check();
        visit.typeCard("123", "12");
        visit.authenticate();
        visit.paid();
        look(visit, "success");

        visit.link(visit.say("결제 내역 보기", "See the payment")).click();
        visit.radio(visit.say("일부 환불", "A part of it")).check();
        visit.field(visit.say("환불할 금액 (원)", "Amount to refund (won)")).fill("20000");
        visit.field(visit.say("사유", "Reason")).fill(visit.say("상담이 일찍 끝남", "Ended early"));
        visit.button(visit.say("환불하기", "Refund")).click();
        assertThat(visit.page().locator(".timeline")).containsText("₩20,000");
        look(visit, "detail");

        visit.intoTheWindow(second, visit.say("가상계좌", "Virtual account"));
        visit.button(visit.say("계좌 발급받기", "Get the account")).click();
        visit.heads("입금을 기다리고 있습니다", "Waiting for your deposit");
        look(visit, "success-virtual-account");

        visit.payWithCard(third, "4030-0000-0000-0003");
        visit.heads("결제가 거절되었습니다", "Your payment was declined");
        look(visit, "declined");
        visit.open("/consultations/" + third + "/payment/fail?code=PAY_PROCESS_CANCELED&message=x");
        look(visit, "fail");
        visit.open("/payments/0b8f7c0e-4a53-4c1b-9f6e-2d1a5c7e9b31");
        visit.heads("결제를 찾을 수 없습니다", "No such payment");
        look(visit, "not-found");
        visit.open("/consultations");
        assertThat(visit.page().getByText(visit.say("일부 환불", "Partly refunded")).first())
                .isVisible();
        look(visit, "consultations");
    }

    /** The page as it is now, in two looks, by axe and for whoever opens the pictures. */
    static void look(Visit visit, String name) {
        Page page = visit.page();
        for (Shop.Look look : LOOKS.get(visit.language())) {
            page.setViewportSize(look.width(), look.height());
            page.emulateMedia(
                    new Page.EmulateMediaOptions().setColorScheme(look.dark() ? ColorScheme.DARK : ColorScheme.LIGHT));
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(PICTURES.resolve(name + "-" + visit.language() + "-" + look.name() + ".png"))
                    .setFullPage(true));
            assertEquals(look.width(), page.evaluate("document.documentElement.scrollWidth"), name + " is too wide");
        }
        assertEquals(List.of(), violations(page), name);
    }

    private static List<String> violations(Page page) {
        return new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .map(rule -> rule.getImpact() + " " + rule.getId() + " "
                                + rule.getNodes().stream()
                                        .map(node -> node.getHtml())
                                        .toList())
                        .toList();
    }
}
