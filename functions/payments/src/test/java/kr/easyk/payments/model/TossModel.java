package kr.easyk.payments.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import kr.easyk.payments.model.TossPayment.CancelStatus;
import org.jspecify.annotations.Nullable;

/**
 * A payment at Toss as it really goes, one step at a time, with every state it ever was in. What was measured outranks what is
 * documented: refunded in parts until nothing is left, the status stays PARTIAL_CANCELED with a balance of 0; {@code refundableAmount}
 * is compared and set, mostly; what was answered first is answered again under the same Idempotency-Key and API key, refusals too.
 */
final class TossModel {
    /**
     * A call for a refund of ours.
     *
     * @param amount won; null for all that is left
     * @param refundable the balance it must find; 0 where it does not say
     */
    record Call(
            String wishId,
            int attempt,
            String keyDigest,
            @Nullable Long amount,
            long refundable,
            String reason,
            Instant sentAt) {

        static Call of(Refund wish, String keyDigest, Instant sentAt) {
            Refund.Wish asked = wish.wish();
            return new Call(
                    wish.id(),
                    asked.attempt().number(),
                    keyDigest,
                    asked.whole() ? null : Long.valueOf(wish.amount()),
                    asked.attempt().balance(),
                    wish.reason(),
                    sentAt);
        }
    }

    /** @param refusal Toss's code; null where the payment was answered, with the refund as its latest transaction */
    record Answer(@Nullable TossPayment payment, @Nullable String refusal) {}

    private final Random random;
    private final boolean byAccount;

    /** Overseas easy payments are refunded in two steps. */
    private final boolean inSteps;

    /** What is compared and set there must not be the only thing that keeps a refund from being made twice. */
    private final boolean heedsTheBalance;

    private final List<TossPayment> history = new ArrayList<>();
    private final List<TossPayment.Cancel> cancels = new ArrayList<>();
    private final Map<List<Object>, Answer> kept = new HashMap<>();
    private final Map<String, List<String>> refundsOfWishes = new HashMap<>();
    private TossPayment.Status status = TossPayment.Status.READY;
    private @Nullable Instant approvedAt;
    private @Nullable String lastTransactionKey;
    private Instant now = Samples.NOW.plusSeconds(1);

    TossModel(Random random) {
        this.random = random;
        this.byAccount = random.nextBoolean();
        this.inSteps = !byAccount && random.nextBoolean();
        this.heedsTheBalance = random.nextInt(4) > 0;
        show();
    }

    List<TossPayment> history() {
        return history;
    }

    TossPayment newest() {
        return history.get(history.size() - 1);
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** The transaction keys of the refunds that this wish was given, and that stand. */
    List<String> refundsOf(String wishId) {
        List<String> aborted = cancels.stream()
                .filter(each -> each.status() == CancelStatus.ABORTED)
                .map(TossPayment.Cancel::transactionKey)
                .toList();
        return refundsOfWishes.getOrDefault(wishId, List.of()).stream()
                .filter(each -> !aborted.contains(each))
                .toList();
    }

    private long balance() {
        return Samples.PRICE
                - cancels.stream()
                        .filter(each -> each.status() != CancelStatus.ABORTED)
                        .mapToLong(TossPayment.Cancel::amount)
                        .sum();
    }

    void step() {
        pass(Duration.ofSeconds(1 + random.nextInt(20)));
        if (random.nextBoolean() && endARefund()) {
            return;
        }
        switch (status) {
            case READY -> to(random.nextInt(8) == 0 ? TossPayment.Status.EXPIRED : TossPayment.Status.IN_PROGRESS);
            case IN_PROGRESS -> leaveProgress();
            case WAITING_FOR_DEPOSIT -> {
                if (random.nextInt(5) == 0) {
                    refund(null, "dashboard");
                } else {
                    charge();
                }
            }
            case DONE -> {
                if (byAccount && random.nextInt(3) == 0) {
                    approvedAt = null;
                    to(TossPayment.Status.WAITING_FOR_DEPOSIT);
                } else {
                    refundInDashboard();
                }
            }
            case PARTIAL_CANCELED -> refundInDashboard();
            default -> {}
        }
    }

    private void leaveProgress() {
        switch (random.nextInt(8)) {
            case 0 -> to(TossPayment.Status.ABORTED);
            case 1 -> to(TossPayment.Status.EXPIRED);
            default -> {
                if (byAccount) {
                    to(TossPayment.Status.WAITING_FOR_DEPOSIT);
                } else {
                    charge();
                }
            }
        }
    }

    private void charge() {
        approvedAt = now;
        lastTransactionKey = "charge-" + history.size();
        to(TossPayment.Status.DONE);
    }

    private void refundInDashboard() {
        if (balance() > 0) {
            refund(random.nextInt(4) == 0 ? null : 1 + random.nextLong(balance()), "dashboard");
        }
    }

    /** Ends the first refund that was begun, one way or the other; false where there is none. */
    boolean endARefund() {
        for (int i = 0; i < cancels.size(); i++) {
            TossPayment.Cancel begun = cancels.get(i);
            if (begun.status() == CancelStatus.IN_PROGRESS) {
                boolean made = random.nextInt(3) > 0;
                cancels.set(
                        i,
                        new TossPayment.Cancel(
                                begun.transactionKey(),
                                begun.amount(),
                                begun.reason(),
                                made ? now : null,
                                made ? CancelStatus.DONE : CancelStatus.ABORTED));
                to(statusOfRefunds());
                return true;
            }
        }
        return false;
    }

    /** Carries a call out, or answers as it answered the first of its kind. */
    Answer answer(Call call) {
        return kept.computeIfAbsent(List.of(call.wishId(), call.attempt(), call.keyDigest()), first -> carryOut(call));
    }

    private Answer carryOut(Call call) {
        String refusal = refusal(call);
        if (refusal != null) {
            return new Answer(null, refusal);
        }
        pass(Duration.ofSeconds(1));
        refund(call.amount(), call.reason());
        refundsOfWishes
                .computeIfAbsent(call.wishId(), wish -> new ArrayList<>())
                .add(lastTransactionKey);
        return new Answer(newest(), null);
    }

    private @Nullable String refusal(Call call) {
        boolean charged = newest().wasCharged();
        if (!charged && status != TossPayment.Status.WAITING_FOR_DEPOSIT) {
            return status == TossPayment.Status.CANCELED ? "ALREADY_CANCELED_PAYMENT" : "NOT_CANCELABLE_PAYMENT";
        }
        if (!charged) {
            return call.amount() == null ? null : "NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT";
        }
        if (random.nextInt(20) == 0) {
            return "REFUND_REJECTED";
        }
        if (balance() == 0) {
            return status == TossPayment.Status.CANCELED ? "ALREADY_CANCELED_PAYMENT" : "NOT_CANCELABLE_AMOUNT";
        }
        // Of a refund of all that is left, it says how much that is.
        boolean isCompared = call.refundable() > 0 && (heedsTheBalance || call.amount() == null);
        if (isCompared && call.refundable() != balance()) {
            return "NOT_MATCHES_REFUNDABLE_AMOUNT";
        }
        return call.amount() != null && call.amount() > balance() ? "NOT_CANCELABLE_AMOUNT" : null;
    }

    private void refund(@Nullable Long amount, String reason) {
        lastTransactionKey = "refund-" + history.size();
        boolean begins = inSteps && newest().wasCharged();
        cancels.add(new TossPayment.Cancel(
                lastTransactionKey,
                amount == null ? balance() : amount,
                reason,
                begins ? null : now,
                begins ? CancelStatus.IN_PROGRESS : CancelStatus.DONE));
        to(statusOfRefunds());
    }

    private TossPayment.Status statusOfRefunds() {
        List<TossPayment.Cancel> standing = cancels.stream()
                .filter(each -> each.status() != CancelStatus.ABORTED)
                .toList();
        if (standing.isEmpty()) {
            return TossPayment.Status.DONE;
        }
        return standing.size() == 1 && balance() == 0
                ? TossPayment.Status.CANCELED
                : TossPayment.Status.PARTIAL_CANCELED;
    }

    private void to(TossPayment.Status next) {
        status = next;
        show();
    }

    private void show() {
        history.add(new TossPayment(
                Samples.KEY,
                Samples.ORDER,
                status,
                Samples.PRICE,
                balance(),
                Order.KRW,
                byAccount ? PaymentMethod.VIRTUAL_ACCOUNT : PaymentMethod.CARD,
                approvedAt,
                byAccount ? Samples.SECRET : null,
                null,
                byAccount ? Samples.account(Samples.NOW.plus(Duration.ofDays(3))) : null,
                null,
                cancels,
                lastTransactionKey));
    }
}
