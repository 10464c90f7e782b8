package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/transactions}: what moved between {@code startDate} and {@code endDate} (Korea's time), after the transactionKey
 * {@code startingAfter}, at most {@code limit}, in order of {@code transactionAt}.
 */
final class TransactionList {
    private static final int USUAL_LIMIT = 100;
    private static final int LARGEST_LIMIT = 10_000;

    /** What the list holds. */
    interface Row {
        Instant at();

        String transactionKey();

        ObjectNode json(boolean english);
    }

    private TransactionList() {}

    static ArrayNode of(List<? extends Row> rows, Call call) {
        Instant from = time(call, "startDate");
        Instant until = time(call, "endDate");
        String after = call.query("startingAfter");
        int limit = limit(call.query("limit"));
        ArrayNode list = Json.array();
        boolean reached = after == null;
        for (Row it : inOrder(rows)) {
            if (reached && !it.at().isBefore(from) && !it.at().isAfter(until) && list.size() < limit) {
                list.add(it.json(call.english()));
            }
            reached = reached || it.transactionKey().equals(after);
        }
        return list;
    }

    private static List<? extends Row> inOrder(List<? extends Row> rows) {
        return rows.stream().sorted(Comparator.comparing(Row::at)).toList();
    }

    static ObjectNode json(Ledger.Transaction it, boolean english) {
        return Json.object()
                .put("mId", Keys.MERCHANT)
                .put("transactionKey", it.transactionKey())
                .put("paymentKey", it.paymentKey())
                .put("orderId", it.orderId())
                .put("method", it.method().name(english))
                .putNull("customerKey")
                .put("useEscrow", false)
                .put("receiptUrl", "https://toss.invalid/receipt/" + it.paymentKey())
                .put("status", it.status().name())
                .put("transactionAt", PaymentJson.time(it.at()))
                .put("currency", it.currency().name())
                .put("amount", it.currency().written(it.amount()));
    }

    /** A time, or a day, which is its first moment. */
    private static Instant time(Call call, String name) {
        String text = Objects.requireNonNullElse(call.query(name), "");
        try {
            return LocalDateTime.parse(text.contains("T") ? text : text + "T00:00:00")
                    .toInstant(PaymentJson.KOREA);
        } catch (DateTimeParseException e) {
            throw TossError.invalid(name);
        }
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return USUAL_LIMIT;
        }
        if (!text.matches("[1-9][0-9]{0,4}")) {
            throw TossError.invalid("limit");
        }
        return Math.min(LARGEST_LIMIT, Integer.parseInt(text));
    }
}
