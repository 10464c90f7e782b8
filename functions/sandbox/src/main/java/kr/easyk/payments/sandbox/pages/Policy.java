package kr.easyk.payments.sandbox.pages;

/** The pages' Content-Security-Policy: themselves, Toss, and nobody else; no script in a page's text. */
final class Policy {
    private Policy() {}

    /**
     * @param toss the hosts Toss's SDK comes from and talks to
     * @param styles where styles may come from
     */
    static String of(String toss, String styles) {
        return String.join(
                "; ",
                "default-src 'none'",
                "script-src 'self' " + toss,
                "style-src " + styles,
                "img-src 'self' data: " + toss,
                "connect-src 'self' " + toss,
                "frame-src " + toss,
                "form-action 'self' " + toss,
                "base-uri 'none'",
                "frame-ancestors 'none'");
    }
}
