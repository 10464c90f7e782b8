package kr.easyk.payments.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What each function meets: a payment of its own, in the state in which the function has most to do with it. The last characters
 * of an id say whose it is.
 */
final class Scenario {
    static final String PAYER = "3f2b8c1e-5a52-4f0e-9f0c-6d2c1a7b9e10";
    static final String CONSULTATION = "00000000-0000-4000-8000-00000000c0c0";
    static final int AMOUNT = 50_000;

    private static final String PAYMENT_IDS = "00000000-0000-4000-8000-0000000000";

    static final String CREDENTIALS = """
            {"AccessKeyId":"BENCH","SecretAccessKey":"bench","Token":"bench","Expiration":"%s"}""";

    static final String SECRET = """
            {"ARN":"arn:aws:secretsmanager:ap-northeast-2:000000000000:secret:bench","Name":"bench",\
            "SecretString":"{\\"secretKey\\":\\"test_gsk_sandbox\\"}","VersionId":"00000000-0000-4000-8000-000000000000"}""";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter KOREAN_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx").withZone(ZoneOffset.ofHours(9));

    private Scenario() {}

    /** All but ready, which makes one. */
    static boolean isOfPayment(String function) {
        return !function.equals("ready");
    }

    static String paymentId(String function) {
        return PAYMENT_IDS + mark(function);
    }

    static String paymentKey(String function) {
        return "bench_" + function;
    }

    private static String mark(String function) {
        return switch (function) {
            case "approve" -> "a1";
            case "cancel" -> "ca";
            case "lookup" -> "10";
            case "webhook" -> "eb";
            case "reconcile" -> "ec";
            default -> throw new IllegalArgumentException(function);
        };
    }

    private static String functionOf(String request) {
        for (String function : List.of("approve", "cancel", "lookup", "webhook", "reconcile")) {
            if (request.contains(paymentId(function)) || request.contains(paymentKey(function))) {
                return function;
            }
        }
        throw new IllegalArgumentException(request);
    }

    static boolean isKnown(String request) {
        return request.contains(CONSULTATION) || request.contains(PAYMENT_IDS);
    }

    /** The item that a GetItem asks for. */
    static String item(String request, Instant now) {
        if (request.contains("consultation_id")) {
            return Item.with("consultation_id", CONSULTATION)
                    .and("user_id", PAYER)
                    .and("title", "비자 상담 Visa consultation")
                    .and("amount", AMOUNT)
                    .and("payment_status", "pending")
                    .json();
        }
        return payment(functionOf(request), now);
    }

    private static String payment(String function, Instant now) {
        String early = TIME.format(now.minus(1, ChronoUnit.MINUTES));
        Item item = Item.with("payment_id", paymentId(function))
                .and("consultation_id", CONSULTATION)
                .and("user_id", PAYER)
                .and("amount", AMOUNT)
                .and("currency", "KRW")
                .and("order_name", "비자 상담 Visa consultation")
                .and("toss_order_id", "easyk_" + paymentId(function))
                .and("created_at", early)
                .and("updated_at", early)
                .and("status_since", early)
                .and("claims", function.equals("approve") ? 0 : 1)
                .and("refunds_asked", 0)
                .and("checks", 0)
                .and("version", 2);
        if (function.equals("approve")) {
            return open(item, "pending", early, TIME.format(now.plus(39, ChronoUnit.MINUTES)))
                    .json();
        }
        item.and("toss_payment_key", paymentKey(function)).and("key_digest", "bench");
        if (function.equals("webhook") || function.equals("reconcile")) {
            return open(item, "approving", early, early).json();
        }
        return item.and("status", "approved")
                .and("balance_amount", AMOUNT)
                .and("approved_at", early)
                .and("payment_method", "card")
                .and("receipt_url", "https://toss.invalid/receipt")
                .json();
    }

    private static Item open(Item item, String status, String since, String nextCheckAt) {
        return item.and("status", status)
                .and("balance_amount", 0)
                .and("next_check_at", nextCheckAt)
                .and("open_shard", "0")
                .and("open_since", since);
    }

    /** Reconcile reads its worklist shard by shard: one has one entry, the others none. */
    static boolean isFirstShard(String request) {
        return request.contains("\":shard\":{\"S\":\"0\"}");
    }

    static String due(Instant now) {
        return Item.with("payment_id", paymentId("reconcile"))
                .and("next_check_at", TIME.format(now.minus(1, ChronoUnit.MINUTES)))
                .json();
    }

    /** @param request whatever names the payment */
    static String tossPayment(String request, boolean cancelled, Instant now) {
        String function = functionOf(request);
        String at = KOREAN_TIME.format(now);
        String cancels = """
                [{"transactionKey":"bench_refund","cancelReason":"bench","taxExemptionAmount":0,"canceledAt":"%s",\
                "cardDiscountAmount":0,"transferDiscountAmount":0,"easyPayDiscountAmount":0,"receiptKey":null,\
                "cancelAmount":%d,"taxFreeAmount":0,"refundableAmount":0,"cancelStatus":"DONE","cancelRequestId":null}]""".formatted(at, AMOUNT);
        return """
                {"mId":"bench","lastTransactionKey":"%s","paymentKey":"%s","orderId":"easyk_%s",\
                "orderName":"비자 상담 Visa consultation","taxExemptionAmount":0,"status":"%s","requestedAt":"%s",\
                "approvedAt":"%s","useEscrow":false,"cultureExpense":false,"version":"2022-11-16","type":"NORMAL",\
                "country":"KR","currency":"KRW","method":"카드","isPartialCancelable":true,"totalAmount":%d,\
                "balanceAmount":%d,"suppliedAmount":45455,"vat":4545,"taxFreeAmount":0,"mobilePhone":null,\
                "giftCertificate":null,"cashReceipt":null,"cashReceipts":null,"discount":null,"metadata":null,\
                "cancels":%s,"card":{"issuerCode":"41","acquirerCode":"41","number":"40300000****000*",\
                "installmentPlanMonths":0,"isInterestFree":false,"interestPayer":null,"approveNo":"00000000",\
                "useCardPoint":false,"cardType":"신용","ownerType":"개인","acquireStatus":"READY","amount":%d},\
                "virtualAccount":null,"transfer":null,"easyPay":null,"failure":null,\
                "checkout":{"url":"https://toss.invalid/checkout"},"receipt":{"url":"https://toss.invalid/receipt"}}""".formatted(
                        cancelled ? "bench_refund" : "bench_charge",
                        paymentKey(function),
                        paymentId(function),
                        cancelled ? "CANCELED" : "DONE",
                        at,
                        at,
                        AMOUNT,
                        cancelled ? 0 : AMOUNT,
                        cancelled ? cancels : "null",
                        AMOUNT);
    }

    /** What invokes the function: API Gateway's event, or the schedule's. */
    static byte[] event(String function) {
        String body = switch (function) {
            case "ready" -> "{\"consultation_id\":\"%s\"}".formatted(CONSULTATION);
            case "approve" ->
                "{\"paymentKey\":\"%s\",\"orderId\":\"easyk_%s\",\"amount\":%d}"
                        .formatted(paymentKey(function), paymentId(function), AMOUNT);
            case "cancel" -> "{\"payment_id\":\"%s\",\"cancel_reason\":\"bench\"}".formatted(paymentId(function));
            case "webhook" ->
                "{\"eventType\":\"PAYMENT_STATUS_CHANGED\",\"data\":%s}"
                        .formatted(tossPayment(paymentId(function), false, Instant.now()));
            default -> "";
        };
        String event = switch (function) {
            case "reconcile" -> "{\"version\":\"0\",\"detail-type\":\"Scheduled Event\",\"detail\":\"{}\"}";
            case "lookup" ->
                event(
                        "GET",
                        "/api/payments/{payment_id}",
                        "\"pathParameters\":{\"payment_id\":\"%s\"}".formatted(paymentId(function)));
            default -> event("POST", "/api/payments/" + function, "\"body\":\"%s\"".formatted(escaped(body)));
        };
        return event.getBytes(StandardCharsets.UTF_8);
    }

    private static String escaped(String json) {
        return json.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String event(String method, String path, String rest) {
        return """
                {"version":"2.0","routeKey":"%s %s","rawPath":"%s","rawQueryString":"","headers":{"accept":"application/json",\
                "accept-encoding":"gzip, deflate, br","accept-language":"en-US,en;q=0.9,ko;q=0.8",\
                "authorization":"Bearer bench.access.token","content-type":"application/json",\
                "host":"bench.execute-api.ap-northeast-2.amazonaws.com","origin":"https://www.easyk.example",\
                "user-agent":"Mozilla/5.0 (bench)","x-amzn-trace-id":"Root=1-00000000-000000000000000000000000",\
                "x-forwarded-for":"203.0.113.7","x-forwarded-port":"443","x-forwarded-proto":"https"},\
                "requestContext":{"accountId":"000000000000","apiId":"bench","authorizer":{"jwt":{"claims":{\
                "auth_time":"1767322685","client_id":"bench","exp":"1767326285","iat":"1767322685","iss":"https://issuer.example",\
                "jti":"bench","scope":"openid","sub":"%s","token_use":"access","username":"%s"},"scopes":null}},\
                "domainName":"bench.execute-api.ap-northeast-2.amazonaws.com","domainPrefix":"bench",\
                "http":{"method":"%s","path":"%s","protocol":"HTTP/1.1","sourceIp":"203.0.113.7",\
                "userAgent":"Mozilla/5.0 (bench)"},"requestId":"BenchReq=","routeKey":"%s %s","stage":"$default",\
                "time":"02/Jan/2026:03:08:05 +0000","timeEpoch":1767323285678},%s,"isBase64Encoded":false}""".formatted(method, path, path, PAYER, PAYER, method, path, method, path, rest);
    }

    /** An item as DynamoDB writes it. */
    private static final class Item {
        private final List<String> attributes = new ArrayList<>();

        static Item with(String name, String value) {
            return new Item().and(name, value);
        }

        Item and(String name, String value) {
            attributes.add("\"%s\":{\"S\":\"%s\"}".formatted(name, value));
            return this;
        }

        Item and(String name, long value) {
            attributes.add("\"%s\":{\"N\":\"%d\"}".formatted(name, value));
            return this;
        }

        String json() {
            return "{" + String.join(",", attributes) + "}";
        }
    }
}
