package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A page costs few reads, however the payments that are asked for lie among the others. */
class FewQueriesTest {
    @RegisterExtension
    final World world = new World();

    private final Payer payer = world.payer();

    /** The consultation's own payment is the oldest, behind all the others. */
    private String consultationBehind(int others) {
        Checkout wanted = payer.checkout(world.consultation(payer, 50_000));
        Map<String, AttributeValue> other = new HashMap<>(world.paymentItem(wanted.paymentId()));
        for (int i = 0; i < others; i++) {
            other.put("payment_id", AttributeValue.fromS(UUID.randomUUID().toString()));
            other.put("consultation_id", AttributeValue.fromS("other-" + i));
            other.put("created_at", AttributeValue.fromS("2026-01-03T00:00:00.000Z"));
            world.putPayment(other);
        }
        return wanted.consultationId();
    }

    @Test
    void onePaymentOfAConsultationIsFoundAmongThreeHundredInAFewQueries() {
        String consultation = consultationBehind(300);
        world.calls.disarm();

        Reply page = payer.list("limit=1&consultation_id=" + consultation).is(200);

        assertEquals(1, page.body().path("payments").size());
        assertEquals(consultation, page.body().at("/payments/0/consultation_id").asText());
        assertTrue(world.calls.made().size() <= 8, () -> world.calls.made().toString());
    }

    @Test
    void goingThroughAConsultationOneByOneShowsEachPaymentOnceAndEnds() {
        String consultation = consultationBehind(120);
        Map<String, AttributeValue> second =
                new HashMap<>(world.paymentItem(payer.list("limit=1&consultation_id=" + consultation)
                        .body()
                        .at("/payments/0/payment_id")
                        .asText()));
        second.put("payment_id", AttributeValue.fromS(UUID.randomUUID().toString()));
        second.put("created_at", AttributeValue.fromS("2026-01-04T00:00:00.000Z"));
        world.putPayment(second);
        Set<String> seen = new HashSet<>();
        String cursor = "";
        int pages = 0;

        do {
            Reply page = payer.list("limit=1&consultation_id=" + consultation + cursor)
                    .is(200);
            page.body()
                    .path("payments")
                    .forEach(each -> assertTrue(seen.add(each.path("payment_id").asText())));
            cursor = page.body().path("next_cursor").isTextual() ? "&cursor=" + page.text("next_cursor") : "";
            pages++;
        } while (!cursor.isEmpty() && pages < 10);

        assertEquals(2, seen.size());
        assertTrue(pages <= 3, pages + " pages");
    }

    @Test
    void whoeverHasAnIdThatNoRecordCanHoldIsNobody() {
        Payer longest = new Payer(world, "가".repeat(682) + "ab");
        assertEquals(0, longest.list("").is(200).body().path("payments").size());

        Payer tooLong = new Payer(world, "가".repeat(682) + "abc");

        tooLong.list("").isProblem(401, "UNAUTHENTICATED");
        tooLong.ready(world.consultation(payer, 50_000)).isProblem(401, "UNAUTHENTICATED");
        tooLong.lookup(UUID.randomUUID().toString()).isProblem(401, "UNAUTHENTICATED");
    }
}
