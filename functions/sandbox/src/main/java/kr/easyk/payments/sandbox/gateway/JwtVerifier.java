package kr.easyk.payments.sandbox.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import kr.easyk.payments.sandbox.template.Authorizer;
import org.jspecify.annotations.Nullable;

/**
 * The JWT authorizer: {@code iss}, signature by an RSA key of that issuer, then {@code aud} (or {@code client_id} where there is
 * no {@code aud}), {@code exp}, {@code nbf}, {@code iat}, then scopes.
 *
 * <p>Where the template's issuer is another than the sandbox's, the sandbox's own is believed beside it: its pages and helpers
 * sign in with no other.
 *
 * <p>AWS publishes the wording of one refusal only, that of the audience; the others here are in its manner.
 */
final class JwtVerifier {
    private final Authorizer own;
    private final Map<String, JWKSource<SecurityContext>> keysByIssuer = new HashMap<>();
    private final Clock clock;

    /**
     * @param authorizers all of the template's
     * @throws IllegalArgumentException with a message for a person, where an authorizer's issuer cannot be reached or is none
     */
    JwtVerifier(TokenIssuer own, Collection<Authorizer> authorizers, Clock clock) {
        this.own = new Authorizer("Sandbox", own.issuer().toString(), List.of(TokenIssuer.AUDIENCE), List.of());
        this.clock = clock;
        keysByIssuer.put(this.own.issuer(), new ImmutableJWKSet<>(own.keys()));
        authorizers.forEach(authorizer -> keysByIssuer.computeIfAbsent(authorizer.issuer(), OtherIssuer::keys));
    }

    sealed interface Decision {
        record Granted(Map<String, Object> claims) implements Decision {}

        /** @param challenge the {@code www-authenticate} header of the answer */
        record Refused(int status, String challenge) implements Decision {}
    }

    Decision decide(Authorizer authorizer, @Nullable String authorization) {
        if (authorization == null || authorization.isBlank()) {
            return new Decision.Refused(401, "Bearer");
        }
        String token = authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                ? authorization.substring(7).strip()
                : authorization.strip();
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            Map<String, Object> claims = jwt.getPayload().toJSONObject();
            if (claims == null) {
                return invalid(authorizer, "unable to decode the token");
            }
            String flaw = flaw(authorizer, jwt, claims);
            if (flaw != null) {
                return invalid(authorizer, flaw);
            }
            if (!hasScope(authorizer.scopes(), claims)) {
                return new Decision.Refused(
                        403,
                        "Bearer scope=\"" + String.join(" ", authorizer.scopes()) + "\" error=\"insufficient_scope\""
                                + " error_description=\"the token does not have a required scope\"");
            }
            return new Decision.Granted(claims);
        } catch (ParseException e) {
            return invalid(authorizer, "unable to decode the token");
        }
    }

    private static Decision invalid(Authorizer authorizer, String flaw) {
        return new Decision.Refused(
                401,
                "Bearer scope=\"" + String.join(" ", authorizer.scopes())
                        + "\" error=\"invalid_token\" error_description=\"" + flaw + "\"");
    }

    private @Nullable String flaw(Authorizer authorizer, SignedJWT jwt, Map<String, Object> claims) {
        String algorithm = jwt.getHeader().getAlgorithm().getName();
        if (!algorithm.startsWith("RS") && !algorithm.startsWith("PS")) {
            return "signing method " + algorithm + " is invalid";
        }
        Authorizer believed = authorizer.issuer().equals(claims.get("iss")) ? authorizer : own;
        if (!believed.issuer().equals(claims.get("iss"))) {
            return "the token does not have a valid issuer";
        }
        String signature = signatureFlaw(Objects.requireNonNull(keysByIssuer.get(believed.issuer())), jwt);
        if (signature != null) {
            return signature;
        }
        Object audience = claims.containsKey("aud") ? claims.get("aud") : claims.get("client_id");
        List<?> given = audience instanceof List<?> list ? list : audience == null ? List.of() : List.of(audience);
        if (given.stream().noneMatch(believed.audience()::contains)) {
            return "the token does not have a valid audience";
        }
        long now = clock.instant().getEpochSecond();
        if (!(claims.get("exp") instanceof Number expiry) || expiry.longValue() <= now) {
            return "the token has expired";
        }
        if (isLater(claims.get("nbf"), now) || isLater(claims.get("iat"), now)) {
            return "the token is not valid yet";
        }
        return null;
    }

    private static @Nullable String signatureFlaw(JWKSource<SecurityContext> keys, SignedJWT jwt) {
        String keyId = jwt.getHeader().getKeyID();
        if (keyId == null) {
            return "the token's key is not one of the issuer's";
        }
        JWKSelector selector =
                new JWKSelector(new JWKMatcher.Builder().keyID(keyId).build());
        try {
            for (JWK key : keys.get(selector, null)) {
                if (key instanceof RSAKey rsa) {
                    return jwt.verify(new RSASSAVerifier(rsa)) ? null : "the token's signature is invalid";
                }
            }
            return "the token's key is not one of the issuer's";
        } catch (KeySourceException e) {
            return "the issuer's keys cannot be fetched";
        } catch (JOSEException e) {
            return "the token's signature is invalid";
        }
    }

    private static boolean isLater(@Nullable Object time, long now) {
        return time != null && (!(time instanceof Number seconds) || seconds.longValue() > now);
    }

    private static boolean hasScope(List<String> wanted, Map<String, Object> claims) {
        Object scope = claims.containsKey("scope") ? claims.get("scope") : claims.get("scp");
        List<?> given = scope instanceof List<?> list
                ? list
                : List.of(String.valueOf(scope).split(" "));
        return wanted.isEmpty() || given.stream().anyMatch(wanted::contains);
    }
}
