package kr.easyk.payments.sandbox.toss;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Toss's API for merchants, {@code /v1/…}: who calls, what goes wrong on the way, what was answered before, and the work itself. */
final class MerchantApi {
    private static final String TRACE = "x-tosspayments-trace-id";

    /** What a gateway in front of Toss says: nothing in it is Toss's. */
    private static final Reply.Answer GARBAGE =
            Reply.html(200, "<!doctype html><title>502</title><h1>Bad gateway</h1>");

    private final Keys keys;
    private final Ledger ledger;
    private final Faults faults;
    private final LateCalls late;
    private final IdempotencyStore idempotency;
    private final Supplier<Behaviour> behaviour;
    private final Traffic traffic;
    private final Clock clock;
    private final Ids ids;
    private final TossListener listener;

    MerchantApi(
            Keys keys,
            Ledger ledger,
            Faults faults,
            LateCalls late,
            IdempotencyStore idempotency,
            Supplier<Behaviour> behaviour,
            Traffic traffic,
            Clock clock,
            Ids ids,
            TossListener listener) {
        this.keys = keys;
        this.ledger = ledger;
        this.faults = faults;
        this.late = late;
        this.idempotency = idempotency;
        this.behaviour = behaviour;
        this.traffic = traffic;
        this.clock = clock;
        this.ids = ids;
        this.listener = listener;
    }

    /**
     * A request that has got to Toss.
     *
     * @param paymentKey which payment it is about, as far as it can be told before anything is checked
     * @param trace the call's id, which Toss's support asks for
     */
    private record Request(Call call, Route route, @Nullable String paymentKey, String trace) {
        Reply.Answer signed(Reply.Answer answer) {
            return MerchantApi.signed(answer, call, trace);
        }

        Reply.Answer signed(TossRefusal refusal) {
            return signed(refusal.answer(call.english()));
        }

        boolean isConfirm() {
            return route.operation().equals("confirm");
        }
    }

    Reply handle(Call call) {
        String trace = ids.trace();
        try {
            Route route = Route.of(call);
            return handle(new Request(call, route, paymentKey(call, route), trace));
        } catch (TossRefusal nowhere) {
            return signed(nowhere.answer(call.english()), call, trace);
        }
    }

    /** An answer with the headers that each of Toss's has; on a replay the first one's trace follows the new one. */
    private static Reply.Answer signed(Reply.Answer answer, Call call, String trace) {
        String first = answer.headers().get(TRACE);
        Reply.Answer traced = answer.with(TRACE, first == null ? trace : trace + "," + first);
        String idempotencyKey = call.header("Idempotency-Key");
        return idempotencyKey == null || !call.method().equals("POST")
                ? traced
                : traced.with("idempotency-key", idempotencyKey);
    }

    private Reply handle(Request request) {
        Call call = request.call();
        Route route = request.route();
        String paymentKey = request.paymentKey();
        traffic.count(route.operation());
        if (paymentKey != null) {
            traffic.countFor(paymentKey, route.operation());
        }
        TossListener.TossCall arrived = new TossListener.TossCall(
                ids.call(),
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
        Handled handled = authorized(request, arrived);
        if (handled.reply() instanceof Reply.Pending pending) {
            pending.end().thenAccept(end -> told(arrived, end, handled.fault(), start));
        } else {
            told(arrived, handled.reply(), handled.fault(), start);
        }
        return handled.reply();
    }

    private void told(TossListener.TossCall arrived, Reply reply, Faults.@Nullable Fault fault, long start) {
        Reply.Answer answer = reply instanceof Reply.Answer given ? given : null;
        listener.called(arrived.with(
                answer == null ? null : answer.status(),
                answer == null ? "" : new String(answer.body(), StandardCharsets.UTF_8),
                label(fault),
                Duration.ofNanos(System.nanoTime() - start)));
    }

    private record Handled(Reply reply, Faults.@Nullable Fault fault) {}

    private Handled authorized(Request request, TossListener.TossCall arrived) {
        Faults.Fault fault = null;
        try {
            Keys.Caller caller = callerOf(request);
            fault = faults.take(request.route().operation());
            listener.arrived(arrived.with(null, "", label(fault), Duration.ZERO));
            return new Handled(fault == null ? atOnce(request, caller, null) : under(fault, request, caller), fault);
        } catch (TossRefusal refusal) {
            return new Handled(request.signed(refusal), fault);
        }
    }

    private Keys.Caller callerOf(Request request) {
        Keys.Caller caller = keys.callerOf(request.call().header("Authorization"));
        String testCode = request.call().header("TossPayments-Test-Code");
        if (testCode != null) {
            throw TossRefusal.of(testCode);
        }
        return caller;
    }

    private static @Nullable String label(Faults.@Nullable Fault fault) {
        return fault == null ? null : fault.kind().label();
    }

    /** Lets a call get to Toss and its answer back, or not. */
    private Reply under(Faults.Fault fault, Request request, Keys.Caller caller) {
        return switch (fault.kind()) {
            case REFUSE, ERROR_500, ERROR_500_AFTER, ERROR_500_ABORTED -> atOnce(request, caller, fault);
            case ERROR_500_LATE, STALL -> later(request, caller, fault);
            case HANG -> faults.hang();
            case HANG_AFTER -> {
                atOnce(request, caller, fault);
                yield faults.hang();
            }
            case HANG_LATE -> {
                later(request, caller, fault);
                yield faults.hang();
            }
            case BREAK_BEFORE -> new Reply.Silence();
            case BREAK_AFTER -> {
                atOnce(request, caller, fault);
                yield new Reply.Silence();
            }
            case BREAK_LATE -> {
                later(request, caller, fault);
                yield new Reply.Silence();
            }
            case ARRIVES_LATE -> {
                late.add(lateCall(request, fault, false, () -> arriveNow(request)));
                yield new Reply.Silence();
            }
            case GARBAGE -> GARBAGE;
            case GARBAGE_AFTER -> {
                atOnce(request, caller, fault);
                yield GARBAGE;
            }
            case GARBAGE_LATE -> {
                later(request, caller, fault);
                yield GARBAGE;
            }
            case RATE_LIMIT -> throw TossError.TOO_MANY_REQUESTS.refusal();
        };
    }

    private Reply.Answer atOnce(Request request, Keys.Caller caller, Faults.@Nullable Fault fault) {
        IdempotencyStore.Place place = idempotency.placeOf(request.call(), caller);
        Reply.Answer remembered = place.remembered();
        if (remembered != null) {
            return request.signed(remembered);
        }
        Reply.Answer answer = request.signed(answer(request, caller, fault));
        place.keep(answer);
        return answer;
    }

    /** Carries the call out when it is released. Whoever has waited for it gets the answer then. */
    private Reply later(Request request, Keys.Caller caller, Faults.Fault fault) {
        IdempotencyStore.Place place = idempotency.placeOf(request.call(), caller);
        Reply.Answer remembered = place.remembered();
        if (remembered != null) {
            return request.signed(remembered);
        }
        CompletableFuture<Reply> end = new CompletableFuture<>();
        late.add(lateCall(request, fault, true, () -> {
            Reply.Answer answer = request.signed(answer(request, caller, null));
            place.keep(answer);
            end.complete(answer);
        }));
        return fault.kind() == FaultKind.ERROR_500_LATE ? failed(request, place) : new Reply.Pending(end);
    }

    /** The error is the first answer, if errors are kept: what is carried out later does not change it. */
    private Reply failed(Request request, IdempotencyStore.Place place) {
        Reply.Answer error = request.signed(TossError.FAILED_INTERNAL_SYSTEM_PROCESSING.refusal());
        if (!behaviour.get().forgetsServerErrors()) {
            place.keep(error);
        }
        return error;
    }

    private LateCalls.LateCall lateCall(Request request, Faults.Fault fault, boolean arrived, Runnable work) {
        Duration after = fault.after();
        Instant due = after == null ? null : clock.instant().plus(after);
        return new LateCalls.LateCall(
                request.route().operation(), request.paymentKey(), due, fault.kind() == FaultKind.STALL, arrived, work);
    }

    /** The request reaches Toss at last. Nobody hears the answer, a refusal least of all. */
    private void arriveNow(Request request) {
        try {
            atOnce(request, callerOf(request), null);
        } catch (TossRefusal unheard) {
            return;
        }
    }

    private Reply.Answer answer(Request request, Keys.Caller caller, Faults.@Nullable Fault fault) {
        FaultKind kind = fault == null ? null : fault.kind();
        try {
            requireIdle(request);
            if (kind == FaultKind.ERROR_500) {
                throw TossError.FAILED_INTERNAL_SYSTEM_PROCESSING.refusal();
            }
            Reply.Answer answer = work(request.call(), request.route(), caller, mishap(request, fault));
            if (kind == FaultKind.ERROR_500_AFTER) {
                throw TossError.FAILED_INTERNAL_SYSTEM_PROCESSING.refusal();
            }
            return answer;
        } catch (TossRefusal refusal) {
            return refusal.answer(request.call().english());
        }
    }

    private static Ledger.@Nullable Mishap mishap(Request request, Faults.@Nullable Fault fault) {
        if (fault != null && fault.kind() == FaultKind.REFUSE) {
            return Ledger.Mishap.of(fault.refusal(request.route().operation()));
        }
        return fault != null && fault.kind() == FaultKind.ERROR_500_ABORTED
                ? new Ledger.Mishap(
                        TossError.FAILED_INTERNAL_SYSTEM_PROCESSING.refusal(), TossError.COMMON_ERROR.name())
                : null;
    }

    /** Measured: a confirm that meets one still running is an error of 500, not {@code ALREADY_PROCESSED_PAYMENT}. */
    private void requireIdle(Request request) {
        String paymentKey = request.paymentKey();
        if (request.isConfirm() && paymentKey != null && late.confirming(paymentKey)) {
            throw TossError.FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING.refusal();
        }
    }

    private Reply.Answer work(Call call, Route route, Keys.Caller caller, Ledger.@Nullable Mishap mishap) {
        String by = caller.merchant();
        if (route.operation().equals("confirm")) {
            Confirmation asked = Confirmation.in(body(call), route.paymentKey());
            return payment(call, () -> ledger.confirm(by, caller.pair(), asked, mishap));
        }
        if (mishap != null) {
            throw mishap.answer();
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
        if (route.operation().equals("settlements")) {
            return settlements(call, by);
        }
        return Reply.json(200, TransactionList.of(ledger.rows(by), call));
    }

    private Reply.Answer settlements(Call call, String by) {
        ArrayNode list = ledger.atomically(() -> SettlementList.of(ledger.sales(by), call, clock.instant()));
        // Measured: with a test key, 200 and not a byte.
        return behaviour.get().hidesSettlements()
                ? new Reply.Answer(200, "application/json;charset=UTF-8", new byte[0])
                : Reply.json(200, list);
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
            if (route.operation().equals("confirm") && route.paymentKey() == null) {
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
}
