package kr.easyk.payments.edge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import kr.easyk.payments.json.Json;
import kr.easyk.payments.model.AtToss;
import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.Order;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentMethod;
import kr.easyk.payments.model.Refund;
import kr.easyk.payments.model.Times;
import kr.easyk.payments.model.VirtualAccount;
import org.jspecify.annotations.Nullable;

/** A payment as the API shows it. Written field by field, so that nothing is shown that is not meant to be: no secret, no key. */
public final class PaymentJson {
    private PaymentJson() {}

    public static ObjectNode of(Payment payment) {
        Order order = payment.order();
        AtToss atToss = payment.atToss();
        PaymentMethod method = atToss.method();
        ObjectNode json = Json.object()
                .put("payment_id", order.paymentId())
                .put("consultation_id", order.consultationId())
                .put("user_id", order.userId())
                .put("amount", order.amount())
                .put("balance_amount", payment.balance())
                .put("currency", order.currency())
                .put("status", payment.statusName())
                .put("payment_method", method == null ? null : method.wireName())
                .put("order_id", order.orderId())
                .put("order_name", order.name())
                .put("toss_payment_key", payment.claim().paymentKey())
                .put("approved_at", time(payment.approvedAt()))
                .put("cancelled_at", time(payment.cancelledAt()))
                .put("created_at", time(order.createdAt()))
                .put("receipt_url", atToss.receiptUrl());
        json.set("virtual_account", of(atToss.virtualAccount()));
        json.set("failure", of(payment.failure()));
        ArrayNode cancellations = json.putArray("cancellations");
        payment.refunds().all().forEach(each -> cancellations.add(of(each)));
        return json;
    }

    private static @Nullable ObjectNode of(@Nullable VirtualAccount account) {
        return account == null
                ? null
                : Json.object()
                        .put("bank_code", account.bankCode())
                        .put("account_number", account.accountNumber())
                        .put("customer_name", account.customerName())
                        .put("due_date", time(account.dueDate()));
    }

    private static @Nullable ObjectNode of(@Nullable Failure failure) {
        return failure == null
                ? null
                : Json.object().put("code", failure.code()).put("message", failure.message());
    }

    private static ObjectNode of(Refund refund) {
        ObjectNode json = Json.object()
                .put("cancellation_id", refund.id())
                .put("amount", refund.amount())
                .put("reason", refund.reason())
                .put("status", refund.statusName())
                .put("transaction_key", refund.transactionKey())
                .put("requested_at", time(refund.requestedAt()))
                .put("cancelled_at", time(refund.refundedAt()));
        json.set("failure", of(refund.failure()));
        return json;
    }

    private static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : Times.text(time);
    }
}
