package kr.easyk.payments.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A payment at Toss as it really goes, one step at a time, with every state it ever was in. */
final class TossModel {
    private final Random random;
    private final boolean byAccount;
    private final List<TossPayment> history = new ArrayList<>();
    private final List<TossPayment.Cancel> cancels = new ArrayList<>();
    private TossPayment.Status status = TossPayment.Status.READY;
    private @Nullable Instant approvedAt;
    private @Nullable String lastTransactionKey;
    private Instant now = Samples.NOW.plusSeconds(1);

    TossModel(Random random) {
        this.random = random;
        this.byAccount = random.nextBoolean();
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

    long balance() {
        return Samples.PRICE
                - cancels.stream().mapToLong(TossPayment.Cancel::amount).sum();
    }

    void step() {
        now = now.plusSeconds(1 + random.nextInt(20));
        switch (status) {
            case READY -> to(random.nextInt(8) == 0 ? TossPayment.Status.EXPIRED : TossPayment.Status.IN_PROGRESS);
            case IN_PROGRESS -> leaveProgress();
            case WAITING_FOR_DEPOSIT -> {
                if (random.nextInt(5) == 0) {
                    cancel(null, "dashboard");
                } else {
                    charge();
                }
            }
            case DONE -> {
                if (byAccount && random.nextInt(3) == 0) {
                    approvedAt = null;
                    to(TossPayment.Status.WAITING_FOR_DEPOSIT);
                } else {
                    cancel(random.nextBoolean() ? null : 1 + random.nextLong(balance()), "dashboard");
                }
            }
            case PARTIAL_CANCELED ->
                cancel(random.nextInt(3) == 0 ? null : 1 + random.nextLong(balance()), "dashboard");
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

    /** A refund as asked, or nothing where Toss would refuse it. */
    Optional<TossPayment> cancel(@Nullable Long amount, String reason) {
        boolean waiting = status == TossPayment.Status.WAITING_FOR_DEPOSIT;
        boolean charged = status == TossPayment.Status.DONE || status == TossPayment.Status.PARTIAL_CANCELED;
        boolean fits = waiting ? amount == null : charged && (amount == null || amount <= balance());
        if (!fits) {
            return Optional.empty();
        }
        now = now.plusSeconds(1);
        lastTransactionKey = "refund-" + history.size();
        cancels.add(new TossPayment.Cancel(lastTransactionKey, amount == null ? balance() : amount, reason, now));
        to(balance() == 0 ? TossPayment.Status.CANCELED : TossPayment.Status.PARTIAL_CANCELED);
        return Optional.of(newest());
    }

    private void to(TossPayment.Status next) {
        status = next;
        show();
    }

    private void show() {
        history.add(new TossPayment(
                Samples.KEY,
                Samples.pending().orderId(),
                status,
                Samples.PRICE,
                balance(),
                Payment.KRW,
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
