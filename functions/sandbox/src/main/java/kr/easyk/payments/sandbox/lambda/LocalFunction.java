package kr.easyk.payments.sandbox.lambda;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.sandbox.http.Threads;
import kr.easyk.payments.sandbox.template.LambdaFunction;
import kr.easyk.payments.sandbox.template.TemplateException;
import org.jspecify.annotations.Nullable;

/**
 * One function of the template, made once and invoked by many at a time.
 *
 * <p>Lambda runs one request at a time in each copy of a function; here all of them share one copy, which asks more of a handler.
 */
public final class LocalFunction implements AutoCloseable {
    /** Of a synchronous invocation's answer. */
    private static final int LARGEST_ANSWER = 6 * 1024 * 1024;

    private final LambdaFunction definition;
    private final RequestStreamHandler handler;
    private final PrintStream out;
    private final ExecutorService workers;
    private final ScheduledExecutorService timer;

    private LocalFunction(LambdaFunction definition, RequestStreamHandler handler, PrintStream out) {
        this.definition = definition;
        this.handler = handler;
        this.out = out;
        this.workers = Executors.newCachedThreadPool(Threads.named(definition.logicalId()));
        this.timer = Executors.newSingleThreadScheduledExecutor(Threads.named(definition.logicalId() + "-limit"));
    }

    /**
     * Makes the handler the template names, with its public constructor that takes a {@link Wiring}.
     *
     * @param out where the handler's context logs, and where a failure is printed
     * @throws TemplateException where the handler cannot be made
     */
    public static LocalFunction load(LambdaFunction definition, Wiring wiring, PrintStream out) {
        String[] parts = definition.handler().split("::", 2);
        if (parts.length == 2 && !parts[1].equals("handleRequest")) {
            throw broken(definition, "names the method " + parts[1] + "; the sandbox calls handleRequest", null);
        }
        try {
            Class<?> type = Class.forName(parts[0]);
            if (!RequestStreamHandler.class.isAssignableFrom(type)) {
                throw broken(definition, "is no RequestStreamHandler", null);
            }
            Object handler = type.getConstructor(Wiring.class).newInstance(wiring);
            return new LocalFunction(definition, (RequestStreamHandler) handler, out);
        } catch (ClassNotFoundException | LinkageError e) {
            throw broken(definition, "cannot be loaded: " + missing(e, parts[0]), e);
        } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
            throw broken(definition, "has no public constructor that takes a Wiring", e);
        } catch (InvocationTargetException e) {
            throw broken(definition, "could not be made: " + e.getCause(), e);
        }
    }

    private static TemplateException broken(LambdaFunction definition, String what, @Nullable Throwable cause) {
        return new TemplateException(
                definition.logicalId() + ": the handler " + definition.handler() + " " + what, cause);
    }

    /** Names the class that could not be found, which need not be the handler: it may be one that the handler extends or uses. */
    private static String missing(Throwable failure, String handler) {
        String name = MissingClass.behind(failure, LocalFunction.class.getClassLoader());
        if (name == null) {
            return failure.toString();
        }
        return (name.equals(handler) ? "it" : name + ", which it needs,") + " is not on the class path";
    }

    public LambdaFunction definition() {
        return definition;
    }

    /** Runs the handler on a thread of its own. The future always completes, with {@code TimedOut} at the function's limit. */
    public CompletableFuture<Invocation> invoke(byte[] event) {
        CompletableFuture<Invocation> end = new CompletableFuture<>();
        LambdaContext context =
                LambdaContext.of(definition.name(), definition.limit(), definition.memoryMegabytes(), out);
        Future<?> work = workers.submit(() -> run(event, context, end));
        Future<?> limit = timer.schedule(
                () -> abandon(work, context, end), definition.limit().toMillis(), TimeUnit.MILLISECONDS);
        end.whenComplete((invocation, failure) -> limit.cancel(false));
        return end;
    }

    private void run(byte[] event, LambdaContext context, CompletableFuture<Invocation> end) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        Invocation invocation;
        try {
            handler.handleRequest(new ByteArrayInputStream(event), answer, context);
            invocation = answer.size() > LARGEST_ANSWER
                    ? new Invocation.Failed("Function.ResponseSizeTooLarge")
                    : new Invocation.Answered(answer.toByteArray());
        } catch (Throwable failure) {
            invocation = new Invocation.Failed(failure.getClass().getName());
            if (!end.isDone()) {
                out.print(stackTrace(failure));
            }
        }
        end.complete(invocation);
    }

    private void abandon(Future<?> work, LambdaContext context, CompletableFuture<Invocation> end) {
        if (end.complete(new Invocation.TimedOut())) {
            work.cancel(true);
            out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + context.getAwsRequestId()
                    + " Task timed out after " + seconds(definition.limit()) + " seconds");
        }
    }

    private static String seconds(Duration limit) {
        return String.format(Locale.ROOT, "%.2f", limit.toMillis() / 1000.0);
    }

    private static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdownNow();
    }
}
