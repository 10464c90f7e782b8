package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.sandbox.Http;
import kr.easyk.payments.sandbox.Sandbox;
import kr.easyk.payments.sandbox.SandboxOptions;
import kr.easyk.payments.sandbox.lambda.Invocation;
import kr.easyk.payments.sandbox.lambda.LocalFunction;
import kr.easyk.payments.sandbox.toss.HandClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The events for {@code sam local}, as a running sandbox hands them out, do what their names promise: in any order, and as often
 * as one likes. Toss's webhooks are not sent here, so that a sample's own is the one that brings the news.
 */
class EventSamplesTest {
    private static final Path EVENTS = Path.of("../../events");

    /** Whose tokens the samples hold, but for the administrators'. */
    private static final String PAYER = "3f2b8c1e-5a52-4f0e-9f0c-6d2c1a7b9e10";

    private static final HandClock CLOCK = new HandClock();
    private static Sandbox sandbox;
    private static Http http;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(
                SandboxOptions.forTests(Path.of("../../template.yaml")).withClock(CLOCK));
        sandbox.simulator().sendWebhooksTo(null);
        http = new Http(sandbox.api());
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @TestFactory
    Stream<DynamicTest> eachSampleGetsTheAnswerItsNamePromises() {
        Map<String, Runnable> samples = new TreeMap<>();
        samples.put("ready", () -> assertEquals(50_000, answer("ready").is(201).number("amount")));
        samples.put(
                "ready-amount-mismatch", () -> answer("ready-amount-mismatch").isProblem(400, "AMOUNT_MISMATCH"));
        samples.put("approve", () -> {
            Reply approved = has("approved", answer("approve"));
            assertEquals("paid", consultationStatus(approved));
        });
        samples.put(
                "approve-amount-mismatch",
                () -> answer("approve-amount-mismatch").isProblem(400, "AMOUNT_MISMATCH"));
        samples.put("approve-virtual-account", () -> has("waiting_for_deposit", answer("approve-virtual-account")));
        samples.put("cancel-full", () -> {
            Reply cancelled = has("cancelled", answer("cancel-full"));
            assertEquals("refunded", consultationStatus(cancelled));
        });
        samples.put(
                "cancel-partial",
                () -> assertEquals(
                        30_000,
                        has("partially_cancelled", answer("cancel-partial")).number("balance_amount")));
        samples.put("cancel-admin", () -> has("cancelled", answer("cancel-admin")));
        samples.put("cancel-virtual-account", () -> {
            Reply cancelled = has("cancelled", answer("cancel-virtual-account"));
            assertEquals("virtual_account", cancelled.text("payment_method"));
        });
        samples.put("lookup-one", () -> has("approved", answer("lookup-one")));
        samples.put(
                "lookup-list",
                () -> assertEquals(
                        "approved",
                        answer("lookup-list")
                                .is(200)
                                .body()
                                .at("/payments/0/status")
                                .asText()));
        samples.put("lookup-by-consultation-admin", () -> {
            JsonNode page = answer("lookup-by-consultation-admin").is(200).body();
            assertEquals(1, page.path("payments").size());
            assertEquals("approved", page.at("/payments/0/status").asText());
        });
        samples.put("webhook-payment-status-changed", () -> bringsTheNews("webhook-payment-status-changed", "pending"));
        samples.put("webhook-deposit-callback", () -> bringsTheNews("webhook-deposit-callback", "waiting_for_deposit"));
        samples.put("webhook-unknown-event", () -> has("ignored", answer("webhook-unknown-event")));
        samples.put("reconcile", () -> {
            JsonNode event = event("reconcile");
            String paymentId = newestPayment();
            assertEquals("pending", statusOf(paymentId));
            CLOCK.advance(Duration.ofHours(1));
            JsonNode run = invoke("reconcile", event);
            assertEquals(0, run.path("failed").asInt(), run.toString());
            assertEquals("approved", statusOf(paymentId));
        });
        assertEquals(samples.keySet(), names());

        return Stream.concat(samples.entrySet().stream(), samples.entrySet().stream())
                .map(each -> dynamicTest(each.getKey(), each.getValue()::run));
    }

    @Test
    void whatIsNoSampleIsNotFound() {
        for (String name : new String[] {"refund", "env", "", "..%2Fsamconfig"}) {
            assertEquals(404, http.post("/sandbox/events/" + name, "").status(), name);
        }
    }

    /** {@code sam local} hands a function only the variables that the template names for it. */
    @Test
    void theVariablesOfSamLocalAreThoseOfTheTemplate() {
        Set<String> given = new TreeSet<>();
        environment().fieldNames().forEachRemaining(given::add);

        assertEquals(withoutDefaults(variablesOfTheTemplate()), given);
    }

    /** But for the host: a container reaches this machine as {@code host.docker.internal}, and the known ports are not free in tests. */
    @Test
    void samLocalSeesWhatTheSandboxsFunctionsSee() {
        Map<String, String> here = sandbox.environment("ReadyFunction");
        JsonNode given = environment();
        for (String name : new String[] {"PAYMENTS_TABLE", "CONSULTATIONS_TABLE", "TOSS_CLIENT_KEY"}) {
            assertEquals(here.get(name), given.path(name).asText(), name);
        }
        for (String name : new String[] {"TOSS_SUCCESS_URL", "TOSS_FAIL_URL"}) {
            String known = here.get(name).replace(sandbox.api().toString(), "http://localhost:3000");
            assertEquals(known, given.path(name).asText(), name);
        }
        assertEquals(
                sandbox.environment("ApproveFunction").get("TOSS_SECRET_ARN"),
                given.path("TOSS_SECRET_ARN").asText());
    }

    /** Read as text: a variable that is not set when deployed has a name in the template all the same. */
    private static Set<String> variablesOfTheTemplate() {
        Matcher names = Pattern.compile("(?m)^ {6,12}([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+): *(?:!|\\S)")
                .matcher(read(Path.of("../../template.yaml")));
        return names.results().map(name -> name.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> withoutDefaults(Set<String> variables) {
        variables.remove("ADMIN_GROUP");
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

    /** The payment is where Toss's news finds it, and approved once it is told. */
    private static void bringsTheNews(String sample, String before) {
        JsonNode event = event(sample);
        String body = event.path("body").asText();
        Matcher id = Pattern.compile("easyk_([0-9a-f-]{36})").matcher(body);
        assertTrue(id.find(), body);
        assertEquals(before, statusOf(id.group(1)));

        has("done", reply(sample, event));
        assertEquals("approved", statusOf(id.group(1)));
    }

    private static String newestPayment() {
        return http.get("/api/payments?limit=1", "Authorization", "Bearer " + sandbox.token(PAYER))
                .json()
                .at("/payments/0/payment_id")
                .asText();
    }

    private static String statusOf(String paymentId) {
        return http.get(
                        "/api/payments/" + paymentId,
                        "Authorization",
                        "Bearer " + sandbox.token("somebody-of-the-staff", "payments-admin"))
                .json()
                .path("status")
                .asText();
    }

    private static String consultationStatus(Reply payment) {
        return sandbox.consultation(payment.text("consultation_id"))
                .path("payment_status")
                .asText();
    }

    private static Reply has(String status, Reply reply) {
        assertEquals(status, reply.is(200).text("status"));
        return reply;
    }

    private static Reply answer(String sample) {
        return reply(sample, event(sample));
    }

    private static JsonNode event(String sample) {
        CLOCK.advance(Duration.ofSeconds(1));
        Http.Answer answer = http.post("/sandbox/events/" + sample, "");
        assertEquals(201, answer.status(), answer.text());
        return answer.json();
    }

    private static Reply reply(String sample, JsonNode event) {
        Reply reply = Reply.of(invoke(sample, event));
        ApiDescription.PAYMENTS.check(event.path("routeKey").asText(), reply);
        return reply;
    }

    private static JsonNode invoke(String sample, JsonNode event) {
        String name = sample.split("-", 2)[0];
        String id = Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Function";
        Wiring wiring = Wiring.of(sandbox.environment(id)).withClock(CLOCK);
        try (LocalFunction function = LocalFunction.load(
                World.TEMPLATE.function(id), wiring, new PrintStream(PrintStream.nullOutputStream()))) {
            Invocation end = function.invoke(event.toString().getBytes(StandardCharsets.UTF_8))
                    .join();
            return World.JSON.readTree(
                    assertInstanceOf(Invocation.Answered.class, end).payload());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode environment() {
        try {
            return World.JSON.readTree(read(EVENTS.resolve("env.json"))).path("Parameters");
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
