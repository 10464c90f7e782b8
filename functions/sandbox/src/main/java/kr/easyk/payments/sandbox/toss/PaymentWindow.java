package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import kr.easyk.payments.sandbox.http.StaticFile;

/**
 * {@code /v2/…}: what a payer sees of Toss. The script of the browser SDK, the page it sends the payer to, and what that page
 * asks for.
 */
final class PaymentWindow {
    static final String PATH = "/v2/";

    private static final String FOLDER = "toss";

    /** Nothing but the window's own; no script in the page's text. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    /** Where the payer goes when they are done here, as the merchant's page said. */
    private record Return(String successUrl, String failUrl, String method) {}

    private final TossSimulator toss;
    private final Ledger ledger;
    private final Keys keys;
    private final Map<String, Return> returns = new ConcurrentHashMap<>();

    PaymentWindow(TossSimulator toss, Ledger ledger, Keys keys) {
        this.toss = toss;
        this.ledger = ledger;
        this.keys = keys;
    }

    Reply.Answer handle(Call call) {
        try {
            return answer(call);
        } catch (TossRefusal refusal) {
            return refusal.answer(call.english());
        }
    }

    private Reply.Answer answer(Call call) {
        List<String> path = call.segments();
        String what = path.size() < 2 ? "" : path.get(1);
        String rest = path.size() < 4 ? "" : path.get(3);
        return switch (call.method() + " " + path.size() + " " + what + " " + rest) {
            case "GET 2 standard " -> file(call, "standard.js");
            case "GET 3 assets " -> file(call, path.get(2));
            case "POST 2 checkouts " -> Reply.json(201, open(Json.read(call.body())));
            case "GET 3 checkouts " -> file(call, "checkout.html");
            case "GET 4 checkouts order" -> Reply.json(200, order(path.get(2), call.english()));
            case "POST 4 checkouts authentications" -> authenticate(path.get(2), call);
            case "POST 4 checkouts cancellations" -> Reply.json(200, cancelled(path.get(2), call.english()));
            default -> throw TossError.NOT_FOUND.refusal();
        };
    }

    private static Reply.Answer file(Call call, String name) {
        StaticFile file = StaticFile.find(FOLDER, name);
        if (file == null) {
            throw TossError.NOT_FOUND.refusal();
        }
        Map<String, String> headers = new LinkedHashMap<>(file.headers());
        headers.put("Content-Security-Policy", POLICY);
        boolean known = file.isKnownTo(call.header("If-None-Match"));
        return new Reply.Answer(known ? 304 : 200, file.contentType(), file.bytes(), headers);
    }

    /** What the SDK does when the payer presses the merchant's button. */
    private ObjectNode open(ObjectNode body) {
        keys.requireClientKey(Json.text(body, "client_key"));
        String customerKey = Json.text(body, "customer_key");
        if (!customerKey.matches("(?=.*[=_.@-])[A-Za-z0-9=_.@-]{2,50}")
                || !Json.text(body, "currency").equals("KRW")) {
            throw TossError.INVALID_REQUEST.refusal();
        }
        String method = Json.text(body, "method");
        Method.named(method);
        Return back = new Return(url(body, "success_url"), url(body, "fail_url"), method);
        String paymentKey = toss.open(new Authentication(
                Json.text(body, "order_id"),
                Json.won(body, "amount"),
                method,
                null,
                null,
                Json.text(body, "order_name"),
                Json.textOrNull(body, "customer_name")));
        returns.put(paymentKey, back);
        return Json.object().put("checkout_url", toss.uri() + PATH + "checkouts/" + paymentKey);
    }

    private static String url(ObjectNode body, String field) {
        String url = Json.text(body, field);
        try {
            String scheme = String.valueOf(URI.create(url).getScheme());
            if (scheme.equals("http") || scheme.equals("https")) {
                return url;
            }
        } catch (IllegalArgumentException notAnAddress) {
            throw TossError.INVALID_REQUEST.refusal();
        }
        throw TossError.INVALID_REQUEST.refusal();
    }

    private ObjectNode order(String paymentKey, boolean english) {
        Return back = back(paymentKey);
        return ledger.atomically(() -> {
            Purchase payment = ledger.payment(Keys.MERCHANT, paymentKey);
            ObjectNode order = Json.object()
                    .put("order_name", payment.orderName())
                    .put("amount", payment.amount())
                    .put("method", back.method())
                    .put("open", payment.status() == Status.READY)
                    .put("expired", payment.status() == Status.EXPIRED)
                    .put("seconds_left", secondsLeft(payment));
            order.put("abort_url", aborted(back, payment.orderId(), english));
            means(order.putArray("means"), Method.named(back.method()), english);
            return order;
        });
    }

    private long secondsLeft(Purchase payment) {
        Duration left = Duration.between(ledger.now(), payment.requestedAt().plus(Purchase.WINDOW));
        return Math.max(0, left.toSeconds());
    }

    private static void means(ArrayNode list, Method method, boolean english) {
        for (TestMeans means : TestMeans.values()) {
            if (means.method() == method) {
                TossError outcome = means.confirmAnswer();
                list.addObject()
                        .put("id", means.label())
                        .put("number", means.number())
                        .put("outcome", outcome == null ? null : TossError.message(outcome.name(), english));
            }
        }
    }

    private Reply.Answer authenticate(String paymentKey, Call call) {
        Return back = back(paymentKey);
        ObjectNode body = Json.read(call.body());
        Purchase payment = ledger.payment(Keys.MERCHANT, paymentKey);
        try {
            toss.authenticate(
                    paymentKey,
                    new Authentication(
                            payment.orderId(),
                            payment.amount(),
                            back.method(),
                            SandboxApi.card(Json.objectOrNull(body, "card")),
                            Json.textOrNull(body, "account"),
                            null,
                            null));
        } catch (TossRefusal refusal) {
            if (!refusal.code().equals(TossError.REJECT_CARD_COMPANY.name())) {
                throw refusal;
            }
            String message = TossError.message(refusal.code(), call.english());
            return next(with(back.failUrl(), "code", refusal.code(), "message", message, "orderId", payment.orderId()));
        }
        return next(with(
                back.successUrl(),
                "paymentType",
                "NORMAL",
                "orderId",
                payment.orderId(),
                "paymentKey",
                paymentKey,
                "amount",
                String.valueOf(payment.amount())));
    }

    private static Reply.Answer next(String url) {
        return Reply.json(200, Json.object().put("next_url", url));
    }

    /** The payer gives up. The payment stays as it is, and no orderId goes back: Toss leaves it out here and only here. */
    private ObjectNode cancelled(String paymentKey, boolean english) {
        String message = english ? "The payer cancelled the payment." : "사용자에 의해 결제가 취소되었습니다.";
        return Json.object()
                .put("next_url", with(back(paymentKey).failUrl(), "code", "PAY_PROCESS_CANCELED", "message", message));
    }

    private static String aborted(Return back, String orderId, boolean english) {
        String message = english ? "The payment window has expired." : "결제 유효 시간이 지났습니다.";
        return with(back.failUrl(), "code", "PAY_PROCESS_ABORTED", "message", message, "orderId", orderId);
    }

    private Return back(String paymentKey) {
        Return back = returns.get(paymentKey);
        if (back == null) {
            throw TossError.NOT_FOUND_PAYMENT_SESSION.refusal();
        }
        return back;
    }

    /** Appends to a query that may be there already, as Toss does. */
    private static String with(String url, String... namesAndValues) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            pairs.add(namesAndValues[i] + "=" + URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
        }
        return url + (url.contains("?") ? "&" : "?") + String.join("&", pairs);
    }

    void clear() {
        returns.clear();
    }
}
