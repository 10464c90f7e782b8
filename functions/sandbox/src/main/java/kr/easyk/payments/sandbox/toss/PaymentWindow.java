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
import org.jspecify.annotations.Nullable;

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
                    + "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors ";

    /** What the SDK sends for a payer who is no member: it could not be a customerKey. */
    private static final String ANONYMOUS = "@@ANONYMOUS";

    /** Where the payer goes when they are done here, as the merchant's page said. */
    private sealed interface Return {
        ObjectNode succeeded(Purchase payment);

        /** @param orderId null: it is not said */
        ObjectNode failed(String code, String message, @Nullable String orderId);

        /** Who may show the window in a frame, as a content security policy says it. */
        String framedBy();
    }

    /** To another page. */
    private record Redirect(String successUrl, String failUrl) implements Return {
        @Override
        public ObjectNode succeeded(Purchase payment) {
            return next(with(
                    successUrl,
                    "paymentType",
                    "NORMAL",
                    "orderId",
                    payment.orderId(),
                    "paymentKey",
                    payment.paymentKey(),
                    "amount",
                    payment.written(payment.amount()).toPlainString()));
        }

        @Override
        public ObjectNode failed(String code, String message, @Nullable String orderId) {
            String url = with(failUrl, "code", code, "message", message);
            return next(orderId == null ? url : with(url, "orderId", orderId));
        }

        @Override
        public String framedBy() {
            return "'none'";
        }

        private static ObjectNode next(String url) {
            return Json.object().put("next_url", url);
        }
    }

    /**
     * Nowhere: the merchant's page has the window in a frame, and is told.
     *
     * @param embeddedIn that page's origin
     */
    private record Promise(String embeddedIn) implements Return {
        /** What can stand in a content security policy. */
        static Promise to(@Nullable String origin) {
            if (origin == null || !origin.matches("https?://[A-Za-z0-9.:\\[\\]-]+")) {
                throw TossError.invalid("successUrl");
            }
            return new Promise(origin);
        }

        @Override
        public ObjectNode succeeded(Purchase payment) {
            ObjectNode said = said();
            said.putObject("result")
                    .put("paymentKey", payment.paymentKey())
                    .put("orderId", payment.orderId())
                    .putObject("amount")
                    .put("currency", payment.currency().name())
                    .put("value", payment.written(payment.amount()));
            return said;
        }

        @Override
        public ObjectNode failed(String code, String message, @Nullable String orderId) {
            ObjectNode said = said();
            said.putObject("failure")
                    .put("code", code.equals(CANCELED) ? "USER_CANCEL" : code)
                    .put("message", message);
            return said;
        }

        @Override
        public String framedBy() {
            return embeddedIn;
        }

        private ObjectNode said() {
            return Json.object().put("embedded_in", embeddedIn);
        }
    }

    private static final String CANCELED = "PAY_PROCESS_CANCELED";

    /** @param method as the merchant's page named it */
    private record Visit(Return back, String method) {}

    private final TossSimulator toss;
    private final Ledger ledger;
    private final Keys keys;
    private final Map<String, Visit> visits = new ConcurrentHashMap<>();

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
            case "GET 2 standard " -> file(call, "standard.js", "'none'");
            case "GET 3 assets " -> file(call, path.get(2), "'none'");
            case "POST 2 checkouts " -> Reply.json(201, open(call));
            case "GET 3 checkouts " -> file(call, "checkout.html", framedBy(path.get(2)));
            case "GET 4 checkouts order" -> Reply.json(200, order(path.get(2), call.english()));
            case "POST 4 checkouts authentications" -> authenticate(path.get(2), call);
            case "POST 4 checkouts cancellations" -> Reply.json(200, cancelled(path.get(2), call.english()));
            default -> throw TossError.NOT_FOUND.refusal();
        };
    }

    private String framedBy(String paymentKey) {
        Visit visit = visits.get(paymentKey);
        return visit == null ? "'none'" : visit.back().framedBy();
    }

    private static Reply.Answer file(Call call, String name, String framedBy) {
        StaticFile file = StaticFile.find(FOLDER, name);
        if (file == null) {
            throw TossError.NOT_FOUND.refusal();
        }
        Map<String, String> headers = new LinkedHashMap<>(file.headers());
        headers.put("Content-Security-Policy", POLICY + framedBy);
        boolean known = file.isKnownTo(call.header("If-None-Match"));
        return new Reply.Answer(known ? 304 : 200, file.contentType(), file.bytes(), headers);
    }

    /** What the SDK does when the payer presses the merchant's button. */
    private ObjectNode open(Call call) {
        ObjectNode body = Json.read(call.body());
        Keys.Pair pair = keys.pairOf(Json.text(body, "clientKey"));
        String customerKey = Json.text(body, "customerKey");
        if (!customerKey.matches("[A-Za-z0-9=_.@-]{2,50}") && !customerKey.equals(ANONYMOUS)) {
            throw TossError.invalid("customerKey");
        }
        Opening opening = Opening.in(pair, body, ledger.now());
        if (!Json.text(body, "currency").equals(opening.currency().name())) {
            throw TossError.invalid("currency");
        }
        String method = Json.text(body, "method");
        Method.named(method);
        Return back = body.hasNonNull("successUrl") || body.hasNonNull("failUrl")
                ? new Redirect(url(body, "successUrl"), url(body, "failUrl"))
                : Promise.to(call.header("Origin"));
        String paymentKey = toss.open(
                opening,
                new Authentication(
                        Json.text(body, "orderId"),
                        opening.currency().units(Json.amount(body, "amount"), "amount"),
                        opening.currency(),
                        method,
                        null,
                        null,
                        Json.text(body, "orderName"),
                        Json.textOrNull(body, "customerName")));
        visits.put(paymentKey, new Visit(back, method));
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
            throw TossError.invalid(field);
        }
        throw TossError.invalid(field);
    }

    private ObjectNode order(String paymentKey, boolean english) {
        Visit visit = visit(paymentKey);
        return ledger.atomically(() -> {
            Purchase payment = ledger.payment(Keys.MERCHANT, paymentKey);
            ObjectNode order = Json.object()
                    .put("order_name", payment.orderName())
                    .put("amount", payment.written(payment.amount()))
                    .put("currency", payment.currency().name())
                    .put("method", visit.method())
                    .put("open", payment.status() == Status.READY)
                    .put("expired", payment.status() == Status.EXPIRED)
                    .put("seconds_left", secondsLeft(payment));
            order.set("abort", aborted(visit.back(), payment.orderId(), english));
            means(order.putArray("means"), Method.named(visit.method()), english);
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
        Visit visit = visit(paymentKey);
        ObjectNode body = Json.read(call.body());
        Purchase payment = ledger.payment(Keys.MERCHANT, paymentKey);
        try {
            toss.authenticate(
                    paymentKey,
                    new Authentication(
                            payment.orderId(),
                            payment.amount(),
                            payment.currency(),
                            visit.method(),
                            SandboxApi.card(Json.objectOrNull(body, "card")),
                            Json.textOrNull(body, "account"),
                            null,
                            null));
        } catch (TossRefusal refusal) {
            if (!refusal.code().equals(TossError.REJECT_CARD_COMPANY.name())) {
                throw refusal;
            }
            String message = TossError.message(refusal.code(), call.english());
            return Reply.json(200, visit.back().failed(refusal.code(), message, payment.orderId()));
        }
        return Reply.json(200, visit.back().succeeded(payment));
    }

    /** The payer gives up. The payment stays as it is, and no orderId goes back: Toss leaves it out here and only here. */
    private ObjectNode cancelled(String paymentKey, boolean english) {
        String message = english ? "The payer cancelled the payment." : "사용자에 의해 결제가 취소되었습니다.";
        return visit(paymentKey).back().failed(CANCELED, message, null);
    }

    private static ObjectNode aborted(Return back, String orderId, boolean english) {
        String message = english ? "The payment window has expired." : "결제 유효 시간이 지났습니다.";
        return back.failed("PAY_PROCESS_ABORTED", message, orderId);
    }

    private Visit visit(String paymentKey) {
        Visit visit = visits.get(paymentKey);
        if (visit == null) {
            throw TossError.NOT_FOUND_PAYMENT_SESSION.refusal();
        }
        return visit;
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
        visits.clear();
    }
}
