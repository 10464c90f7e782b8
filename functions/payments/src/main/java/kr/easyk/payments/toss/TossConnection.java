package kr.easyk.payments.toss;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.secrets.TossKey;
import kr.easyk.payments.secrets.TossKeyUnavailable;
import org.jspecify.annotations.Nullable;

/** The way to Toss: a client, and the secret key that requests are sent under. */
final class TossConnection {
    private static final Duration LEAST_TIME_FOR_A_REPEAT = Duration.ofMillis(500);

    /** With less than this, asking would most likely leave us not knowing what Toss did. */
    private static final Duration LEAST_TIME_TO_ASK = Duration.ofMillis(100);

    private static final int LONGEST_TRACE_ID = 200;

    private final TossKey keys;

    /** Made on another thread, while this one makes the client for DynamoDB: each takes some 100 ms of a cold start. */
    private final CompletableFuture<HttpClient> http;

    TossConnection(Wiring wiring) {
        this.keys = TossKey.with(wiring);
        this.http = CompletableFuture.supplyAsync(wiring::http);
    }

    /**
     * Makes sure there is a client and a key.
     *
     * @return the key's digest
     * @throws TossKeyUnavailable where there is none
     */
    String keyDigest() {
        http.join();
        return TossKey.digest(keys.current());
    }

    /**
     * A request that can be sent once.
     *
     * @param written the key it has to go out under; null where any will do
     * @param limit for all of it: fetching the key, sending, and what is worth sending again
     */
    Sending sending(HttpRequest.Builder request, @Nullable WrittenKey written, Duration limit) {
        return new Sending(request, written, System.nanoTime() + limit.toNanos());
    }

    final class Sending {
        private final HttpRequest.Builder request;
        private final @Nullable WrittenKey written;
        private final long end;
        private @Nullable String keyUsed;
        private boolean isRepeat;
        private boolean isAnswered;
        private @Nullable String traceId;

        private Sending(HttpRequest.Builder request, @Nullable WrittenKey written, long end) {
            this.request = request;
            this.written = written;
            this.end = end;
            this.isRepeat = written != null && written.isRepeat();
        }

        /** Whether Toss may have got it before. */
        boolean isRepeat() {
            return isRepeat;
        }

        /** Whether Toss gave any answer. */
        boolean isAnswered() {
            return isAnswered;
        }

        /** Of the key it went out under last, answered or not; null where it has not gone out. */
        @Nullable
        String keyDigest() {
            return keyUsed == null ? null : TossKey.digest(keyUsed);
        }

        /** Of Toss's last answer, which Toss's support asks for; null where it gave none. A replay's holds the first one's too. */
        @Nullable
        String traceId() {
            return traceId;
        }

        /**
         * @throws HttpTimeoutException where there is no answer in time, or no time to ask
         * @throws IOException where a connection broke, and the next one too
         * @throws OtherKey where it was not sent, as the key it has to go out under is not the one to use now
         * @throws TossKeyUnavailable where there is no key, or none in place of a refused one
         */
        HttpResponse<byte[]> send() throws IOException, OtherKey {
            if (remaining().compareTo(LEAST_TIME_TO_ASK) < 0) {
                throw new HttpTimeoutException("no time to ask");
            }
            String key = keys.current(half());
            if (written != null && !written.digest().equals(TossKey.digest(key))) {
                throw new OtherKey();
            }
            HttpResponse<byte[]> response = overALiveConnection(key);
            return isKeyRefused(response) ? underANewKey(key, response) : response;
        }

        /** Once more where the connection breaks: often it is one that Toss closed while the function was frozen. */
        private HttpResponse<byte[]> overALiveConnection(String key) throws IOException {
            try {
                return once(key);
            } catch (HttpTimeoutException e) {
                throw e;
            } catch (IOException e) {
                if (remaining().compareTo(LEAST_TIME_FOR_A_REPEAT) < 0) {
                    throw e;
                }
                isRepeat = true;
                HttpResponse<byte[]> response = once(key);
                if (isKeyRefused(response)) {
                    // The first may have been carried out, and under another key Toss would not know this one for its
                    // repeat.
                    throw e;
                }
                return response;
            }
        }

        /** Once more after a clean refusal of the key, with which Toss has done nothing, where there is another one by now. */
        private HttpResponse<byte[]> underANewKey(String refused, HttpResponse<byte[]> refusal)
                throws IOException, OtherKey {
            String next = keys.after(refused, half());
            if (next.equals(refused)) {
                return refusal;
            }
            if (written != null && written.isRepeat()) {
                throw new OtherKey();
            }
            return once(next);
        }

        /** The future is waited for, and not {@code send}, whose time limit ends when the answer's headers are there. */
        private HttpResponse<byte[]> once(String key) throws IOException {
            HttpRequest authorised =
                    request.copy().header("Authorization", basic(key)).build();
            keyUsed = key;
            CompletableFuture<HttpResponse<byte[]>> response =
                    http.join().sendAsync(authorised, HttpResponse.BodyHandlers.ofByteArray());
            try {
                HttpResponse<byte[]> answer =
                        response.get(Math.max(1, remaining().toMillis()), TimeUnit.MILLISECONDS);
                isAnswered = true;
                traceId = traceIdOf(answer);
                return answer;
            } catch (TimeoutException e) {
                response.cancel(true);
                throw new HttpTimeoutException("timeout");
            } catch (InterruptedException e) {
                response.cancel(true);
                Thread.currentThread().interrupt();
                throw new HttpTimeoutException("interrupted");
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException broken) {
                    throw broken;
                }
                throw new IOException(e.getCause());
            }
        }

        /** What fetching a key may take, so that as much is left to send under it. */
        private Duration half() {
            return remaining().dividedBy(2);
        }

        private Duration remaining() {
            return Duration.ofNanos(end - System.nanoTime());
        }
    }

    private static @Nullable String traceIdOf(HttpResponse<byte[]> response) {
        return response.headers()
                .firstValue("x-tosspayments-trace-id")
                .map(id -> id.substring(0, Math.min(id.length(), LONGEST_TRACE_ID)))
                .orElse(null);
    }

    /** A wrong key is a 401 UNAUTHORIZED_KEY or a 400 INVALID_API_KEY. */
    private static boolean isKeyRefused(HttpResponse<byte[]> response) {
        return response.statusCode() == 401
                || (response.statusCode() == 400
                        && new String(response.body(), StandardCharsets.UTF_8).contains("\"INVALID_API_KEY\""));
    }

    /** The colon is required: without it Toss answers INCORRECT_BASIC_AUTH_FORMAT. */
    private static String basic(String key) {
        return "Basic " + Base64.getEncoder().encodeToString((key + ":").getBytes(StandardCharsets.UTF_8));
    }
}
