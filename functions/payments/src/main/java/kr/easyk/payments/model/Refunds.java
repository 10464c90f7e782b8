package kr.easyk.payments.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a payment's cancellations as Toss says what it has refunded: the part of {@link Payment#settle} about them. */
final class Refunds {
    private Refunds() {}

    /** Toss's refunds written into ours: each is the wish it grants, one already known, or one made in Toss's dashboard. */
    static List<Cancellation> merged(List<Cancellation> ours, TossSays.Shown shown) {
        List<Cancellation> all = new ArrayList<>(ours);
        for (TossPayment.Cancel cancel : shown.payment().cancels()) {
            Cancellation known = all.stream()
                    .filter(each -> cancel.transactionKey().equals(each.transactionKey()))
                    .findFirst()
                    .orElse(null);
            if (known != null && !known.isFromDashboard()) {
                continue;
            }
            int wish = granted(all, cancel, shown, known != null);
            if (wish >= 0) {
                all.set(wish, all.get(wish).done(cancel));
                // The answer to a wish tells for certain what a look-up before it could only guess.
                all.remove(known);
            } else if (known == null) {
                all.add(Cancellation.inDashboard(cancel));
            }
        }
        return all;
    }

    private static int granted(List<Cancellation> all, TossPayment.Cancel cancel, TossSays.Shown shown, boolean known) {
        for (int i = 0; i < all.size(); i++) {
            Cancellation each = all.get(i);
            boolean answered = each.isRequested()
                    && each.cancellationId().equals(shown.answeredRefund())
                    && shown.payment().lastTransactionKey() != null;
            boolean grants = answered
                    ? cancel.transactionKey().equals(shown.payment().lastTransactionKey())
                    : !known && each.isGrantedBy(cancel);
            if (grants) {
                return i;
            }
        }
        return -1;
    }

    /** When money went back last; null where none has. */
    static @Nullable Instant latest(List<Cancellation> all) {
        return all.stream()
                .map(Cancellation::cancelledAt)
                .filter(each -> each != null)
                .max(Instant::compareTo)
                .orElse(null);
    }

    /** Refunds are never undone, so an answer that lacks one the record has was given before it. */
    static boolean areMissingFrom(TossPayment toss, List<Cancellation> ours) {
        List<String> listed =
                toss.cancels().stream().map(TossPayment.Cancel::transactionKey).toList();
        return ours.stream().map(Cancellation::transactionKey).anyMatch(key -> key != null && !listed.contains(key));
    }

    /** Nothing is left to refund: a wish that has not been granted by now can no longer be. */
    static List<Cancellation> withoutWish(List<Cancellation> all) {
        return withoutWish(all, new Failure("ALREADY_CANCELED_PAYMENT", ""));
    }

    static List<Cancellation> withoutWish(List<Cancellation> all, Failure why) {
        return all.stream()
                .map(each -> each.isRequested() ? each.failed(why) : each)
                .toList();
    }
}
