package kr.easyk.payments.edge;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.json.Json;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;
import kr.easyk.payments.telemetry.Field;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.telemetry.Metric;
import org.crac.Core;
import org.crac.Resource;

/**
 * The door of every function behind the HTTP API: an event comes in, an answer goes out, and whatever goes wrong in between
 * leaves as a problem that tells the caller what to do and nobody how we are built.
 *
 * <p>Streams and {@link Json}, since Lambda's own (de)serialisation of event types adds some 230 ms to a cold start.
 */
public abstract class HttpFunction implements RequestStreamHandler, Resource {
    private final Telemetry telemetry;

    @SuppressWarnings("this-escape") // Lambda takes no snapshot before the whole handler is made.
    protected HttpFunction(Wiring wiring, String name) {
        telemetry = new Telemetry(wiring, name);
        Core.getGlobalContext().register(this);
    }

    protected abstract Answer handle(Request request);

    /** A request that goes the way of every other one and meets no record: what it asks for exists nowhere. */
    protected abstract Rehearsal rehearsal();

    @Override
    public final void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        APIGatewayV2HTTPEvent event = GatewayEvents.read(in);
        String requestId = Optional.ofNullable(event.getRequestContext())
                .map(APIGatewayV2HTTPEvent.RequestContext::getRequestId)
                .orElse(context.getAwsRequestId());
        try (Journal journal = telemetry.journal(requestId)) {
            GatewayEvents.write(response(answer(new Request(event, journal), requestId)), out);
        }
    }

    /**
     * Before SnapStart's snapshot is taken, one request is rehearsed, so that what the first real one needs is loaded already. It
     * reads one record that does not exist, and writes, logs and measures nothing. If even that fails, the failure becomes an
     * answer like any other and the version is published all the same.
     */
    @Override
    public final void beforeCheckpoint(org.crac.Context<? extends Resource> context) throws IOException {
        try (Journal silence = telemetry.silence()) {
            APIGatewayV2HTTPEvent event =
                    GatewayEvents.event(Json.read(Json.text(rehearsal().event())));
            Answer answer = answer(new Request(event, silence), "rehearsal");
            GatewayEvents.write(response(answer), OutputStream.nullOutputStream());
        }
    }

    @Override
    public final void afterRestore(org.crac.Context<? extends Resource> context) {
        // Whatever died while frozen is found out by the first call that needs it, and replaced.
    }

    private Answer answer(Request request, String requestId) {
        long start = System.nanoTime();
        Answer answer;
        try {
            answer = handle(request);
        } catch (Refusal refusal) {
            answer = Problems.answer(refusal, request.language(), requestId);
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
