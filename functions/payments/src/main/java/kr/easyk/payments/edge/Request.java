package kr.easyk.payments.edge;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import kr.easyk.payments.json.Json;
import kr.easyk.payments.model.Caller;
import kr.easyk.payments.model.Language;
import kr.easyk.payments.model.Refusal;
import kr.easyk.payments.model.Refusal.Reason;
import kr.easyk.payments.telemetry.Journal;
import org.jspecify.annotations.Nullable;

/** One request through the HTTP API, as its handler sees it. What is asked of it and is not right ends in a {@link Refusal}. */
public final class Request {
    /** Bytes. The largest body that makes sense here, a webhook with a whole payment, has about 5,000. */
    static final int LARGEST_BODY = 65_536;

    /** Bytes. The most that DynamoDB takes as a key, which the payer is in an index. */
    private static final int LONGEST_USER = 2_048;

    private static final String ACCESS = "access";
    private static final Pattern BETWEEN_GROUPS = Pattern.compile("\\s+");

    private final APIGatewayV2HTTPEvent event;
    private final String adminGroup;
    private final Journal journal;

    /** @param adminGroup whose members are administrators; a name without spaces */
    Request(APIGatewayV2HTTPEvent event, String adminGroup, Journal journal) {
        this.event = event;
        this.adminGroup = adminGroup;
        this.journal = journal;
    }

    public Journal journal() {
        return journal;
    }

    public Language language() {
        return Languages.preferred(header("accept-language").orElse(""));
    }

    /**
     * Who asks, by the token that the authorizer has checked.
     *
     * @throws Refusal UNAUTHENTICATED where there is none that names somebody, or it is Cognito's ID token: that one tells a front end
     *     who has signed in, is sent to many places, and outlives a sign-out
     */
    public Caller caller() {
        Map<String, String> claims = claims();
        if (!claims.getOrDefault("token_use", ACCESS).equals(ACCESS)) {
            throw Refusal.of(Reason.UNAUTHENTICATED);
        }
        String user = claims.get("sub");
        if (user == null || user.isBlank() || user.getBytes(StandardCharsets.UTF_8).length > LONGEST_USER) {
            throw Refusal.of(Reason.UNAUTHENTICATED);
        }
        return new Caller(user, isAdmin(claims.get("cognito:groups")), language());
    }

    /** API Gateway makes every claim a string; of a list it makes {@code [one two]}, so that a name with a space would be two. */
    private boolean isAdmin(@Nullable String groups) {
        String names = groups == null ? "" : groups.replaceAll("^\\[|]$", "").strip();
        return Arrays.asList(BETWEEN_GROUPS.split(names)).contains(adminGroup);
    }

    private Map<String, String> claims() {
        return Optional.ofNullable(event.getRequestContext())
                .map(APIGatewayV2HTTPEvent.RequestContext::getAuthorizer)
                .map(APIGatewayV2HTTPEvent.RequestContext.Authorizer::getJwt)
                .map(APIGatewayV2HTTPEvent.RequestContext.Authorizer.JWT::getClaims)
                .orElse(Map.of());
    }

    /** @param name in any case */
    public Optional<String> header(String name) {
        return Optional.ofNullable(event.getHeaders()).map(headers -> headers.get(name));
    }

    public Optional<String> path(String name) {
        return Optional.ofNullable(event.getPathParameters()).map(parameters -> parameters.get(name));
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(event.getQueryStringParameters()).map(parameters -> parameters.get(name));
    }

    /** The name of the route that was matched, such as {@code GET /api/payments/{payment_id}}. */
    public String route() {
        return String.valueOf(event.getRouteKey());
    }

    /**
     * The body, which must be a JSON object.
     *
     * @throws Refusal UNSUPPORTED_MEDIA_TYPE, BODY_TOO_LARGE, or INVALID_REQUEST naming {@code body}
     */
    public Fields body() {
        String type = header("content-type").orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!type.equals("application/json")) {
            throw Refusal.of(Reason.UNSUPPORTED_MEDIA_TYPE);
        }
        byte[] bytes = bytes();
        if (bytes.length > LARGEST_BODY) {
            throw Refusal.of(Reason.BODY_TOO_LARGE);
        }
        try {
            JsonNode json = Json.read(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
            if (json.isObject()) {
                return new Fields(json);
            }
        } catch (IOException e) {
            journal.info("body is not JSON");
        }
        throw Refusal.invalid("body");
    }

    private byte[] bytes() {
        String body = event.getBody() == null ? "" : event.getBody();
        try {
            if (event.getIsBase64Encoded()) {
                return Base64.getDecoder().decode(body);
            }
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(body));
            return Arrays.copyOf(encoded.array(), encoded.limit());
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw Refusal.invalid("body");
        }
    }
}
