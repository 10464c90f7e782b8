package kr.easyk.payments;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/** What a run of {@link ReconcilePayments} goes through. */
public sealed interface ReconcileScope {
    /** All that is due, and what moved at Toss in the last day: what the schedule asks for. */
    record WhatIsDue() implements ReconcileScope {}

    /** All that is open, due or not, and what moved at Toss in the last day. */
    record AllThatIsOpen() implements ReconcileScope {}

    /** These payments, open or not, however old. */
    record ThesePayments(List<String> paymentIds) implements ReconcileScope {
        public ThesePayments {
            paymentIds = List.copyOf(paymentIds);
        }
    }

    /**
     * What moved at Toss on these days.
     *
     * @param from the first day, in Seoul
     * @param to the last day
     */
    record TheseDays(LocalDate from, LocalDate to) implements ReconcileScope {
        private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

        Instant begin() {
            return from.atStartOfDay(SEOUL).toInstant();
        }

        /** The beginning of the day after. */
        Instant end() {
            return to.plusDays(1).atStartOfDay(SEOUL).toInstant();
        }
    }
}
