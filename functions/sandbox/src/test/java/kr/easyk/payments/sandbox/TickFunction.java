package kr.easyk.payments.sandbox;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import kr.easyk.payments.Wiring;

/** Has a schedule. Logs that it ran, and writes the event it was given. */
public final class TickFunction implements RequestStreamHandler {
    public TickFunction(Wiring wiring) {
        wiring.setting("PAYMENTS_TABLE");
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        String event = new String(input.readAllBytes(), StandardCharsets.UTF_8);
        context.getLogger().log("tick\n");
        output.write(event.getBytes(StandardCharsets.UTF_8));
    }
}
