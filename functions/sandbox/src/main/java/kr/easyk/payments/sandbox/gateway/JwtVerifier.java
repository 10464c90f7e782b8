package kr.easyk.payments.sandbox.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import kr.easyk.payments.sandbox.template.Authorizer;
import org.jspecify.annotations.Nullable;

/**
 * The JWT authorizer: signature by an RSA key of the issuer, then {@code iss}, {@code aud} (or {@code client_id} where there is
 * no {@code aud}), {@code exp}, {@code nbf}, {@code iat}, then scopes.
 *
 * <p>AWS publishes the wording of one refusal only, that of the audience; the others here are in its manner.
 */
final class JwtVerifier {
    private final JWKSet keys;
    private final Clock clock;

    JwtVerifier(JWKSet keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
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
            String flaw = flaw(authorizer, jwt);
            if (flaw != null) {
                return invalid(authorizer, flaw);
            }
            Map<String, Object> claims = jwt.getPayload().toJSONObject();
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

    private @Nullable String flaw(Authorizer authorizer, SignedJWT jwt) {
        String signature = signatureFlaw(jwt);
        if (signature != null) {
            return signature;
        }
        Map<String, Object> claims = jwt.getPayload().toJSONObject();
        if (!authorizer.issuer().equals(claims.get("iss"))) {
            return "the token does not have a valid issuer";
        }
        Object audience = claims.containsKey("aud") ? claims.get("aud") : claims.get("client_id");
        List<?> given = audience instanceof List<?> list ? list : audience == null ? List.of() : List.of(audience);
        if (given.stream().noneMatch(authorizer.audience()::contains)) {
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

    private @Nullable String signatureFlaw(SignedJWT jwt) {
        String algorithm = jwt.getHeader().getAlgorithm().getName();
        if (!algorithm.startsWith("RS") && !algorithm.startsWith("PS")) {
            return "signing method " + algorithm + " is invalid";
        }
        JWK key = jwt.getHeader().getKeyID() == null
                ? null
                : keys.getKeyByKeyId(jwt.getHeader().getKeyID());
        if (!(key instanceof RSAKey rsa)) {
            return "the token's key is not one of the issuer's";
        }
        try {
            return jwt.verify(new RSASSAVerifier(rsa)) ? null : "the token's signature is invalid";
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
