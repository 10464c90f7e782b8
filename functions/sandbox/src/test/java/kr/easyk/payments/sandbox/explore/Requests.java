package kr.easyk.payments.sandbox.explore;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import kr.easyk.payments.Approval;
import kr.easyk.payments.ApprovePayment;
import kr.easyk.payments.CancelPayment;
import kr.easyk.payments.HearToss;
import kr.easyk.payments.ReadyPayment;
import kr.easyk.payments.ReconcilePayments;
import kr.easyk.payments.ReconcileScope;
import kr.easyk.payments.RefundRequest;
import kr.easyk.payments.TossNotice;
import kr.easyk.payments.model.Caller;
import kr.easyk.payments.model.Language;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.model.PaymentStatus;
import kr.easyk.payments.model.RefundAccount;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.sandbox.toss.Authentication;
import kr.easyk.payments.sandbox.toss.Webhook;
import org.jspecify.annotations.Nullable;

/** The requests an {@link Actor} can make, each to an instance of the function it is for. */
final class Requests {
    /** As the template has them. */
    private static final Duration OF_READY = Duration.ofSeconds(10);

    private static final Duration OF_APPROVE = Duration.ofSeconds(28);
    private static final Duration OF_CANCEL = Duration.ofSeconds(28);
    private static final Duration OF_WEBHOOK = Duration.ofSeconds(10);
    private static final Duration OF_RECONCILE = Duration.ofSeconds(120);

    private static final RefundAccount ACCOUNT = new RefundAccount("20", "1002000000000", "김이지");

    private final World world;
    private final Actor actor;
    private Supplier<Instance> instances;
    private Predicate<World> ready = any -> true;

    Requests(World world, Actor actor) {
        this.world = world;
        this.actor = actor;
        this.instances = world::warm;
    }

    /** From here on its requests meet instances that start with them, and so fetch the key themselves. */
    Requests cold() {
        instances = world::cold;
        return this;
    }

    /** Its next requests wait for this. */
    Requests when(Predicate<World> condition) {
        ready = condition;
        return this;
    }

    World world() {
        return world;
    }

    Sale sale(int number) {
        return world.sale(number);
    }

    /** The payer gets through Toss's window for a payment that was made ready. No step of its own: nobody here has a part in it. */
    Sale authenticate(Payment payment) {
        return authenticate(Sale.of(payment));
    }

    Sale authenticate(Sale ready) {
        String[] key = new String[1];
        Authentication how = Authentication.byCard(ready.orderId(), ready.amount());
        world.stepping(actor.place().then("authenticate"));
        world.books().change("authenticate", it -> key[0] = it.authenticate(how));
        return ready.under(key[0]);
    }

    /** Makes a consultation's payment ready, authenticates it and approves it. */
    void pay(String consultationId) {
        Payment payment = ready(consultationId).payment();
        if (payment != null && payment.status() == PaymentStatus.PENDING) {
            approve(authenticate(payment));
        }
    }

    private record Answered(@Nullable Payment payment, boolean isDone, String words) {}

    private Told request(
            String name,
            String about,
            @Nullable Caller caller,
            @Nullable String paymentKey,
            Duration timeout,
            List<Fate> faults,
            Function<Instance, Answered> work) {
        Instance instance = actor.arrive(instances, timeout, ready, faults);
        Payment payment = null;
        Refusal.Reason reason = null;
        boolean done = false;
        String words;
        try {
            Answered answered = work.apply(instance);
            payment = answered.payment();
            done = answered.isDone();
            words = answered.words();
        } catch (Refusal refusal) {
            reason = refusal.reason();
            words = String.valueOf(reason);
        } catch (Step.Died e) {
            words = "nothing";
        } catch (RuntimeException e) {
            words = "500" + (actor.hasSentAChange() ? " after Toss was asked" : "") + " for "
                    + e.getClass().getSimpleName();
        }
        actor.leave(words);
        Told told = new Told(
                actor.name(), name, about, caller, paymentKey, payment, reason, done, actor.refundsAsked(), words);
        world.tell(told);
        return told;
    }

    Told ready(String consultationId) {
        return readyAs(Preparation.payer(), consultationId);
    }

    Told readyAs(Caller caller, String consultationId) {
        return request("ready", consultationId, caller, null, OF_READY, List.of(), instance -> {
            Payment payment = ReadyPayment.with(instance.wiring())
                    .ready(caller, consultationId, null, instance.journal())
                    .payment();
            return new Answered(payment, false, payment.statusName() + " " + payment.paymentId());
        });
    }

    Told approve(Sale sale) {
        return approve(sale.paymentKey(), sale.orderId(), sale.amount());
    }

    Told approve(String paymentKey, String orderId, long amount) {
        return approveAs(Preparation.payer(), paymentKey, orderId, amount);
    }

    Told approveAs(Caller caller, String paymentKey, String orderId, long amount) {
        String paymentId = orderId.substring(orderId.indexOf('_') + 1);
        return request("approve", paymentId, caller, paymentKey, OF_APPROVE, List.of(), instance -> {
            Payment payment = ApprovePayment.with(instance.wiring(), instance.toss())
                    .approve(caller, new Approval(paymentKey, orderId, amount), instance.journal());
            return new Answered(payment, false, payment.statusName());
        });
    }

    /** @param amount won; null for all that is left */
    Told cancel(Sale sale, @Nullable Long amount, @Nullable String key) {
        return cancelAs(Preparation.payer(), sale, amount, key);
    }

    Told cancelAsAdmin(Sale sale, @Nullable Long amount, @Nullable String key) {
        return cancelAs(new Caller("admin", true, Language.KOREAN), sale, amount, key);
    }

    /** Whether the outcome of an approval is not known to whoever was told this. */
    static boolean isOpen(Told told) {
        Payment payment = told.payment();
        return payment == null ? told.reason() == null : payment.status() == PaymentStatus.APPROVING;
    }

    Told cancelAs(Caller caller, Sale sale, @Nullable Long amount, @Nullable String key) {
        return request("cancel", sale.paymentId(), caller, null, OF_CANCEL, List.of(), instance -> {
            CancelPayment.Cancelled cancelled = CancelPayment.with(instance.wiring(), instance.toss())
                    .cancel(
                            caller,
                            new RefundRequest(sale.paymentId(), "변심", amount, ACCOUNT, key),
                            instance.journal());
            Payment payment = cancelled.payment();
            String words = payment.statusName() + ", " + payment.balance() + " left, refund "
                    + (cancelled.isUnderWay() ? "under way" : "done");
            return new Answered(payment, !cancelled.isUnderWay(), words);
        });
    }

    /** What Toss, or anybody who says they are, may send at any time. */
    Told webhook(Sale sale) {
        return webhook(sale, null);
    }

    /** @param depositSecret what it shows to prove where it comes from; null for nothing */
    Told webhook(Sale sale, @Nullable String depositSecret) {
        return hear(new TossNotice(sale.orderId(), depositSecret));
    }

    private Told hear(TossNotice notice) {
        return request(
                "webhook", notice.orderId(), null, null, OF_WEBHOOK, List.of(), instance -> heard(instance, notice));
    }

    private static Answered heard(Instance instance, TossNotice notice) {
        boolean ours = HearToss.with(instance.wiring(), instance.toss()).hear(notice, instance.journal());
        return new Answered(null, false, ours ? "200" : "200 ignored");
    }

    /** A webhook that Toss has written, the first being number 0. */
    Told letter(int number) {
        return request("webhook", "letter " + number, null, null, OF_WEBHOOK, List.of(), instance -> {
            Webhook webhook = world.books().letters().get(number);
            JsonNode body = Books.json(webhook.body().getBytes(StandardCharsets.UTF_8));
            if (webhook.eventType().equals("CANCEL_STATUS_CHANGED")) {
                String key = body.path("data").path("transactionKey").asText();
                boolean ours = HearToss.with(instance.wiring(), instance.toss()).hearOfRefund(key, instance.journal());
                return new Answered(null, false, ours ? "200" : "200 ignored");
            }
            boolean deposit = eventTypeIsDeposit(webhook);
            String orderId =
                    (deposit ? body : body.path("data")).path("orderId").asText();
            return heard(
                    instance,
                    new TossNotice(orderId, deposit ? body.path("secret").asText() : null));
        });
    }

    private static boolean eventTypeIsDeposit(Webhook webhook) {
        return webhook.eventType().equals("DEPOSIT_CALLBACK");
    }

    Told reconcile() {
        return request("reconcile", "", null, null, OF_RECONCILE, List.of(Fate.STALE), instance -> {
            ReconcilePayments.with(instance.wiring(), instance.toss())
                    .run(new ReconcileScope.WhatIsDue(), instance.journal());
            return new Answered(null, false, "done");
        });
    }
}
