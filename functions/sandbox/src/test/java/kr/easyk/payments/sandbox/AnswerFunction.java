package kr.easyk.payments.sandbox;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import kr.easyk.payments.Wiring;

/** Writes its request's body as its answer; {@code throw} and {@code sleep MILLISECONDS} do that instead. */
public final class AnswerFunction implements RequestStreamHandler {
    private static final ObjectMapper JSON = new ObjectMapper();

    public AnswerFunction(Wiring wiring) {
        wiring.setting("PAYMENTS_TABLE");
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        JsonNode event = JSON.readTree(input);
        String body = event.path("body").asText();
        String text = event.path("isBase64Encoded").asBoolean()
                ? new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8)
                : body;
        if (text.equals("throw")) {
            throw new IllegalStateException("as asked");
        }
        if (text.startsWith("sleep ")) {
            try {
                Thread.sleep(Long.parseLong(text.substring(6)));
            } catch (InterruptedException e) {
                context.getLogger().log("interrupted");
                return;
            }
        }
        output.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
