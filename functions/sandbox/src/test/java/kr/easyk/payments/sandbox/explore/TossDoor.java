package kr.easyk.payments.sandbox.explore;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import kr.easyk.payments.sandbox.toss.Call;
import kr.easyk.payments.sandbox.toss.Reply;

/** The way to Toss without HTTP: what the client would send is handed to the simulator's model, as one step. */
final class TossDoor extends HttpClient {
    private static final List<Fate> OF_A_CHANGE = List.of(
            Fate.CRASH,
            Fate.ANSWER_LOST,
            Fate.TIME_OVER,
            Fate.SENT_AGAIN,
            Fate.NOT_SENT,
            Fate.LATE,
            Fate.CRASH_LATE,
            Fate.SLOW,
            Fate.REFUSED,
            Fate.ERROR,
            Fate.DONE_WITH_ERROR);

    /** A look-up that Toss refuses for now is made once and leaves as much unknown as one that never got there. */
    private static final List<Fate> OF_A_LOOK_UP = List.of(Fate.CRASH, Fate.NOT_SENT, Fate.TIME_OVER);

    private final World world;

    TossDoor(World world) {
        this.world = world;
    }

    private static Call call(HttpRequest request) {
        Map<String, String> headers = new HashMap<>();
        request.headers()
                .map()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        URI uri = request.uri();
        String query = uri.getRawQuery();
        return new Call(
                request.method(),
                uri.getRawPath() + (query == null ? "" : "?" + query),
                headers,
                request.bodyPublisher().map(TossDoor::bytes).orElse(new byte[0]));
    }

    private static byte[] bytes(HttpRequest.BodyPublisher publisher) {
        HttpResponse.BodySubscriber<byte[]> body = HttpResponse.BodySubscribers.ofByteArray();
        publisher.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                body.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer part) {
                body.onNext(List.of(part));
            }

            @Override
            public void onError(Throwable error) {
                body.onError(error);
            }

            @Override
            public void onComplete() {
                body.onComplete();
            }
        });
        return body.getBody().toCompletableFuture().join();
    }

    private static String name(Call call) {
        if (call.url().startsWith("/v1/transactions")) {
            return "Toss transactions";
        }
        if (call.method().equals("GET")) {
            return "Toss look-up";
        }
        return call.url().endsWith("/cancel") ? "Toss refund" : "Toss confirm";
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        Call call = call(request);
        boolean change = call.method().equals("POST");
        if (name(call).equals("Toss refund")) {
            world.asksForRefund(String.valueOf(call.headers().get("idempotency-key")));
        }
        try {
            Reply.Answer answer = world.pass(new Step<>(name(call), change ? OF_A_CHANGE : OF_A_LOOK_UP) {
                @Override
                Reply.Answer perform(Fate how) {
                    return world.books().answer(call, how);
                }

                @Override
                Digest digest(Reply.Answer given) {
                    return Digest.of(given.body()).then(given.status());
                }

                @Override
                String words(Reply.Answer given) {
                    return Books.words(given);
                }

                @Override
                Digest content() {
                    return Books.content(call);
                }

                @Override
                Runnable later(Fate how) {
                    return how == Fate.SLOW
                            ? world.books().slow(call)
                            : () -> world.books().answer(call, Fate.DONE);
                }
            });
            return CompletableFuture.completedFuture(new Response<>(request, answer, handler));
        } catch (Step.NoAnswer e) {
            return CompletableFuture.failedFuture(new HttpTimeoutException("no answer"));
        } catch (Step.Broken e) {
            return CompletableFuture.failedFuture(new IOException("connection reset"));
        }
    }

    /** An answer that has come as a whole. */
    private static final class Response<T> implements HttpResponse<T> {
        private final HttpRequest request;
        private final Reply.Answer answer;
        private final HttpHeaders headers;
        private final T body;

        Response(HttpRequest request, Reply.Answer answer, BodyHandler<T> handler) {
            this.request = request;
            this.answer = answer;
            Map<String, List<String>> all = new HashMap<>();
            answer.headers().forEach((name, value) -> all.put(name, List.of(value)));
            all.put("content-type", List.of(answer.contentType()));
            headers = HttpHeaders.of(all, (name, value) -> true);
            BodySubscriber<T> subscriber = handler.apply(new ResponseInfo() {
                @Override
                public int statusCode() {
                    return answer.status();
                }

                @Override
                public HttpHeaders headers() {
                    return headers;
                }

                @Override
                public Version version() {
                    return Version.HTTP_1_1;
                }
            });
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {
                    // It comes unasked.
                }

                @Override
                public void cancel() {
                    // It has come.
                }
            });
            subscriber.onNext(List.of(ByteBuffer.wrap(answer.body())));
            subscriber.onComplete();
            body = subscriber.getBody().toCompletableFuture().join();
        }

        @Override
        public int statusCode() {
            return answer.status();
        }

        @Override
        public HttpRequest request() {
            return request;
        }

        @Override
        public Optional<HttpResponse<T>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public HttpHeaders headers() {
            return headers;
        }

        @Override
        public T body() {
            return body;
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return request.uri();
        }

        @Override
        public Version version() {
            return Version.HTTP_1_1;
        }
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, HttpResponse.BodyHandler<T> handler, HttpResponse.PushPromiseHandler<T> pushed) {
        return sendAsync(request, handler);
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        throw new UnsupportedOperationException("the Toss client waits by itself");
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return Optional.empty();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return Optional.empty();
    }

    @Override
    public Redirect followRedirects() {
        return Redirect.NEVER;
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return Optional.empty();
    }

    @Override
    public SSLContext sslContext() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public SSLParameters sslParameters() {
        return new SSLParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return Optional.empty();
    }

    @Override
    public Version version() {
        return Version.HTTP_1_1;
    }

    @Override
    public Optional<Executor> executor() {
        return Optional.empty();
    }
}
