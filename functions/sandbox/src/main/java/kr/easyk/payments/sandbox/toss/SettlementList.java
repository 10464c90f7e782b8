package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/settlements}: what is paid out for each sale and taken for each refund, from the day after it on. {@code startDate} and
 * {@code endDate} are days in Korea, by {@code dateType} those of the sale ({@code soldDate}) or of the payment to the merchant
 * ({@code paidOutDate}); {@code page} counts from 1.
 */
final class SettlementList {
    private static final int PAID_OUT_AFTER_DAYS = 4;
    private static final int USUAL_SIZE = 100;
    private static final int LARGEST_SIZE = 5_000;

    private SettlementList() {}

    static ArrayNode of(List<Ledger.Sale> sales, Call call, Instant now) {
        LocalDate from = day(call, "startDate");
        LocalDate until = day(call, "endDate");
        String dateType = Objects.requireNonNullElse(call.query("dateType"), "soldDate");
        if (!dateType.equals("soldDate") && !dateType.equals("paidOutDate")) {
            throw TossError.invalid("dateType");
        }
        int page = number(call, "page", 1, 100_000);
        int size = number(call, "size", USUAL_SIZE, LARGEST_SIZE);
        LocalDate today = LocalDate.ofInstant(now, PaymentJson.KOREA);
        ArrayNode list = Json.array();
        sales.stream()
                // A wallet from overseas settles with the merchant by itself.
                .filter(it -> it.payment().means().method() != Method.FOREIGN_EASY_PAY)
                .filter(it -> soldOn(it).isBefore(today))
                .filter(it -> isBetween(dateType.equals("soldDate") ? soldOn(it) : paidOutOn(it), from, until))
                .skip((page - 1L) * size)
                .limit(size)
                .forEach(it -> list.add(json(it, call.english())));
        return list;
    }

    private static boolean isBetween(LocalDate day, LocalDate from, LocalDate until) {
        return !day.isBefore(from) && !day.isAfter(until);
    }

    private static LocalDate soldOn(Ledger.Sale sale) {
        return LocalDate.ofInstant(sale.transaction().at(), PaymentJson.KOREA);
    }

    private static LocalDate paidOutOn(Ledger.Sale sale) {
        return soldOn(sale).plusDays(PAID_OUT_AFTER_DAYS);
    }

    private static ObjectNode json(Ledger.Sale sale, boolean english) {
        Purchase payment = sale.payment();
        Purchase.Cancel cancel = sale.cancel();
        // Measured: all of a refund's line is negative, but for the amount inside its cancel.
        int sign = cancel == null ? 1 : -1;
        long won = sale.transaction().amount();
        long fee = fee(won);
        ObjectNode json = Json.object()
                .put("mId", payment.merchant())
                .put("paymentKey", payment.paymentKey())
                .put("transactionKey", sale.transaction().transactionKey())
                .put("orderId", payment.orderId())
                .put("currency", "KRW")
                .put("method", payment.means().method().name(english))
                .put("amount", sign * won)
                .put("interestFee", 0);
        json.putArray("fees")
                .addObject()
                .put("type", cancel == null ? "BASE" : "ETC")
                .put("fee", sign * fee);
        json.put("supplyAmount", sign * (fee - PaymentJson.vat(fee)))
                .put("vat", sign * PaymentJson.vat(fee))
                .put("payOutAmount", sign * (won - fee))
                .put("approvedAt", PaymentJson.time(payment.approvedAt()))
                .put("soldDate", soldOn(sale).toString())
                .put("paidOutDate", paidOutOn(sale).toString())
                .putNull("card");
        return json.set("cancel", cancel == null ? Json.nothing() : PaymentJson.of(payment, cancel));
    }

    /** 3.4 percent with its VAT, rounded half up. */
    private static long fee(long won) {
        return (won * 34 + 500) / 1_000;
    }

    private static LocalDate day(Call call, String name) {
        try {
            return LocalDate.parse(Objects.requireNonNullElse(call.query(name), ""));
        } catch (DateTimeParseException e) {
            throw TossError.invalid(name);
        }
    }

    private static int number(Call call, String name, int otherwise, int largest) {
        @Nullable String text = call.query(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[1-9][0-9]{0,5}") || Integer.parseInt(text) > largest) {
            throw TossError.invalid(name);
        }
        return Integer.parseInt(text);
    }
}
