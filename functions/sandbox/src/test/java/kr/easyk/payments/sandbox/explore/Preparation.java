package kr.easyk.payments.sandbox.explore;

import java.util.function.UnaryOperator;
import kr.easyk.payments.Approval;
import kr.easyk.payments.ApprovePayment;
import kr.easyk.payments.HearToss;
import kr.easyk.payments.ReadyPayment;
import kr.easyk.payments.TossNotice;
import kr.easyk.payments.model.Caller;
import kr.easyk.payments.model.Language;
import kr.easyk.payments.model.Payment;
import kr.easyk.payments.sandbox.toss.Authentication;
import kr.easyk.payments.sandbox.toss.Behaviour;
import kr.easyk.payments.sandbox.toss.TossSimulator;
import kr.easyk.payments.store.PaymentStore;
import kr.easyk.payments.toss.WrittenKey;

/** What has happened before a scenario begins, made by the functions themselves. */
final class Preparation {
    static final String PAYER = "payer";
    static final long PRICE = 50_000;

    private final World world;
    private final Instance instance;

    Preparation(World world) {
        this.world = world;
        this.instance = Instance.warm(world);
    }

    /** Somebody has booked. */
    Preparation booked(String consultationId) {
        return booked(consultationId, PRICE);
    }

    Preparation booked(String consultationId, long amount) {
        world.consultation(consultationId, PAYER, amount);
        return this;
    }

    /** A payment is made ready, and the payer has authenticated it. */
    Preparation authenticated(String consultationId, String method) {
        return authenticated(consultationId, method, PRICE, PRICE);
    }

    Preparation authenticated(String consultationId, String method, long price, long authenticated) {
        Sale sale = opened(consultationId, price);
        return authenticated(sale, Authentication.by(method, sale.orderId(), authenticated));
    }

    private Preparation authenticated(Sale sale, Authentication how) {
        String[] key = new String[1];
        world.atToss("authenticate", each -> each.books().change("authenticate", it -> key[0] = it.authenticate(how)));
        world.add(sale.under(key[0]));
        return this;
    }

    private Sale opened(String consultationId, long price) {
        booked(consultationId, price);
        return Sale.of(ReadyPayment.with(instance.wiring())
                .ready(payer(), consultationId, null, instance.journal())
                .payment());
    }

    private Sale latest() {
        return world.sale(world.sales().size() - 1);
    }

    /** As {@link #authenticated(String, String)}, by this card. */
    Preparation authenticatedBy(String consultationId, String cardNumber) {
        Sale sale = opened(consultationId, PRICE);
        return authenticated(sale, Authentication.byCard(sale.orderId(), PRICE).withCard(cardNumber));
    }

    /** The payer has authenticated the latest payment once more, by another card. */
    Preparation authenticatedWith(String cardNumber) {
        Sale sale = latest();
        return authenticated(
                sale, Authentication.byCard(sale.orderId(), sale.amount()).withCard(cardNumber));
    }

    /** A payment that is approved. */
    Preparation paid(String consultationId, String method) {
        authenticated(consultationId, method);
        Sale sale = latest();
        ApprovePayment.with(instance.wiring(), instance.toss())
                .approve(payer(), new Approval(sale.paymentKey(), sale.orderId(), sale.amount()), instance.journal());
        return this;
    }

    /** A payment is made ready, and Toss's window is open. */
    Preparation ready(String consultationId) {
        world.add(opened(consultationId, PRICE));
        return this;
    }

    /** Toss has told of what became of the latest payment. */
    Preparation heard() {
        HearToss.with(instance.wiring(), instance.toss())
                .hear(new TossNotice(latest().orderId(), null), instance.journal());
        return this;
    }

    /** A payment that Toss has charged for, and the function that asked for it has died before it heard. */
    Preparation chargedUnheard(String consultationId, String method) {
        authenticated(consultationId, method);
        Sale sale = latest();
        PaymentStore store = PaymentStore.with(instance.wiring());
        String key = instance.toss().keyDigest();
        Payment claimed = store.find(sale.paymentId()).orElseThrow().claim(sale.paymentKey(), key, world.now());
        store.claim(claimed);
        instance.toss().confirm(claimed, WrittenKey.first(key), Language.KOREAN, instance.journal());
        return this;
    }

    /** The payer has paid into the account of the latest payment. Nobody here has heard of it. */
    Preparation deposited() {
        Sale sale = latest();
        world.atToss("deposit", each -> each.books().change("deposit", it -> it.deposit(sale.orderId())));
        return this;
    }

    /** From here on, who fetches the secret gets another merchant's key. */
    Preparation secretIsAnothers() {
        world.atToss("secret", each -> each.setSecret(TossSimulator.OTHER_MERCHANTS_KEY));
        return this;
    }

    /** Toss is like this. */
    Preparation where(UnaryOperator<Behaviour> habit) {
        world.atToss("habit", each -> each.books().change("habit", it -> it.behave(habit.apply(it.behaviour()))));
        return this;
    }

    /** Somebody else who has an account with the platform. */
    static Caller stranger() {
        return new Caller("stranger", false, Language.KOREAN);
    }

    static Caller payer() {
        return new Caller(PAYER, false, Language.KOREAN);
    }
}
