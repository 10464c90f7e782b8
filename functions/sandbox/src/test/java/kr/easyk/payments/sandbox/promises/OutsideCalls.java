package kr.easyk.payments.sandbox.promises;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Sees every call a function makes to DynamoDB, Secrets Manager and Toss, and can let the function die just before or just after
 * any of them.
 */
final class OutsideCalls {
    enum When {
        BEFORE,
        AFTER
    }

    /** Nothing catches this: from where it is thrown, the function does nothing more. */
    static final class Died extends Error {
        private static final long serialVersionUID = 1L;

        Died(String where) {
            super(where);
        }
    }

    private final List<String> made = Collections.synchronizedList(new ArrayList<>());
    private static final Queue<Runnable> NOTHING = new ArrayDeque<>();
    private final Map<String, Queue<Runnable>> meanwhile = new ConcurrentHashMap<>();
    private int deadly = -1;
    private When when = When.BEFORE;

    /** The calls made since the last {@link #disarm}, by name. */
    List<String> made() {
        return List.copyOf(made);
    }

    /** Forgets the calls so far, and lets whatever comes live. */
    void disarm() {
        made.clear();
        meanwhile.clear();
        deadly = -1;
    }

    /** Has something happen just before the next call of this name, or in its place where it throws; once. */
    void meanwhile(String call, Runnable step) {
        meanwhile.computeIfAbsent(call, any -> new ConcurrentLinkedQueue<>()).add(step);
    }

    /** From now on, the call of this number (from 0) is the last thing a function does. */
    void dieAt(int call, When moment) {
        made.clear();
        deadly = call;
        when = moment;
    }

    private int before(String name) {
        Runnable step = meanwhile.getOrDefault(name, NOTHING).poll();
        if (step != null) {
            step.run();
        }
        synchronized (made) {
            int number = made.size();
            made.add(name);
            die(number, When.BEFORE, name);
            return number;
        }
    }

    private void die(int number, When moment, String name) {
        if (number == deadly && when == moment) {
            deadly = -1;
            throw new Died(moment + " " + name);
        }
    }

    SdkHttpClient watching(SdkHttpClient client) {
        return new WatchedAws(client);
    }

    HttpClient watching(HttpClient client) {
        return new Watched(client);
    }

    private static String name(HttpRequest request) {
        String path = request.uri().getPath();
        if (path.endsWith("/transactions")) {
            return "Toss transactions";
        }
        if (request.method().equals("GET")) {
            return "Toss look-up";
        }
        return path.endsWith("/cancel") ? "Toss cancel" : "Toss confirm";
    }

    private final class WatchedAws implements SdkHttpClient {
        private final SdkHttpClient client;

        WatchedAws(SdkHttpClient client) {
            this.client = client;
        }

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            ExecutableHttpRequest attempt = client.prepareRequest(request);
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    String operation = operation(request.httpRequest());
                    // Per call, and not per attempt: on a slow machine the SDK may try one twice.
                    int number = isRepeat(request.httpRequest()) ? made.size() - 1 : before(operation);
                    HttpExecuteResponse response = attempt.call();
                    die(number, When.AFTER, operation);
                    return response;
                }

                @Override
                public void abort() {
                    attempt.abort();
                }
            };
        }

        @Override
        public String clientName() {
            return client.clientName();
        }

        @Override
        public void close() {
            client.close();
        }
    }

    private static String operation(SdkHttpRequest request) {
        String target = request.firstMatchingHeader("X-Amz-Target").orElseThrow();
        return target.substring(target.indexOf('.') + 1);
    }

    private static boolean isRepeat(SdkHttpRequest request) {
        return request.firstMatchingHeader("amz-sdk-request")
                .filter(attempt -> !attempt.startsWith("attempt=1"))
                .isPresent();
    }

    private final class Watched extends HttpClient {
        private final HttpClient client;

        Watched(HttpClient client) {
            this.client = client;
        }

        @Override
        public <T> CompletableFuture<HttpResponse<T>> sendAsync(
                HttpRequest request, HttpResponse.BodyHandler<T> handler) {
            int number = before(name(request));
            CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request, handler);
            if (number == deadly && when == When.AFTER) {
                answer.handle((response, failure) -> response).join();
                die(number, When.AFTER, name(request));
            }
            return answer;
        }

        @Override
        public <T> CompletableFuture<HttpResponse<T>> sendAsync(
                HttpRequest request, HttpResponse.BodyHandler<T> handler, HttpResponse.PushPromiseHandler<T> pushed) {
            return sendAsync(request, handler);
        }

        @Override
        public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
                throws IOException, InterruptedException {
            throw new UnsupportedOperationException("the Toss client waits by itself");
        }

        @Override
        public Optional<CookieHandler> cookieHandler() {
            return client.cookieHandler();
        }

        @Override
        public Optional<Duration> connectTimeout() {
            return client.connectTimeout();
        }

        @Override
        public Redirect followRedirects() {
            return client.followRedirects();
        }

        @Override
        public Optional<ProxySelector> proxy() {
            return client.proxy();
        }

        @Override
        public SSLContext sslContext() {
            return client.sslContext();
        }

        @Override
        public SSLParameters sslParameters() {
            return client.sslParameters();
        }

        @Override
        public Optional<Authenticator> authenticator() {
            return client.authenticator();
        }

        @Override
        public Version version() {
            return client.version();
        }

        @Override
        public Optional<Executor> executor() {
            return client.executor();
        }
    }
}
