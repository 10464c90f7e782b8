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
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;
import kr.easyk.payments.telemetry.Field;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.telemetry.Metric;

/**
 * The door of every function behind the HTTP API: an event comes in, an answer goes out, and whatever goes wrong in between
 * leaves as a problem that tells the caller what to do and nobody how we are built.
 *
 * <p>Streams and one ObjectMapper, since Lambda's own (de)serialisation of event types adds some 230 ms to a cold start.
 */
public abstract class HttpFunction implements RequestStreamHandler {
    private final Telemetry telemetry;

    protected HttpFunction(Wiring wiring, String name) {
        telemetry = new Telemetry(wiring, name);
    }

    protected abstract Answer handle(Request request);

    @Override
    public final void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        APIGatewayV2HTTPEvent event = Json.MAPPER.readValue(in, APIGatewayV2HTTPEvent.class);
        String requestId = Optional.ofNullable(event.getRequestContext())
                .map(APIGatewayV2HTTPEvent.RequestContext::getRequestId)
                .orElse(context.getAwsRequestId());
        try (Journal journal = telemetry.journal(requestId)) {
            Json.MAPPER.writeValue(out, response(answer(new Request(event, journal), requestId)));
        }
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
                .withBody(answer.body().toString())
                .withIsBase64Encoded(false)
                .build();
    }
}
