package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kr.easyk.payments.sandbox.toss.Authentication;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The events for {@code sam local invoke} do what their names promise, where the records they speak of are there. Payment keys and
 * deposit secrets are Toss's to choose, so each sample is handed those that the simulator chose; the rest is as it stands.
 */
class EventSamplesTest {
    private static final Path EVENTS = Path.of("../../events");

    private static final String CONSULTATION = "c0ffee00-0000-4000-8000-000000000001";
    private static final String ANOTHER_CONSULTATION = "c0ffee00-0000-4000-8000-000000000002";
    private static final String BY_CARD = "7d3c2b1a-0000-4000-8000-00000000ca4d";
    private static final String BY_VIRTUAL_ACCOUNT = "7d3c2b1a-0000-4000-8000-0000000acc75";
    private static final long PRICE = 50_000;

    @RegisterExtension
    final World world = new World();

    private final Payer payer = new Payer(world, "3f2b8c1e-5a52-4f0e-9f0c-6d2c1a7b9e10");

    @TestFactory
    Stream<DynamicTest> eachSampleGetsTheAnswerItsNamePromises() {
        Map<String, Runnable> samples = new TreeMap<>();
        samples.put("ready", () -> {
            world.putConsultation(CONSULTATION, payer.userId(), PRICE);
            assertEquals(CONSULTATION, send("ready").is(201).text("consultation_id"));
        });
        samples.put("ready-amount-mismatch", () -> {
            world.putConsultation(CONSULTATION, payer.userId(), PRICE);
            send("ready-amount-mismatch").isProblem(400, "AMOUNT_MISMATCH");
        });
        samples.put("approve", () -> {
            Checkout checkout = byCard();
            has("approved", send("approve", checkout));
            assertEquals("paid", checkout.consultationStatus());
        });
        samples.put(
                "approve-amount-mismatch",
                () -> send("approve-amount-mismatch", byCard()).isProblem(400, "AMOUNT_MISMATCH"));
        samples.put(
                "approve-virtual-account",
                () -> has("waiting_for_deposit", send("approve-virtual-account", byVirtualAccount())));
        samples.put("cancel-full", () -> {
            byCard().approve().is(200);
            has("cancelled", send("cancel-full"));
        });
        samples.put("cancel-partial", () -> {
            byCard().approve().is(200);
            assertEquals(
                    30_000, has("partially_cancelled", send("cancel-partial")).number("balance_amount"));
        });
        samples.put("cancel-admin", () -> {
            byCard().approve().is(200);
            has("cancelled", send("cancel-admin"));
        });
        samples.put("cancel-virtual-account", () -> {
            Checkout deposited = byVirtualAccount();
            deposited.approve().is(200);
            world.toss().deposit(deposited.orderId());
            world.deliverWebhooks(deposited.orderId());
            has("cancelled", send("cancel-virtual-account"));
        });
        samples.put("lookup-one", () -> {
            byCard();
            assertEquals(BY_CARD, has("pending", send("lookup-one")).text("payment_id"));
        });
        samples.put("lookup-list", () -> {
            byCard();
            byVirtualAccount();
            assertEquals(2, send("lookup-list").is(200).body().path("payments").size());
        });
        samples.put("lookup-by-consultation-admin", () -> {
            byCard();
            byVirtualAccount();
            JsonNode page = send("lookup-by-consultation-admin").is(200).body();
            assertEquals(1, page.path("payments").size());
            assertEquals(BY_CARD, page.at("/payments/0/payment_id").asText());
        });
        samples.put("webhook-payment-status-changed", () -> {
            Checkout unknown = withoutAnAnswer(byCard());
            has("done", send("webhook-payment-status-changed", unknown));
            assertEquals("approved", unknown.status());
        });
        samples.put("webhook-deposit-callback", () -> {
            Checkout waiting = byVirtualAccount();
            waiting.approve().is(200);
            world.toss().deposit(waiting.orderId());
            has("done", send("webhook-deposit-callback", waiting));
            assertEquals("approved", waiting.status());
        });
        samples.put("webhook-unknown-event", () -> has("ignored", send("webhook-unknown-event")));
        samples.put("reconcile", () -> {
            Checkout unknown = withoutAnAnswer(byCard());
            world.clock.advance(Duration.ofMinutes(1));
            JsonNode run = world.invoke("reconcile", text("reconcile").getBytes(StandardCharsets.UTF_8));
            assertEquals(1, run.path("settled").asInt());
            assertEquals("approved", unknown.status());
        });
        assertEquals(samples.keySet(), names());

        return samples.entrySet().stream()
                .map(each -> dynamicTest(each.getKey(), () -> {
                    world.stop();
                    world.start();
                    each.getValue().run();
                }));
    }

    /** {@code sam local} hands a function only the variables that the template names for it. */
    @Test
    void theVariablesOfSamLocalAreThoseOfTheTemplate() {
        Set<String> given = new TreeSet<>();
        json("env").path("Parameters").fieldNames().forEachRemaining(given::add);

        assertEquals(withoutDefaults(variablesOfTheTemplate()), given);
    }

    @Test
    void samLocalSeesTheSandboxsRecords() {
        JsonNode given = json("env").path("Parameters");

        assertEquals(
                World.TEMPLATE.tableName("PaymentsTable"),
                given.path("PAYMENTS_TABLE").asText());
        assertEquals(
                World.TEMPLATE.tableName("ConsultationsTable"),
                given.path("CONSULTATIONS_TABLE").asText());
        assertEquals(World.SECRET, given.path("TOSS_SECRET_ARN").asText());
    }

    /** Read as text: a variable that is not set when deployed has a name in the template all the same. */
    private static Set<String> variablesOfTheTemplate() {
        Matcher names = Pattern.compile("(?m)^ {6,12}([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+): *(?:!|\\S)")
                .matcher(read(Path.of("../../template.yaml")));
        return names.results().map(name -> name.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> withoutDefaults(Set<String> variables) {
        variables.remove("METRICS_NAMESPACE");
        variables.remove("JAVA_TOOL_OPTIONS");
        return variables;
    }

    private static Set<String> names() {
        try (Stream<Path> files = Files.list(EVENTS)) {
            return files.map(file -> file.getFileName().toString().replace(".json", ""))
                    .filter(name -> !name.equals("env"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Checkout byCard() {
        return checkout(BY_CARD, CONSULTATION, Authentication::byCard);
    }

    private Checkout byVirtualAccount() {
        return checkout(BY_VIRTUAL_ACCOUNT, ANOTHER_CONSULTATION, Authentication::byVirtualAccount);
    }

    private interface How {
        Authentication of(String orderId, long amount);
    }

    /** The payment a sample speaks of, authenticated and not approved yet. */
    private Checkout checkout(String paymentId, String consultationId, How how) {
        world.putConsultation(consultationId, payer.userId(), PRICE);
        world.ids.add(UUID.fromString(paymentId));
        String orderId = payer.ready(consultationId).is(201).text("order_id");
        String key = world.toss().authenticate(how.of(orderId, PRICE));
        return new Checkout(payer, paymentId, consultationId, orderId, key, PRICE);
    }

    /** Charged by Toss, whose answer was lost. */
    private Checkout withoutAnAnswer(Checkout checkout) {
        world.toss().fault("confirm", "garbage_after", 1);
        world.toss().fault("lookup", "garbage", 1);
        checkout.approve().is(202);
        return checkout;
    }

    private static Reply has(String status, Reply reply) {
        assertEquals(status, reply.is(200).text("status"));
        return reply;
    }

    private Reply send(String sample) {
        return world.invoke(sample.split("-", 2)[0], (ObjectNode) json(sample));
    }

    private Reply send(String sample, Checkout checkout) {
        Map<String, String> chosen = new HashMap<>();
        chosen.put("sample_payment_key_(card|virtual_account)", checkout.paymentKey());
        if (world.paymentItem(checkout.paymentId()).containsKey("toss_secret")) {
            chosen.put(
                    "sample_deposit_secret",
                    world.paymentItem(checkout.paymentId()).get("toss_secret").s());
        }
        ObjectNode event = (ObjectNode) json(sample);
        String body = event.path("body").asText();
        assertTrue(body.contains(checkout.orderId()), body);
        for (Map.Entry<String, String> each : chosen.entrySet()) {
            body = body.replaceAll(each.getKey(), each.getValue());
        }
        return world.invoke(sample.split("-", 2)[0], event.put("body", body));
    }

    private static String text(String sample) {
        return read(EVENTS.resolve(sample + ".json"));
    }

    private static JsonNode json(String sample) {
        try {
            return World.JSON.readTree(text(sample));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
