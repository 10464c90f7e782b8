package kr.easyk.payments.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All refunds of a payment, with the rules about them. A refund at Toss is never undone, and has a name of its own: so whatever Toss
 * shows, however late, adds to what is known, and nothing is counted twice.
 *
 * <p>Bounded: what Toss began is always kept, since Toss shows it again; of what was refused, the last {@value #REFUSED_KEPT}.
 *
 * @param asked how many were ever wished for here, whether or not they are still listed
 */
public record Refunds(List<Refund> all, int asked) {
    public static final Refunds NONE = new Refunds(List.of(), 0);

    /** A wish beyond so many is refused: with the longest texts a record is then still far below the 400 KB that DynamoDB takes. */
    public static final int MOST_MADE = 50;

    private static final int REFUSED_KEPT = 20;

    /** A wish is given up when it was asked for in so many ways, each of which certainly came to nothing. */
    private static final int MOST_ATTEMPTS = 3;

    public Refunds {
        all = List.copyOf(all);
        if (all.stream().filter(Refund::isUnderWay).count() > 1) {
            throw new IllegalStateException("a payment needs one refund at a time");
        }
    }

    public Optional<Refund> find(String id) {
        return all.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    /** The wish that has not ended, if there is one. */
    public Optional<Refund> underWay() {
        return all.stream().filter(Refund::isUnderWay).findFirst();
    }

    /** Whether this wish has not ended. */
    public boolean isUnderWay(String id) {
        return find(id).filter(Refund::isUnderWay).isPresent();
    }

    /** Whether Toss has begun a refund and not ended it, or may have been asked for one. */
    boolean isAnythingUnderWay() {
        return all.stream().anyMatch(each -> each.isAwaited() || each.status() == Refund.Status.IN_PROGRESS);
    }

    /** Whether this refund of Toss's is on record as ended. */
    public boolean hasEnded(String transactionKey) {
        return all.stream()
                .anyMatch(each ->
                        transactionKey.equals(each.transactionKey()) && each.status() != Refund.Status.IN_PROGRESS);
    }

    /** Whether Toss has begun this refund of its own and not ended it, as far as is known here. */
    public boolean isInProgress(String transactionKey) {
        return all.stream()
                .anyMatch(each ->
                        transactionKey.equals(each.transactionKey()) && each.status() == Refund.Status.IN_PROGRESS);
    }

    /** Won given back. */
    public long made() {
        return all.stream()
                .filter(each -> each.status() == Refund.Status.DONE)
                .mapToLong(Refund::amount)
                .reduce(0, Math::addExact);
    }

    /** Won given back or on its way: no longer there to be refunded. */
    public long held() {
        return all.stream().filter(Refund::holdsMoney).mapToLong(Refund::amount).reduce(0, Math::addExact);
    }

    /** Whether there are too many to take one more on: made, or begun and given up. */
    public boolean areTooMany() {
        return all.stream().filter(each -> !each.isRefused()).count() >= MOST_MADE;
    }

    /** When money went back last; null where none has. */
    public @Nullable Instant latest() {
        return all.stream()
                .map(Refund::refundedAt)
                .filter(each -> each != null)
                .max(Instant::compareTo)
                .orElse(null);
    }

    /** Refunds are never undone, so an answer that lacks one the record has was given before it. */
    boolean areMissingFrom(TossPayment toss) {
        List<String> shown =
                toss.cancels().stream().map(TossPayment.Cancel::transactionKey).toList();
        return all.stream().filter(Refund::holdsMoney).anyMatch(each -> !shown.contains(each.transactionKey()));
    }

    /** @param left won that is left to refund; the price, where an unpaid account is called off */
    Refunds wished(RefundWish wish, long left, Attempt attempt) {
        List<Refund> next = new ArrayList<>(all);
        next.add(Refund.wished(wish, left, attempt));
        return new Refunds(next, Math.addExact(asked, 1));
    }

    /** With what Toss shows: each is one already known by its transaction key, or nobody wished for it here. */
    Refunds shown(TossPayment toss, Instant now) {
        List<Refund> next = new ArrayList<>(all);
        for (TossPayment.Cancel cancel : toss.cancels()) {
            int known = indexOf(next, cancel.transactionKey());
            if (known >= 0) {
                next.set(known, next.get(known).shown(cancel, now));
            } else {
                next.add(Refund.unwished(cancel, now));
            }
        }
        return with(next);
    }

    private static int indexOf(List<Refund> refunds, String transactionKey) {
        for (int i = 0; i < refunds.size(); i++) {
            if (transactionKey.equals(refunds.get(i).transactionKey())) {
                return i;
            }
        }
        return -1;
    }

    /**
     * The wish is what Toss calls so: its own answer says it. That is listed already, as nobody's, and a look-up may have told more of it
     * than the answer, which is the same for every repeat.
     */
    Refunds made(String id, String transactionKey) {
        return find(id).filter(Refund::isAwaited)
                .flatMap(wish -> all.stream()
                        .filter(each -> each.wish() == null && transactionKey.equals(each.transactionKey()))
                        .findFirst()
                        .map(listed -> identified(wish, listed)))
                .orElse(this);
    }

    /**
     * The wish is the one that looks like it among those nobody wished for here, if there is one. For when Toss cannot be asked by
     * repeating the call: the API key has changed since, or the repeats have led to nothing. What Toss made on a greater balance than
     * the attempt's is from before the attempt, and so another's.
     *
     * @param left won; null where there is no money yet
     */
    Refunds recognised(Refund wish, @Nullable Long left, TossPayment toss) {
        return like(wish, left, toss).map(same -> identified(wish, same)).orElse(this);
    }

    /** All that was left is whatever the others had left of it: what a wish for all was made with is the last refund there is. */
    private Optional<Refund> like(Refund wish, @Nullable Long left, TossPayment toss) {
        Predicate<Refund> like = each -> each.isLike(wish) && !isFromBefore(wish, each, toss);
        boolean isTheLast = wish.isForAll() && left != null && left == 0;
        return isTheLast
                ? all.stream()
                        .filter(Refund::holdsMoney)
                        .reduce((first, last) -> last)
                        .filter(like)
                : all.stream()
                        .filter(each -> each.amount() == wish.amount())
                        .filter(like)
                        .findFirst();
    }

    private static boolean isFromBefore(Refund wish, Refund listed, TossPayment toss) {
        long balance = wish.wish() == null ? 0 : wish.wish().attempt().balance();
        return balance > 0
                && toss.cancels().stream()
                        .filter(each -> each.transactionKey().equals(listed.transactionKey()))
                        .anyMatch(each -> each.wasMadeOnMoreThan(balance));
    }

    private Refunds identified(Refund wish, Refund listed) {
        return without(String.valueOf(listed.transactionKey())).replaced(wish.id(), each -> listed.as(each));
    }

    /**
     * The wish, none of whose attempts was or can still be carried out, is asked for in another way: on the balance there is now and
     * with the API key there is now. Refused where less is left than it asks for, or where it was tried often enough.
     *
     * @param left won; null where there is no money yet, and an account is to be called off
     * @param why what Toss refused the last attempt with; null where it said nothing
     */
    Refunds askedAgainOrRefused(
            Refund wish, @Nullable Long left, @Nullable Failure why, String keyDigest, Instant now) {
        Refund.Wish asked = wish.wish();
        if (asked == null) {
            return this;
        }
        if (left != null && (asked.whole() ? left == 0 : wish.amount() > left)) {
            return refused(wish.id(), why != null ? why : Failure.REFUND_OVERTAKEN);
        }
        if (asked.attempt().number() >= MOST_ATTEMPTS) {
            return refused(wish.id(), why != null ? why : Failure.REFUND_NOT_CONFIRMED);
        }
        Attempt next = asked.attempt().next(keyDigest, left == null ? 0 : left, now);
        return replaced(wish.id(), each -> each.withAttempt(next));
    }

    Refunds refused(String id, Failure why) {
        return replaced(id, wish -> wish.refused(why));
    }

    Refunds sentUnder(String id, String keyDigest) {
        return attempted(id, attempt -> attempt.under(keyDigest));
    }

    Refunds unanswered(String id, boolean value) {
        return attempted(id, attempt -> attempt.unanswered(value));
    }

    private Refunds attempted(String id, UnaryOperator<Attempt> change) {
        return replaced(id, refund -> {
            Refund.Wish wish = refund.wish();
            return wish == null ? refund : refund.withAttempt(change.apply(wish.attempt()));
        });
    }

    private Refunds replaced(String id, UnaryOperator<Refund> change) {
        return with(all.stream()
                .map(each -> each.id().equals(id) ? change.apply(each) : each)
                .toList());
    }

    private Refunds without(String transactionKey) {
        return with(all.stream()
                .filter(each -> !transactionKey.equals(each.transactionKey()))
                .toList());
    }

    private Refunds with(List<Refund> next) {
        long refused = next.stream().filter(Refund::isRefused).count();
        List<Refund> kept = new ArrayList<>();
        for (Refund each : next) {
            if (each.isRefused() && refused > REFUSED_KEPT) {
                refused--;
            } else {
                kept.add(each);
            }
        }
        return kept.equals(all) ? this : new Refunds(kept, asked);
    }
}
