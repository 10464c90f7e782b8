package kr.easyk.payments.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import kr.easyk.payments.ReconcileScope;
import kr.easyk.payments.edge.Ids;

/**
 * What an event asks for: {@code {"payment_ids": ["…"]}}, {@code {"all": true}}, {@code {"from": "2026-11-01", "to": "2026-11-03"}};
 * any other is the schedule's.
 */
final class ScopeReader {
    /** More would not be gone through in the time of a run. */
    private static final int MOST_PAYMENTS = 100;

    /** Of Toss's transactions. More would not be gone through in the time of a run. */
    private static final int MOST_DAYS = 31;

    private ScopeReader() {}

    /** @throws IllegalArgumentException naming what is not right */
    static ReconcileScope read(JsonNode event) {
        boolean days = event.has("from") || event.has("to");
        long asked = Stream.of(event.has("payment_ids"), event.has("all"), days)
                .filter(each -> each)
                .count();
        if (asked > 1) {
            throw new IllegalArgumentException("only one of payment_ids, all, and from with to");
        }
        if (event.has("payment_ids")) {
            return new ReconcileScope.ThesePayments(paymentIds(event.path("payment_ids")));
        }
        if (event.has("all")) {
            require(event.path("all").booleanValue(), "all must be true");
            return new ReconcileScope.AllThatIsOpen();
        }
        return days ? days(date(event, "from"), date(event, "to")) : new ReconcileScope.WhatIsDue();
    }

    private static List<String> paymentIds(JsonNode list) {
        require(
                list.isArray() && !list.isEmpty() && list.size() <= MOST_PAYMENTS,
                "payment_ids must be a list of 1 to " + MOST_PAYMENTS);
        List<String> ids = new ArrayList<>();
        for (JsonNode each : list) {
            require(
                    each.isTextual() && Ids.PAYMENT.matcher(each.textValue()).matches(),
                    "payment_ids[" + ids.size() + "] must be a payment's id");
            ids.add(each.textValue());
        }
        return ids;
    }

    private static ReconcileScope days(LocalDate from, LocalDate to) {
        require(!to.isBefore(from), "to must not be before from");
        require(to.isBefore(from.plusDays(MOST_DAYS)), "from and to must be at most " + MOST_DAYS + " days");
        return new ReconcileScope.TheseDays(from, to);
    }

    private static LocalDate date(JsonNode event, String name) {
        try {
            return LocalDate.parse(event.path(name).asText());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(name + " must be a day such as 2026-11-01", e);
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }
}
