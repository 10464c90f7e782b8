package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
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
     * @param ids random or not, each once
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
            TossListener listener,
            Supplier<UUID> ids) {

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
                    TossListener.NOBODY,
                    UUID::randomUUID);
        }

        public Options withPort(int other) {
            return new Options(other, host, clock, secretKey, clientKey, webhooks, timeScale, latency, listener, ids);
        }

        public Options withHost(String other) {
            return new Options(port, other, clock, secretKey, clientKey, webhooks, timeScale, latency, listener, ids);
        }

        public Options withClock(Clock other) {
            return new Options(port, host, other, secretKey, clientKey, webhooks, timeScale, latency, listener, ids);
        }

        public Options withKeys(String secret, String client) {
            return new Options(port, host, clock, secret, client, webhooks, timeScale, latency, listener, ids);
        }

        public Options withWebhooks(@Nullable URI other) {
            return new Options(port, host, clock, secretKey, clientKey, other, timeScale, latency, listener, ids);
        }

        public Options withTimeScale(double other) {
            return new Options(port, host, clock, secretKey, clientKey, webhooks, other, latency, listener, ids);
        }

        public Options withLatency(Duration other) {
            return new Options(port, host, clock, secretKey, clientKey, webhooks, timeScale, other, listener, ids);
        }

        public Options withListener(TossListener other) {
            return new Options(port, host, clock, secretKey, clientKey, webhooks, timeScale, latency, other, ids);
        }

        /** Where payment keys and the like come from: a counter makes every run the same. */
        public Options withIds(Supplier<UUID> other) {
            return new Options(port, host, clock, secretKey, clientKey, webhooks, timeScale, latency, listener, other);
        }

        /** Keys stay out of logs. */
        @Override
        public String toString() {
            return "Options[port=" + port + ", webhooks=" + webhooks + "]";
        }
    }

    private final Clock clock;
    private final Keys keys;
    private final Ids ids;
    private final Faults faults = new Faults();
    private final LateCalls late = new LateCalls();
    private final Traffic traffic = new Traffic();
    private final IdempotencyStore idempotency;
    private final Webhooks webhooks;
    private final Ledger ledger;
    private final MerchantApi merchantApi;
    private final SandboxApi sandboxApi;
    private final PaymentWindow window;
    private final @Nullable Outside outside;
    private volatile Behaviour behaviour = Behaviour.USUAL;

    private TossSimulator(Options options, boolean isServer) {
        clock = options.clock();
        keys = new Keys(clock, options.secretKey(), options.clientKey(), OTHER_MERCHANTS_KEY);
        ids = new Ids(options.ids());
        idempotency = new IdempotencyStore(clock, this::behaviour);
        webhooks = new Webhooks(clock, ids, this::behaviour, options.listener());
        ledger = new Ledger(clock, ids, Keys.MERCHANT, this::behaviour, webhooks);
        merchantApi = new MerchantApi(
                keys, ledger, faults, late, idempotency, this::behaviour, traffic, clock, ids, options.listener());
        sandboxApi = new SandboxApi(this, ledger, traffic);
        window = new PaymentWindow(this, ledger, keys);
        outside = isServer ? new Outside(options, webhooks, this::answer, this::catchUp) : null;
    }

    /** Toss with a port of its own, and somebody who carries the webhooks. */
    public static TossSimulator start(Options options) {
        return new TossSimulator(options, true);
    }

    /** Toss without a port and without a thread: it is asked by {@link #answer}, and time passes when it is asked. */
    public static TossSimulator inProcess(Options options) {
        return new TossSimulator(options, false);
    }

    /** What Toss makes of a request. Waits for nothing: who must wait is told so. */
    public Reply answer(Call call) {
        catchUp();
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

    /**
     * What time has brought: late calls that are due, windows and sessions that are over, webhooks to be sent again. By itself that is
     * seen once a second, and with every call; whoever moves the clock sees it at once.
     */
    public void catchUp() {
        late.carryOutDue(clock.instant());
        ledger.expireOverdue();
        if (outside != null) {
            outside.sendDueWebhooks();
        }
    }

    /** @throws IllegalStateException in process, where there is none */
    public URI uri() {
        return outside().uri();
    }

    private Outside outside() {
        if (outside == null) {
            throw new IllegalStateException("this Toss has no port");
        }
        return outside;
    }

    /** The payer opens the payment window: the payment is READY. Returns its paymentKey. */
    public String open(Authentication order) {
        return ledger.open(Opening.OF_NOTHING_MORE, order).paymentKey();
    }

    /** As {@link #open(Authentication)}, in a window that the merchant's page has opened. */
    String open(Opening opening, Authentication order) {
        return ledger.open(opening, order).paymentKey();
    }

    /** The payer gets through the payment window with the first test card. Returns the paymentKey the merchant is sent. */
    public String authenticate(String orderId, long amount) {
        return authenticate(Authentication.byCard(orderId, amount));
    }

    /** As {@link #authenticate(String, long)}, by any means. The order need not be known before. */
    public String authenticate(Authentication order) {
        return authenticate(Opening.OF_NOTHING_MORE, order);
    }

    String authenticate(Opening opening, Authentication order) {
        passWindow();
        return ledger.authenticate(opening, order).paymentKey();
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
        ledger.deposit(orderId, false);
    }

    /** As {@link #deposit}, whether or not the account's time is over: banks have let such deposits through. */
    public void depositLate(String orderId) {
        ledger.deposit(orderId, true);
    }

    /** The bank finds that the deposit was an error. */
    public void takeBackDeposit(String orderId) {
        ledger.takeBackDeposit(orderId);
    }

    /** The merchant cancels in Toss's dashboard. {@code amount} in the smallest units of its currency; null: all that is left. */
    public void cancelInDashboard(String paymentKey, @Nullable Long amount, String reason) {
        ledger.cancelInDashboard(paymentKey, amount, reason);
    }

    /**
     * A refund that is under way comes to its end: {@code DONE}, or {@code ABORTED}, and the money is the merchant's again. Refunds
     * of {@code foreign_easy_pay} are under way until then.
     *
     * @param transactionKey the refund's; null: the oldest one under way
     */
    public void endCancel(String paymentKey, @Nullable String transactionKey, String status) {
        Purchase.CancelStatus end = Json.named(Purchase.CancelStatus.class, status);
        if (end == Purchase.CancelStatus.IN_PROGRESS) {
            throw TossError.INVALID_REQUEST.refusal();
        }
        ledger.endCancel(paymentKey, transactionKey, end);
    }

    /** The list of transactions has this row, now, whatever it is: clients must live with what they cannot read. */
    public void listStrangeRow(ObjectNode row) {
        ledger.listStrangeRow(row);
    }

    /** Another server of the merchant confirms the payment, with its own order and amount. */
    public void confirm(String paymentKey) {
        ledger.confirm(paymentKey);
    }

    /** Lets the order's payment window or session run out, or a virtual account's due date pass. */
    public void expire(String orderId) {
        ledger.expire(orderId);
    }

    /** As {@link #expire}, for one of an order's payments. */
    public void expireKey(String paymentKey) {
        ledger.expireKey(paymentKey);
    }

    /** A payment that is not confirmed yet ends without a charge, ABORTED, with {@code COMMON_ERROR} as its failure. */
    public void abort(String paymentKey) {
        ledger.abort(paymentKey, TossError.COMMON_ERROR);
    }

    /**
     * Makes the next calls fail.
     *
     * @param operation confirm, cancel, lookup, transactions, settlements, authenticate, or any (of the API)
     * @param kind one of {@link FaultKind}, in lower case, such as {@code break_after}
     */
    public void fault(String operation, String kind, int times) {
        fault(operation, kind, times, null, null);
    }

    /** As {@link #fault(String, String, int)}; {@code code} is what a {@code refuse} answers with, known to Toss or not. */
    public void fault(String operation, String kind, int times, @Nullable String code) {
        fault(operation, kind, times, code, null);
    }

    /** As {@link #fault(String, String, int)}; a late call is carried out {@code after} so long, if it is not released before. */
    public void fault(String operation, String kind, int times, Duration after) {
        fault(operation, kind, times, null, after);
    }

    void fault(String operation, String kind, int times, @Nullable String code, @Nullable Duration after) {
        faults.add(operation, new Faults.Fault(FaultKind.named(kind), code, after), times);
    }

    /** Carries out the calls that Toss has been late with, the oldest first. Returns how many that were. */
    public int release() {
        return late.release(Integer.MAX_VALUE);
    }

    /** As {@link #release()}, {@code most} calls at the most. */
    public int release(int most) {
        return late.release(most);
    }

    /** Carries out one of the {@link #lateCalls()}, the oldest being number 0. */
    public void releaseOne(int number) {
        late.releaseOne(number);
    }

    /** The calls that are not carried out yet, and will be. */
    public ArrayNode lateCalls() {
        return late.toJson();
    }

    public Behaviour behaviour() {
        return behaviour;
    }

    /** Toss is like this from now on. */
    public void behave(Behaviour other) {
        behaviour = other;
    }

    /** The faults that have not happened yet. */
    public ArrayNode armedFaults() {
        return faults.armed();
    }

    /** Every payment as {@code GET /sandbox/payments} shows it, oldest first. */
    public ArrayNode payments() {
        catchUp();
        return sandboxApi.payments(null);
    }

    /**
     * Forgets the faults that have not happened yet and lets go of calls that hang or stall. What Toss is late with otherwise stays
     * so until it is released.
     */
    public void clearFaults() {
        faults.clear();
        late.carryOutAwaited();
    }

    /** The merchant's secret key is another from now on. Idempotency keys do not carry over: they belong to the API key. */
    public void rotateSecretKey(String newKey) {
        keys.rotate(newKey);
    }

    /** The merchant has a new secret key beside the one there is, which ends in seven days. */
    public void issueSecretKey(String newKey) {
        keys.issue(newKey);
    }

    /** A secret key of the merchant is valid no longer. */
    public void revokeSecretKey(String key) {
        keys.revoke(key);
    }

    /** The valid secret keys, with their merchants and ends. */
    ArrayNode secretKeys() {
        return keys.toJson();
    }

    /** A secret key that nobody has thought of. */
    String newSecretKey() {
        String key = ids.secretKey();
        keys.issue(key);
        return key;
    }

    /** Where webhooks go from now on; null: nowhere. */
    public void sendWebhooksTo(@Nullable URI url) {
        outside().sendWebhooksTo(url);
    }

    /**
     * The next webhooks are lost for good: nobody sees them, nor can they be sent again.
     *
     * @param eventType such as {@code DEPOSIT_CALLBACK}, or {@code any}
     */
    public void loseWebhooks(String eventType, int times) {
        webhooks.lose(eventType, times);
    }

    /** @throws TossRefusal where there is no such payment */
    public Account account(String paymentKey) {
        catchUp();
        return ledger.atomically(() -> ledger.payment(Keys.MERCHANT, paymentKey).account());
    }

    /** All payments of an order together: a second charge shows here whatever its paymentKey. */
    public Optional<Account> accountOfOrder(String orderId) {
        catchUp();
        return ledger.accountOfOrder(orderId);
    }

    /** How many calls of an operation have arrived, whatever became of them. */
    public int calls(String operation) {
        return traffic.calls(operation);
    }

    /** All webhooks so far, oldest first. */
    public List<Webhook> webhooks() {
        catchUp();
        return webhooks.all();
    }

    /** Sends a webhook once more, as Toss's dashboard can. */
    public void resend(String transmissionId) {
        webhooks.resend(transmissionId);
    }

    /** Forgets payments, webhooks, faults, late calls, idempotency keys, counts and habits; the keys and the URLs stay. */
    public void reset() {
        late.clear();
        faults.clear();
        ledger.clear();
        webhooks.clear();
        idempotency.clear();
        traffic.clear();
        window.clear();
        behaviour = Behaviour.USUAL;
    }

    @Override
    public void close() {
        faults.clear();
        if (outside != null) {
            outside.close();
        }
    }
}
