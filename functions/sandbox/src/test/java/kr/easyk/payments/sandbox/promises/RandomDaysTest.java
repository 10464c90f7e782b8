package kr.easyk.payments.sandbox.promises;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import kr.easyk.payments.sandbox.gateway.HttpApiEvent;
import kr.easyk.payments.sandbox.promises.OutsideCalls.Died;
import kr.easyk.payments.sandbox.promises.OutsideCalls.When;
import kr.easyk.payments.sandbox.toss.Authentication;
import kr.easyk.payments.sandbox.toss.Behaviour;
import kr.easyk.payments.sandbox.toss.TossRefusal;
import kr.easyk.payments.sandbox.toss.TossSimulator;
import kr.easyk.payments.sandbox.toss.Webhook;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Days on which everything happens: payers who pay, give up, cheat, try again and want their money back, webhooks that come late,
 * twice or never, Toss failing in all its ways and carrying out late what it was asked, functions dying, keys rotated, consultations
 * withdrawn. However the day went, in the end the records and Toss's money agree, each wish has what it was granted and nobody was
 * told what is not so.
 *
 * <p>A day is made from a number. One that fails is lived again with {@code -Dday=NUMBER}, and told in any case; more of them with {@code -Ddays=COUNT},
 * from {@code -Dfrom=NUMBER} on.
 *
 * <p>Not lived, as no code of ours can put it right: another merchant's key in the secret for a day and longer, and money taken for
 * the order at another amount by somebody else. Both stay open and ring.
 */
class RandomDaysTest {
    private static final int USUAL_DAYS = 40;
    private static final int EVENTS = 40;

    /** A key that is wrong for so long is noticed: the sweep looks back for a day. */
    private static final Duration WRONG_KEY_NOTICED = Duration.ofHours(8);

    /** The reconciler runs far more often; so often at the least, it sees all that moved. */
    private static final Duration RECONCILED_WITHIN = Duration.ofHours(6);

    private static final String[] CARDS = {
        "4030-0000-0000-0001",
        "4030-0000-0000-0001",
        "4030-0000-0000-0001",
        "4030-0000-0000-0002",
        "4030-0000-0000-0010",
        "4030-0000-0000-0011",
        "4030-0000-0000-0021",
        "4030-0000-0000-0022"
    };
    private static final String[] FAULTS = {
        "error_500",
        "error_500_after",
        "break_before",
        "break_after",
        "garbage",
        "garbage_after",
        "rate_limit",
        "refuse"
    };
    private static final String[] LATE = {"break_late", "garbage_late", "error_500_late", "arrives_late", "arrives_late"
    };

    /** Those for which a function waits until its time is over. */
    private static final String[] SLOW = {"hang", "hang_after"};

    private static final String[] REASONS = {"late", "by hand", "일정 변경"};

    private final World world = new World();

    @TestFactory
    Stream<DynamicTest> howeverTheDayWentEveryPromiseIsKept() {
        Long one = Long.getLong("day");
        long from = Long.getLong("from", 0);
        LongStream days = one != null
                ? LongStream.of(one)
                : LongStream.range(from, from + Integer.getInteger("days", USUAL_DAYS));
        return days.mapToObj(day -> DynamicTest.dynamicTest("day " + day, () -> new Day(day).live()));
    }

    /** A wish for a refund, as its caller words it each time. */
    private record Wish(
            Checkout checkout,
            String name,
            ObjectNode body,
            @Nullable String key,
            Payer by) {}

    private final class Day {
        private final long number;
        private final Random random;
        private final List<Checkout> checkouts = new ArrayList<>();
        private final List<Wish> wishes = new ArrayList<>();
        private final List<String> story = new ArrayList<>();
        private final List<String> orders = new ArrayList<>();
        private final List<Payer> payers = new ArrayList<>();
        private final List<String> consultations = new ArrayList<>();
        private final List<String> validKeys = new ArrayList<>(List.of(World.KEY));
        private int reasons;
        private int keys;
        private Instant lastReconciled = Instant.EPOCH;

        @Nullable
        private Instant wrongKeySince;

        Day(long number) {
            this.number = number;
            this.random = new Random(number);
        }

        void live() {
            world.start(number);
            lastReconciled = world.clock.instant();
            try {
                tossHasItsHabits();
                for (int i = 0; i < 2; i++) {
                    Payer payer = world.payer();
                    payers.add(payer);
                    consultations.add(world.consultation(payer, 10_000L * (1 + random.nextInt(9))));
                }
                for (int i = 0; i < EVENTS; i++) {
                    somethingHappens();
                }
                quietDown();
                Truth.holdsFor(world);
                Wishes.areGranted(world);
                if (Long.getLong("day") != null) {
                    System.out.println(String.join("\n", story));
                }
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(String.join("\n", story), e);
            } finally {
                world.stop();
            }
        }

        private void tossHasItsHabits() {
            Behaviour habits = Behaviour.USUAL;
            habits = random.nextBoolean() ? habits.forgettingServerErrors() : habits;
            // Not both: a Toss that neither keeps an answer nor compares the balance makes any repeat anew.
            habits = random.nextBoolean() || habits.forgetsServerErrors() ? habits : habits.ignoringRefundableAmount();
            habits = random.nextBoolean() ? habits.denyingOtherOrdersSession() : habits;
            habits = habits.with(one(Behaviour.OrderLookup.values())).with(one(Behaviour.DepositCallback.values()));
            world.toss().behave(habits);
            tell("toss is like this: " + habits);
        }

        private void somethingHappens() {
            if (random.nextInt(6) == 0) {
                world.calls.dieAt(random.nextInt(8), random.nextBoolean() ? When.BEFORE : When.AFTER);
            }
            try {
                happens(random.nextInt(32));
            } catch (Died died) {
                tell("  died " + died.getMessage());
                world.restart();
            } catch (TossRefusal refusal) {
                tell("  toss refused " + refusal.code());
            }
            world.calls.disarm();
        }

        private void happens(int what) {
            int who = random.nextInt(payers.size());
            switch (what) {
                case 0, 1, 2 -> begin(who);
                case 3, 4 -> some().ifPresent(this::approve);
                case 5 -> some().ifPresent(this::cheat);
                case 6, 7 -> paid().ifPresentOrElse(checkout -> ask(all(checkout)), () -> begin(who));
                case 8, 9, 10, 11 -> paid().ifPresentOrElse(checkout -> ask(part(checkout)), () -> begin(who));
                case 12, 13, 14 -> again();
                case 15, 16 -> paid().ifPresent(this::refundInDashboard);
                case 17 -> paid().ifPresent(this::endOneUnderWay);
                case 18 -> bank();
                case 19, 20 -> webhook();
                case 21 -> {
                    int times = 1 + random.nextInt(4);
                    tell("the next " + times + " webhooks are lost for good");
                    world.toss().loseWebhooks("any", times);
                }
                case 22, 23 -> reconcile();
                case 24, 25, 26 -> pass(pause());
                case 27 -> platform(who);
                case 28 -> key();
                case 29 -> some().ifPresent(this::timeRunsOut);
                default -> trouble();
            }
        }

        private void begin(int who) {
            Payer payer = payers.get(who);
            String consultation = consultations.get(who);
            Reply ready = payer.ready(consultation);
            tell("ready", ready, ready.text("order_id"));
            if (ready.status() >= 400) {
                tell("  another consultation is booked");
                consultations.set(who, world.consultation(payer, 10_000L * (1 + random.nextInt(9))));
            }
            if (ready.status() < 300 && ready.text("status").equals("pending")) {
                Checkout checkout = authenticate(payer, consultation, ready, ready.number("amount"));
                if (random.nextInt(3) > 0) {
                    approve(checkout);
                }
            }
        }

        /** The payer gets through Toss's window, at the price of the record or at another. */
        private Checkout authenticate(Payer payer, String consultation, Reply ready, long amount) {
            String orderId = ready.text("order_id");
            String method = one(new String[] {"card", "card", "virtual_account", "foreign_easy_pay"});
            Authentication how = Authentication.by(method, orderId, amount);
            String means = method.equals("card") ? one(CARDS) : "";
            String key = world.toss().authenticate(means.isEmpty() ? how : how.withCard(means));
            Checkout checkout =
                    new Checkout(payer, ready.text("payment_id"), consultation, orderId, key, ready.number("amount"));
            checkouts.add(checkout);
            tell("  authenticated " + name(checkout) + " by " + method + " " + means + " for " + amount);
            return checkout;
        }

        private void approve(Checkout checkout) {
            tell("approve " + name(checkout), checkout.approve(), "");
        }

        private void cheat(Checkout checkout) {
            switch (random.nextInt(5)) {
                case 0 -> {
                    Checkout other = some().orElseThrow();
                    tell(
                            "approve " + name(checkout) + " with the key of " + name(other),
                            checkout.payer().approve(other.paymentKey(), checkout.orderId(), checkout.amount()),
                            "");
                }
                case 1 ->
                    tell(
                            "approve " + name(checkout) + " with a made-up key",
                            checkout.payer().approve("tsim_made_up", checkout.orderId(), checkout.amount()),
                            "");
                case 2 ->
                    tell(
                            "approve " + name(checkout) + " at another amount",
                            checkout.payer().approve(checkout.paymentKey(), checkout.orderId(), 100),
                            "");
                case 3 ->
                    tell(
                            "somebody else approves " + name(checkout),
                            world.payer().approve(checkout.paymentKey(), checkout.orderId(), checkout.amount()),
                            "");
                default -> {
                    Reply record = checkout.lookup();
                    long amount = random.nextBoolean() ? checkout.amount() : 100;
                    approve(authenticate(checkout.payer(), checkout.consultationId(), record, amount));
                }
            }
        }

        private Wish all(Checkout checkout) {
            return wish(checkout, World.object(), random.nextBoolean());
        }

        private Wish part(Checkout checkout) {
            return wish(checkout, World.object().put("cancel_amount", 1_000L * (1 + random.nextInt(9))), true);
        }

        private Wish wish(Checkout checkout, ObjectNode body, boolean withKey) {
            body.put("payment_id", checkout.paymentId()).put("cancel_reason", reason());
            body.putObject("refund_receive_account")
                    .put("bank", "20")
                    .put("account_number", "1102223333")
                    .put("holder_name", "김토스");
            Wish wish = new Wish(
                    checkout,
                    "wish " + wishes.size(),
                    body,
                    withKey ? "key-" + keys++ : null,
                    random.nextInt(4) == 0 ? world.admin() : checkout.payer());
            wishes.add(wish);
            return wish;
        }

        /** Alike to a reader, and yet no two are the same: by it, a refund at Toss tells whose it is. */
        private String reason() {
            String signs = Integer.toBinaryString(reasons++).replace('0', '.').replace('1', '!');
            return one(REASONS) + " " + signs;
        }

        private void ask(Wish wish) {
            HttpApiEvent event = wish.by().event("POST", "/api/payments/cancel", wish.body());
            Reply reply =
                    world.invoke("cancel", wish.key() == null ? event : event.header("Idempotency-Key", wish.key()));
            String amount = wish.body().path("cancel_amount").asText("all");
            tell(
                    wish.name() + ": refund " + amount + " of " + name(wish.checkout()) + ", \""
                            + wish.body().path("cancel_reason").asText() + "\", " + wish.key(),
                    reply,
                    "");
        }

        /** A wish is repeated, or its key is used for another one. */
        private void again() {
            if (wishes.isEmpty()) {
                paid().ifPresent(checkout -> ask(part(checkout)));
                return;
            }
            Wish wish = wishes.get(wishes.size() - 1 - random.nextInt(Math.min(3, wishes.size())));
            if (wish.key() != null && random.nextInt(8) == 0) {
                ObjectNode other = wish.body().deepCopy().put("cancel_reason", reason());
                wish = new Wish(wish.checkout(), wish.name() + " in other words", other, wish.key(), wish.by());
            }
            ask(wish);
        }

        /** As somebody wishes for it here too, or for reasons of its own. */
        private void refundInDashboard(Checkout checkout) {
            Long amount = random.nextInt(4) == 0 ? null : Long.valueOf(1_000L * (1 + random.nextInt(9)));
            for (Wish wish : wishes) {
                if (wish.checkout().orderId().equals(checkout.orderId())
                        && wish.body().has("cancel_amount")) {
                    amount = random.nextBoolean()
                            ? amount
                            : Long.valueOf(wish.body().path("cancel_amount").asLong());
                }
            }
            String reason = reason();
            tell("refund of " + amount + " of " + name(checkout) + " in the dashboard, \"" + reason + "\"");
            world.toss().cancelInDashboard(checkout.paymentKey(), amount, reason);
        }

        private void endOneUnderWay(Checkout checkout) {
            String end = random.nextInt(3) == 0 ? "ABORTED" : "DONE";
            tell("a refund under way of " + name(checkout) + " ends " + end);
            world.toss().endCancel(checkout.paymentKey(), null, end);
        }

        private void timeRunsOut(Checkout checkout) {
            tell("time runs out for " + name(checkout));
            world.toss().expireKey(checkout.paymentKey());
        }

        private void webhook() {
            List<Webhook> all = world.toss().webhooks();
            if (!all.isEmpty()) {
                Webhook webhook = all.get(random.nextInt(all.size()));
                Reply reply = world.webhook(webhook.body());
                tell("webhook " + webhook.eventType() + " of " + name(webhook.orderId()), reply, "");
            }
        }

        private void reconcile() {
            tell("reconcile");
            lastReconciled = world.clock.instant();
            tell("  " + world.reconcile());
        }

        private Duration pause() {
            return switch (random.nextInt(12)) {
                case 0 -> Duration.ofMinutes(5 + random.nextInt(25));
                case 2 -> Duration.ofHours(1 + random.nextInt(8));
                case 3 -> random.nextInt(4) == 0 ? Duration.ofDays(7) : Duration.ofMinutes(41);
                default -> Duration.ofSeconds((long) Math.pow(10, random.nextDouble() * 3.3));
            };
        }

        private void pass(Duration pause) {
            tell("wait " + pause);
            Instant end = world.clock.instant().plus(pause);
            while (lastReconciled.plus(RECONCILED_WITHIN).isBefore(end)) {
                passUntil(lastReconciled.plus(RECONCILED_WITHIN));
                if (wrongKeySince != null
                        && wrongKeySince.plus(WRONG_KEY_NOTICED).isBefore(world.clock.instant())) {
                    useKey(validKeys.get(validKeys.size() - 1));
                }
                reconcile();
            }
            passUntil(end);
        }

        private void passUntil(Instant then) {
            Duration pause = Duration.between(world.clock.instant(), then);
            if (!pause.isNegative()) {
                world.pass(pause);
            }
        }

        /** The price changes, or there is to be no consultation after all. */
        private void platform(int who) {
            String consultation = consultations.get(who);
            boolean there = !world.consultationItem(consultation).isEmpty();
            boolean unpaid = there && world.paymentStatusOf(consultation).equals("pending");
            switch (random.nextInt(4)) {
                case 0 -> {
                    if (unpaid) {
                        tell("consultation " + who + " is withdrawn");
                        world.setConsultationStatus(consultation, "withdrawn");
                    }
                }
                case 1 -> {
                    tell("consultation " + who + " is deleted");
                    world.deleteConsultation(consultation);
                }
                default -> {
                    if (unpaid) {
                        long price = 10_000L * (1 + random.nextInt(9));
                        tell("consultation " + who + " costs " + price);
                        world.changePrice(consultation, price);
                    }
                }
            }
            consultations.set(who, world.consultation(payers.get(who), 10_000L * (1 + random.nextInt(9))));
            if (there && random.nextBoolean()) {
                consultations.set(who, consultation);
            }
        }

        /** Somebody pays into an account, or the bank takes it back. */
        private void bank() {
            Optional<Checkout> waiting = some("WAITING_FOR_DEPOSIT");
            if (waiting.isPresent()) {
                tell("deposit for " + name(waiting.get()));
                world.toss().deposit(waiting.get().orderId());
                return;
            }
            some("DONE").ifPresent(checkout -> {
                tell("deposit for " + name(checkout) + " taken back");
                world.toss().takeBackDeposit(checkout.orderId());
            });
        }

        /** A key is issued beside the one there is, taken into use, revoked; or the secret holds another merchant's. */
        private void key() {
            String newest = validKeys.get(validKeys.size() - 1);
            switch (random.nextInt(6)) {
                case 0 -> {
                    String key = newKey();
                    tell("a second key is issued");
                    world.toss().issueSecretKey(key);
                    validKeys.add(key);
                }
                case 1, 2 -> {
                    tell("the newest key is in the secret");
                    useKey(newest);
                }
                case 3 -> {
                    tell("the newest key is in the secret, and the only one valid");
                    useKey(newest);
                    validKeys.stream().filter(each -> !each.equals(newest)).forEach(world.toss()::revokeSecretKey);
                    validKeys.retainAll(Set.of(newest));
                }
                case 4 -> {
                    String key = newKey();
                    tell("a new key is in the secret, and the only one valid");
                    world.toss().rotateSecretKey(key);
                    validKeys.clear();
                    validKeys.add(key);
                    useKey(key);
                }
                default -> {
                    tell("another merchant's key is in the secret");
                    useKey(TossSimulator.OTHER_MERCHANTS_KEY);
                }
            }
        }

        private String newKey() {
            return "test_gsk_rotated_" + keys++;
        }

        private void useKey(String key) {
            world.useKey(key);
            boolean wrong = key.equals(TossSimulator.OTHER_MERCHANTS_KEY);
            wrongKeySince = !wrong ? null : wrongKeySince == null ? world.clock.instant() : wrongKeySince;
        }

        /** Toss fails at something, which is then most likely what somebody does. */
        private void trouble() {
            switch (tossFailsAt()) {
                case "confirm" -> happens(random.nextInt(3));
                case "cancel" -> happens(6 + random.nextInt(9));
                default -> happens(19 + random.nextInt(5));
            }
        }

        private String tossFailsAt() {
            String operation = one(new String[] {"confirm", "confirm", "cancel", "cancel", "lookup", "transactions"});
            int times = 1 + random.nextInt(3);
            boolean changes = operation.equals("confirm") || operation.equals("cancel");
            if (changes && random.nextInt(3) > 0) {
                Duration after = random.nextBoolean()
                        ? Duration.ofSeconds(1 + random.nextInt(60))
                        : Duration.ofSeconds(1 + random.nextInt(890));
                String fault = random.nextInt(20) == 0 ? "hang_late" : one(LATE);
                tell("toss fails: " + operation + " " + fault + " by " + after + " × " + times);
                world.toss().fault(operation, fault, times, after);
                return operation;
            }
            String fault = random.nextInt(40) == 0 ? one(SLOW) : one(FAULTS);
            if (changes || !fault.startsWith("hang")) {
                tell("toss fails: " + operation + " " + fault + " × " + times);
                world.toss().fault(operation, fault, times);
            }
            return operation;
        }

        private <T> T one(T[] of) {
            return of[random.nextInt(of.length)];
        }

        private Optional<Checkout> some() {
            return checkouts.isEmpty()
                    ? Optional.empty()
                    : Optional.of(checkouts.get(checkouts.size() - 1 - random.nextInt(Math.min(5, checkouts.size()))));
        }

        /** One that has come to this at Toss. */
        private Optional<Checkout> some(String... statuses) {
            List<Checkout> such = checkouts.stream()
                    .filter(each -> Set.of(statuses).contains(each.atToss().status()))
                    .toList();
            return such.isEmpty() ? Optional.empty() : Optional.of(such.get(random.nextInt(such.size())));
        }

        /** Mostly one that has something to refund. */
        private Optional<Checkout> paid() {
            Optional<Checkout> paid = some("DONE", "PARTIAL_CANCELED", "WAITING_FOR_DEPOSIT");
            return paid.isPresent() && random.nextInt(12) == 0 ? some() : paid;
        }

        private String name(Checkout checkout) {
            return name(checkout.orderId()) + " key " + checkouts.indexOf(checkout);
        }

        private String name(String orderId) {
            if (orderId.isEmpty()) {
                return "";
            }
            if (!orders.contains(orderId)) {
                orders.add(orderId);
                story.add("  order " + orders.indexOf(orderId) + " is " + orderId);
            }
            return "order " + orders.indexOf(orderId);
        }

        private void tell(String what) {
            story.add(world.clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + what);
        }

        private void tell(String what, Reply reply, String orderId) {
            tell(what + " " + name(orderId) + " → " + reply.status() + " " + reply.text("status") + " "
                    + reply.text("code"));
        }

        /** Toss recovers, what is late arrives, and the reconciler has two days; then webhooks come once more, and due dates pass. */
        private void quietDown() {
            tell("quiet");
            world.calls.disarm();
            world.toss().clearFaults();
            useKey(validKeys.get(validKeys.size() - 1));
            for (int i = 0; i < 4; i++) {
                pass(Duration.ofMinutes(7));
                reconcile();
            }
            checkouts.forEach(this::endAllUnderWay);
            for (int i = 0; i < 9; i++) {
                pass(Duration.ofMinutes(11));
                reconcile();
            }
            pass(Duration.ofHours(12));
            reconcile();
            world.toss().webhooks().forEach(webhook -> world.webhook(webhook.body()));
            world.clock.advance(Duration.ofDays(8));
            reconcile();
            world.clock.advance(Duration.ofHours(2));
            reconcile();
        }

        private void endAllUnderWay(Checkout checkout) {
            try {
                while (true) {
                    endOneUnderWay(checkout);
                }
            } catch (TossRefusal none) {
                tell("  none is under way");
            }
        }
    }
}
