package kr.easyk.payments.bench;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ServerSocketFactory;
import kr.easyk.payments.bench.HttpServer.Request;
import kr.easyk.payments.bench.HttpServer.Response;

/**
 * Lambda's Runtime API for one function: hands it invocations one by one and takes its answers, and lets go of it after its
 * snapshot when told to.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Runtime API</a>
 */
final class RuntimeApi implements AutoCloseable {
    private static final String RUNTIME = "/2018-06-01/runtime/";
    private static final int SECONDS = 60;

    private record Invocation(String id, byte[] event) {}

    /**
     * Times are {@link System#nanoTime}'s.
     *
     * @param begun when the event was handed out
     * @param at when the answer was in
     */
    record Answered(long begun, long at, String body) {}

    private final HttpServer http = HttpServer.start(ServerSocketFactory.getDefault(), this::answer);
    private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();
    private final CompletableFuture<Long> ready = new CompletableFuture<>();
    private final CompletableFuture<Long> frozen = new CompletableFuture<>();
    private final CompletableFuture<Void> thawed = new CompletableFuture<>();
    private volatile CompletableFuture<Answered> answered = new CompletableFuture<>();
    private volatile long begun;

    String address() {
        return "127.0.0.1:" + http.port();
    }

    /** When the function first asked for something to do. */
    long ready() {
        return get(ready);
    }

    /** When the function was done with getting ready for its snapshot. */
    long frozen() {
        return get(frozen);
    }

    /** As if the snapshot had been started somewhere. */
    void restore() {
        thawed.complete(null);
    }

    /** Hands an event to the function. It waits for it until the function asks. */
    void invoke(byte[] event) {
        answered = new CompletableFuture<>();
        waiting.add(new Invocation(UUID.randomUUID().toString(), event));
    }

    Answered answered() {
        return get(answered);
    }

    private Response answer(Request request) throws InterruptedException {
        String path = request.path().substring(RUNTIME.length());
        if (path.equals("invocation/next")) {
            ready.complete(System.nanoTime());
            Invocation next = waiting.take();
            begun = System.nanoTime();
            return next(next);
        }
        if (path.equals("restore/next")) {
            frozen.complete(System.nanoTime());
            get(thawed);
            return Response.json(200, "");
        }
        if (path.endsWith("/response")) {
            answered.complete(new Answered(begun, System.nanoTime(), request.text()));
        } else {
            fail(path + ": " + request.text());
        }
        return Response.json(202, "{}");
    }

    private static Response next(Invocation invocation) {
        return new Response(
                200,
                Map.of(
                        "Content-Type",
                        "application/json",
                        "Lambda-Runtime-Aws-Request-Id",
                        invocation.id(),
                        "Lambda-Runtime-Deadline-Ms",
                        Long.toString(System.currentTimeMillis() + TimeUnit.SECONDS.toMillis(120)),
                        "Lambda-Runtime-Invoked-Function-Arn",
                        "arn:aws:lambda:ap-northeast-2:000000000000:function:bench:live",
                        "Lambda-Runtime-Trace-Id",
                        "Root=1-00000000-000000000000000000000000;Sampled=0"),
                invocation.event());
    }

    /** Whoever waits for the function gets to know. */
    void fail(String why) {
        IllegalStateException failure = new IllegalStateException(why);
        ready.completeExceptionally(failure);
        frozen.completeExceptionally(failure);
        answered.completeExceptionally(failure);
    }

    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the function gave no answer", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
