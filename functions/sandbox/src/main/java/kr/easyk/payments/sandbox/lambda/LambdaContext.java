package kr.easyk.payments.sandbox.lambda;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import kr.easyk.payments.sandbox.template.SandboxStack;
import org.jspecify.annotations.Nullable;

/** One invocation, as Lambda tells a handler of it. The time that remains runs from the moment this is made. */
public final class LambdaContext implements Context {
    private final String requestId = UUID.randomUUID().toString();
    private final String functionName;
    private final int memoryMegabytes;
    private final long deadline;
    private final PrintStream out;

    private LambdaContext(String functionName, Duration limit, int memoryMegabytes, PrintStream out) {
        this.functionName = functionName;
        this.memoryMegabytes = memoryMegabytes;
        this.deadline = System.nanoTime() + limit.toNanos();
        this.out = out;
    }

    /** For a test that calls a handler itself: half a minute to run, logs to the console. */
    public static LambdaContext of(String functionName) {
        return of(functionName, Duration.ofSeconds(30));
    }

    public static LambdaContext of(String functionName, Duration limit) {
        return new LambdaContext(functionName, limit, 1024, System.out);
    }

    static LambdaContext of(String functionName, Duration limit, int memoryMegabytes, PrintStream out) {
        return new LambdaContext(functionName, limit, memoryMegabytes, out);
    }

    @Override
    public String getAwsRequestId() {
        return requestId;
    }

    @Override
    public String getLogGroupName() {
        return "/aws/lambda/" + functionName;
    }

    @Override
    public String getLogStreamName() {
        return "sandbox";
    }

    @Override
    public String getFunctionName() {
        return functionName;
    }

    @Override
    public String getFunctionVersion() {
        return "$LATEST";
    }

    @Override
    public String getInvokedFunctionArn() {
        return SandboxStack.arn("lambda", "function:" + functionName);
    }

    @Override
    public @Nullable CognitoIdentity getIdentity() {
        return null;
    }

    @Override
    public @Nullable ClientContext getClientContext() {
        return null;
    }

    @Override
    public int getRemainingTimeInMillis() {
        return (int) Math.max(0, (deadline - System.nanoTime()) / 1_000_000);
    }

    @Override
    public int getMemoryLimitInMB() {
        return memoryMegabytes;
    }

    @Override
    public LambdaLogger getLogger() {
        return new LambdaLogger() {
            @Override
            public void log(String message) {
                out.println(message.stripTrailing());
            }

            @Override
            public void log(byte[] message) {
                log(new String(message, StandardCharsets.UTF_8));
            }
        };
    }
}
