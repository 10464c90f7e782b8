package kr.easyk.payments.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to pay for one consultation, and all that became of it.
 *
 * <p>Invariants, checked wherever one is made: no more is refunded than was taken, and the balance is the difference; each status
 * has what it stands for (see {@link #requireWhatTheStatusStandsFor}); whatever is undecided has a time at which it is looked at
 * again.
 *
 * @param statusSince when the payment came to its status
 * @param claim what it is confirmed with
 * @param atToss what Toss has told of it
 * @param approvedAt when Toss took the money; null while it has none
 * @param failure why it was declined
 * @param looks when the reconciler looks at it again
 * @param version counts the writes: each is made on condition that nobody else wrote in between
 */
public record Payment(
        Order order,
        PaymentStatus status,
        Instant statusSince,
        Claim claim,
        AtToss atToss,
        @Nullable Instant approvedAt,
        @Nullable Failure failure,
        Refunds refunds,
        Looks looks,
        Instant updatedAt,
        long version,
        Carried carried) {

    /** The 30 minutes that Toss's checkout lives, and the 10 in which what was authenticated there must be confirmed. */
    public static final Duration PAYMENT_WINDOW = Duration.ofMinutes(40);

    /** An authenticated payment must be confirmed within 10 minutes: after that Toss answers NOT_FOUND_PAYMENT_SESSION. */
    public static final Duration CONFIRM_WINDOW = Duration.ofMinutes(10);

    /**
     * Longer than approve and cancel can live, so that nobody resumes what they are still doing. Reconcile can live longer; what is
     * resumed behind its back goes to Toss under the same Idempotency-Key.
     */
    public static final Duration LEASE = Duration.ofSeconds(30);

    /** A deposit made in the last minute still has to travel from the bank to Toss. */
    private static final Duration DEPOSIT_GRACE = Duration.ofMinutes(10);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** Somebody's money is in question: looked at often enough for an alarm to see it each time. */
    private static final Duration LONGEST_PAUSE_WHILE_UNKNOWN = Duration.ofMinutes(10);

    public Payment {
        require(refunds.held() <= order.amount(), "no more refunded than its amount");
        require(status != PaymentStatus.UNRECOGNISED || carried.text("status") != null, "a status");
        requireWhatTheStatusStandsFor(status, order.amount(), claim, atToss, approvedAt, failure, refunds);
        boolean undecided = (status.isOpen() && status != PaymentStatus.UNRECOGNISED) || refunds.isAnythingUnderWay();
        require(!undecided || looks.next() != null, "a time to be looked at again");
    }

    private static void requireWhatTheStatusStandsFor(
            PaymentStatus status,
            long amount,
            Claim claim,
            AtToss atToss,
            @Nullable Instant approvedAt,
            @Nullable Failure failure,
            Refunds refunds) {
        boolean charged = approvedAt != null;
        long made = refunds.made();
        switch (status) {
            case PENDING, EXPIRED -> require(!charged, "no money before it is charged");
            case APPROVING ->
                require(
                        !charged && claim.paymentKey() != null && claim.keyDigest() != null,
                        "a payment key and an API key to confirm with, and no money yet");
            case WAITING_FOR_DEPOSIT ->
                require(!charged && atToss.virtualAccount() != null, "an account to wait for, and no money yet");
            case APPROVED -> require(charged && made == 0, "a time of approval, and nothing given back");
            case PARTIALLY_CANCELLED ->
                require(charged && made > 0 && made < amount, "a time of approval, and a part given back");
            case CANCELLED -> require(!charged || made == amount, "all given back that was taken");
            case FAILED -> require(!charged && failure != null, "a reason why it failed, and no money");
            case UNRECOGNISED -> {
                // Whoever wrote it knows what it stands for.
            }
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("a payment needs " + what);
        }
    }

    /** A new payment of a consultation's price. */
    public static Payment open(UUID id, Consultation consultation, Instant now) {
        return new PaymentBuilder(Order.of(id, consultation, now), PaymentStatus.PENDING, now)
                .looks(Looks.at(now.plus(PAYMENT_WINDOW)))
                .build();
    }

    public String paymentId() {
        return order.paymentId();
    }

    /** Won. */
    public long amount() {
        return order.amount();
    }

    /** Won that can still be refunded: nothing until the payment is charged. */
    public long balance() {
        return approvedAt == null ? 0 : order.amount() - refunds.held();
    }

    /** The name of the status in records and answers, whether or not this version knows it. */
    public String statusName() {
        String carriedName = status == PaymentStatus.UNRECOGNISED ? carried.text("status") : null;
        return carriedName != null ? carriedName : status.wireName();
    }

    /** When Toss gave money back last, or when an unpaid virtual account was called off; null where neither has happened. */
    public @Nullable Instant cancelledAt() {
        Instant last = refunds.latest();
        return last == null && status == PaymentStatus.CANCELLED ? statusSince : last;
    }

    public boolean isOpen() {
        return status.isOpen();
    }

    /** Paid, at least in part not given back. */
    public boolean isCharged() {
        return status == PaymentStatus.APPROVED || status == PaymentStatus.PARTIALLY_CANCELLED;
    }

    /** Whether money was ever taken, even if all of it was given back. */
    public boolean wasCharged() {
        return approvedAt != null;
    }

    public boolean usesVirtualAccount() {
        return atToss.virtualAccount() != null;
    }

    /** Whether a newer version wrote what this one cannot decide about. */
    public boolean isFromANewerVersion() {
        return status == PaymentStatus.UNRECOGNISED
                || refunds.all().stream().anyMatch(each -> each.status() == Refund.Status.UNRECOGNISED);
    }

    /** The refund wished for here that has not ended, if there is one. */
    public Optional<Refund> refundUnderWay() {
        return refunds.underWay();
    }

    private Optional<Refund> awaitedRefund() {
        return refunds.underWay().filter(Refund::isAwaited);
    }

    /** Whether it is unknown what Toss did with the last thing asked of it. */
    public boolean isOutcomeUnknown() {
        return status == PaymentStatus.APPROVING || awaitedRefund().isPresent();
    }

    /** Since when it has waited for what it waits for: the end of a refund, or of its status. Meaningful only while something is open. */
    public Instant openSince() {
        return refundUnderWay().map(Refund::requestedAt).orElse(statusSince);
    }

    /** Whether a confirm or a refund begun by somebody else may still be running. */
    public boolean isLeased(Instant now) {
        Instant begun = awaitedRefund()
                .map(Refund::wish)
                .map(wish -> wish.attempt().since())
                .orElse(statusSince);
        return isOutcomeUnknown() && now.isBefore(begun.plus(LEASE));
    }

    /** What the consultation shows while this is its payment. */
    public Consultation.PaymentStatus outcome() {
        return switch (status) {
            case PENDING, APPROVING, WAITING_FOR_DEPOSIT, FAILED, EXPIRED, UNRECOGNISED ->
                Consultation.PaymentStatus.PENDING;
            case APPROVED -> Consultation.PaymentStatus.PAID;
            case PARTIALLY_CANCELLED -> Consultation.PaymentStatus.PARTIALLY_REFUNDED;
            case CANCELLED -> wasCharged() ? Consultation.PaymentStatus.REFUNDED : Consultation.PaymentStatus.PENDING;
        };
    }

    /** Whether the consultation is free to be paid by another payment. */
    public boolean letsGoOfConsultation() {
        return status.isLost() || (status == PaymentStatus.CANCELLED && !wasCharged());
    }

    /**
     * Takes the payment for one confirm with this key, before it is sent. From here on only what Toss says moves it.
     *
     * @param keyDigest names the API key that the confirm is sent with
     */
    public Payment claim(String paymentKey, String keyDigest, Instant now) {
        if (status != PaymentStatus.PENDING) {
            throw new IllegalStateException("only a pending payment can be claimed, this one is " + status);
        }
        return change(now)
                .status(PaymentStatus.APPROVING, now)
                .claim(claim.next(paymentKey, keyDigest))
                .looks(Looks.at(now.plus(LEASE)))
                .build();
    }

    /** Toss refused the API key of the claim, and the confirm went out under another. */
    public Payment confirmedUnder(String keyDigest, Instant now) {
        return change(now).claim(claim.under(keyDigest)).build();
    }

    /** Whether Toss would know a repeat of the confirm for one. */
    public boolean mayRepeatConfirm(String currentKeyDigest) {
        return status == PaymentStatus.APPROVING && currentKeyDigest.equals(claim.keyDigest());
    }

    /** Ends a payment that nobody has claimed, such as one of a price that has changed since. */
    public Payment abandon(Instant now) {
        if (status != PaymentStatus.PENDING) {
            throw new IllegalStateException("only a pending payment can be abandoned, this one is " + status);
        }
        return change(now).status(PaymentStatus.EXPIRED, now).looks(Looks.NONE).build();
    }

    /** Whether it has been open for so long, unclaimed, that a payer should be given a new one. */
    public boolean isStale(Instant now) {
        return status == PaymentStatus.PENDING
                && !now.isBefore(order.createdAt().plus(PAYMENT_WINDOW));
    }

    /**
     * Writes a wish for a refund down, before Toss is asked for it.
     *
     * @param keyDigest names the API key that Toss is asked with
     */
    public Payment requestRefund(RefundWish wish, String keyDigest, Instant now) {
        Attempt first = new Attempt(1, keyDigest, balance(), now);
        return change(now)
                .refunds(refunds.wished(wish, isCharged() ? balance() : amount(), first))
                .looks(Looks.at(now.plus(LEASE)))
                .build();
    }

    /** Toss refused the API key of the attempt, and it went out under another. */
    public Payment refundSentUnder(String refundId, String keyDigest, Instant now) {
        return change(now).refunds(refunds.sentUnder(refundId, keyDigest)).build();
    }

    /** It is on record, or no longer, that Toss has not answered any call of the attempt. */
    public Payment refundUnanswered(String refundId, boolean unanswered, Instant now) {
        return change(now).refunds(refunds.unanswered(refundId, unanswered)).build();
    }

    /** Looked at in vain: the next look is later than the last one was. */
    public Payment postponed(Instant now) {
        Duration longest = isOutcomeUnknown() ? LONGEST_PAUSE_WHILE_UNKNOWN : LONGEST_PAUSE;
        Looks later = noLaterThanDue(looks.later(now, longest), status, atToss.virtualAccount(), now);
        return change(now).looks(later).build();
    }

    /** The same payment, written once more: whoever decided on an older answer of Toss's finds that somebody was there. */
    public Payment touched(Instant now) {
        return change(now).build();
    }

    /**
     * Whether a look-up that finds nothing may come to mean that nothing was charged, so that Toss's list is worth fetching: no confirm
     * can be carried out any more.
     */
    public boolean isConfirmOver(Instant now) {
        return status == PaymentStatus.APPROVING && !now.isBefore(confirmOverAt());
    }

    /** When no confirm of this claim can be carried out any more. */
    public Instant confirmOverAt() {
        return statusSince.plus(CONFIRM_WINDOW).plus(LEASE).plus(Lateness.BOUND);
    }

    /**
     * The one place where a payment meets what Toss says about it and becomes what it is next. Pure: the same payment, the same
     * words and the same time give the same answer; saying the same twice changes nothing the second time.
     */
    public Verdict settle(TossSays says, Instant now) {
        if (isFromANewerVersion()) {
            return accepted(this);
        }
        if (says instanceof TossSays.Shown shown) {
            return shown(shown, now);
        }
        if (says instanceof TossSays.RefundMade made) {
            return answered(made.payment(), seen -> withMade(seen, made), now);
        }
        if (says instanceof TossSays.RefundOvertaken overtaken) {
            return answered(overtaken.payment(), seen -> afterOvertaking(seen, overtaken, now), now);
        }
        if (says instanceof TossSays.RepeatRefused refused) {
            return answered(refused.payment(), seen -> afterRefusalOfRepeat(seen, refused), now);
        }
        if (says instanceof TossSays.RefundRefused refused) {
            return accepted(refused(refused, now));
        }
        if (says instanceof TossSays.Declined declined) {
            return accepted(
                    isClaimedFor(declined.paymentKey()) ? lost(PaymentStatus.FAILED, declined.failure(), now) : this);
        }
        if (says instanceof TossSays.SessionOver over) {
            return accepted(isClaimedFor(over.paymentKey()) ? lost(PaymentStatus.EXPIRED, null, now) : this);
        }
        if (says instanceof TossSays.UnknownKey unknown) {
            return isClaimedFor(unknown.paymentKey())
                    ? new Verdict.Released(pendingAgain(claim.released(), now), Refusal.Reason.PAYMENT_KEY_MISMATCH)
                    : accepted(this);
        }
        if (says instanceof TossSays.NeverSent never) {
            return accepted(isClaimedFor(never.paymentKey()) ? pendingAgain(claim.undone(), now) : this);
        }
        return nowhere(says, now);
    }

    private boolean isClaimedFor(String paymentKey) {
        return status == PaymentStatus.APPROVING && paymentKey.equals(claim.paymentKey());
    }

    /** Toss shows nothing: by itself that ends only what nobody has claimed, when the time to do so is over. */
    private Verdict nowhere(TossSays says, Instant now) {
        return switch (status) {
            case PENDING -> accepted(expiredIfStale(now));
            case APPROVING ->
                accepted(
                        says instanceof TossSays.NotListed list && provesThatNothingWasCharged(list)
                                ? lost(PaymentStatus.EXPIRED, null, now)
                                : this);
            case FAILED, EXPIRED, CANCELLED, UNRECOGNISED -> accepted(this);
            case WAITING_FOR_DEPOSIT, APPROVED, PARTIALLY_CANCELLED -> mismatch("existence");
        };
    }

    /** Under another API key Toss may know nothing of the confirm; before it is over, it may not know yet. */
    private boolean provesThatNothingWasCharged(TossSays.NotListed list) {
        return list.keyDigest().equals(claim.keyDigest()) && !list.until().isBefore(confirmOverAt());
    }

    private Payment expiredIfStale(Instant now) {
        return isStale(now) ? lost(PaymentStatus.EXPIRED, null, now) : this;
    }

    private Verdict shown(TossSays.Shown shown, Instant now) {
        TossPayment toss = shown.payment();
        String misfit = misfit(toss);
        if (misfit != null) {
            return misfitting(toss, misfit, now);
        }
        Refunds seen = refunds.shown(toss, now);
        return moved(toss, considered(seen, toss, shown.keyDigest(), now), now);
    }

    /** What of Toss's answer is not as the record has it; null where all is. */
    private @Nullable String misfit(TossPayment toss) {
        if (!toss.orderId().equals(order.orderId())) {
            return "orderId";
        }
        if (toss.totalAmount() != order.amount()) {
            return "totalAmount";
        }
        if (!toss.currency().equals(order.currency())) {
            return "currency";
        }
        return claim.paymentKey() != null && !claim.paymentKey().equals(toss.paymentKey()) ? "paymentKey" : null;
    }

    /**
     * A payment that does not fit the record must never mark it paid. Where it is not this order's, or holds no money, it is nothing
     * to this one: a payer has brought a key that is not this payment's, or opened Toss's window for another price. Otherwise somebody
     * has to look.
     */
    private Verdict misfitting(TossPayment toss, String misfit, Instant now) {
        boolean otherOrder = misfit.equals("orderId");
        boolean mayHoldMoney =
                toss.holdsMoney() || toss.status() == TossPayment.Status.UNRECOGNISED || mayBePaidInto(toss, now);
        if (isClaimedFor(toss.paymentKey()) && (otherOrder || !mayHoldMoney)) {
            return new Verdict.Released(
                    pendingAgain(claim.released(), now),
                    otherOrder ? Refusal.Reason.PAYMENT_KEY_MISMATCH : Refusal.Reason.AMOUNT_MISMATCH);
        }
        boolean contradicts = wasCharged() && toss.paymentKey().equals(claim.paymentKey());
        return otherOrder || mayHoldMoney || contradicts ? mismatch(misfit) : accepted(expiredIfStale(now));
    }

    private static boolean mayBePaidInto(TossPayment toss, Instant now) {
        VirtualAccount account = toss.virtualAccount();
        return toss.status() == TossPayment.Status.WAITING_FOR_DEPOSIT
                && (account == null || !isDepositOver(account, now));
    }

    private Payment pendingAgain(Claim withoutKey, Instant now) {
        Instant end = order.createdAt().plus(PAYMENT_WINDOW);
        return change(now)
                .status(PaymentStatus.PENDING, now)
                .claim(withoutKey)
                .looks(Looks.at(end.isAfter(now) ? end : now))
                .build();
    }

    /**
     * What a look-up means for a wish. While the call for it can be repeated, only its answer says which refund is the wish's. Where
     * the API key has changed or the attempt is over, the list must do: what looks like the wish is the wish; and an attempt that is over
     * and not in the list never happened.
     */
    private Refunds considered(Refunds seen, TossPayment toss, String keyDigest, Instant now) {
        Refund awaited = seen.underWay().filter(Refund::isAwaited).orElse(null);
        if (awaited == null || awaited.wish() == null) {
            return seen;
        }
        Attempt attempt = awaited.wish().attempt();
        boolean over = attempt.isOver(now);
        if (attempt.keyDigest().equals(keyDigest) && !over) {
            return seen;
        }
        Long left = left(toss, seen);
        Refunds recognised = seen.recognised(awaited, left, toss);
        return recognised != seen || !over ? recognised : seen.askedAgainOrRefused(awaited, left, null, keyDigest, now);
    }

    private @Nullable Long left(TossPayment toss, Refunds seen) {
        return toss.wasCharged() ? Long.valueOf(Math.max(0, order.amount() - seen.held())) : null;
    }

    /**
     * A call for a refund was answered, and the answer or the look-up after it shows the payment. The call went by the record's own
     * payment key, so one that does not fit is never passed over.
     *
     * @param meaning what the answer means for the refunds, those that Toss shows among them
     */
    private Verdict answered(TossPayment toss, UnaryOperator<Refunds> meaning, Instant now) {
        String misfit = misfit(toss);
        return misfit != null ? mismatch(misfit) : moved(toss, meaning.apply(refunds.shown(toss, now)), now);
    }

    private static Refunds withMade(Refunds seen, TossSays.RefundMade made) {
        String transactionKey = made.payment().lastTransactionKey();
        return transactionKey == null ? seen : seen.made(made.refundId(), transactionKey);
    }

    /** What overtook a call that was sent before, or a later attempt, may be the wish's own refund, of which no answer came. */
    private Refunds afterOvertaking(Refunds seen, TossSays.RefundOvertaken overtaken, Instant now) {
        Refund wish = awaited(seen, overtaken.refundId(), overtaken.attempt()).orElse(null);
        if (wish == null) {
            return seen;
        }
        TossPayment toss = overtaken.payment();
        Long left = left(toss, seen);
        boolean mayBeItsOwn = overtaken.mayBeItsOwn() || overtaken.attempt() > 1;
        Refunds recognised = mayBeItsOwn ? seen.recognised(wish, left, toss) : seen;
        return recognised != seen
                ? recognised
                : seen.askedAgainOrRefused(wish, left, overtaken.failure(), overtaken.keyDigest(), now);
    }

    private Refunds afterRefusalOfRepeat(Refunds seen, TossSays.RepeatRefused refused) {
        Refund wish = awaited(seen, refused.refundId(), refused.attempt()).orElse(null);
        if (wish == null) {
            return seen;
        }
        TossPayment toss = refused.payment();
        Refunds recognised = seen.recognised(wish, left(toss, seen), toss);
        return recognised != seen ? recognised : seen.refused(wish.id(), refused.failure());
    }

    private static Optional<Refund> awaited(Refunds refunds, String id, int attempt) {
        return refunds.find(id)
                .filter(Refund::isAwaited)
                .filter(each -> each.wish() != null && each.wish().attempt().number() == attempt);
    }

    private Payment refused(TossSays.RefundRefused refused, Instant now) {
        if (awaited(refunds, refused.refundId(), refused.attempt()).isEmpty()) {
            return this;
        }
        Refunds next = refunds.refused(refused.refundId(), refused.failure());
        return change(now)
                .refunds(next)
                .looks(looksFor(status, atToss.virtualAccount(), next, now))
                .build();
    }

    /** Toss shows a payment that fits the record. */
    private Verdict moved(TossPayment toss, Refunds next, Instant now) {
        if (toss.wasCharged()) {
            return charged(toss, next, now);
        }
        if (wasCharged() && refunds.areMissingFrom(toss)) {
            // Given before the refunds that the record has.
            return accepted(this);
        }
        return switch (toss.status()) {
            case READY, IN_PROGRESS, UNRECOGNISED, DONE, PARTIAL_CANCELED -> accepted(this);
            case WAITING_FOR_DEPOSIT -> waiting(toss, next, now);
            case CANCELED -> accepted(calledOff(toss, next, now));
            case ABORTED -> ended(PaymentStatus.FAILED, toss, now);
            case EXPIRED -> ended(PaymentStatus.EXPIRED, toss, now);
        };
    }

    /** Toss's window is over without money. Of one that nobody has claimed, the payer may have opened another since. */
    private Verdict ended(PaymentStatus how, TossPayment toss, Instant now) {
        return switch (status) {
            case PENDING -> accepted(expiredIfStale(now));
            case APPROVING -> accepted(lost(how, how == PaymentStatus.FAILED ? aborted(toss) : null, now));
            case WAITING_FOR_DEPOSIT ->
                accepted(how == PaymentStatus.EXPIRED ? lost(PaymentStatus.EXPIRED, null, now) : this);
            case APPROVED, PARTIALLY_CANCELLED -> mismatch("status");
            case CANCELLED, FAILED, EXPIRED, UNRECOGNISED -> accepted(this);
        };
    }

    private static Failure aborted(TossPayment toss) {
        return toss.failure() != null ? toss.failure() : Failure.ABORTED;
    }

    /** A virtual account was issued, or the bank took a deposit back ({@code DONE} can return to this). */
    private Verdict waiting(TossPayment toss, Refunds next, Instant now) {
        VirtualAccount account = toss.virtualAccount();
        if (account == null) {
            return mismatch("virtualAccount");
        }
        if (status.isLost() || status == PaymentStatus.CANCELLED) {
            return accepted(this);
        }
        if (isDepositOver(account, now) && next.underWay().isEmpty()) {
            return accepted(atToss(toss, now)
                    .status(PaymentStatus.EXPIRED, now)
                    .approvedAt(null)
                    .refunds(next)
                    .looks(looksFor(PaymentStatus.EXPIRED, null, next, now))
                    .build());
        }
        if (status == PaymentStatus.WAITING_FOR_DEPOSIT && next.equals(refunds)) {
            return accepted(this);
        }
        return accepted(atToss(toss, now)
                .status(PaymentStatus.WAITING_FOR_DEPOSIT, now)
                .approvedAt(null)
                .refunds(next)
                .looks(looksFor(PaymentStatus.WAITING_FOR_DEPOSIT, account, next, now))
                .build());
    }

    /** Past its due date Toss leaves the account waiting and sends nothing: the end is ours to see. */
    private static boolean isDepositOver(VirtualAccount account, Instant now) {
        return !now.isBefore(account.dueDate().plus(DEPOSIT_GRACE));
    }

    /** Whatever Toss calls it: how much was given back is said by the refunds alone. Refunded in parts, it stays PARTIAL_CANCELED. */
    private Verdict charged(TossPayment toss, Refunds next, Instant now) {
        Instant at = toss.approvedAt() != null ? toss.approvedAt() : approvedAt;
        if (at == null) {
            return mismatch("approvedAt");
        }
        if (!agreesWithItself(toss) || next.held() > order.amount()) {
            return mismatch("balanceAmount");
        }
        if (status == PaymentStatus.CANCELLED && !wasCharged()) {
            // Called off before anybody paid: an answer from before that.
            return accepted(this);
        }
        PaymentStatus is = statusOf(next.made());
        if (status == is && refunds.equals(next)) {
            return accepted(this);
        }
        return accepted(atToss(toss, now)
                .status(is, now)
                .approvedAt(at)
                .failure(null)
                .refunds(next)
                .looks(looksFor(is, atToss.virtualAccount(), next, now))
                .build());
    }

    private static boolean agreesWithItself(TossPayment toss) {
        long refunded = toss.cancels().stream()
                .filter(each -> each.status() != TossPayment.CancelStatus.ABORTED)
                .mapToLong(TossPayment.Cancel::amount)
                .reduce(0, Math::addExact);
        return toss.totalAmount() - refunded == toss.balanceAmount();
    }

    private PaymentStatus statusOf(long givenBack) {
        if (givenBack == 0) {
            return PaymentStatus.APPROVED;
        }
        return givenBack == order.amount() ? PaymentStatus.CANCELLED : PaymentStatus.PARTIALLY_CANCELLED;
    }

    /** An account that nobody had paid into. The wish to call it off is granted, whoever did it: no money is in question. */
    private Payment calledOff(TossPayment toss, Refunds next, Instant now) {
        if (status == PaymentStatus.CANCELLED) {
            return this;
        }
        Refunds ended = next.underWay()
                .map(wish -> toss.cancels().stream()
                        .reduce((first, last) -> last)
                        .map(cancel -> next.made(wish.id(), cancel.transactionKey()))
                        .orElseGet(() -> next.refused(wish.id(), Failure.REFUND_OVERTAKEN)))
                .orElse(next);
        return atToss(toss, now)
                .status(PaymentStatus.CANCELLED, now)
                // A deposit taken back before the account was called off was never ours to refund.
                .approvedAt(null)
                .failure(null)
                .refunds(ended)
                .looks(looksFor(PaymentStatus.CANCELLED, null, ended, now))
                .build();
    }

    private Payment lost(PaymentStatus how, @Nullable Failure why, Instant now) {
        Refunds ended = refunds.underWay()
                .map(wish -> refunds.refused(wish.id(), why != null ? why : Failure.REFUND_OVERTAKEN))
                .orElse(refunds);
        return change(now)
                .status(how, now)
                .failure(why)
                .refunds(ended)
                .looks(Looks.NONE)
                .build();
    }

    /** When to look again at what comes of this. A new attempt at a refund is sent by whoever looks next. */
    private Looks looksFor(PaymentStatus next, @Nullable VirtualAccount account, Refunds nextRefunds, Instant now) {
        if (nextRefunds.isAnythingUnderWay()) {
            boolean asBefore = looks.next() != null && nextRefunds.equals(refunds);
            return asBefore ? looks : Looks.at(now.plus(LEASE));
        }
        return next.isOpen() ? noLaterThanDue(Looks.at(now.plus(LONGEST_PAUSE)), next, account, now) : Looks.NONE;
    }

    /** A waiting account is looked at when its due date has passed, however long the pause would be. */
    private static Looks noLaterThanDue(
            Looks planned, PaymentStatus status, @Nullable VirtualAccount account, Instant now) {
        return status == PaymentStatus.WAITING_FOR_DEPOSIT && account != null
                ? planned.notAfter(account.dueDate().plus(DEPOSIT_GRACE), now)
                : planned;
    }

    private PaymentBuilder atToss(TossPayment toss, Instant now) {
        return change(now).claim(claim.shown(toss.paymentKey())).atToss(atToss.and(toss));
    }

    private Verdict mismatch(String what) {
        return new Verdict.Mismatch(this, what);
    }

    private static Verdict accepted(Payment payment) {
        return new Verdict.Accepted(payment);
    }

    private PaymentBuilder change(Instant now) {
        return new PaymentBuilder(this).updatedAt(now).version(Math.addExact(version, 1));
    }

    /** Leaves out what must not be read in a log. */
    @Override
    public String toString() {
        return "Payment[paymentId=" + paymentId() + ", status=" + status + ", amount=" + amount() + ", version="
                + version + "]";
    }
}
