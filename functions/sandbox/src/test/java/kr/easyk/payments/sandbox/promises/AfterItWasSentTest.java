package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Whatever is thrown after Toss was asked to move money: the payer is told that it is not known yet, and never that it failed. */
class AfterItWasSentTest {
    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    /** What comes between Toss's answer and our writing it down. */
    enum Trouble {
        OTHERS_WRITE_ALL_THE_TIME {
            @Override
            void happens(World world, String paymentId) {
                for (String write : List.of("TransactWriteItems", "PutItem")) {
                    for (int i = 0; i < 30; i++) {
                        world.calls.meanwhile(write, () -> somebodyWrites(world, paymentId));
                    }
                }
            }
        },
        THE_RECORD_BECOMES_UNREADABLE {
            @Override
            void happens(World world, String paymentId) {
                world.calls.meanwhile("TransactWriteItems", () -> {
                    Map<String, AttributeValue> item = new HashMap<>(world.paymentItem(paymentId));
                    item.put("version", AttributeValue.fromS("many"));
                    world.putPayment(item);
                });
            }

            @Override
            void isMended(World world, Map<String, AttributeValue> before) {
                world.putPayment(before);
            }
        },
        THE_RECORD_IS_GONE {
            @Override
            void happens(World world, String paymentId) {
                world.calls.meanwhile("TransactWriteItems", () -> world.deletePayment(paymentId));
            }

            @Override
            void isMended(World world, Map<String, AttributeValue> before) {
                world.putPayment(before);
            }
        },
        WE_ARE_INTERRUPTED {
            @Override
            void happens(World world, String paymentId) {
                world.calls.meanwhile(
                        "TransactWriteItems", () -> Thread.currentThread().interrupt());
            }
        },
        SOMETHING_THAT_NOBODY_EXPECTS {
            @Override
            void happens(World world, String paymentId) {
                world.calls.meanwhile("TransactWriteItems", () -> {
                    throw new UnsupportedOperationException("a defect");
                });
            }
        };

        abstract void happens(World world, String paymentId);

        void isMended(World world, Map<String, AttributeValue> before) {
            // It passes by itself.
        }
    }

    private static void somebodyWrites(World world, String paymentId) {
        Map<String, AttributeValue> item = new HashMap<>(world.paymentItem(paymentId));
        long version = Long.parseLong(item.get("version").n());
        item.put("version", AttributeValue.fromN(Long.toString(version + 1)));
        world.putPayment(item);
    }

    @ParameterizedTest
    @EnumSource
    void aChargeWhoseOutcomeCannotBeWrittenIsNotKnownYetAndIsNotLost(Trouble trouble) {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        Map<String, Map<String, AttributeValue>> sent = new HashMap<>();
        world.calls.meanwhile("Toss confirm", () -> {
            sent.put("payment", world.paymentItem(checkout.paymentId()));
            trouble.happens(world, checkout.paymentId());
        });

        List<JsonNode> log = world.logOf(() -> {
            Reply told = checkout.approve().is(202);
            Thread.interrupted();
            assertEquals("approving", told.text("status"));
            assertEquals("3", told.headers().get("retry-after"));
        });

        assertEquals(1, checkout.atToss().chargeCount());
        assertEquals(1, World.counted(log, "OutcomeUnknown"));
        assertEquals(0, World.counted(log, "InternalError"));
        assertEquals(1, World.events(log, "outcome could not be written").size());
        world.calls.disarm();
        trouble.isMended(world, sent.get("payment"));
        world.clock.advance(Duration.ofMinutes(1));
        world.reconcile();
        assertEquals("approved", checkout.status());
        assertEquals("paid", checkout.consultationStatus());
        assertEquals(1, checkout.atToss().chargeCount());
    }

    @ParameterizedTest
    @EnumSource
    void aRefundWhoseOutcomeCannotBeWrittenIsNotKnownYetAndIsMadeOnce(Trouble trouble) {
        Checkout paid = payer.paid(50_000);
        Map<String, Map<String, AttributeValue>> sent = new HashMap<>();
        world.calls.meanwhile("Toss cancel", () -> {
            sent.put("payment", world.paymentItem(paid.paymentId()));
            trouble.happens(world, paid.paymentId());
        });

        List<JsonNode> log = world.logOf(() -> {
            Reply told = payer.cancel(paid.paymentId(), "late", 10_000, "once").is(202);
            Thread.interrupted();
            assertEquals("requested", told.body().at("/cancellations/0/status").asText());
        });

        assertEquals(1, paid.atToss().refundCount());
        assertEquals(1, World.counted(log, "OutcomeUnknown"));
        assertEquals(0, World.counted(log, "InternalError"));
        world.calls.disarm();
        trouble.isMended(world, sent.get("payment"));
        world.clock.advance(Duration.ofMinutes(1));
        world.reconcile();
        assertEquals("done", paid.lookup().body().at("/cancellations/0/status").asText());
        assertEquals(1, paid.atToss().refundCount());
    }

    @Test
    void aConfirmThatIsInterruptedWhileTossIsAtItIsNotKnownYet() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.calls.meanwhile("Toss confirm", () -> Thread.currentThread().interrupt());

        assertEquals("approving", checkout.approve().is(202).text("status"));
        assertTrue(Thread.interrupted());

        world.clock.advance(Duration.ofMinutes(30));
        world.reconcile();
        assertTrue(checkout.status().equals(checkout.atToss().chargeCount() == 1 ? "approved" : "expired"));
    }

    @Test
    void aDefectInTheCallItselfIsNotKnownYetEither() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000));
        world.calls.meanwhile("Toss confirm", () -> {
            throw new UnsupportedOperationException("a defect");
        });

        assertEquals("approving", checkout.approve().is(202).text("status"));

        world.clock.advance(Duration.ofMinutes(1));
        checkout.approve().is(200);
        assertEquals(1, checkout.atToss().chargeCount());
    }

    /** What Toss refused under the refund's id it will refuse again, so only this answer tells: it must outlive somebody else's write. */
    @Test
    void aRefusalOutlivesAWriteOfSomebodyElse() {
        Checkout paid = payer.paid(50_000);
        world.toss().fault("cancel", "refuse", 1, "NOT_CANCELABLE_PAYMENT");
        world.calls.meanwhile(
                "Toss cancel",
                () -> world.calls.meanwhile("PutItem", () -> {
                    world.toss().cancelInDashboard(paid.paymentKey(), 5_000L, "by hand");
                    world.deliverWebhooks(paid.orderId());
                }));

        payer.cancel(paid.paymentId(), "late", 10_000, "once").isProblem(409, "NOT_CANCELABLE");

        Reply now = paid.lookup();
        assertEquals("failed", now.body().at("/cancellations/0/status").asText());
        assertEquals("done", now.body().at("/cancellations/1/status").asText());
        assertEquals(45_000, now.number("balance_amount"));
        assertEquals(0, world.reconcile().path("open").path("count").asInt());
        assertEquals(5_000, paid.atToss().refundedAmount());
    }

    @Test
    void aDeclineOutlivesAWriteOfSomebodyElse() {
        Checkout checkout = payer.checkout(world.consultation(payer, 50_000), "card", "4030-0000-0000-0002");
        world.calls.meanwhile(
                "Toss confirm",
                () -> world.calls.meanwhile("TransactWriteItems", () -> somebodyWrites(world, checkout.paymentId())));

        checkout.approve().isProblem(402, "PAYMENT_DECLINED");

        assertEquals("failed", checkout.status());
    }
}
