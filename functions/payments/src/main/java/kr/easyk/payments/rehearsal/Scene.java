package kr.easyk.payments.rehearsal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import kr.easyk.payments.json.Json;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.Times;

/** The one record there is during a rehearsal, as DynamoDB and Toss would show it: nobody's, and about nothing. */
public final class Scene {
    /** An id that no payment, no consultation and no payer has. */
    public static final String NOBODYS_ID = "00000000-0000-0000-0000-000000000000";

    public static final String PAYMENT_KEY = "rehearsal";
    static final String CREDENTIALS = "/credentials";
    public static final int AMOUNT = 100;

    /** In both scripts, as the JVM keeps texts with Korean in them in another way, and compiles for the one it has seen. */
    private static final String TITLE = "비자 상담 Visa consultation";

    /** Not to be taken for one that its writer may still be alive for. */
    private static final Duration AGE = Duration.ofMinutes(1);

    private final ObjectNode item;
    private final String tossStatus;
    private final Instant begun;

    private Scene(String tossStatus, Instant begun) {
        this.tossStatus = tossStatus;
        this.begun = begun;
        item = Json.object();
        text("consultation_id", NOBODYS_ID);
        text("user_id", NOBODYS_ID);
        number("amount", AMOUNT);
    }

    /** A consultation that can be paid for. */
    public static Scene consultation() {
        return new Scene("", Instant.EPOCH).text("title", TITLE).text("payment_status", "pending");
    }

    /** A payment that waits to be approved, and that Toss will approve. */
    public static Scene pending(Instant now) {
        return payment("pending", "DONE", now).number("balance_amount", 0).open(now.plus(Payment.PAYMENT_WINDOW));
    }

    /** A payment that Toss has approved without our having heard of it. */
    public static Scene approving(Instant now) {
        return payment("approving", "DONE", now)
                .number("balance_amount", 0)
                .text("toss_payment_key", PAYMENT_KEY)
                .text("key_digest", NOBODYS_ID)
                .open(now);
    }

    /** A payment that has been made, and that Toss will refund. */
    public static Scene approved(Instant now) {
        return payment("approved", "CANCELED", now)
                .number("balance_amount", AMOUNT)
                .text("toss_payment_key", PAYMENT_KEY)
                .text("payment_method", "card")
                .text("approved_at", Times.text(now));
    }

    private static Scene payment(String status, String tossStatus, Instant now) {
        Scene scene = new Scene(tossStatus, now.minus(AGE));
        String begun = Times.text(scene.begun);
        return scene.text("payment_id", NOBODYS_ID)
                .text("currency", "KRW")
                .text("order_name", TITLE)
                .text("status", status)
                .text("created_at", begun)
                .text("updated_at", begun)
                .text("status_since", begun)
                .number("claims", 1)
                .number("refunds_asked", 0)
                .number("checks", 0)
                .number("version", 1);
    }

    private Scene open(Instant nextCheckAt) {
        return text("next_check_at", Times.text(nextCheckAt)).text("open_since", Times.text(begun));
    }

    private Scene text(String name, String value) {
        item.putObject(name).put("S", value);
        return this;
    }

    private Scene number(String name, long value) {
        item.putObject(name).put("N", Long.toString(value));
        return this;
    }

    /**
     * @param path asked for
     * @param operation of AWS's; empty where Toss is asked
     * @return JSON
     */
    String answer(String path, String operation) {
        return switch (operation) {
            case "" -> path.equals(CREDENTIALS) ? credentials() : toss(path);
            case "GetItem" -> {
                ObjectNode found = Json.object();
                found.set("Item", item);
                yield Json.text(found);
            }
            case "Query" -> {
                ObjectNode page = Json.object();
                page.putArray("Items").add(item);
                yield Json.text(page);
            }
            case "GetSecretValue" -> Json.text(Json.object().put("SecretString", "{\"secretKey\":\"rehearsal\"}"));
            default -> "{}";
        };
    }

    /** By the machine's clock, as the SDK reads them. */
    private static String credentials() {
        Instant now = Clock.systemUTC().instant();
        return Json.text(Json.object()
                .put("AccessKeyId", "rehearsal")
                .put("SecretAccessKey", "rehearsal")
                .put("Token", "rehearsal")
                .put("Expiration", Times.text(now.plus(Duration.ofHours(1)))));
    }

    private String toss(String path) {
        if (path.startsWith("/v1/transactions")) {
            return "[]";
        }
        boolean refunded = tossStatus.equals("CANCELED");
        ObjectNode payment = Json.object()
                .put("paymentKey", PAYMENT_KEY)
                .put("orderId", "easyk_" + NOBODYS_ID)
                .put("lastTransactionKey", PAYMENT_KEY)
                .put("status", tossStatus)
                .put("totalAmount", AMOUNT)
                .put("balanceAmount", refunded ? 0 : AMOUNT)
                .put("currency", "KRW")
                .put("method", "카드")
                .put("approvedAt", begun.toString());
        payment.putObject("receipt").put("url", "https://toss.invalid/rehearsal");
        if (refunded) {
            payment.putArray("cancels")
                    .addObject()
                    .put("transactionKey", PAYMENT_KEY)
                    .put("cancelAmount", AMOUNT)
                    .put("cancelReason", TITLE)
                    .put("canceledAt", begun.plus(AGE).toString())
                    .put("cancelStatus", "DONE");
        }
        return Json.text(payment);
    }
}
