package kr.easyk.payments.sandbox.window;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Bodies, items and tokens as a screen that somebody may look at over a shoulder, or photograph, should show them. */
final class Masked {
    static final String HIDDEN = "•••";

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int LARGEST_BODY = 32 * 1024;

    private static final Set<String> SECRETS =
            Set.of("secret", "toss_secret", "secretkey", "access_token", "token", "authorization", "password", "cvc");

    private static final Set<String> ACCOUNTS = Set.of("accountnumber", "account_number");

    private static final Pattern KEY = Pattern.compile("((?:test|live)_g?[cs]k_)\\S+");
    private static final Pattern TOKEN = Pattern.compile("(eyJ[\\w-]{5})[\\w-]*\\.[\\w-]+\\.[\\w-]+");

    private Masked() {}

    /** A body as JSON. One that is none, or too long to look at, is told about instead of shown. */
    static JsonNode body(byte[] body) {
        if (body.length == 0) {
            return NullNode.getInstance();
        }
        if (body.length > LARGEST_BODY) {
            return TextNode.valueOf("(" + body.length + " bytes)");
        }
        try {
            return of(JSON.readTree(body));
        } catch (IOException e) {
            return TextNode.valueOf("(" + body.length + " bytes, not JSON)");
        }
    }

    static JsonNode body(String body) {
        return body(body.getBytes(StandardCharsets.UTF_8));
    }

    static JsonNode of(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode masked = JSON.createObjectNode();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                masked.set(field.getKey(), field(field.getKey().toLowerCase(Locale.ROOT), field.getValue()));
            }
            return masked;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode masked = JSON.createArrayNode();
            array.forEach(element -> masked.add(of(element)));
            return masked;
        }
        return node.isTextual() ? TextNode.valueOf(text(node.textValue())) : node;
    }

    private static JsonNode field(String name, JsonNode value) {
        if (value.isNull()) {
            return value;
        }
        if (SECRETS.contains(name)) {
            return TextNode.valueOf(HIDDEN);
        }
        if (ACCOUNTS.contains(name) && value.isTextual()) {
            String number = value.textValue();
            return TextNode.valueOf(HIDDEN + number.substring(Math.max(0, number.length() - 4)));
        }
        return of(value);
    }

    /** Keys and tokens wherever they stand: what kind they are, and no more. */
    static String text(String text) {
        return TOKEN.matcher(KEY.matcher(text).replaceAll("$1" + HIDDEN)).replaceAll("$1…");
    }

    /** Who a bearer token says its bearer is: sub and groups, nothing else of it. Not verified. */
    static ObjectNode caller(String authorization) {
        ObjectNode caller = JSON.createObjectNode();
        String[] parts = authorization.split("\\.");
        if (parts.length == 3) {
            try {
                JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
                if (claims.path("sub").isTextual()) {
                    caller.set("user_id", claims.path("sub"));
                }
                if (claims.path("cognito:groups").isArray()) {
                    caller.set("groups", claims.path("cognito:groups"));
                }
            } catch (IOException | IllegalArgumentException e) {
                return caller;
            }
        }
        return caller;
    }
}
