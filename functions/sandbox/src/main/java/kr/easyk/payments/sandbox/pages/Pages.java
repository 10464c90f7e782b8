package kr.easyk.payments.sandbox.pages;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kr.easyk.payments.sandbox.http.LocalServer;
import kr.easyk.payments.sandbox.http.StaticFile;
import org.jspecify.annotations.Nullable;

/** Serves the checkout's pages. Whatever is none of theirs is left to the API. */
public final class Pages {
    private static final String FOLDER = "pages";

    /** An id in an address is the page's business; here it is only some text between two slashes. */
    private static final Map<Pattern, String> PAGES = Map.of(
            Pattern.compile("/consultations"), "consultations.html",
            Pattern.compile("/consultations/[^/]+/payment"), "payment.html",
            Pattern.compile("/consultations/[^/]+/payment/success"), "success.html",
            Pattern.compile("/consultations/[^/]+/payment/fail"), "fail.html",
            Pattern.compile("/payments/[^/]+"), "detail.html");

    private static final Pattern ASSET = Pattern.compile("/assets/([^/]+)");

    private final StaticFile config;
    private final String policy;

    private Pages(URI script, String policy) {
        // The one thing a front end sets: where Toss's browser SDK comes from.
        this.config = StaticFile.of(
                "js", ("export const TOSS_SCRIPT = \"" + script + "\";\n").getBytes(StandardCharsets.UTF_8));
        this.policy = policy;
    }

    /** Pages that pay with the simulator at this address. */
    public static Pages withSimulator(URI simulator) {
        return new Pages(simulator.resolve("/v2/standard"), Policy.of(simulator.toString(), "'self' " + simulator));
    }

    /** Pages that pay with Toss's own test environment. */
    public static Pages withToss() {
        // Toss's SDK lays its frames out with inline styles, and loads from several of its hosts.
        return new Pages(
                URI.create("https://js.tosspayments.com/v2/standard"),
                Policy.of("https://*.tosspayments.com https://*.toss.im", "'self' 'unsafe-inline'"));
    }

    /**
     * Answers, if it is a page or a part of one that is asked for.
     *
     * @return whether it was
     */
    public boolean answer(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return false;
        }
        Headers headers = exchange.getResponseHeaders();
        if (path.equals("/")) {
            headers.set("Location", "/consultations");
            LocalServer.send(exchange, 302, new byte[0]);
            return true;
        }
        StaticFile file = file(path);
        if (file == null) {
            return false;
        }
        file.headers().forEach(headers::set);
        headers.set("Content-Security-Policy", policy);
        boolean known = file.isKnownTo(exchange.getRequestHeaders().getFirst("If-None-Match"));
        LocalServer.send(exchange, known ? 304 : 200, file.bytes());
        return true;
    }

    private @Nullable StaticFile file(String path) {
        if (path.equals("/assets/config.js")) {
            return config;
        }
        Matcher asset = ASSET.matcher(path);
        if (asset.matches()) {
            return StaticFile.find(FOLDER, asset.group(1));
        }
        for (Map.Entry<Pattern, String> page : PAGES.entrySet()) {
            if (page.getKey().matcher(path).matches()) {
                return StaticFile.find(FOLDER, page.getValue());
            }
        }
        return null;
    }
}
