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

    /**
     * @throws IllegalStateException where the client key is of another stage than the stack, or a live payer would come back over
     *     http: Lambda publishes no version of a function that does not start
     */
    static Checkout with(Wiring wiring) {
        String clientKey = wiring.setting("TOSS_CLIENT_KEY");
        if (wiring.isOfTheOtherStage(clientKey)) {
            throw new IllegalStateException(
                    "STAGE and TOSS_CLIENT_KEY do not go together: one is test, the other live");
        }
        return new Checkout(clientKey, page(wiring, "TOSS_SUCCESS_URL"), page(wiring, "TOSS_FAIL_URL"));
    }

    private static String page(Wiring wiring, String name) {
        String address = wiring.setting(name);
        if (wiring.isLive() && !address.startsWith("https://")) {
            throw new IllegalStateException(name + " must be an https URL where STAGE is live");
        }
        return address;
    }

    ObjectNode of(Payment payment) {
        return Json.object()
                .put("payment_id", payment.paymentId())
                .put("status", payment.statusName())
                .put("consultation_id", payment.order().consultationId())
                .put("amount", payment.amount())
                .put("currency", payment.order().currency())
                .put("order_id", payment.order().orderId())
                .put("order_name", payment.order().name())
                .put("customer_key", customerKey(payment.order().userId()))
                .put("client_key", clientKey)
                .put("success_url", filledIn(successUrl, payment))
                .put("fail_url", filledIn(failUrl, payment))
                .put("created_at", Times.text(payment.order().createdAt()));
    }

    private static String filledIn(String url, Payment payment) {
        return url.replace(PLACEHOLDER, URLEncoder.encode(payment.order().consultationId(), StandardCharsets.UTF_8));
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
