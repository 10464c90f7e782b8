package kr.easyk.payments.sandbox.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The identity provider: access tokens in the shape of Cognito's, signed RS256 by a key that lives as long as the sandbox. */
public final class TokenIssuer {
    public static final String AUDIENCE = "easyk-sandbox";
    public static final Duration LIFETIME = Duration.ofHours(12);

    private final RSAKey key;
    private final URI issuer;
    private final Clock clock;

    public TokenIssuer(URI issuer, Clock clock) {
        this.issuer = issuer;
        this.clock = clock;
        try {
            this.key = new RSAKeyGenerator(2048)
                    .keyID(UUID.randomUUID().toString())
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whoever checks the tokens asks the same one. */
    Clock clock() {
        return clock;
    }

    public URI issuer() {
        return issuer;
    }

    /** Whether a function can tell a group of this name from others, after API Gateway has made {@code [one two]} of a list. */
    public static boolean mayBeGroup(String name) {
        return name.matches("[^\\s\\[\\]]+");
    }

    /** @throws IllegalArgumentException where a group's name is not {@linkplain #mayBeGroup good} */
    public String token(String userId, List<String> groups) {
        if (!groups.stream().allMatch(TokenIssuer::mayBeGroup)) {
            throw new IllegalArgumentException("a group's name must hold no space or bracket: " + groups);
        }
        Instant now = clock.instant();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer.toString())
                .subject(userId)
                .audience(AUDIENCE)
                .claim("client_id", AUDIENCE)
                .claim("token_use", "access")
                .claim("username", userId)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFETIME)));
        if (!groups.isEmpty()) {
            claims.claim("cognito:groups", groups);
        }
        return sign(claims.build());
    }

    String sign(JWTClaimsSet claims) {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
        try {
            jwt.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }

    /** The public key only. */
    public JWKSet keys() {
        return new JWKSet(key.toPublicJWK());
    }

    /** What stands at {@code ISSUER/.well-known/openid-configuration}. */
    public Map<String, Object> configuration() {
        return Map.of(
                "issuer", issuer.toString(),
                "jwks_uri", issuer + "/.well-known/jwks.json",
                "id_token_signing_alg_values_supported", List.of("RS256"));
    }
}
