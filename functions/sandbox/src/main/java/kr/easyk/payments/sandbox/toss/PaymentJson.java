package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Payment object, all of its fields present, null where nothing is to be said. */
final class PaymentJson {
    static final ZoneOffset KOREA = ZoneOffset.ofHours(9);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx").withZone(KOREA);

    private PaymentJson() {}

    static ObjectNode of(Purchase payment, Instant now, boolean english) {
        Method method = payment.method();
        ObjectNode json = Json.object()
                .put("mId", payment.merchant())
                .put("lastTransactionKey", payment.lastTransactionKey())
                .put("paymentKey", payment.paymentKey())
                .put("orderId", payment.orderId())
                .put("orderName", payment.orderName())
                .put("taxExemptionAmount", 0)
                .put("status", payment.status().name())
                .put("requestedAt", time(payment.requestedAt()))
                .put("approvedAt", time(payment.approvedAt()))
                .put("useEscrow", false)
                .put("cultureExpense", false)
                .put("version", "2022-11-16")
                .put("type", "NORMAL")
                .put("country", "KR")
                .put("currency", payment.currency().name())
                .put("method", method == null ? null : method.name(english))
                .put("isPartialCancelable", payment.means().refundsInPart())
                .put("totalAmount", payment.written(payment.amount()))
                .put("balanceAmount", payment.written(payment.balance()))
                .put("suppliedAmount", payment.written(payment.balance() - vat(payment.balance())))
                .put("vat", payment.written(vat(payment.balance())))
                .put("taxFreeAmount", 0);
        for (String unused : new String[] {"mobilePhone", "giftCertificate", "discount"}) {
            json.putNull(unused);
        }
        json.set("metadata", payment.opening().metadata());
        CashReceipts.of(payment).show(json, english);
        // Toss adds fields without notice; this one is in no documentation.
        json.putObject("fieldNoClientKnows")
                .putArray("values")
                .add(1)
                .add("two")
                .addNull();

        boolean paid = payment.paidOrToBePaid();
        cancels(json, payment);
        card(json, payment, paid && payment.means().showsCard(), english);
        // On card and easy pay answers since 2024 (measured).
        json.put("secret", payment.secret());
        virtualAccount(json, payment, now, english);
        transfer(json, paid && method == Method.TRANSFER);
        easyPay(json, payment, paid ? method : null, english);
        failure(json, payment.failure(), english);
        json.putObject("checkout").put("url", "https://toss.invalid/checkout/" + payment.paymentKey());
        if (paid) {
            json.putObject("receipt").put("url", "https://toss.invalid/receipt/" + payment.paymentKey());
        } else {
            json.putNull("receipt");
        }
        if (payment.status() == Status.EXPIRED) {
            // Measured: such an answer lacks some fields.
            json.putNull("useEscrow").remove(List.of("cashReceipts", "metadata"));
        }
        return json;
    }

    /** ISO-8601 with Korea's offset, to the second. */
    static @Nullable String time(@Nullable Instant at) {
        return at == null ? null : TIME.format(at);
    }

    /** One eleventh, rounded half up: prices include the tax of ten percent. */
    static long vat(long units) {
        return (units * 2 + 11) / 22;
    }

    private static void cancels(ObjectNode json, Purchase payment) {
        if (payment.cancels().isEmpty()) {
            json.putNull("cancels");
            return;
        }
        var list = json.putArray("cancels");
        payment.cancels().forEach(cancel -> list.add(of(payment, cancel)));
    }

    static ObjectNode of(Purchase payment, Purchase.Cancel cancel) {
        // Measured: a full cancel of an easy pay names what its provider had given.
        long discount = cancel.amount() == payment.amount() ? payment.discount() : 0;
        return Json.object()
                .put("transactionKey", cancel.transactionKey())
                .put("cancelReason", cancel.reason())
                .put("taxExemptionAmount", 0)
                .put("canceledAt", time(cancel.at()))
                .put("cardDiscountAmount", 0)
                .put("transferDiscountAmount", 0)
                .put("easyPayDiscountAmount", discount)
                .putNull("receiptKey")
                .put("cancelStatus", cancel.status().name())
                .putNull("cancelRequestId")
                .put("cancelAmount", payment.written(cancel.amount()))
                .put("taxFreeAmount", payment.written(cancel.taxFree()))
                .put("refundableAmount", payment.written(cancel.refundable()));
    }

    private static void card(ObjectNode json, Purchase payment, boolean byCard, boolean english) {
        if (!byCard) {
            json.putNull("card");
            return;
        }
        // What the numbers of wallets stand for is a card of the first kind.
        TestMeans means = payment.means().method() == Method.CARD ? payment.means() : TestMeans.SHINHAN;
        String number = means.digits();
        json.putObject("card")
                .put("issuerCode", means.issuer())
                .put("acquirerCode", means.issuer())
                .put("number", number.substring(0, 8) + "****" + number.substring(12, 15) + "*")
                .put("installmentPlanMonths", 0)
                .put("isInterestFree", false)
                .putNull("interestPayer")
                .put("approveNo", payment.approveNo())
                .put("useCardPoint", false)
                .put("cardType", Word.CREDIT.in(english))
                .put("ownerType", Word.PERSONAL.in(english))
                .put("acquireStatus", "READY")
                .put("amount", payment.amount());
    }

    private static void virtualAccount(ObjectNode json, Purchase payment, Instant now, boolean english) {
        VirtualAccount account = payment.virtualAccount();
        if (account == null) {
            json.putNull("virtualAccount");
            return;
        }
        ObjectNode shown = json.putObject("virtualAccount")
                .put("accountNumber", account.number())
                .put("accountType", Word.ORDINARY.in(english))
                .put("bankCode", account.bankCode())
                .put("customerName", account.customerName())
                .put("depositorName", payment.approvedAt() == null ? null : account.customerName())
                .put("dueDate", time(account.dueDate()))
                .put("expired", account.expired(now))
                .put("settlementStatus", "INCOMPLETED")
                .put("refundStatus", "NONE")
                .putNull("refundReceiveAccount");
        // What the payer gave in the window; a cancel fills neither this nor the status (measured).
        RefundAccount refundTo = payment.opening().refundTo();
        if (refundTo != null) {
            shown.putObject("refundReceiveAccount")
                    .put("bankCode", refundTo.bankCode())
                    .put("accountNumber", refundTo.accountNumber())
                    .put("holderName", refundTo.holderName());
        }
    }

    private static void transfer(ObjectNode json, boolean byTransfer) {
        if (byTransfer) {
            json.putObject("transfer").put("bankCode", "20").put("settlementStatus", "INCOMPLETED");
        } else {
            json.putNull("transfer");
        }
    }

    private static void easyPay(ObjectNode json, Purchase payment, @Nullable Method method, boolean english) {
        if (method == Method.EASY_PAY) {
            // Measured: with a card inside, the card's amount is the total and the wallet's own 0; the price is
            // totalAmount alone.
            json.putObject("easyPay")
                    .put("provider", Word.TOSS_PAY.in(english))
                    .put("amount", payment.means().showsCard() ? 0 : payment.amount() - payment.discount())
                    .put("discountAmount", payment.discount());
        } else {
            // Of a wallet from overseas it is a plain text.
            json.put(
                    "easyPay",
                    method == Method.FOREIGN_EASY_PAY ? wallet(payment.opening().provider(), english) : null);
        }
    }

    private static String wallet(@Nullable String provider, boolean english) {
        return provider == null || provider.equals("PAYPAL") ? Word.PAYPAL.in(english) : provider;
    }

    private static void failure(ObjectNode json, @Nullable String code, boolean english) {
        if (code == null) {
            json.putNull("failure");
        } else {
            json.putObject("failure").put("code", code).put("message", TossError.message(code, english));
        }
    }
}
