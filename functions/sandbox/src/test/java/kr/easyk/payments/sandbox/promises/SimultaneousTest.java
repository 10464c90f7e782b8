package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SimultaneousTest {
    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    @Test
    void fiftyApprovalsAtOnceChargeOnce() throws Exception {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));

        List<Reply> replies = atOnce(50, i -> checkout::approve);

        assertTrue(replies.stream().allMatch(reply -> reply.status() == 200 || reply.status() == 202));
        assertTrue(replies.stream().anyMatch(reply -> reply.status() == 200));
        assertEquals(1, checkout.atToss().chargeCount());
        assertEquals(1, world.toss().calls("confirm"));
        assertEquals("approved", checkout.approve().is(200).text("status"));
    }

    @Test
    void approvalsWithDifferentKeysAtOnceChargeOnce() throws Exception {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        String other = world.toss().authenticate(checkout.orderId(), 50_000);

        atOnce(20, i -> () -> payer.approve(i % 2 == 0 ? checkout.paymentKey() : other, checkout.orderId(), 50_000));

        assertEquals(
                1,
                world.toss().account(checkout.paymentKey()).chargeCount()
                        + world.toss().account(other).chargeCount());
        assertEquals("approved", checkout.status());
    }

    @Test
    void fiftyReadiesAtOnceOpenOnePayment() throws Exception {
        String consultation = world.consultation(payer, 50_000);

        List<Reply> replies = atOnce(50, i -> () -> payer.ready(consultation));

        Set<String> payments =
                replies.stream().map(reply -> reply.text("payment_id")).collect(Collectors.toSet());
        assertEquals(1, payments.size());
        assertEquals(1, replies.stream().filter(reply -> reply.status() == 201).count());
        assertEquals(1, world.allPayments().size());
    }

    @Test
    void readiesAtOnceAfterAPriceChangeOpenOneNewPayment() throws Exception {
        Checkout old = payer.checkout(world.consultation(payer, 50_000));
        world.changePrice(old.consultationId(), 60_000);

        List<Callable<Reply>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(i % 4 == 0 ? old::approve : () -> payer.ready(old.consultationId()));
        }
        atOnce(all);

        world.clock.advance(Duration.ofMinutes(1));
        world.reconcile();
        Truth.holdsFor(world);
    }

    @Test
    void fiftyRefundsInFullAtOnceRefundOnce() throws Exception {
        Checkout paid = payer.paid(50_000);

        List<Reply> replies = atOnce(50, i -> () -> payer.cancel(paid.paymentId(), "late"));

        assertTrue(replies.stream().allMatch(reply -> reply.status() == 200 || reply.status() == 202));
        assertEquals(1, paid.atToss().refundCount());
        assertEquals("cancelled", paid.status());
    }

    @Test
    void refundsOfOneKeyAtOnceRefundOnce() throws Exception {
        Checkout paid = payer.paid(50_000);

        atOnce(30, i -> () -> payer.cancel(paid.paymentId(), "late", 10_000, "one"));

        assertEquals(10_000, paid.atToss().refundedAmount());
    }

    @Test
    void refundsOfManyKeysAtOnceNeverGiveBackMoreThanWasPaid() throws Exception {
        Checkout paid = payer.paid(50_000);

        List<Reply> replies = atOnce(30, i -> () -> payer.cancel(paid.paymentId(), "late", 20_000, "key-" + i));

        long done = replies.stream().filter(reply -> reply.status() == 200).count();
        assertEquals(done * 20_000, paid.atToss().refundedAmount());
        assertTrue(paid.atToss().refundedAmount() <= 40_000);
        Truth.holdsFor(world);
    }

    @Test
    void approvalWebhooksAndReconcilerAtOnceAgree() throws Exception {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000), "virtual_account", "");
        checkout.approve().is(200);
        world.toss().deposit(checkout.orderId());
        world.clock.advance(Duration.ofMinutes(61));
        List<Callable<Reply>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(
                    switch (i % 4) {
                        case 0 -> checkout::approve;
                        case 1 ->
                            () -> world.deliverWebhooks(checkout.orderId()).get(0);
                        case 2 ->
                            () -> world.deliverWebhooks(checkout.orderId()).get(1);
                        default ->
                            () -> {
                                world.reconcile();
                                return checkout.lookup();
                            };
                    });
        }

        List<Reply> replies = atOnce(all);

        assertTrue(replies.stream().noneMatch(reply -> reply.status() >= 500), replies::toString);
        assertEquals("approved", checkout.status());
        Truth.holdsFor(world);
    }

    private static List<Reply> atOnce(int count, IntFunction<Callable<Reply>> what) throws Exception {
        return atOnce(IntStream.range(0, count).mapToObj(what).toList());
    }

    private static List<Reply> atOnce(List<Callable<Reply>> all) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(all.size());
        try {
            CountDownLatch together = new CountDownLatch(all.size());
            List<Future<Reply>> futures = new ArrayList<>();
            for (Callable<Reply> each : all) {
                futures.add(threads.submit(() -> {
                    together.countDown();
                    together.await();
                    return each.call();
                }));
            }
            List<Reply> replies = new ArrayList<>();
            for (Future<Reply> future : futures) {
                replies.add(future.get());
            }
            return replies;
        } finally {
            threads.shutdownNow();
        }
    }
}
