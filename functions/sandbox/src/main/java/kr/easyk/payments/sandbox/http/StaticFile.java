package kr.easyk.payments.sandbox.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file for a browser, from the class path.
 *
 * @param etag of these very bytes, with its quotes
 */
public record StaticFile(String contentType, byte[] bytes, String etag) {
    /** A single name of one of the known kinds. With no slash and a single dot, it leads nowhere but into its folder. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]+\\.(css|html|js|svg)");

    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css;charset=UTF-8",
            "html", "text/html;charset=UTF-8",
            "js", "text/javascript;charset=UTF-8",
            "svg", "image/svg+xml");

    /** Read anew each time, so that a page compiled while the sandbox runs shows at the next reload. Null where there is none. */
    public static @Nullable StaticFile find(String folder, String name) {
        if (!NAME.matcher(name).matches()) {
            return null;
        }
        try (InputStream in = StaticFile.class.getResourceAsStream("/" + folder + "/" + name)) {
            return in == null ? null : of(name.substring(name.indexOf('.') + 1), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param kind css, html, js or svg */
    public static StaticFile of(String kind, byte[] bytes) {
        return new StaticFile(TYPES.get(kind), bytes, etag(bytes));
    }

    private static String etag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** @param ifNoneMatch the request's header: what the browser has already */
    public boolean isKnownTo(@Nullable String ifNoneMatch) {
        return ifNoneMatch != null && ifNoneMatch.contains(etag);
    }

    /** What goes with the file, whoever serves it. */
    public Map<String, String> headers() {
        return Map.of(
                "Content-Type", contentType,
                "ETag", etag,
                "Cache-Control", "no-cache",
                "X-Content-Type-Options", "nosniff",
                "Referrer-Policy", "strict-origin-when-cross-origin");
    }
}
