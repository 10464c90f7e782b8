package kr.easyk.payments.sandbox.promises;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import kr.easyk.payments.sandbox.promises.OutsideCalls.Died;
import kr.easyk.payments.sandbox.promises.OutsideCalls.When;
import kr.easyk.payments.sandbox.toss.TossRefusal;
import kr.easyk.payments.sandbox.toss.Webhook;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Days on which everything happens: payers who pay, give up, try again and want their money back, webhooks that come late, twice
 * or never, Toss failing in all its ways, functions dying, keys rotated. However the day went, in the end the records and Toss's
 * money agree.
 *
 * <p>A day is made from a number. One that fails is lived again with {@code -Dday=NUMBER}; more of them with {@code -Ddays=COUNT}.
 */
class RandomDaysTest {
    private static final int USUAL_DAYS = 40;
    private static final int EVENTS = 30;
    private static final String[] CARDS = {
        "4030-0000-0000-0001",
        "4030-0000-0000-0001",
        "4030-0000-0000-0002",
        "4030-0000-0000-0010",
        "4030-0000-0000-0011"
    };
    private static final String[] FAULTS = {
        "error_500", "error_500_after", "break_before", "break_after", "garbage", "garbage_after", "rate_limit"
    };

    private final World world = new World();

    @TestFactory
    Stream<DynamicTest> howeverTheDayWentRecordAndMoneyAgree() {
        Long one = Long.getLong("day");
        LongStream days =
                one != null ? LongStream.of(one) : LongStream.range(0, Integer.getInteger("days", USUAL_DAYS));
        return days.mapToObj(day -> DynamicTest.dynamicTest("day " + day, () -> new Day(day).live()));
    }

    private final class Day {
        private final Random random;
        private final List<Checkout> checkouts = new ArrayList<>();
        private final List<String> told = new ArrayList<>();
        private final List<Payer> payers = new ArrayList<>();
        private final List<String> consultations = new ArrayList<>();
        private int keys;

        Day(long number) {
            random = new Random(number);
        }

        void live() {
            world.start();
            try {
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
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(String.join("\n", told), e);
            } finally {
                world.stop();
            }
        }

        private void somethingHappens() {
            if (random.nextInt(6) == 0) {
                world.calls.dieAt(random.nextInt(6), random.nextBoolean() ? When.BEFORE : When.AFTER);
            }
            try {
                happens(random.nextInt(14));
            } catch (Died died) {
                told.add("  died " + died.getMessage());
                world.restart();
            } catch (TossRefusal refusal) {
                told.add("  toss refused " + refusal.code());
            }
            world.calls.disarm();
        }

        private void happens(int what) {
            int who = random.nextInt(payers.size());
            switch (what) {
                case 0, 1 -> begin(payers.get(who), consultations.get(who));
                case 2, 3, 4 -> some().ifPresent(checkout -> tell("approve", checkout, checkout.approve()));
                case 5 ->
                    some().ifPresent(checkout ->
                            tell("cancel all", checkout, checkout.payer().post("cancel", cancellation(checkout))));
                case 6 ->
                    some().ifPresent(checkout -> tell(
                            "cancel part",
                            checkout,
                            checkout.payer()
                                    .cancel(
                                            checkout.paymentId(),
                                            "late",
                                            1_000L * (1 + random.nextInt(9)),
                                            "key-" + (random.nextBoolean() ? keys++ : Math.max(0, keys - 1)))));
                case 7 ->
                    some().ifPresent(checkout -> {
                        told.add("refund in dashboard " + checkout.orderId());
                        world.toss().cancelInDashboard(checkout.paymentKey(), 1_000L, "by hand");
                    });
                case 8 ->
                    some().ifPresent(checkout -> {
                        told.add("deposit " + checkout.orderId());
                        world.toss().deposit(checkout.orderId());
                    });
                case 9 ->
                    some().ifPresent(checkout -> {
                        told.add("deposit taken back " + checkout.orderId());
                        world.toss().takeBackDeposit(checkout.orderId());
                    });
                case 10 -> webhook();
                case 11 -> {
                    told.add("reconcile");
                    world.reconcile();
                }
                case 12 -> {
                    Duration pause = Duration.ofSeconds((long) Math.pow(10, random.nextDouble() * 3.6));
                    told.add("wait " + pause);
                    world.clock.advance(pause);
                }
                default -> trouble();
            }
        }

        private void begin(Payer payer, String consultation) {
            Reply ready = payer.ready(consultation);
            told.add("ready " + ready.status() + " " + ready.text("order_id") + ready.text("code"));
            if (ready.status() < 300 && ready.text("status").equals("pending")) {
                boolean account = random.nextInt(3) == 0;
                checkouts.add(payer.checkout(
                        consultation,
                        account ? "virtual_account" : "card",
                        account ? "" : CARDS[random.nextInt(CARDS.length)]));
            }
        }

        private ObjectNode cancellation(Checkout checkout) {
            ObjectNode body =
                    World.object().put("payment_id", checkout.paymentId()).put("cancel_reason", "all of it");
            body.putObject("refund_receive_account")
                    .put("bank", "20")
                    .put("account_number", "1102223333")
                    .put("holder_name", "김토스");
            return body;
        }

        private void webhook() {
            List<Webhook> all = world.toss().webhooks();
            if (!all.isEmpty()) {
                Webhook webhook = all.get(random.nextInt(all.size()));
                Reply reply = world.webhook(webhook.body());
                told.add("webhook " + webhook.eventType() + " " + webhook.orderId() + " " + reply.status());
            }
        }

        private void trouble() {
            String operation = new String[] {"confirm", "cancel", "lookup"}[random.nextInt(3)];
            String fault = FAULTS[random.nextInt(FAULTS.length)];
            int times = 1 + random.nextInt(3);
            told.add("fault " + operation + " " + fault + " × " + times);
            world.toss().fault(operation, fault, times);
            if (random.nextInt(4) == 0) {
                String key = "test_gsk_rotated_" + random.nextInt(1_000);
                told.add("key rotated");
                world.toss().rotateSecretKey(key);
                world.secrets().put(World.SECRET, key);
            }
        }

        private Optional<Checkout> some() {
            return checkouts.isEmpty()
                    ? Optional.empty()
                    : Optional.of(checkouts.get(random.nextInt(checkouts.size())));
        }

        private void tell(String what, Checkout checkout, Reply reply) {
            told.add(what + " " + checkout.orderId() + " " + reply.status() + " " + reply.text("status") + " "
                    + reply.text("code"));
        }

        /** Toss recovers, the last webhooks arrive, and the reconciler has two days; accounts pass their due date. */
        private void quietDown() {
            world.calls.disarm();
            world.toss().clearFaults();
            for (int hours : new int[] {0, 1, 1, 12}) {
                world.clock.advance(Duration.ofHours(hours).plusMinutes(11));
                world.reconcile();
            }
            world.toss().webhooks().forEach(webhook -> world.webhook(webhook.body()));
            world.clock.advance(Duration.ofDays(8));
            world.reconcile();
            world.clock.advance(Duration.ofHours(2));
            world.reconcile();
        }
    }
}
