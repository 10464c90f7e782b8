package kr.easyk.payments.sandbox.explore;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import kr.easyk.payments.model.Caller;
import kr.easyk.payments.sandbox.explore.Scenario.Except;
import kr.easyk.payments.sandbox.toss.TossSimulator;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** All scenarios, each a line or a few. */
final class Scenarios {
    private static final String DECLINED = "4030-0000-0000-0002";
    private static final String REASON = "변심";

    private Scenarios() {}

    static List<Scenario> all() {
        return Stream.of(approvals(), refunds(), accounts(), strangers())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Scenario> approvals() {
        return List.of(
                new Scenario("approve-twice")
                        .given(it -> it.authenticated("c", "card"))
                        .actor("payer", it -> it.approve(it.sale(0)))
                        .actor("again", it -> it.approve(it.sale(0)))
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("approve-until-it-is-known")
                        .given(it -> it.authenticated("c", "card"))
                        .actor("payer", it -> {
                            if (Requests.isOpen(it.approve(it.sale(0)))) {
                                it.approve(it.sale(0));
                            }
                        })
                        .letters(0, 0)
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("approve-with-two-keys")
                        .given(it -> it.authenticated("c", "card").authenticatedWith("5191-0000-0000-0001"))
                        .actor("payer", it -> it.approve(it.sale(0)))
                        .actor("other-card", it -> it.approve(it.sale(1)))
                        .reconcile()
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("pay-in-two-windows")
                        .given(it -> it.booked("c"))
                        .actor("payer", it -> it.pay("c"))
                        .actor("other-window", it -> it.pay("c")),
                new Scenario("price-changes")
                        .given(it -> it.authenticated("c", "card"))
                        .actor("payer", it -> it.approve(it.sale(0)))
                        .actor("other-window", it -> it.pay("c"))
                        .event("the-price-changes", it -> it.change("c", "amount", AttributeValue.fromN("60000"))),
                new Scenario("approve-with-webhook-and-reconcile")
                        .given(it -> it.authenticated("c", "card"))
                        .actor("payer", it -> it.approve(it.sale(0)))
                        .letters(0)
                        .reconcile()
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("approve-and-never-hear-of-it")
                        .given(it -> it.authenticated("c", "card"))
                        .actor("payer", it -> it.approve(it.sale(0)))
                        .reconcile()
                        .passing("ten-minutes", Duration.ofMinutes(10))
                        .passing("a-quarter-of-an-hour", Duration.ofMinutes(15)),
                new Scenario("declined-then-another-card")
                        .given(it -> it.authenticatedBy("c", DECLINED))
                        .actor("payer", it -> {
                            it.approve(it.sale(0));
                            it.pay("c");
                        })
                        .letters(0)
                        .actor("again", it -> it.approve(it.sale(0))),
                new Scenario("withdrawn-while-it-is-paid")
                        .given(it -> it.authenticated("c", "card"))
                        .actor("payer", it -> it.approve(it.sale(0)))
                        .letters(0)
                        .event(
                                "withdrawn",
                                Scenarios::isUnpaid,
                                it -> it.change("c", "payment_status", AttributeValue.fromS("withdrawn"))),
                new Scenario("deleted-while-it-is-paid")
                        .given(it -> it.authenticated("c", "card"))
                        .actor("payer", it -> it.approve(it.sale(0)))
                        .reconcile()
                        .event("deleted", it -> it.dynamoDb().remove(World.CONSULTATIONS, "c")),
                new Scenario("two-consultations-of-one-payer")
                        .given(it -> it.authenticated("c", "card").authenticated("d", "card"))
                        .actor("payer", it -> it.approve(it.sale(0)))
                        .actor("other-window", it -> it.approve(it.sale(1)))
                        .reconcile()
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("approve-while-the-key-is-rotated")
                        .given(it -> it.authenticated("c", "card"))
                        .actor("payer", it -> it.approve(it.sale(0)))
                        .actor("again", it -> it.cold().approve(it.sale(0)))
                        .event("the-key-is-rotated", it -> it.rotate(World.SECOND_KEY, true))
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("approve-while-two-keys-are-valid")
                        .given(it -> it.authenticated("c", "card"))
                        .actor("payer", it -> it.approve(it.sale(0)))
                        .actor("again", it -> it.cold().approve(it.sale(0)))
                        .event("there-is-a-second-key", it -> it.rotate(World.SECOND_KEY, false))
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("charged-and-then-the-secret-is-another-merchants")
                        .given(it -> it.chargedUnheard("c", "card").secretIsAnothers())
                        .passing("forty-minutes", Duration.ofMinutes(40))
                        .actor("clock", Scenarios::isLater, it -> it.cold().reconcile())
                        .actor("other-window", Scenarios::isLater, it -> it.pay("c"))
                        .event("the-secret-is-right", Scenarios::isLater, it -> it.setSecret(World.FIRST_KEY)),
                new Scenario("approve-while-a-forger-has-another-merchants-key-used")
                        .given(it -> it.authenticated("c", "card").secretIsAnothers())
                        .actor("payer", it -> it.approve(it.sale(0)))
                        .actor("forger", it -> it.cold().webhook(it.sale(0)))
                        .event("the-secret-is-right", it -> it.setSecret(World.FIRST_KEY)),
                new Scenario("approve-as-the-window-closes")
                        .given(it -> it.ready("c"))
                        .passing(
                                "forty-minutes-less-ten-seconds",
                                Duration.ofMinutes(40).minusSeconds(10))
                        .actor("payer", Scenarios::isLater, it -> it.approve(it.authenticate(it.sale(0))))
                        .reconcile("reconcile", Scenarios::isLater)
                        .passing("eleven-seconds", Scenarios::isLater, Duration.ofSeconds(11)),
                new Scenario("approve-as-another-window-is-opened-for-the-one-that-closes")
                        .given(it -> it.ready("c"))
                        .passing(
                                "forty-minutes-less-ten-seconds",
                                Duration.ofMinutes(40).minusSeconds(10))
                        .actor("payer", Scenarios::isLater, it -> it.approve(it.authenticate(it.sale(0))))
                        .actor("other-window", Scenarios::isLater, it -> it.pay("c"))
                        .passing("eleven-seconds", Scenarios::isLater, Duration.ofSeconds(11)),
                new Scenario("approve-and-look-with-another-merchants-key")
                        .given(it -> it.authenticated("c", "card"))
                        .actor("payer", it -> it.approve(it.sale(0)))
                        .actor("clock", it -> it.cold().reconcile())
                        .event("the-secret-is-anothers", it -> it.setSecret(TossSimulator.OTHER_MERCHANTS_KEY))
                        .event(
                                "the-secret-is-right",
                                it -> it.hasSecret(TossSimulator.OTHER_MERCHANTS_KEY),
                                it -> it.setSecret(World.FIRST_KEY))
                        .passing("forty-minutes", Duration.ofMinutes(40)));
    }

    private static boolean isLater(World world) {
        return world.now().isAfter(World.BEGINNING);
    }

    private static boolean isUnpaid(World world) {
        return world.dynamoDb()
                .item(World.CONSULTATIONS, "c")
                .get("payment_status")
                .s()
                .equals("pending");
    }

    private static List<Scenario> refunds() {
        return List.of(
                new Scenario("refund-all-twice")
                        .given(it -> it.paid("c", "card"))
                        .actor("payer", it -> it.cancel(it.sale(0), null, null))
                        .actor("again", it -> it.cancel(it.sale(0), null, null))
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("refund-part-twice-with-one-key")
                        .given(it -> it.paid("c", "card"))
                        .actor("payer", it -> it.cancel(it.sale(0), 20_000L, "k"))
                        .actor("again", it -> it.cancel(it.sale(0), 20_000L, "k"))
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("refund-parts-with-two-keys")
                        .given(it -> it.paid("c", "card"))
                        .actor("payer", it -> it.cancel(it.sale(0), 20_000L, "k"))
                        .actor("admin", it -> it.cancelAsAdmin(it.sale(0), 20_000L, "l"))
                        .letters(1)
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("refund-more-than-there-is-in-parts")
                        .given(it -> it.paid("c", "card"))
                        .actor("payer", it -> it.cancel(it.sale(0), 30_000L, "k"))
                        .actor("admin", it -> it.cancelAsAdmin(it.sale(0), 30_000L, "l"))
                        .reconcile()
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("refund-all-and-a-part")
                        .given(it -> it.paid("c", "card"))
                        .actor("payer", it -> it.cancel(it.sale(0), null, null))
                        .actor("admin", it -> it.cancelAsAdmin(it.sale(0), 20_000L, "l"))
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("refund-part-then-all")
                        .given(it -> it.paid("c", "card"))
                        .actor("payer", it -> {
                            it.cancel(it.sale(0), 20_000L, "k");
                            it.cancel(it.sale(0), null, null);
                        })
                        .letters(1)
                        .reconcile(),
                new Scenario("refund-with-the-same-in-the-dashboard")
                        .except(Except.WHOSE_REFUND)
                        .given(it -> it.paid("c", "card"))
                        .actor("payer", it -> it.cancel(it.sale(0), 20_000L, "k"))
                        .reconcile()
                        .event("refund-in-dashboard", it -> it.refundInDashboard(0, 20_000L, REASON))
                        .letters(1),
                new Scenario("refund-with-another-in-the-dashboard")
                        .given(it -> it.paid("c", "card"))
                        .actor("payer", it -> it.cancel(it.sale(0), 20_000L, "k"))
                        .reconcile()
                        .event("refund-in-dashboard", it -> it.refundInDashboard(0, 30_000L, "중복"))
                        .letters(1),
                new Scenario("refund-all-with-a-part-in-the-dashboard")
                        .given(it -> it.paid("c", "card"))
                        .actor("payer", it -> it.cancel(it.sale(0), null, null))
                        .actor("again", it -> it.cancel(it.sale(0), null, null))
                        .event("refund-in-dashboard", it -> it.refundInDashboard(0, 1_000L, REASON))
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("refund-all-with-all-in-the-dashboard")
                        .except(Except.WHOSE_REFUND)
                        .given(it -> it.paid("c", "card"))
                        .actor("payer", it -> it.cancel(it.sale(0), null, null))
                        .reconcile()
                        .event("refund-in-dashboard", it -> it.refundInDashboard(0, null, REASON))
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("refund-part-that-is-tried-again-later")
                        .given(it -> it.paid("c", "card"))
                        .actor("payer", it -> it.cancel(it.sale(0), 20_000L, "k"))
                        .reconcile()
                        .reconcile("reconcile-later")
                        .passing("six-minutes", Duration.ofMinutes(6))
                        .passing("a-quarter-of-an-hour", Duration.ofMinutes(15)),
                new Scenario("refund-while-the-key-is-rotated")
                        .given(it -> it.paid("c", "card"))
                        .actor("payer", it -> it.cancel(it.sale(0), 20_000L, "k"))
                        .actor("again", it -> it.cold().cancel(it.sale(0), 20_000L, "k"))
                        .event("the-key-is-rotated", it -> it.rotate(World.SECOND_KEY, true))
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("refund-while-two-keys-are-valid")
                        .given(it -> it.paid("c", "card"))
                        .actor("payer", it -> it.cancel(it.sale(0), 20_000L, "k"))
                        .actor("again", it -> it.cold().cancel(it.sale(0), 20_000L, "k"))
                        .event("there-is-a-second-key", it -> it.rotate(World.SECOND_KEY, false))
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("refund-with-another-key-and-the-same-in-the-dashboard")
                        .except(Except.WHOSE_REFUND)
                        .given(it -> it.paid("c", "card"))
                        .actor("payer", it -> it.cancel(it.sale(0), 20_000L, "k"))
                        .actor("again", it -> it.cold().cancel(it.sale(0), 20_000L, "k"))
                        .event("there-is-a-second-key", it -> it.rotate(World.SECOND_KEY, false))
                        .event("refund-in-dashboard", it -> it.refundInDashboard(0, 20_000L, REASON))
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("refund-part-twice-where-toss-compares-nothing")
                        .given(it -> it.paid("c", "card").where(each -> each.ignoringRefundableAmount()))
                        .actor("payer", it -> it.cancel(it.sale(0), 20_000L, "k"))
                        .actor("again", it -> it.cancel(it.sale(0), 20_000L, "k"))
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("refund-under-another-key-where-toss-compares-nothing")
                        .given(it -> it.paid("c", "card").where(each -> each.ignoringRefundableAmount()))
                        .actor("payer", it -> it.cancel(it.sale(0), 20_000L, "k"))
                        .actor("again", it -> it.cold().cancel(it.sale(0), 20_000L, "k"))
                        .event("there-is-a-second-key", it -> it.rotate(World.SECOND_KEY, false))
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("refund-in-the-dashboard-that-nobody-tells")
                        .given(it -> it.paid("c", "card"))
                        .actor("payer", it -> it.cancel(it.sale(0), 20_000L, "k"))
                        .event("refund-in-dashboard", it -> it.refundInDashboard(0, 10_000L, "중복"))
                        .reconcile(),
                new Scenario("refund-in-trouble-beside-a-charge-in-question")
                        .given(it -> it.paid("c", "card").authenticated("d", "card"))
                        .actor("payer", it -> it.cancel(it.sale(0), null, null))
                        .actor("other-window", it -> it.approve(it.sale(1)))
                        .reconcile()
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("refund-in-steps-that-ends-well")
                        .given(it -> it.paid("c", "foreign_easy_pay"))
                        .actor("payer", it -> it.cancel(it.sale(0), null, null))
                        .lettersOfRefunds(2, 2)
                        .event("toss-ends-it", it -> it.isUnderWay(0), it -> it.endRefund(0, "done")),
                new Scenario("refund-in-steps-that-comes-to-nothing")
                        .given(it -> it.paid("c", "foreign_easy_pay"))
                        .actor("payer", it -> it.cancel(it.sale(0), 20_000L, "k"))
                        .letters(1)
                        .lettersOfRefunds(2)
                        .event("toss-ends-it", it -> it.isUnderWay(0), it -> it.endRefund(0, "aborted")));
    }

    private static List<Scenario> accounts() {
        return List.of(
                new Scenario("account-and-deposit")
                        .given(it -> it.authenticated("c", "virtual_account"))
                        .actor("payer", it -> it.approve(it.sale(0)))
                        .event("deposit", is("WAITING_FOR_DEPOSIT"), it -> it.deposit(0))
                        .letters(1, 3),
                new Scenario("deposit-that-is-taken-back")
                        .given(it -> it.paid("c", "virtual_account"))
                        .event("deposit", is("WAITING_FOR_DEPOSIT"), it -> it.deposit(0))
                        .event("taken-back", is("DONE"), it -> it.takeBack(0))
                        .letters(2, 5)
                        .reconcile(),
                new Scenario("deposit-taken-back-that-nobody-tells")
                        .given(it -> it.paid("c", "virtual_account"))
                        .event("deposit", is("WAITING_FOR_DEPOSIT"), it -> it.deposit(0))
                        .event("taken-back", is("DONE"), it -> it.takeBack(0))
                        .reconcile()
                        .reconcile("reconcile-later"),
                new Scenario("deposit-taken-back-and-paid-again")
                        .given(it -> it.paid("c", "virtual_account").deposited())
                        .event("taken-back", is("DONE"), it -> it.takeBack(0))
                        .event("deposit", is("WAITING_FOR_DEPOSIT"), it -> it.deposit(0))
                        .letters(3, 4, 6)
                        .heardOfByWebhooks(),
                new Scenario("account-called-off-as-it-is-paid")
                        .given(it -> it.paid("c", "virtual_account"))
                        .actor("payer", it -> it.cancel(it.sale(0), null, null))
                        .event("deposit", is("WAITING_FOR_DEPOSIT"), it -> it.deposit(0))
                        .letters(3)
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("deposit-refunded-as-it-is-taken-back")
                        .given(it -> it.paid("c", "virtual_account").deposited().heard())
                        .actor("payer", it -> it.cancel(it.sale(0), null, null))
                        .event("taken-back", is("DONE"), it -> it.takeBack(0))
                        .letters(5),
                new Scenario("deposit-refunded-in-part-with-two-keys")
                        .given(it -> it.paid("c", "virtual_account").deposited().heard())
                        .actor("payer", it -> it.cancel(it.sale(0), 20_000L, "k"))
                        .actor("again", it -> it.cancel(it.sale(0), 20_000L, "k"))
                        .letters(4)
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("deposit-and-forgeries-of-it")
                        .given(it -> it.paid("c", "virtual_account"))
                        .event("deposit", is("WAITING_FOR_DEPOSIT"), it -> it.deposit(0))
                        .letters(3)
                        .actor("forger", it -> it.webhook(it.sale(0), "forged"))
                        .actor("forger-without-a-secret", it -> it.webhook(it.sale(0)))
                        .heardOfByWebhooks(),
                new Scenario("account-past-its-due-date")
                        .given(it -> it.paid("c", "virtual_account"))
                        .event("deposit", is("WAITING_FOR_DEPOSIT"), it -> it.depositInTime(0))
                        .passing("a-week-and-a-day", Duration.ofDays(8))
                        .reconcile()
                        .actor("payer", it -> it.pay("c")),
                new Scenario("deposit-after-the-due-date-beside-another-payment")
                        .except(Except.LATE_DEPOSITS)
                        .given(it -> it.paid("c", "virtual_account"))
                        .passing("a-week-and-a-day", Duration.ofDays(8))
                        .reconcile("reconcile", Scenarios::isLater)
                        .actor("payer", Scenarios::isFree, it -> it.pay("c"))
                        .event("late-deposit", Scenarios::isFree, it -> it.depositLate(0))
                        .letters(3),
                new Scenario("deposit-after-the-due-date-beside-a-payment-that-is-never-made")
                        .given(it -> it.paid("c", "virtual_account"))
                        .passing("a-week-and-a-day", Duration.ofDays(8))
                        .reconcile("reconcile", Scenarios::isLater)
                        .actor("payer", Scenarios::isFree, it -> it.ready("c"))
                        .event("late-deposit", Scenarios::isFree, it -> it.depositLate(0))
                        .letters(3));
    }

    /** Whether no payment has the consultation that there is. */
    private static boolean isFree(World world) {
        return !world.dynamoDb().item(World.CONSULTATIONS, "c").containsKey("payment_id");
    }

    private static Predicate<World> is(String status) {
        return world -> world.books().account(world.sale(0).orderId()).status().equals(status);
    }

    private static List<Scenario> strangers() {
        return List.of(
                new Scenario("stranger-with-the-payers-ids")
                        .given(it -> it.authenticated("c", "card").paid("d", "card"))
                        .actor("payer", it -> it.approve(it.sale(0)))
                        .actor("stranger", it -> {
                            Caller stranger = Preparation.stranger();
                            it.readyAs(stranger, "c");
                            it.approveAs(
                                    stranger,
                                    it.sale(0).paymentKey(),
                                    it.sale(0).orderId(),
                                    it.sale(0).amount());
                            it.cancelAs(stranger, it.sale(1), null, null);
                            it.cancelAs(stranger, it.sale(1), 20_000L, "k");
                        }),
                new Scenario("tampered-amount")
                        .given(it ->
                                it.authenticated("c", "card", 50_000, 100).authenticatedWith("5191-0000-0000-0001"))
                        .actor("payer", it -> {
                            it.approve(it.sale(0));
                            it.approve(it.sale(1));
                        })
                        .reconcile()
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("key-of-another-order")
                        .given(it -> it.authenticated("c", "card").authenticated("d", "card"))
                        .actor("payer", it -> {
                            it.approve(
                                    it.sale(1).paymentKey(),
                                    it.sale(0).orderId(),
                                    it.sale(0).amount());
                            it.approve(it.sale(0));
                        })
                        .actor("other-window", it -> it.approve(it.sale(1)))
                        .passing("the-lease-is-over", Duration.ofSeconds(31)),
                new Scenario("key-of-nobody")
                        .given(it -> it.authenticated("c", "card"))
                        .actor("payer", it -> {
                            it.approve(
                                    "nobodys", it.sale(0).orderId(), it.sale(0).amount());
                            it.approve(it.sale(0));
                        })
                        .actor("forger", it -> it.webhook(it.sale(0)))
                        .reconcile()
                        .passing("the-lease-is-over", Duration.ofSeconds(31)));
    }
}
