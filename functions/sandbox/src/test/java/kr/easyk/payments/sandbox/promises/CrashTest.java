package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import kr.easyk.payments.sandbox.promises.OutsideCalls.Died;
import kr.easyk.payments.sandbox.promises.OutsideCalls.When;
import kr.easyk.payments.sandbox.toss.Account;
import kr.easyk.payments.sandbox.toss.Behaviour;
import kr.easyk.payments.sandbox.toss.Webhook;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A function may die at any moment: out of memory, out of time, the machine gone. Each story is told once undisturbed, to count
 * the calls its request makes to the outside; then again for each of these calls, dying just before and just after it, and going
 * on in each of the ways in which things can go on.
 */
class CrashTest {
    private static int pointsTried;

    /** How things go on after a crash. */
    private enum Then {
        THE_REQUEST_IS_REPEATED,
        THE_KEY_IS_ANOTHER_AND_THE_REQUEST_IS_REPEATED,
        TOSS_SENDS_ITS_WEBHOOKS,
        THE_RECONCILER_RUNS
    }

    /**
     * A request that may be interrupted.
     *
     * @param request what is done, and done again where it is repeated
     * @param charged won that must have been taken once it was repeated
     * @param refunded won that must have been given back once it was repeated
     */
    private record Story(Runnable request, String orderId, long charged, long refunded) {}

    private final World world = new World();

    @TestFactory
    Stream<DynamicTest> aCrashDuringReadyLosesNothing() {
        return atEveryPoint(payer -> {
            String consultation = world.consultation(payer, 50_000);
            return new Story(() -> payer.ready(consultation), "", 0, 0);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashWhileAPriceChangesLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout old = payer.checkout(world.consultation(payer, 50_000));
            world.changePrice(old.consultationId(), 60_000);
            return new Story(() -> payer.ready(old.consultationId()), "", 0, 0);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashDuringApproveLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
            return new Story(checkout::approve, checkout.orderId(), 50_000, 0);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashDuringADeclineLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout checkout = payer.checkout(world.consultation(payer, 50_000), "card", "4030-0000-0000-0002");
            return new Story(checkout::approve, checkout.orderId(), 0, 0);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashDuringAnUnclearConfirmLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout checkout = payer.checkout(world.consultation(payer, 50_000), "card", "4030-0000-0000-0011");
            return new Story(checkout::approve, checkout.orderId(), 50_000, 0);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashWhileAnAccountIsIssuedLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout checkout = payer.checkout(world.consultation(payer, 50_000), "virtual_account", "");
            return new Story(checkout::approve, checkout.orderId(), 0, 0);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashDuringARefundInFullLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout paid = payer.paid(50_000);
            return new Story(() -> payer.cancel(paid.paymentId(), "late"), paid.orderId(), 50_000, 50_000);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashDuringARefundInPartLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout paid = payer.paid(50_000);
            payer.cancel(paid.paymentId(), "earlier", 10_000, "before").is(200);
            return new Story(
                    () -> payer.cancel(paid.paymentId(), "late", 10_000, "now"), paid.orderId(), 50_000, 20_000);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashDuringARefundToAnAccountLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout paid = payer.checkout(world.consultation(payer, 50_000), "virtual_account", "");
            paid.approve().is(200);
            world.toss().deposit(paid.orderId());
            world.deliverWebhooks(paid.orderId());
            ObjectNode body = World.object().put("payment_id", paid.paymentId()).put("cancel_reason", "late");
            body.putObject("refund_receive_account")
                    .put("bank", "20")
                    .put("account_number", "1102223333")
                    .put("holder_name", "김토스");
            return new Story(() -> payer.post("cancel", body), paid.orderId(), 50_000, 50_000);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashDuringTheWebhookOfADepositLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout waiting = payer.checkout(world.consultation(payer, 50_000), "virtual_account", "");
            waiting.approve().is(200);
            world.toss().deposit(waiting.orderId());
            return new Story(() -> world.webhook(latestWebhook()), waiting.orderId(), 50_000, 0);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashDuringTheWebhookOfARefundLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout paid = payer.paid(50_000);
            world.toss().cancelInDashboard(paid.paymentKey(), 10_000L, "by hand");
            return new Story(() -> world.webhook(latestWebhook()), paid.orderId(), 50_000, 10_000);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashWhileAnotherOrdersKeyIsTriedLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
            Checkout other = payer.checkout(world.consultation(payer, 50_000));
            return new Story(
                    () -> payer.approve(other.paymentKey(), checkout.orderId(), 50_000), checkout.orderId(), 0, 0);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashWhileAKeyOfAnotherAmountIsTriedLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
            String cheap = world.toss().authenticate(checkout.orderId(), 100);
            return new Story(() -> payer.approve(cheap, checkout.orderId(), 50_000), checkout.orderId(), 0, 0);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashWhileAMadeUpKeyIsTriedLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
            return new Story(() -> payer.approve("tsim_made_up", checkout.orderId(), 50_000), checkout.orderId(), 0, 0);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashWhileAWithdrawnConsultationIsPaidLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
            world.setConsultationStatus(checkout.consultationId(), "withdrawn");
            return new Story(checkout::approve, checkout.orderId(), 0, 0);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashDuringAConfirmThatTossIsLateWithLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
            world.toss().fault("confirm", "break_late", 1, Duration.ofMinutes(9));
            return new Story(checkout::approve, checkout.orderId(), 50_000, 0);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashDuringARefundThatArrivesLateLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout paid = payer.paid(50_000);
            world.toss().fault("cancel", "arrives_late", 2, Duration.ofMinutes(14));
            return new Story(
                    () -> payer.cancel(paid.paymentId(), "late", 10_000, "key"), paid.orderId(), 50_000, 10_000);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashDuringARefundWhoseErrorTossForgetsLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout paid = payer.paid(50_000);
            world.toss().behave(Behaviour.USUAL.forgettingServerErrors());
            world.toss().fault("cancel", "error_500_after", 1);
            return new Story(
                    () -> payer.cancel(paid.paymentId(), "late", 10_000, "key"), paid.orderId(), 50_000, 10_000);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashDuringARefundBesideOneInTheDashboardLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout paid = payer.paid(50_000);
            world.toss().cancelInDashboard(paid.paymentKey(), 10_000L, "late!");
            // Within a minute of the wish it could be the wish's own, where the API key does not tell any more.
            world.clock.advance(Duration.ofMinutes(2));
            return new Story(
                    () -> payer.cancel(paid.paymentId(), "late", 10_000, "key"), paid.orderId(), 50_000, 20_000);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashDuringARefundThatTakesItsTimeLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout paid = payer.checkout(world.consultation(payer, 50_000), "foreign_easy_pay", "");
            paid.approve().is(200);
            return new Story(() -> payer.cancel(paid.paymentId(), "late"), paid.orderId(), 50_000, 50_000);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashOfTheReconcilerLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
            world.toss().fault("confirm", "break_after", 2);
            world.toss().fault("lookup", "error_500", 1);
            checkout.approve().is(202);
            world.clock.advance(Duration.ofMinutes(1));
            return new Story(world::reconcile, checkout.orderId(), 50_000, 0);
        });
    }

    @TestFactory
    Stream<DynamicTest> aCrashOfTheReconcilerDuringARefundLosesNothing() {
        return atEveryPoint(payer -> {
            Checkout paid = payer.paid(50_000);
            world.toss().fault("cancel", "break_before", 2);
            payer.cancel(paid.paymentId(), "late", 10_000, "key").is(202);
            world.clock.advance(Duration.ofMinutes(1));
            return new Story(world::reconcile, paid.orderId(), 50_000, 10_000);
        });
    }

    @AfterAll
    static void sayHowManyThereWere() {
        System.out.println("crash points tried: " + pointsTried);
        assertTrue(pointsTried > 200, "too few crash points: are the calls still counted?");
    }

    private String latestWebhook() {
        List<Webhook> all = world.toss().webhooks();
        return all.get(all.size() - 1).body();
    }

    private Stream<DynamicTest> atEveryPoint(Function<Payer, Story> beginning) {
        List<DynamicTest> tests = new ArrayList<>();
        List<String> calls = undisturbed(beginning);
        for (int call = 0; call < calls.size(); call++) {
            for (When when : When.values()) {
                for (Then then : Then.values()) {
                    if (then == Then.THE_KEY_IS_ANOTHER_AND_THE_REQUEST_IS_REPEATED && !changesMoney(calls)) {
                        continue;
                    }
                    int number = call;
                    String name = "dies " + when + " call " + call + " (" + calls.get(call) + "), then " + then;
                    tests.add(DynamicTest.dynamicTest(name, () -> tell(beginning, number, when, then)));
                }
            }
        }
        return tests.stream();
    }

    private static boolean changesMoney(List<String> calls) {
        return calls.contains("Toss confirm") || calls.contains("Toss cancel");
    }

    private List<String> undisturbed(Function<Payer, Story> beginning) {
        world.start();
        try {
            Story story = beginning.apply(world.payer());
            world.restart();
            world.calls.disarm();
            story.request().run();
            return world.calls.made();
        } finally {
            world.stop();
        }
    }

    private void tell(Function<Payer, Story> beginning, int call, When when, Then then) {
        world.start();
        try {
            Story story = beginning.apply(world.payer());
            world.restart();
            world.calls.dieAt(call, when);
            try {
                story.request().run();
                throw new AssertionError("it should have died");
            } catch (Died died) {
                pointsTried++;
            }
            world.calls.disarm();
            world.restart();
            world.toss().clearFaults();
            goOn(story, then);
            aDayPasses();
            Truth.holdsFor(world);
            Wishes.areGranted(world);
            Account toss = world.toss().accountOfOrder(story.orderId()).orElse(new Account(0, 0, 0, 0, "", 0));
            assertTrue(toss.chargedAmount() <= story.charged());
            assertTrue(toss.refundedAmount() <= story.refunded());
            if (then == Then.THE_REQUEST_IS_REPEATED) {
                assertEquals(story.charged(), toss.chargedAmount());
            }
            if (then == Then.THE_REQUEST_IS_REPEATED || then == Then.THE_KEY_IS_ANOTHER_AND_THE_REQUEST_IS_REPEATED) {
                assertEquals(story.refunded(), toss.refundedAmount());
            }
        } finally {
            world.stop();
        }
    }

    private void goOn(Story story, Then then) {
        switch (then) {
            case THE_REQUEST_IS_REPEATED -> {
                world.clock.advance(Duration.ofSeconds(31));
                story.request().run();
            }
            case THE_KEY_IS_ANOTHER_AND_THE_REQUEST_IS_REPEATED -> {
                world.toss().rotateSecretKey("test_gsk_rotated");
                world.useKey("test_gsk_rotated");
                world.clock.advance(Duration.ofSeconds(31));
                story.request().run();
            }
            case TOSS_SENDS_ITS_WEBHOOKS -> world.deliverWebhooks(story.orderId());
            case THE_RECONCILER_RUNS -> {
                world.clock.advance(Duration.ofMinutes(1));
                world.reconcile();
            }
        }
    }

    /** What is late arrives, what takes its time ends, and the reconciler goes on with what it finds. */
    private void aDayPasses() {
        for (int minutes : new int[] {2, 25, 30, 1200}) {
            world.pass(Duration.ofMinutes(minutes));
            endWhatTakesItsTime();
            world.reconcile();
        }
    }

    private void endWhatTakesItsTime() {
        for (JsonNode payment : world.toss().payments()) {
            if (payment.path("method").asText().equals("해외간편결제")
                    && payment.path("balance_amount").asLong() == 0
                    && payment.path("refund_count").asInt() == 0) {
                world.toss().endCancel(payment.path("payment_key").asText(), null, "DONE");
            }
        }
    }
}
