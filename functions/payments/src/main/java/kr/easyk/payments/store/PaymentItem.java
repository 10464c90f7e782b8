package kr.easyk.payments.store;

import java.util.Map;
import kr.easyk.payments.model.Cancellation;
import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentBuilder;
import kr.easyk.payments.model.PaymentMethod;
import kr.easyk.payments.model.PaymentStatus;
import kr.easyk.payments.model.RefundAccount;
import kr.easyk.payments.model.VirtualAccount;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A payment as an item of the payments table, and back. */
final class PaymentItem {
    /** The worklist's partitions: enough that a burst of open payments does not heat up one, few enough to read each in turn. */
    static final int SHARDS = 4;

    private PaymentItem() {}

    static String shardOf(String paymentId) {
        return Integer.toString(Math.floorMod(paymentId.hashCode(), SHARDS));
    }

    static Map<String, AttributeValue> of(Payment payment) {
        PaymentMethod method = payment.method();
        VirtualAccount account = payment.virtualAccount();
        Item item = Item.empty()
                .put("payment_id", payment.paymentId())
                .put("consultation_id", payment.consultationId())
                .put("user_id", payment.userId())
                .put("amount", payment.amount())
                .put("balance_amount", payment.balance())
                .put("currency", payment.currency())
                .put("order_name", payment.orderName())
                .put("status", payment.status().wireName())
                .put("payment_method", method == null ? null : method.wireName())
                .put("toss_order_id", payment.orderId())
                .put("toss_payment_key", payment.tossPaymentKey())
                .put("toss_secret", payment.tossSecret())
                .put("created_at", payment.createdAt())
                .put("updated_at", payment.updatedAt())
                .put("status_since", payment.statusSince())
                .put("approved_at", payment.approvedAt())
                .put("cancelled_at", payment.cancelledAt())
                .put("receipt_url", payment.receiptUrl())
                .put("virtual_account", account == null ? null : of(account))
                .put("failure", of(payment.failure()))
                .put(
                        "cancellations",
                        payment.cancellations().stream().map(PaymentItem::of).toList())
                .put("checks", payment.checks())
                .put("version", payment.version());
        if (payment.nextCheckAt() != null) {
            item.put("next_check_at", payment.nextCheckAt()).put("open_shard", shardOf(payment.paymentId()));
        }
        return item.attributes();
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

    private static Item of(Cancellation cancellation) {
        RefundAccount account = cancellation.account();
        return Item.empty()
                .put("cancellation_id", cancellation.cancellationId())
                .put("amount", cancellation.amount())
                .put("whole", cancellation.whole())
                .put("reason", cancellation.reason())
                .put("status", cancellation.status().wireName())
                .put("transaction_key", cancellation.transactionKey())
                .put("requested_at", cancellation.requestedAt())
                .put("cancelled_at", cancellation.cancelledAt())
                .put("refund_account", account == null ? null : of(account))
                .put("failure", of(cancellation.failure()))
                .put("fingerprint", cancellation.fingerprint());
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
            return new PaymentBuilder(id, item.text("consultation_id"), item.text("user_id"), item.number("amount"))
                    .balance(item.number("balance_amount"))
                    .currency(item.text("currency"))
                    .orderName(item.text("order_name"))
                    .status(item.named("status", PaymentStatus::ofWireName), item.time("status_since"))
                    .method(item.has("payment_method") ? item.named("payment_method", PaymentMethod::ofWireName) : null)
                    .tossPaymentKey(item.optionalText("toss_payment_key"))
                    .tossSecret(item.optionalText("toss_secret"))
                    .createdAt(item.time("created_at"))
                    .updatedAt(item.time("updated_at"))
                    .approvedAt(item.optionalTime("approved_at"))
                    .cancelledAt(item.optionalTime("cancelled_at"))
                    .receiptUrl(item.optionalText("receipt_url"))
                    .virtualAccount(item.part("virtual_account", PaymentItem::virtualAccount))
                    .failure(item.part("failure", PaymentItem::failure))
                    .cancellations(item.parts("cancellations", PaymentItem::cancellation))
                    .nextCheckAt(item.optionalTime("next_check_at"))
                    .checks(Math.toIntExact(item.number("checks")))
                    .version(item.number("version"))
                    .build();
        } catch (IllegalStateException | ArithmeticException e) {
            throw new UnreadableRecord("payment " + id + ": " + e.getMessage());
        }
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

    private static Cancellation cancellation(Item item) {
        return new Cancellation(
                item.text("cancellation_id"),
                item.number("amount"),
                item.flag("whole"),
                item.text("reason"),
                item.named("status", Cancellation.Status::ofWireName),
                item.optionalText("transaction_key"),
                item.time("requested_at"),
                item.optionalTime("cancelled_at"),
                item.part("refund_account", PaymentItem::refundAccount),
                item.part("failure", PaymentItem::failure),
                item.text("fingerprint"));
    }

    private static RefundAccount refundAccount(Item item) {
        return new RefundAccount(item.text("bank"), item.text("account_number"), item.text("holder_name"));
    }
}
