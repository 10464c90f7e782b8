package kr.easyk.payments.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import kr.easyk.payments.sandbox.toss.Authentication;
import kr.easyk.payments.sandbox.toss.TossSimulator;
import kr.easyk.payments.sandbox.toss.Webhook;
import org.jspecify.annotations.Nullable;

/**
 * The events of {@code events/}, each about a payment made for it alone, as far along as the sample needs it: with it, a function
 * gives the answer that the sample's name promises, in any order and as often as one likes.
 *
 * <p>The payments are made as everybody's are, through the API and in Toss's window. Only what the samples cannot know is put in
 * place of what they name: ids, Toss's payment key, a deposit's secret.
 */
final class SampleEvents {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of the tokens in the samples, but for the administrators'. */
    private static final String PAYER = "3f2b8c1e-5a52-4f0e-9f0c-6d2c1a7b9e10";

    private static final long PRICE = 50_000;

    private final Path folder;
    private final Sandbox sandbox;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    SampleEvents(Path folder, Sandbox sandbox) {
        this.folder = folder;
        this.sandbox = sandbox;
    }

    /** @param paymentKey null before Toss's window; {@code depositSecret} null where nobody has paid into an account */
    private record Subject(
            String consultationId,
            @Nullable String paymentId,
            @Nullable String paymentKey,
            @Nullable String depositSecret) {

        String orderId() {
            return "easyk_" + paymentId;
        }
    }

    /**
     * Makes what the sample speaks of.
     *
     * @param name such as {@code approve-virtual-account}, a file's name without its ending
     * @return null where there is no such sample
     * @throws IllegalStateException where the simulator is not in use: nobody pays in Toss's own window here
     */
    @Nullable
    ObjectNode about(String name) {
        Path file = folder.resolve(name + ".json");
        if (!name.matches("[a-z-]+") || name.equals("env") || !Files.exists(file)) {
            return null;
        }
        return filled(read(file), subject(name, sandbox.simulator()));
    }

    private Subject subject(String name, TossSimulator toss) {
        return switch (name) {
            case "ready", "ready-amount-mismatch" -> booked();
            case "approve", "approve-amount-mismatch" -> authenticated(toss, false);
            case "approve-virtual-account" -> authenticated(toss, true);
            case "cancel-virtual-account" -> heard(deposited(toss));
            case "webhook-deposit-callback" -> deposited(toss);
            case "webhook-payment-status-changed", "reconcile" -> chargedWithoutOurKnowing(toss);
            default -> approved(authenticated(toss, false));
        };
    }

    private Subject booked() {
        return new Subject(sandbox.createConsultation(PAYER, "비자 상담 30분", PRICE), null, null, null);
    }

    private Subject authenticated(TossSimulator toss, boolean byVirtualAccount) {
        String consultationId = booked().consultationId();
        JsonNode ready = call("ready", JSON.createObjectNode().put("consultation_id", consultationId));
        String orderId = ready.path("order_id").textValue();
        String paymentKey = toss.authenticate(
                byVirtualAccount
                        ? Authentication.byVirtualAccount(orderId, PRICE)
                        : Authentication.byCard(orderId, PRICE));
        return new Subject(consultationId, ready.path("payment_id").textValue(), paymentKey, null);
    }

    private Subject approved(Subject authenticated) {
        call("approve", confirmation(authenticated));
        return authenticated;
    }

    /** Paid into, which Toss's webhook tells us sooner or later. */
    private Subject deposited(TossSimulator toss) {
        Subject waiting = approved(authenticated(toss, true));
        toss.deposit(waiting.orderId());
        String secret = toss.webhooks().stream()
                .filter(webhook -> webhook.orderId().equals(waiting.orderId()))
                .filter(webhook -> webhook.eventType().equals("DEPOSIT_CALLBACK"))
                .map(Webhook::body)
                .map(body -> read(body).path("secret").textValue())
                .findFirst()
                .orElseThrow();
        return new Subject(waiting.consultationId(), waiting.paymentId(), waiting.paymentKey(), secret);
    }

    private Subject heard(Subject subject) {
        ObjectNode notice = JSON.createObjectNode().put("eventType", "PAYMENT_STATUS_CHANGED");
        notice.putObject("data").put("orderId", subject.orderId());
        call("webhook", notice);
        return subject;
    }

    /** Confirmed by nobody of ours, as after a function that died with the answer in its hands. */
    private Subject chargedWithoutOurKnowing(TossSimulator toss) {
        Subject authenticated = authenticated(toss, false);
        String key = Base64.getEncoder().encodeToString((Sandbox.SECRET_KEY + ":").getBytes(StandardCharsets.UTF_8));
        post(toss.uri().resolve("/v1/payments/confirm"), "Basic " + key, confirmation(authenticated));
        return authenticated;
    }

    private static ObjectNode confirmation(Subject subject) {
        return JSON.createObjectNode()
                .put("paymentKey", subject.paymentKey())
                .put("orderId", subject.orderId())
                .put("amount", PRICE);
    }

    private JsonNode call(String route, ObjectNode body) {
        return post(sandbox.api().resolve("/api/payments/" + route), "Bearer " + sandbox.token(PAYER), body);
    }

    private JsonNode post(URI to, String authorization, ObjectNode body) {
        HttpRequest request = HttpRequest.newBuilder(to)
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        to.getPath() + " answered " + answer.statusCode() + " " + answer.body());
            }
            return read(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode filled(String sample, Subject subject) {
        String text = sample.replaceAll("c0ffee00-0000-4000-8000-0{11}[12]", subject.consultationId());
        if (subject.paymentId() != null) {
            text = text.replaceAll("7d3c2b1a-0000-4000-8000-0{7}(0ca4d|acc75)", subject.paymentId());
        }
        if (subject.paymentKey() != null) {
            text = text.replaceAll("sample_payment_key_(card|virtual_account)", subject.paymentKey());
        }
        if (subject.depositSecret() != null) {
            text = text.replace("sample_deposit_secret", subject.depositSecret());
        }
        ObjectNode event = read(text);
        JsonNode body = event.path("body");
        if (body.isTextual()) {
            int length = body.textValue().getBytes(StandardCharsets.UTF_8).length;
            event.withObject("/headers").put("content-length", Integer.toString(length));
        }
        return event;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode read(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
