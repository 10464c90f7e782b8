package kr.easyk.payments.ready;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.json.Json;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.Times;

/** What a browser needs to open Toss's checkout for a payment. */
final class Checkout {
    /** In {@code TOSS_SUCCESS_URL} and {@code TOSS_FAIL_URL}. */
    private static final String PLACEHOLDER = "{consultation_id}";

    /** Toss takes 2 to 50 characters, one of them a sign. */
    private static final String CUSTOMER_PREFIX = "easyk_";

    private static final int CUSTOMER_DIGITS = 40;

    private final String clientKey;
    private final String successUrl;
    private final String failUrl;

    private Checkout(String clientKey, String successUrl, String failUrl) {
        this.clientKey = clientKey;
        this.successUrl = successUrl;
        this.failUrl = failUrl;
    }

    static Checkout with(Wiring wiring) {
        return new Checkout(
                wiring.setting("TOSS_CLIENT_KEY"), wiring.setting("TOSS_SUCCESS_URL"), wiring.setting("TOSS_FAIL_URL"));
    }

    ObjectNode of(Payment payment) {
        return Json.object()
                .put("payment_id", payment.paymentId())
                .put("status", payment.status().wireName())
                .put("consultation_id", payment.consultationId())
                .put("amount", payment.amount())
                .put("currency", payment.currency())
                .put("order_id", payment.orderId())
                .put("order_name", payment.orderName())
                .put("customer_key", customerKey(payment.userId()))
                .put("client_key", clientKey)
                .put("success_url", filledIn(successUrl, payment))
                .put("fail_url", filledIn(failUrl, payment))
                .put("created_at", Times.text(payment.createdAt()));
    }

    private static String filledIn(String url, Payment payment) {
        return url.replace(PLACEHOLDER, URLEncoder.encode(payment.consultationId(), StandardCharsets.UTF_8));
    }

    /** The same for all payments of a user, and not to be guessed by whoever does not know the user's id, which is random. */
    private static String customerKey(String userId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("toss customer " + userId).getBytes(StandardCharsets.UTF_8));
            return CUSTOMER_PREFIX + HexFormat.of().formatHex(digest).substring(0, CUSTOMER_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
