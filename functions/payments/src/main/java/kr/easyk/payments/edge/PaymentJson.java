package kr.easyk.payments.edge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import kr.easyk.payments.json.Json;
import kr.easyk.payments.model.Cancellation;
import kr.easyk.payments.model.Failure;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentMethod;
import kr.easyk.payments.model.Times;
import kr.easyk.payments.model.VirtualAccount;
import org.jspecify.annotations.Nullable;

/** A payment as the API shows it. Written field by field, so that nothing is shown that is not meant to be: no secret, no key. */
public final class PaymentJson {
    private PaymentJson() {}

    public static ObjectNode of(Payment payment) {
        PaymentMethod method = payment.method();
        ObjectNode json = Json.object()
                .put("payment_id", payment.paymentId())
                .put("consultation_id", payment.consultationId())
                .put("user_id", payment.userId())
                .put("amount", payment.amount())
                .put("balance_amount", payment.balance())
                .put("currency", payment.currency())
                .put("status", payment.status().wireName())
                .put("payment_method", method == null ? null : method.wireName())
                .put("order_id", payment.orderId())
                .put("order_name", payment.orderName())
                .put("toss_payment_key", payment.tossPaymentKey())
                .put("approved_at", time(payment.approvedAt()))
                .put("cancelled_at", time(payment.cancelledAt()))
                .put("created_at", time(payment.createdAt()))
                .put("receipt_url", payment.receiptUrl());
        json.set("virtual_account", of(payment.virtualAccount()));
        json.set("failure", of(payment.failure()));
        ArrayNode cancellations = json.putArray("cancellations");
        payment.cancellations().forEach(each -> cancellations.add(of(each)));
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

    private static ObjectNode of(Cancellation cancellation) {
        ObjectNode json = Json.object()
                .put("cancellation_id", cancellation.cancellationId())
                .put("amount", cancellation.amount())
                .put("reason", cancellation.reason())
                .put("status", cancellation.status().wireName())
                .put("transaction_key", cancellation.transactionKey())
                .put("requested_at", time(cancellation.requestedAt()))
                .put("cancelled_at", time(cancellation.cancelledAt()));
        json.set("failure", of(cancellation.failure()));
        return json;
    }

    private static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : Times.text(time);
    }
}
