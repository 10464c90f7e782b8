package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import kr.easyk.payments.sandbox.http.Threads;
import org.jspecify.annotations.Nullable;

/**
 * Toss Payments on this machine: its API under {@code /v1}, its browser SDK and payment window under {@code /v2}, and under {@code /sandbox} the payer, the bank, the merchant's
 * dashboard and bad luck.
 *
 * <pre>{@code
 * try (TossSimulator toss = TossSimulator.start(TossSimulator.Options.defaults())) {
 *     String paymentKey = toss.authenticate("easyk_0001", 30_000);
 *     // … POST toss.uri() + "/v1/payments/confirm" …
 *     assertEquals(1, toss.account(paymentKey).chargeCount());
 * }
 * }</pre>
 *
 * <p>Methods throw {@link TossRefusal} where Toss, the bank or the card company would say no.
 */
public final class TossSimulator implements AutoCloseable {
    /** The key of a second merchant: Toss accepts it, and lets it see nothing of the first one's. */
    public static final String OTHER_MERCHANTS_KEY = "test_gsk_other_merchant";

    /**
     * @param port 0: any free one
     * @param host the address to listen at; this machine only by default
     * @param webhooks null: webhooks are written, and not sent
     * @param timeScale by how much faster than Toss's the waits between a webhook's retries are: 60 makes a minute a second
     * @param latency how long every call takes at least
     */
    public record Options(
            int port,
            String host,
            Clock clock,
            String secretKey,
            String clientKey,
            @Nullable URI webhooks,
            double timeScale,
            Duration latency,
            TossListener listener) {

        /** Any free port, the system's clock, {@code test_gsk_sandbox} and {@code test_gck_sandbox}, no webhook URL. */
        public static Options defaults() {
            return new Options(
                    0,
                    "127.0.0.1",
                    Clock.systemUTC(),
                    "test_gsk_sandbox",
                    "test_gck_sandbox",
                    null,
                    60,
                    Duration.ZERO,
                    TossListener.NOBODY);
        }

        public Options withPort(int other) {
            return new Options(other, host, clock, secretKey, clientKey, webhooks, timeScale, latency, listener);
        }

        public Options withHost(String other) {
            return new Options(port, other, clock, secretKey, clientKey, webhooks, timeScale, latency, listener);
        }

        public Options withClock(Clock other) {
            return new Options(port, host, other, secretKey, clientKey, webhooks, timeScale, latency, listener);
        }

        public Options withKeys(String secret, String client) {
            return new Options(port, host, clock, secret, client, webhooks, timeScale, latency, listener);
        }

        public Options withWebhooks(@Nullable URI other) {
            return new Options(port, host, clock, secretKey, clientKey, other, timeScale, latency, listener);
        }

        public Options withTimeScale(double other) {
            return new Options(port, host, clock, secretKey, clientKey, webhooks, other, latency, listener);
        }

        public Options withLatency(Duration other) {
            return new Options(port, host, clock, secretKey, clientKey, webhooks, timeScale, other, listener);
        }

        public Options withListener(TossListener other) {
            return new Options(port, host, clock, secretKey, clientKey, webhooks, timeScale, latency, other);
        }

        /** Keys stay out of logs. */
        @Override
        public String toString() {
            return "Options[port=" + port + ", webhooks=" + webhooks + "]";
        }
    }

    private final Keys keys;
    private final Faults faults = new Faults();
    private final Traffic traffic = new Traffic();
    private final IdempotencyStore idempotency;
    private final WebhookOutbox outbox;
    private final Ledger ledger;
    private final MerchantApi merchantApi;
    private final SandboxApi sandboxApi;
    private final PaymentWindow window;
    private final HttpDoor door;

    private TossSimulator(Options options) {
        ScheduledExecutorService timer = new ScheduledThreadPoolExecutor(2, Threads.named("toss-simulator-webhooks"));
        keys = new Keys(options.secretKey(), options.clientKey(), OTHER_MERCHANTS_KEY);
        idempotency = new IdempotencyStore(options.clock());
        outbox = new WebhookOutbox(options.clock(), options.timeScale(), options.listener(), timer, options.webhooks());
        ledger = new Ledger(options.clock(), Keys.MERCHANT, outbox::changed);
        merchantApi = new MerchantApi(
                keys, ledger, faults, idempotency, traffic, options.clock(), options.latency(), options.listener());
        sandboxApi = new SandboxApi(this, ledger, traffic);
        window = new PaymentWindow(this, ledger, keys);
        door = new HttpDoor(options.host(), options.port(), this::answer);
        timer.scheduleWithFixedDelay(ledger::expireOverdue, 1, 1, TimeUnit.SECONDS);
    }

    public static TossSimulator start(Options options) {
        return new TossSimulator(options);
    }

    private Reply answer(Call call) {
        if (call.method().equals("OPTIONS")) {
            return new Reply.Answer(204, "text/plain", new byte[0]);
        }
        try {
            if (call.path().startsWith(PaymentWindow.PATH)) {
                return window.handle(call);
            }
            return call.path().startsWith("/sandbox/") ? sandboxApi.handle(call) : merchantApi.handle(call);
        } catch (TossRefusal refusal) {
            return refusal.answer(call.english());
        }
    }

    public URI uri() {
        return door.uri();
    }

    /** The payer opens the payment window: the payment is READY. Returns its paymentKey. */
    public String open(Authentication order) {
        return ledger.open(order).paymentKey();
    }

    /** The payer gets through the payment window with the first test card. Returns the paymentKey the merchant is sent. */
    public String authenticate(String orderId, long amount) {
        return authenticate(Authentication.byCard(orderId, amount));
    }

    /** As {@link #authenticate(String, long)}, by any means. The order need not be known before. */
    public String authenticate(Authentication order) {
        passWindow();
        return ledger.authenticate(order).paymentKey();
    }

    /** The payer gets through the window that {@link #open} opened. */
    void authenticate(String paymentKey, Authentication order) {
        passWindow();
        ledger.authenticate(paymentKey, order);
    }

    private void passWindow() {
        traffic.count("authenticate");
        Faults.Fault fault = faults.take("authenticate");
        if (fault != null) {
            throw fault.kind() == FaultKind.REFUSE
                    ? fault.refusal("authenticate")
                    : TossError.FAILED_INTERNAL_SYSTEM_PROCESSING.refusal();
        }
    }

    /** The payer pays into the order's virtual account. */
    public void deposit(String orderId) {
        ledger.deposit(orderId);
    }

    /** The bank finds that the deposit was an error. */
    public void takeBackDeposit(String orderId) {
        ledger.takeBackDeposit(orderId);
    }

    /** The merchant cancels in Toss's dashboard. {@code amount} in won; null: all that is left. */
    public void cancelInDashboard(String paymentKey, @Nullable Long amount, String reason) {
        ledger.cancelInDashboard(paymentKey, amount, reason);
    }

    /** Lets the order's payment window or session run out, or a virtual account's due date pass. */
    public void expire(String orderId) {
        ledger.expire(orderId);
    }

    /**
     * Makes the next calls fail.
     *
     * @param operation confirm, cancel, lookup, transactions, authenticate, or any (of the API)
     * @param kind one of {@link FaultKind}, in lower case, such as {@code break_after}
     */
    public void fault(String operation, String kind, int times) {
        fault(operation, kind, times, null);
    }

    /** As {@link #fault(String, String, int)}; {@code code} is what a {@code refuse} answers with, known to Toss or not. */
    public void fault(String operation, String kind, int times, @Nullable String code) {
        faults.add(operation, new Faults.Fault(FaultKind.named(kind), code), times);
    }

    /** The faults that have not happened yet. */
    public ArrayNode armedFaults() {
        return faults.armed();
    }

    /** Every payment as {@code GET /sandbox/payments} shows it, oldest first. */
    public ArrayNode payments() {
        return sandboxApi.payments(null);
    }

    /** Forgets the faults that have not happened yet and lets go of calls that hang or stall. */
    public void clearFaults() {
        faults.clear();
    }

    /** The merchant's secret key is another from now on. Idempotency keys do not carry over: they belong to the API key. */
    public void rotateSecretKey(String newKey) {
        keys.rotate(newKey);
    }

    /** Where webhooks go from now on; null: nowhere. */
    public void sendWebhooksTo(@Nullable URI url) {
        outbox.sendTo(url);
    }

    /** @throws TossRefusal where there is no such payment */
    public Account account(String paymentKey) {
        return ledger.atomically(() -> ledger.payment(Keys.MERCHANT, paymentKey).account());
    }

    /** All payments of an order together: a second charge shows here whatever its paymentKey. */
    public Optional<Account> accountOfOrder(String orderId) {
        return ledger.accountOfOrder(orderId);
    }

    /** How many calls of an operation have arrived, whatever became of them. */
    public int calls(String operation) {
        return traffic.calls(operation);
    }

    /** All webhooks so far, oldest first. */
    public List<Webhook> webhooks() {
        ledger.expireOverdue();
        return outbox.all();
    }

    /** Sends a webhook once more, as Toss's dashboard can. */
    public void resend(String transmissionId) {
        outbox.resend(transmissionId);
    }

    /** Forgets payments, webhooks, faults, idempotency keys and counts; the keys and the URLs stay. */
    public void reset() {
        faults.clear();
        ledger.clear();
        outbox.clear();
        idempotency.clear();
        traffic.clear();
        window.clear();
    }

    @Override
    public void close() {
        faults.clear();
        outbox.close();
        door.close();
    }
}
