package kr.easyk.payments.sandbox;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import kr.easyk.payments.Wiring;

/** Answers with what it was given: the event, its settings, its context. */
public final class EchoFunction implements RequestStreamHandler {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Wiring wiring;

    public EchoFunction(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        ObjectNode answer = JSON.createObjectNode();
        answer.set("event", JSON.readTree(input));
        answer.put("greeting", wiring.setting("GREETING"));
        answer.put("function", context.getFunctionName());
        answer.put("request_id", context.getAwsRequestId());
        answer.put("remaining_ms", context.getRemainingTimeInMillis());
        JSON.writeValue(output, answer);
    }
}
