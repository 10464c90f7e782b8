package kr.easyk.payments.edge;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.json.Json;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;
import kr.easyk.payments.model.UnreadableRecord;
import kr.easyk.payments.rehearsal.Rehearsal;
import kr.easyk.payments.telemetry.Field;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.telemetry.Metric;
import org.crac.Resource;

/**
 * The door of every function behind the HTTP API: an event comes in, an answer goes out, and whatever goes wrong in between
 * leaves as a problem that tells the caller what to do and nobody how we are built.
 *
 * <p>Streams and {@link Json}, since Lambda's own (de)serialisation of event types adds some 230 ms to a cold start.
 */
public abstract class HttpFunction implements RequestStreamHandler, Resource {
    private final Wiring wiring;
    private final Telemetry telemetry;
    private final String adminGroup;

    @SuppressWarnings("this-escape") // Lambda takes no snapshot before the whole handler is made.
    protected HttpFunction(Wiring wiring, String name) {
        this.wiring = wiring;
        telemetry = new Telemetry(wiring, name);
        adminGroup = wiring.setting("ADMIN_GROUP", "payments-admin");
        wiring.beforeSnapshot(this);
    }

    protected abstract Answer handle(Request request);

    /** A request to play through before SnapStart's snapshot, at this time. */
    protected abstract Rehearsal rehearsal(Instant now);

    @Override
    public final void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        wiring.deadline().begin(Duration.ofMillis(context.getRemainingTimeInMillis()));
        APIGatewayV2HTTPEvent event = GatewayEvents.read(in);
        String requestId = Optional.ofNullable(event.getRequestContext())
                .map(APIGatewayV2HTTPEvent.RequestContext::getRequestId)
                .orElse(context.getAwsRequestId());
        try (Journal journal = telemetry.journal(requestId)) {
            GatewayEvents.write(response(answer(new Request(event, adminGroup, journal), requestId)), out);
        }
    }

    @Override
    public final void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
        try (Journal journal = telemetry.journal("rehearsal")) {
            rehearsal(wiring.clock().instant()).play(wiring, journal);
        }
    }

    @Override
    public final void afterRestore(org.crac.Context<? extends Resource> context) {
        // Nothing was open: the first request makes its connections, and fetches credentials and key, itself.
    }

    private Answer answer(Request request, String requestId) {
        long start = System.nanoTime();
        Answer answer;
        try {
            answer = handle(request);
        } catch (Refusal refusal) {
            answer = Problems.answer(refusal, request.language(), requestId);
        } catch (UnreadableRecord e) {
            request.journal().error("a record cannot be read", e);
            request.journal().count(Metric.RECORD_UNREADABLE);
            answer = Problems.answer(Refusal.of(Reason.RECORD_UNREADABLE), request.language(), requestId);
        } catch (RuntimeException e) {
            request.journal().error("unexpected failure", e);
            request.journal().count(Metric.INTERNAL_ERROR);
            answer = Problems.answer(Refusal.of(Reason.INTERNAL), request.language(), requestId);
        }
        request.journal()
                .info(
                        "request answered",
                        Field.field("route", request.route()),
                        Field.field("status", answer.status()),
                        Field.field("code", answer.body().path("code").textValue()),
                        Field.field("field", answer.body().path("field").textValue()),
                        Field.field(
                                "duration_ms",
                                Duration.ofNanos(System.nanoTime() - start).toMillis()));
        return answer;
    }

    private static APIGatewayV2HTTPResponse response(Answer answer) {
        Map<String, String> headers = new TreeMap<>(Map.of(
                "content-type", "application/json",
                "cache-control", "no-store"));
        headers.putAll(answer.headers());
        return APIGatewayV2HTTPResponse.builder()
                .withStatusCode(answer.status())
                .withHeaders(headers)
                .withBody(Json.text(answer.body()))
                .withIsBase64Encoded(false)
                .build();
    }
}
