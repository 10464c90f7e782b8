package kr.easyk.payments.sandbox.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import kr.easyk.payments.sandbox.lambda.Invocation;
import kr.easyk.payments.sandbox.lambda.LocalFunction;
import kr.easyk.payments.sandbox.template.Authorizer;
import kr.easyk.payments.sandbox.template.Route;
import kr.easyk.payments.sandbox.template.Template;
import org.jspecify.annotations.Nullable;

/**
 * An API Gateway HTTP API in front of the template's functions: CORS, route, authorizer, size, then the function, in this order.
 */
public final class Gateway implements HttpHandler {
    /** Of a request's body; not adjustable at AWS. */
    private static final int LARGEST_BODY = 10 * 1024 * 1024;

    /** Of the event of a synchronous invocation: a body of some 6 MB passes the gateway and is refused by Lambda. */
    private static final int LARGEST_EVENT = 6 * 1024 * 1024;

    /** A client that sends more than this is not listened to until the end. */
    private static final int PATIENCE = 64 * 1024 * 1024;

    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection", "expect", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade");

    /** Set by the gateway itself, whatever the client sends. */
    private static final Set<String> OWN = Set.of("x-amzn-trace-id", "x-forwarded-port", "x-forwarded-proto");

    private final Routes routes;
    private final CorsPolicy cors;
    private final JwtVerifier tokens;
    private final Map<String, LocalFunction> functions;
    private final Clock clock;
    private final List<GatewayListener> listeners = new CopyOnWriteArrayList<>();

    /**
     * @param functions by logical id, all that have a route
     * @throws IllegalArgumentException where the issuer that the template's authorizer names cannot be reached or is none
     */
    public Gateway(Template template, TokenIssuer issuer, Map<String, LocalFunction> functions, Clock clock) {
        this.routes = new Routes(template.functions());
        this.cors = new CorsPolicy(template.cors());
        this.tokens = new JwtVerifier(issuer, authorizers(template), issuer.clock());
        this.functions = Map.copyOf(functions);
        this.clock = clock;
    }

    private static Set<Authorizer> authorizers(Template template) {
        return template.functions().stream()
                .flatMap(function -> function.routes().stream())
                .map(Route::authorizer)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    public void addListener(GatewayListener listener) {
        listeners.add(listener);
    }

    public void removeListener(GatewayListener listener) {
        listeners.remove(listener);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        long start = System.nanoTime();
        Request request = new Request(exchange, HttpApiEvent.newRequestId(), clock.instant());
        // Whoever starts to listen meanwhile hears of the next one: of a request's end only who heard of its beginning.
        List<GatewayListener> hearing = List.copyOf(listeners);
        tell(hearing, listener -> listener.arrived(request.at, request.id, request.method, request.path));
        Outcome outcome = outcome(request);
        HttpAnswer answer = outcome.answer;
        answer.set("apigw-requestid", request.id);
        try {
            answer.send(exchange);
        } finally {
            // Whoever asked may have gone; what was done is done.
            GatewayEvent event = new GatewayEvent(
                    request.at,
                    request.id,
                    request.method,
                    request.path,
                    request.query(),
                    request.headers(),
                    outcome.received,
                    answer.status(),
                    answer.body(),
                    Duration.ofNanos(System.nanoTime() - start),
                    outcome.function);
            tell(hearing, listener -> listener.answered(event));
        }
    }

    private static void tell(List<GatewayListener> hearing, Consumer<GatewayListener> news) {
        for (GatewayListener listener : hearing) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                e.printStackTrace();
            }
        }
    }

    private Outcome outcome(Request request) throws IOException {
        Routes.Match match = routes.find(request.method, request.path);
        if (cors.isConfigured() && request.isPreflight(match)) {
            HttpAnswer answer = HttpAnswer.empty(204);
            answer.setAll(cors.preflight(
                    request.header("Origin"),
                    request.header("Access-Control-Request-Method"),
                    request.header("Access-Control-Request-Headers")));
            return Outcome.own(answer);
        }
        byte[] body = request.body();
        Outcome outcome =
                match == null ? Outcome.own(HttpAnswer.message(404, "Not Found")) : pass(request, match, body);
        if (cors.isConfigured()) {
            outcome.answer.removeCors();
            outcome.answer.setAll(cors.answer(request.header("Origin")));
        }
        return new Outcome(outcome.answer, outcome.function, body);
    }

    private Outcome pass(Request request, Routes.Match match, byte[] body) {
        HttpApiEvent event = request.event(match);
        Authorizer authorizer = match.route().authorizer();
        if (authorizer != null) {
            JwtVerifier.Decision decision = tokens.decide(authorizer, request.header("Authorization"));
            if (decision instanceof JwtVerifier.Decision.Refused refused) {
                return Outcome.own(refusal(refused));
            }
            if (decision instanceof JwtVerifier.Decision.Granted granted) {
                event.claims(granted.claims()).scopes(authorizer.scopes());
            }
        }
        if (body.length > LARGEST_BODY) {
            return Outcome.own(tooLarge());
        }
        byte[] payload = event.body(body).toBytes();
        return payload.length > LARGEST_EVENT
                ? Outcome.own(tooLarge())
                : new Outcome(call(match, payload), match.function(), body);
    }

    private HttpAnswer call(Routes.Match match, byte[] payload) {
        LocalFunction function = Objects.requireNonNull(functions.get(match.function()));
        CompletableFuture<Invocation> invocation = function.invoke(payload);
        try {
            Invocation end = invocation.get(match.route().limit().toMillis(), TimeUnit.MILLISECONDS);
            HttpAnswer answer =
                    end instanceof Invocation.Answered answered ? HttpAnswer.fromFunction(answered.payload()) : null;
            return answer == null ? HttpAnswer.message(500, "Internal Server Error") : answer;
        } catch (TimeoutException e) {
            // The function goes on: whoever answers 503 here does not know what became of the money.
            return unavailable();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unavailable();
        }
    }

    private static HttpAnswer refusal(JwtVerifier.Decision.Refused refused) {
        HttpAnswer answer =
                HttpAnswer.message(refused.status(), refused.status() == 401 ? "Unauthorized" : "Forbidden");
        answer.set("www-authenticate", refused.challenge());
        return answer;
    }

    private static HttpAnswer tooLarge() {
        return HttpAnswer.message(413, "Request Entity Too Large");
    }

    private static HttpAnswer unavailable() {
        return HttpAnswer.message(503, "Service Unavailable");
    }

    /**
     * @param function the logical id of the one that was called; null where none was
     * @param received the request's body
     */
    private record Outcome(HttpAnswer answer, @Nullable String function, byte[] received) {
        static Outcome own(HttpAnswer answer) {
            return new Outcome(answer, null, new byte[0]);
        }
    }

    /** What arrived. */
    private record Request(HttpExchange exchange, String id, Instant at, String method, String path) {
        Request(HttpExchange exchange, String id, Instant at) {
            this(
                    exchange,
                    id,
                    at,
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath());
        }

        @Nullable
        String header(String name) {
            return exchange.getRequestHeaders().getFirst(name);
        }

        String query() {
            String query = exchange.getRequestURI().getRawQuery();
            return query == null ? "" : query;
        }

        Map<String, String> headers() {
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
            return headers;
        }

        boolean isPreflight(Routes.@Nullable Match match) {
            return method.equals("OPTIONS") && (match == null || header("Access-Control-Request-Method") != null);
        }

        /** The body, or a little more than the largest one allowed; the rest is read so that the client gets to the answer. */
        byte[] body() throws IOException {
            InputStream in = exchange.getRequestBody();
            byte[] body = in.readNBytes(LARGEST_BODY + 1);
            long left = PATIENCE;
            while (body.length > LARGEST_BODY && left > 0) {
                int read = in.readNBytes(1 << 16).length;
                left = read == 0 ? 0 : left - read;
            }
            return body;
        }

        HttpApiEvent event(Routes.Match match) {
            String client = exchange.getRemoteAddress().getAddress().getHostAddress();
            String host = Objects.requireNonNullElse(header("Host"), "localhost");
            HttpApiEvent event = HttpApiEvent.request(method, path)
                    .route(match.route().key())
                    .rawQuery(query())
                    .requestId(id)
                    .time(at)
                    .sourceIp(client)
                    .host(host.split(":", 2)[0]);
            match.pathParameters().forEach(event::pathParameter);
            exchange.getRequestHeaders().forEach((name, values) -> {
                String lower = name.toLowerCase(Locale.ROOT);
                if (!HOP_BY_HOP.contains(lower) && !OWN.contains(lower)) {
                    values.forEach(value -> event.header(name, value));
                }
            });
            return event.header("x-amzn-trace-id", traceId(at))
                    .header("x-forwarded-for", client)
                    .header(
                            "x-forwarded-port",
                            String.valueOf(exchange.getLocalAddress().getPort()))
                    .header("x-forwarded-proto", "http");
        }

        private static String traceId(Instant at) {
            HexFormat hex = HexFormat.of();
            byte[] random = new byte[12];
            ThreadLocalRandom.current().nextBytes(random);
            return "Root=1-" + hex.toHexDigits((int) at.getEpochSecond()) + "-" + hex.formatHex(random);
        }
    }
}
