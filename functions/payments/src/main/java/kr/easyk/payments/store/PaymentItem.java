package kr.easyk.payments.store;

import java.util.List;
import java.util.Map;
import java.util.Set;
import kr.easyk.payments.model.AtToss;
import kr.easyk.payments.model.Attempt;
import kr.easyk.payments.model.Claim;
import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.Looks;
import kr.easyk.payments.model.Order;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentBuilder;
import kr.easyk.payments.model.PaymentMethod;
import kr.easyk.payments.model.PaymentStatus;
import kr.easyk.payments.model.Refund;
import kr.easyk.payments.model.RefundAccount;
import kr.easyk.payments.model.Refunds;
import kr.easyk.payments.model.UnreadableRecord;
import kr.easyk.payments.model.VirtualAccount;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A payment as an item of the payments table, and back. */
final class PaymentItem {
    /** The worklist's partitions: enough that a burst of open payments does not heat up one, few enough to read each in turn. */
    static final int SHARDS = 4;

    /** Whatever else an item has, a newer version wrote. */
    private static final Set<String> ATTRIBUTES = Set.of(
            "payment_id",
            "consultation_id",
            "user_id",
            "amount",
            "balance_amount",
            "currency",
            "order_name",
            "status",
            "payment_method",
            "toss_order_id",
            "toss_payment_key",
            "key_digest",
            "claims",
            "toss_secret",
            "created_at",
            "updated_at",
            "status_since",
            "approved_at",
            "cancelled_at",
            "receipt_url",
            "virtual_account",
            "failure",
            "cancellations",
            "refunds_asked",
            "next_check_at",
            "open_shard",
            "open_since",
            "checks",
            "version",
            "write_id");

    private static final Set<String> REFUND_ATTRIBUTES = Set.of(
            "cancellation_id",
            "amount",
            "whole",
            "reason",
            "status",
            "transaction_key",
            "requested_at",
            "cancelled_at",
            "refund_account",
            "failure",
            "fingerprint",
            "attempt",
            "attempted_at",
            "unanswered",
            "balance",
            "key_digest");

    /** The digest of no API key: nothing that was asked with it is repeated, nor taken for never done. */
    private static final String UNRECORDED_KEY = "unrecorded";

    private PaymentItem() {}

    static String shardOf(String paymentId) {
        return Integer.toString(Math.floorMod(paymentId.hashCode(), SHARDS));
    }

    static Map<String, AttributeValue> of(Payment payment) {
        Order order = payment.order();
        Claim claim = payment.claim();
        AtToss atToss = payment.atToss();
        PaymentMethod method = atToss.method();
        VirtualAccount account = atToss.virtualAccount();
        Item item = Item.empty()
                .put("payment_id", order.paymentId())
                .put("consultation_id", order.consultationId())
                .put("user_id", order.userId())
                .put("amount", order.amount())
                .put("balance_amount", payment.balance())
                .put("currency", order.currency())
                .put("order_name", order.name())
                .put("status", payment.statusName())
                .put("payment_method", method == null ? null : method.wireName())
                .put("toss_order_id", order.orderId())
                .put("toss_payment_key", claim.paymentKey())
                .put("key_digest", claim.keyDigest())
                .put("claims", claim.number())
                .put("toss_secret", atToss.secret())
                .put("created_at", order.createdAt())
                .put("updated_at", payment.updatedAt())
                .put("status_since", payment.statusSince())
                .put("approved_at", payment.approvedAt())
                .put("cancelled_at", payment.cancelledAt())
                .put("receipt_url", atToss.receiptUrl())
                .put("virtual_account", account == null ? null : of(account))
                .put("failure", of(payment.failure()))
                .put(
                        "cancellations",
                        payment.refunds().all().stream().map(PaymentItem::of).toList())
                .put("refunds_asked", payment.refunds().asked())
                .put("checks", payment.looks().inVain())
                .put("version", payment.version());
        if (payment.looks().next() != null) {
            item.put("next_check_at", payment.looks().next())
                    .put("open_shard", shardOf(order.paymentId()))
                    .put("open_since", payment.openSince());
        }
        return item.putAll(payment.carried()).attributes();
    }

    private static Item of(VirtualAccount account) {
        return Item.empty()
                .put("bank_code", account.bankCode())
                .put("account_number", account.accountNumber())
                .put("customer_name", account.customerName())
                .put("due_date", account.dueDate());
    }

    private static @Nullable Item of(@Nullable Failure failure) {
        return failure == null ? null : Item.empty().put("code", failure.code()).put("message", failure.message());
    }

    private static Item of(Refund refund) {
        Item item = Item.empty()
                .put("cancellation_id", refund.id())
                .put("amount", refund.amount())
                .put("reason", refund.reason())
                .put("status", refund.statusName())
                .put("transaction_key", refund.transactionKey())
                .put("requested_at", refund.requestedAt())
                .put("cancelled_at", refund.refundedAt())
                .put("failure", of(refund.failure()));
        Refund.Wish wish = refund.wish();
        if (wish != null) {
            RefundAccount account = wish.account();
            item.put("whole", wish.whole())
                    .put("refund_account", account == null ? null : of(account))
                    .put("fingerprint", wish.fingerprint())
                    .put("attempt", wish.attempt().number())
                    .put("attempted_at", wish.attempt().since())
                    .put("unanswered", wish.attempt().unanswered())
                    .put("balance", wish.attempt().balance())
                    .put("key_digest", wish.attempt().keyDigest());
        }
        return item.putAll(refund.carried());
    }

    private static Item of(RefundAccount account) {
        return Item.empty()
                .put("bank", account.bank())
                .put("account_number", account.accountNumber())
                .put("holder_name", account.holderName());
    }

    /** @throws UnreadableRecord where the item is not one that this library writes */
    static Payment payment(Map<String, AttributeValue> attributes) {
        String id = Item.of("a payment", attributes).text("payment_id");
        Item item = Item.of("payment " + id, attributes);
        try {
            PaymentStatus status = status(item);
            Payment payment = new PaymentBuilder(order(id, item), status, item.time("status_since"))
                    .claim(claim(item))
                    .atToss(new AtToss(
                            method(item.optionalText("payment_method")),
                            item.optionalText("toss_secret"),
                            item.optionalText("receipt_url"),
                            item.part("virtual_account", PaymentItem::virtualAccount)))
                    .approvedAt(item.optionalTime("approved_at"))
                    .failure(item.part("failure", PaymentItem::failure))
                    .refunds(refunds(item))
                    .looks(new Looks(item.optionalTime("next_check_at"), Math.toIntExact(item.number("checks"))))
                    .updatedAt(item.time("updated_at"))
                    .version(item.number("version"))
                    .carried(item.rest(ATTRIBUTES, status == PaymentStatus.UNRECOGNISED ? "status" : null))
                    .build();
            if (payment.balance() != item.number("balance_amount") && !payment.isFromANewerVersion()) {
                throw new IllegalStateException("has a balance_amount that is not its amount less its refunds");
            }
            return payment;
        } catch (IllegalStateException | ArithmeticException e) {
            throw new UnreadableRecord("payment " + id + ": " + e.getMessage());
        }
    }

    /** An entry of the index {@code open_payments}. */
    static Open open(Map<String, AttributeValue> entry) {
        Item item = Item.of("an open payment", entry);
        String nextCheckAt = item.text("next_check_at");
        String since = item.optionalText("open_since");
        return new Open(item.text("payment_id"), nextCheckAt, since == null ? nextCheckAt : since);
    }

    private static Order order(String id, Item item) {
        return new Order(
                id,
                item.text("consultation_id"),
                item.text("user_id"),
                item.text("order_name"),
                item.number("amount"),
                item.text("currency"),
                item.time("created_at"));
    }

    private static @Nullable PaymentMethod method(@Nullable String name) {
        return name == null ? null : PaymentMethod.ofWireName(name);
    }

    private static VirtualAccount virtualAccount(Item item) {
        return new VirtualAccount(
                item.text("bank_code"),
                item.text("account_number"),
                item.optionalText("customer_name"),
                item.time("due_date"));
    }

    private static Failure failure(Item item) {
        return new Failure(item.text("code"), item.text("message"));
    }

    private static PaymentStatus status(Item item) {
        PaymentStatus status = PaymentStatus.ofWireName(item.text("status"));
        boolean allGivenBackInParts = status == PaymentStatus.PARTIALLY_CANCELLED && item.number("balance_amount") == 0;
        return isOfTheFirstVersion(item) && allGivenBackInParts ? PaymentStatus.CANCELLED : status;
    }

    private static Claim claim(Item item) {
        String paymentKey = item.optionalText("toss_payment_key");
        if (isOfTheFirstVersion(item)) {
            return paymentKey == null ? Claim.NONE : new Claim(paymentKey, UNRECORDED_KEY, 1);
        }
        return new Claim(paymentKey, item.optionalText("key_digest"), Math.toIntExact(item.number("claims")));
    }

    private static Refunds refunds(Item item) {
        List<Refund> all = item.parts("cancellations", each -> refund(each, item));
        return new Refunds(all, isOfTheFirstVersion(item) ? all.size() : Math.toIntExact(item.number("refunds_asked")));
    }

    /**
     * The first version counted neither claims nor wishes, and kept no digest of the API key: which one it asked with, nobody can
     * tell any more.
     */
    private static boolean isOfTheFirstVersion(Item item) {
        return !item.has("claims");
    }

    private static Refund refund(Item item, Item payment) {
        Refund.Status status = Refund.Status.ofWireName(item.text("status"));
        return new Refund(
                item.text("cancellation_id"),
                item.number("amount"),
                item.text("reason"),
                status,
                item.time("requested_at"),
                item.optionalTime("cancelled_at"),
                item.optionalText("transaction_key"),
                item.part("failure", PaymentItem::failure),
                isWish(item) ? wish(item, payment) : null,
                item.rest(REFUND_ATTRIBUTES, status == Refund.Status.UNRECOGNISED ? "status" : null));
    }

    /** A refund from Toss's dashboard has no fingerprint; in the first version it had an empty one. */
    private static boolean isWish(Item item) {
        String fingerprint = item.optionalText("fingerprint");
        return fingerprint != null && !fingerprint.isEmpty();
    }

    private static Refund.Wish wish(Item item, Item payment) {
        return new Refund.Wish(
                item.flag("whole"),
                item.part("refund_account", PaymentItem::refundAccount),
                item.text("fingerprint"),
                isOfTheFirstVersion(payment)
                        ? new Attempt(1, UNRECORDED_KEY, payment.number("balance_amount"), item.time("requested_at"))
                        : attempt(item));
    }

    private static Attempt attempt(Item item) {
        return new Attempt(
                Math.toIntExact(item.number("attempt")),
                item.text("key_digest"),
                item.number("balance"),
                item.time("attempted_at"),
                item.flag("unanswered"));
    }

    private static RefundAccount refundAccount(Item item) {
        return new RefundAccount(item.text("bank"), item.text("account_number"), item.text("holder_name"));
    }
}
