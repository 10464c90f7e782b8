package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Toss's API for merchants, {@code /v1/…}: who calls, what goes wrong on the way, what was answered before, and the work itself. */
final class MerchantApi {
    private final Keys keys;
    private final Ledger ledger;
    private final Faults faults;
    private final IdempotencyStore idempotency;
    private final Traffic traffic;
    private final Clock clock;
    private final Duration latency;
    private final TossListener listener;

    MerchantApi(
            Keys keys,
            Ledger ledger,
            Faults faults,
            IdempotencyStore idempotency,
            Traffic traffic,
            Clock clock,
            Duration latency,
            TossListener listener) {
        this.keys = keys;
        this.ledger = ledger;
        this.faults = faults;
        this.idempotency = idempotency;
        this.traffic = traffic;
        this.clock = clock;
        this.latency = latency;
        this.listener = listener;
    }

    Reply handle(Call call) {
        Route route = Route.of(call);
        String paymentKey = paymentKey(call, route);
        traffic.count(route.operation());
        if (paymentKey != null) {
            traffic.countFor(paymentKey, route.operation());
        }
        TossListener.TossCall arrived = new TossListener.TossCall(
                Ids.call(),
                clock.instant(),
                route.operation(),
                call.method(),
                call.url(),
                paymentKey,
                new String(call.body(), StandardCharsets.UTF_8),
                null,
                "",
                null,
                Duration.ZERO);
        long start = System.nanoTime();
        Handled handled = authorized(call, route, arrived);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        Faults.Fault fault = handled.fault();
        Reply.Answer answer = handled.reply() instanceof Reply.Answer given ? given : null;
        listener.called(arrived.with(
                answer == null ? null : answer.status(),
                answer == null ? "" : new String(answer.body(), StandardCharsets.UTF_8),
                label(fault),
                took));
        return handled.reply();
    }

    private record Handled(Reply reply, Faults.@Nullable Fault fault) {}

    private Handled authorized(Call call, Route route, TossListener.TossCall arrived) {
        Faults.Fault fault = null;
        try {
            Keys.Caller caller = keys.callerOf(call.header("Authorization"));
            String testCode = call.header("TossPayments-Test-Code");
            if (testCode != null) {
                throw TossRefusal.of(testCode);
            }
            fault = faults.take(route.operation());
            listener.arrived(arrived.with(null, "", label(fault), Duration.ZERO));
            return new Handled(underFault(call, route, caller, fault), fault);
        } catch (TossRefusal refusal) {
            return new Handled(refusal.answer(call.english()), fault);
        }
    }

    private static @Nullable String label(Faults.@Nullable Fault fault) {
        return fault == null ? null : fault.kind().label();
    }

    private Reply underFault(Call call, Route route, Keys.Caller caller, Faults.@Nullable Fault fault) {
        Supplier<Reply.Answer> toss =
                () -> idempotency.firstAnswer(call, caller, () -> answer(call, route, caller, fault));
        return fault == null ? toss.get() : faults.onTheWay(fault.kind(), toss);
    }

    private Reply.Answer answer(Call call, Route route, Keys.Caller caller, Faults.@Nullable Fault fault) {
        FaultKind kind = fault == null ? null : fault.kind();
        try {
            pause();
            if (kind == FaultKind.STALL) {
                faults.hold();
            }
            if (kind == FaultKind.ERROR_500) {
                throw TossError.FAILED_INTERNAL_SYSTEM_PROCESSING.refusal();
            }
            TossRefusal refusal = fault != null && kind == FaultKind.REFUSE ? fault.refusal(route.operation()) : null;
            Reply.Answer answer = work(call, route, caller, refusal);
            if (kind == FaultKind.ERROR_500_AFTER) {
                throw TossError.FAILED_INTERNAL_SYSTEM_PROCESSING.refusal();
            }
            return answer;
        } catch (TossRefusal refusal) {
            return refusal.answer(call.english());
        }
    }

    private Reply.Answer work(Call call, Route route, Keys.Caller caller, @Nullable TossRefusal refusal) {
        String by = caller.merchant();
        if (route.operation().equals("confirm")) {
            Confirmation asked = Confirmation.in(body(call));
            return payment(call, () -> ledger.confirm(by, asked, refusal));
        }
        if (refusal != null) {
            throw refusal;
        }
        String paymentKey = route.paymentKey();
        String orderId = route.orderId();
        if (route.operation().equals("cancel") && paymentKey != null) {
            Cancellation asked = Cancellation.in(paymentKey, body(call));
            return payment(call, () -> ledger.cancel(by, asked));
        }
        if (paymentKey != null) {
            return payment(call, () -> ledger.payment(by, paymentKey));
        }
        if (orderId != null) {
            return payment(call, () -> ledger.order(by, orderId));
        }
        return Reply.json(200, TransactionList.of(ledger.transactions(by), call));
    }

    private Reply.Answer payment(Call call, Supplier<Purchase> work) {
        return Reply.json(200, ledger.atomically(() -> PaymentJson.of(work.get(), clock.instant(), call.english())));
    }

    private static ObjectNode body(Call call) {
        String type = call.header("Content-Type");
        if (type == null || !type.startsWith("application/json")) {
            throw TossError.INVALID_REQUEST.refusal();
        }
        return Json.read(call.body());
    }

    /** Which payment a call is about, as far as it can be told before anything is checked. */
    private @Nullable String paymentKey(Call call, Route route) {
        try {
            if (route.operation().equals("confirm")) {
                return Json.textOrNull(Json.read(call.body()), "paymentKey");
            }
            String orderId = route.orderId();
            return orderId == null
                    ? route.paymentKey()
                    : ledger.order(Keys.MERCHANT, orderId).paymentKey();
        } catch (TossRefusal none) {
            return null;
        }
    }

    private void pause() {
        if (!latency.isZero()) {
            try {
                Thread.sleep(latency.toMillis());
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
