package kr.easyk.payments.sandbox.pages;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import kr.easyk.payments.sandbox.Sandbox;
import kr.easyk.payments.sandbox.SandboxOptions;
import kr.easyk.payments.sandbox.toss.Account;

/** A sandbox as deployed, and this machine's Chromium to walk through it. */
final class Shop implements AutoCloseable {
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome", "chrome");

    /** For a machine that has much else to do; where all is well nobody waits this long. */
    private static final int PATIENCE_MS = 20_000;

    final Sandbox sandbox;
    private final Playwright playwright;
    private final Browser browser;
    private final List<BrowserContext> visits = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    Shop() {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        sandbox = Sandbox.start(SandboxOptions.forTests(Path.of("../../template.yaml")));
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium().orElseThrow())
                        .setArgs(List.of(
                                "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")));
    }

    /** The system's own; none is ever downloaded. */
    static Optional<Path> chromium() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> BROWSERS.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    Visit visit(String language) {
        return visit(language, Look.DESKTOP);
    }

    Visit visit(String language, Look look) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(sandbox.api().toString())
                .setLocale(language.equals("ko") ? "ko-KR" : "en-US")
                .setTimezoneId("Asia/Seoul")
                .setViewportSize(look.width(), look.height())
                .setColorScheme(look.dark() ? ColorScheme.DARK : ColorScheme.LIGHT)
                .setPermissions(List.of("clipboard-read", "clipboard-write")));
        context.setDefaultTimeout(PATIENCE_MS);
        context.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                complaints.add(message.text());
            }
        });
        context.onWebError(error -> complaints.add(error.error()));
        visits.add(context);
        Page page = context.newPage();
        return new Visit(this, page, language);
    }

    /** What Toss has done with the money of the consultation's only payment. */
    Account moneyOf(String consultationId) {
        String paymentId =
                sandbox.consultation(consultationId).path("payment_id").textValue();
        return sandbox.simulator().accountOfOrder("easyk_" + paymentId).orElseThrow();
    }

    /** Until Toss's webhook has told us. */
    void awaitPaid(String consultationId) {
        long end = System.nanoTime() + Duration.ofMillis(PATIENCE_MS).toNanos();
        while (!sandbox.consultation(consultationId)
                        .path("payment_status")
                        .textValue()
                        .equals("paid")
                && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    /**
     * Ends what a test has opened.
     *
     * @return what the browser had to say: errors a page has thrown, and what it tried that its policy forbids
     */
    List<String> closeVisits() {
        sandbox.simulator().clearFaults();
        visits.forEach(BrowserContext::close);
        visits.clear();
        List<String> all = List.copyOf(complaints);
        complaints.clear();
        return all;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
        sandbox.close();
    }

    record Look(String name, int width, int height, boolean dark) {
        static final Look DESKTOP = new Look("desktop", 1280, 900, false);
        static final Look PHONE = new Look("phone", 375, 760, false);
        static final Look DESKTOP_DARK = new Look("desktop-dark", 1280, 900, true);
        static final Look PHONE_DARK = new Look("phone-dark", 375, 760, true);
    }
}
