package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kr.easyk.payments.sandbox.promises.Told.Asked;
import kr.easyk.payments.sandbox.toss.Account;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Holds every wish, and every answer that a caller was given, against what Toss did. For a world in which each wish for a refund,
 * and each refund in the dashboard, has a reason of its own: by that a refund at Toss tells whose it is.
 *
 * <p>What the design lets be, and no more:
 *
 * <ul>
 *   <li>A wish whose API key has changed, or whose attempt is over, may take for its own a refund of the dashboard's that has the same
 *       amount and a reason that differs in signs alone. Then there is one refund for either of them all the same, or only the
 *       dashboard's.
 *   <li>A wish for all leaves what comes back to us when Toss gives up a refund that was on its way before.
 *   <li>The call-off of an account that nobody has paid into is granted whoever called it off.
 * </ul>
 */
final class Wishes {
    /** A refund as Toss has it. */
    private record Made(String transactionKey, long amount, String reason, String status) {
        boolean isDone() {
            return status.equals("DONE");
        }

        boolean isAborted() {
            return status.equals("ABORTED");
        }
    }

    private final World world;
    private final JsonNode record;
    private final Account account;
    private final String orderId;
    private final Map<String, JsonNode> payments = new LinkedHashMap<>();
    private final List<Made> refunds = new ArrayList<>();
    private final List<Asked> approvals;
    private final List<Asked> cancels;
    private final List<Asked> lookups;

    private Wishes(World world, Map<String, AttributeValue> item) {
        String owner = item.get("user_id").s();
        this.world = world;
        this.record = new Payer(world, owner)
                .lookup(item.get("payment_id").s())
                .is(200)
                .body();
        this.orderId = record.path("order_id").asText();
        this.account = Truth.atToss(world, record);
        for (JsonNode payment : world.toss().payments()) {
            if (payment.path("order_id").asText().equals(orderId)) {
                String key = payment.path("payment_key").asText();
                payments.put(key, payment);
                for (JsonNode each : world.atToss(key).path("cancels")) {
                    refunds.add(new Made(
                            each.path("transactionKey").asText(),
                            each.path("cancelAmount").asLong(),
                            each.path("cancelReason").asText(),
                            each.path("cancelStatus").asText()));
                }
            }
        }
        this.approvals = world.told.all(each -> each.function().equals("approve")
                && each.asked("orderId").equals(orderId)
                && each.body().path("amount").asLong() == record.path("amount").asLong()
                && !(each.reply() != null && each.reply().status() == 404 && isUnknown(each.reply())));
        this.cancels = world.told.all(each -> each.function().equals("cancel")
                && each.asked("payment_id").equals(record.path("payment_id").asText()));
        this.lookups = world.told.all(each -> each.function().equals("lookup")
                && each.isAnswered(200)
                && each.reply().text("order_id").equals(orderId));
    }

    private static boolean isUnknown(Reply reply) {
        return reply.text("code").equals("PAYMENT_NOT_FOUND");
    }

    /** Checks every payment of the world. */
    static void areGranted(World world) {
        world.told
                .all(each -> each.reply() != null && each.reply().status() == 500)
                .forEach(each -> assertTrue(false, each.toString()));
        for (Map<String, AttributeValue> item : world.allPayments()) {
            new Wishes(world, item).check();
        }
    }

    private void check() {
        payersWereToldOfCharges();
        everyRefundIsOnRecordOnce();
        wishes().forEach(this::isGrantedOrRefused);
        cancels.forEach(this::wasTold);
    }

    private String about(Object what) {
        return what + ": recorded as " + record + ", at Toss " + refunds + " " + account;
    }

    private void payersWereToldOfCharges() {
        Map<String, Asked> last = new TreeMap<>();
        for (Asked each : approvals) {
            String key = each.asked("paymentKey");
            last.put(key, each);
            last.put("", each);
            if (each.isAnswered(200) && !each.reply().body().path("approved_at").isNull()) {
                assertTrue(isCharged(key) || isByAccount(key), about("told it was charged " + each));
            }
        }
        last.forEach((key, each) -> {
            if (each.isRefused()
                    && (!key.isEmpty() || !each.reply().text("code").equals("PAYMENT_KEY_MISMATCH"))) {
                assertTrue(!isCharged(key), about("told it was not charged " + each));
            }
        });
        for (Asked each : lookups) {
            if (Set.of("failed", "expired").contains(each.reply().text("status"))) {
                assertEquals(
                        0,
                        account.chargeCount(),
                        about("seen as " + each.reply().text("status")));
            }
        }
    }

    /** Whether a payment of this order was charged; any of them, where no key is named. */
    private boolean isCharged(String key) {
        return payments.entrySet().stream()
                .filter(each -> key.isEmpty() || key.equals(each.getKey()))
                .anyMatch(each -> each.getValue().path("charge_count").asInt() > 0);
    }

    /** What was paid into an account can be taken back. */
    private boolean isByAccount(String key) {
        return payments.containsKey(key)
                && payments.get(key).path("method").asText().equals("가상계좌");
    }

    private void everyRefundIsOnRecordOnce() {
        Map<String, Long> made = new TreeMap<>();
        refunds.stream().filter(Made::isDone).forEach(each -> made.put(each.transactionKey(), each.amount()));
        Map<String, Long> recorded = new TreeMap<>();
        for (JsonNode each : record.path("cancellations")) {
            if (isDone(each)) {
                Long before = recorded.put(
                        each.path("transaction_key").asText(),
                        each.path("amount").asLong());
                assertTrue(before == null, about("one refund is on record twice"));
            }
        }
        assertEquals(made, recorded, about("refunds"));
    }

    private static boolean isDone(JsonNode cancellation) {
        return cancellation.path("status").asText().equals("done");
    }

    /** The reasons of all wishes that callers had. */
    private Set<String> wishes() {
        return cancels.stream().map(each -> each.asked("cancel_reason")).collect(Collectors.toCollection(TreeSet::new));
    }

    private List<JsonNode> recorded(String reason) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode each : record.path("cancellations")) {
            boolean isWish = !each.path("cancellation_id").equals(each.path("transaction_key"));
            if (isWish && each.path("reason").asText().equals(reason)) {
                found.add(each);
            }
        }
        return found;
    }

    private List<Made> made(String reason) {
        return refunds.stream()
                .filter(each -> each.reason().equals(reason) && !each.isAborted())
                .toList();
    }

    private void isGrantedOrRefused(String reason) {
        List<Made> made = made(reason);
        List<JsonNode> granted =
                recorded(reason).stream().filter(Wishes::isDone).toList();
        assertTrue(made.size() <= 1, about(reason + " was made more than once"));
        assertTrue(granted.size() <= 1, about(reason + " is on record more than once"));
        if (!made.isEmpty()) {
            assertEquals(1, granted.size(), about(reason + " was made, and is not granted on record"));
        }
        for (JsonNode each : granted) {
            String key = each.path("transaction_key").asText();
            assertTrue(
                    refunds.stream()
                            .anyMatch(other -> other.transactionKey().equals(key)
                                    && (other.reason().equals(reason) || looksLike(other, each) || !wasCharged())),
                    about(reason + " is granted by another's refund"));
        }
    }

    private boolean wasCharged() {
        return account.chargeCount() > 0;
    }

    private boolean looksLike(Made other, JsonNode wish) {
        return !wishes().contains(other.reason())
                && other.amount() == wish.path("amount").asLong()
                && letters(other.reason()).equals(letters(wish.path("reason").asText()));
    }

    private static String letters(String reason) {
        return reason.replaceAll("[^\\p{L}\\p{N}]", "");
    }

    private void wasTold(Asked asked) {
        String reason = asked.asked("cancel_reason");
        boolean whole = !asked.body().has("cancel_amount");
        boolean isGranted = recorded(reason).stream().anyMatch(Wishes::isDone);
        if (asked.isAnswered(200)) {
            assertTrue(whole || isGranted, about("told it is done " + asked));
            assertTrue(!whole || account.held() <= givenUp(), about("told that all is refunded " + asked));
        }
        if (asked.isAnswered(202)) {
            assertTrue(whole || !recorded(reason).isEmpty(), about("told it is under way " + asked));
        }
        if (asked.isRefused() && isLast(asked, reason)) {
            assertTrue(made(reason).isEmpty(), about("told that nothing was refunded " + asked));
        }
        if (whole && isGranted) {
            assertTrue(account.held() <= givenUp(), about("all is refunded " + asked));
        }
    }

    /** Won of refunds that were on their way and came back. */
    private long givenUp() {
        return refunds.stream().filter(Made::isAborted).mapToLong(Made::amount).sum();
    }

    private boolean isLast(Asked asked, String reason) {
        List<Asked> same = cancels.stream()
                .filter(each -> each.asked("cancel_reason").equals(reason))
                .toList();
        return same.get(same.size() - 1) == asked;
    }
}
