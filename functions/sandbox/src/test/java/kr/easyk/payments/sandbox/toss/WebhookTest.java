package kr.easyk.payments.sandbox.toss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Received(String body, String id, String time, int retriedCount) {
        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }
    }

    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
    private final HandClock clock = new HandClock();
    private final HttpServer receiver;
    private final TossSimulator toss;
    private final Merchant merchant;

    WebhookTest() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", this::receive);
        receiver.start();
        URI url = URI.create("http://localhost:" + receiver.getAddress().getPort() + "/webhook");
        // A thousand and more times as fast: the ladder's 91 hours take a third of a second.
        toss = TossSimulator.start(TossSimulator.Options.defaults()
                .withClock(clock)
                .withWebhooks(url)
                .withTimeScale(1_000_000));
        merchant = Merchant.of(toss);
    }

    @AfterEach
    void close() {
        toss.close();
        receiver.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            Integer status = answers.poll();
            received.add(new Received(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    exchange.getRequestHeaders().getFirst("tosspayments-webhook-transmission-id"),
                    exchange.getRequestHeaders().getFirst("tosspayments-webhook-transmission-time"),
                    Integer.parseInt(
                            exchange.getRequestHeaders().getFirst("tosspayments-webhook-transmission-retried-count"))));
            exchange.sendResponseHeaders(status == null ? 200 : status, -1);
        }
    }

    private Received next() throws InterruptedException {
        Received next = received.poll(5, TimeUnit.SECONDS);
        assertTrue(next != null, "no webhook came");
        return next;
    }

    private String paid(Authentication order) {
        String key = toss.authenticate(order);
        merchant.confirm(key, order.orderId(), order.amount());
        return key;
    }

    private List<String> written() throws IOException {
        List<String> all = new ArrayList<>();
        for (Webhook webhook : toss.webhooks()) {
            JsonNode body = JSON.readTree(webhook.body());
            all.add(webhook.eventType() + " "
                    + body.path("data")
                            .path("status")
                            .asText(body.path("status").asText()));
        }
        return all;
    }

    @Test
    void aPaymentTellsOfItsNewStatus() throws Exception {
        String key = paid(Authentication.byCard("order-0001", 30_000));

        Received webhook = next();

        assertEquals("PAYMENT_STATUS_CHANGED", webhook.json().path("eventType").asText());
        assertEquals("2026-01-02T12:04:05.678", webhook.json().path("createdAt").asText());
        ObjectNode withoutSecret = (ObjectNode) merchant.lookup(key).json();
        withoutSecret.remove("secret");
        assertEquals(withoutSecret, webhook.json().path("data"));
        assertEquals(0, webhook.retriedCount());
        assertEquals("2026-01-02T12:04:05+09:00", webhook.time());
        assertEquals(toss.webhooks().get(0).transmissionId(), webhook.id());
    }

    @Test
    void everyEndOfACardPaymentIsTold() throws IOException {
        String key = paid(Authentication.byCard("order-0001", 30_000));
        merchant.cancel(key, 10_000);
        merchant.cancel(key);
        paid(Authentication.byCard("order-0002", 30_000).withCard("4030-0000-0000-0003"));
        toss.authenticate("order-0003", 30_000);
        toss.expire("order-0003");
        toss.authenticate("order-0004", 30_000);
        clock.advance(Duration.ofMinutes(11));

        assertEquals(
                List.of(
                        "PAYMENT_STATUS_CHANGED DONE",
                        "PAYMENT_STATUS_CHANGED PARTIAL_CANCELED",
                        "PAYMENT_STATUS_CHANGED PARTIAL_CANCELED",
                        "PAYMENT_STATUS_CHANGED ABORTED",
                        "PAYMENT_STATUS_CHANGED EXPIRED",
                        "PAYMENT_STATUS_CHANGED EXPIRED"),
                written());
    }

    @Test
    void openingAndAuthenticatingTellNothing() {
        toss.open(Authentication.byCard("order-0001", 30_000));
        toss.authenticate("order-0001", 30_000);

        assertEquals(List.of(), toss.webhooks());
    }

    @Test
    void aVirtualAccountTellsEverythingTwice() throws IOException {
        String key = paid(Authentication.byVirtualAccount("order-0001", 30_000));
        toss.deposit("order-0001");
        toss.takeBackDeposit("order-0001");
        merchant.cancel(key);

        assertEquals(
                List.of(
                        "PAYMENT_STATUS_CHANGED WAITING_FOR_DEPOSIT",
                        "DEPOSIT_CALLBACK WAITING_FOR_DEPOSIT",
                        "PAYMENT_STATUS_CHANGED DONE",
                        "DEPOSIT_CALLBACK DONE",
                        "PAYMENT_STATUS_CHANGED WAITING_FOR_DEPOSIT",
                        "DEPOSIT_CALLBACK WAITING_FOR_DEPOSIT",
                        "PAYMENT_STATUS_CHANGED CANCELED",
                        "DEPOSIT_CALLBACK CANCELED"),
                written());
    }

    @Test
    void aDepositCallbackIsFlatAndCarriesTheSecretOfTheConfirm() throws IOException {
        String key = paid(Authentication.byVirtualAccount("order-0001", 30_000));
        toss.deposit("order-0001");

        JsonNode body = JSON.readTree(toss.webhooks().get(3).body());

        List<String> fields = new ArrayList<>();
        body.fieldNames().forEachRemaining(fields::add);
        assertEquals(List.of("createdAt", "secret", "status", "transactionKey", "orderId"), fields);
        assertEquals(merchant.lookup(key).at("/secret"), body.path("secret").asText());
        assertEquals("order-0001", body.path("orderId").asText());
    }

    @Test
    void aDepositCallbackCanNameItsEventOrBeWrapped() throws IOException {
        toss.behave(Behaviour.USUAL.with(Behaviour.DepositCallback.WITH_EVENT_TYPE));
        String key = paid(Authentication.byVirtualAccount("order-0001", 30_000));
        toss.behave(Behaviour.USUAL.with(Behaviour.DepositCallback.WRAPPED_IN_DATA));
        toss.deposit("order-0001");

        JsonNode named = JSON.readTree(toss.webhooks().get(1).body());
        JsonNode wrapped = JSON.readTree(toss.webhooks().get(3).body());

        String secret = merchant.lookup(key).at("/secret");
        assertEquals("DEPOSIT_CALLBACK", named.path("eventType").asText());
        assertEquals("WAITING_FOR_DEPOSIT", named.path("status").asText());
        assertEquals(secret, named.path("secret").asText());
        assertEquals("DEPOSIT_CALLBACK", wrapped.path("eventType").asText());
        assertEquals("DONE", wrapped.at("/data/status").asText());
        assertEquals(secret, wrapped.at("/data/secret").asText());
        assertEquals("order-0001", wrapped.at("/data/orderId").asText());
    }

    @Test
    void timesLoseTheZerosAtTheirEndAndOnlyTheFlatOneHasAZone() throws IOException {
        clock.advance(Duration.ofNanos(5_320_000));
        paid(Authentication.byVirtualAccount("order-0001", 30_000));

        List<Webhook> all = toss.webhooks();

        assertEquals(
                "2026-01-02T12:04:05.68332",
                JSON.readTree(all.get(0).body()).path("createdAt").asText());
        assertEquals(
                "2026-01-02T12:04:05+09:00",
                JSON.readTree(all.get(1).body()).path("createdAt").asText());
    }

    @Test
    void webhooksCanBeLostForGoodByTheirKind() throws Exception {
        toss.loseWebhooks("DEPOSIT_CALLBACK", 1);
        paid(Authentication.byVirtualAccount("order-0001", 30_000));
        toss.loseWebhooks("any", 1);
        toss.deposit("order-0001");

        assertEquals(List.of("PAYMENT_STATUS_CHANGED WAITING_FOR_DEPOSIT", "DEPOSIT_CALLBACK DONE"), written());
        assertEquals(
                toss.webhooks().stream().map(Webhook::transmissionId).sorted().toList(),
                Stream.of(next(), next()).map(Received::id).sorted().toList());
        assertTrue(received.isEmpty());
    }

    @Test
    void whateverIsNotA200IsSentAgain() throws Exception {
        answers.addAll(List.of(500, 204, 301));
        paid(Authentication.byCard("order-0001", 30_000));

        Received first = next();
        for (int retry = 1; retry <= 3; retry++) {
            Received again = next();
            assertEquals(retry, again.retriedCount());
            assertEquals(first.id(), again.id());
            assertEquals(first.body(), again.body());
        }
        while (toss.webhooks().get(0).deliveries().size() < 4) {
            Thread.sleep(5);
        }
        assertTrue(toss.webhooks().get(0).deliveries().get(3).received());
    }

    /** Its time is Toss's, so whoever moves the clock moves it too. */
    @Test
    void aWebhookIsSentAgainWhenTheClockHasBeenMoved() throws Exception {
        try (TossSimulator atTosssPace = TossSimulator.start(TossSimulator.Options.defaults()
                .withClock(clock)
                .withWebhooks(
                        URI.create("http://localhost:" + receiver.getAddress().getPort() + "/webhook"))
                .withTimeScale(1))) {
            answers.add(500);
            String key = atTosssPace.authenticate("order-0001", 30_000);
            atTosssPace.confirm(key);
            Received first = next();
            while (atTosssPace.webhooks().get(0).deliveries().isEmpty()) {
                Thread.sleep(5);
            }

            clock.advance(Duration.ofSeconds(59));
            atTosssPace.catchUp();
            assertEquals(1, atTosssPace.webhooks().get(0).deliveries().size());
            clock.advance(Duration.ofSeconds(1));
            atTosssPace.catchUp();

            assertEquals(first.body(), next().body());
        }
    }

    @Test
    void afterSevenRetriesTossGivesUp() throws Exception {
        for (int i = 0; i < 20; i++) {
            answers.add(503);
        }
        paid(Authentication.byCard("order-0001", 30_000));

        for (int retry = 0; retry <= 7; retry++) {
            assertEquals(retry, next().retriedCount());
        }
        Thread.sleep(100);
        assertTrue(received.isEmpty());
        assertEquals("7", toss.webhooks().get(0).headers().get("tosspayments-webhook-transmission-retried-count"));
    }

    @Test
    void aReceiverThatIsNotThereIsAFailedDelivery() throws Exception {
        receiver.stop(0);
        paid(Authentication.byCard("order-0001", 30_000));

        while (toss.webhooks().get(0).deliveries().size() < 8) {
            Thread.sleep(5);
        }
        assertFalse(toss.webhooks().get(0).deliveries().get(7).received());
    }

    @Test
    void aWebhookCanBeSentAgainByHand() throws Exception {
        paid(Authentication.byCard("order-0001", 30_000));
        Received first = next();

        toss.resend(first.id());

        Received again = next();
        assertEquals(first.id(), again.id());
        assertEquals(first.body(), again.body());
        assertEquals(1, again.retriedCount());
    }

    @Test
    void withoutAUrlWebhooksAreWrittenAndNotSent() throws Exception {
        toss.sendWebhooksTo(null);

        paid(Authentication.byCard("order-0001", 30_000));

        Webhook webhook = toss.webhooks().get(0);
        assertEquals("order-0001", webhook.orderId());
        assertEquals(List.of(), webhook.deliveries());
        assertEquals(webhook.transmissionId(), webhook.headers().get("tosspayments-webhook-transmission-id"));
        assertTrue(received.isEmpty());
    }
}
