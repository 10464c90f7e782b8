package kr.easyk.payments.sandbox.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import kr.easyk.payments.sandbox.template.Authorizer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JwtAuthorizerTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final URI ISSUER = URI.create("http://localhost:3000/sandbox");
    private static final TokenIssuer SIGNER = new TokenIssuer(ISSUER, CLOCK);
    private static final Authorizer AUTHORIZER =
            new Authorizer("Jwt", ISSUER.toString(), List.of(TokenIssuer.AUDIENCE), List.of());

    private static JwtVerifier.Decision decide(@Nullable String authorization) {
        return new JwtVerifier(SIGNER, List.of(AUTHORIZER), CLOCK).decide(AUTHORIZER, authorization);
    }

    private static String token(UnaryOperator<JWTClaimsSet.Builder> change) {
        return SIGNER.sign(change.apply(new JWTClaimsSet.Builder()
                        .issuer(ISSUER.toString())
                        .subject("mina")
                        .audience(TokenIssuer.AUDIENCE)
                        .issueTime(Date.from(NOW))
                        .expirationTime(Date.from(NOW.plusSeconds(60))))
                .build());
    }

    private static void assertGranted(String authorization) {
        assertInstanceOf(JwtVerifier.Decision.Granted.class, decide(authorization));
    }

    private static void assertRefused(String why, @Nullable String authorization) {
        JwtVerifier.Decision.Refused refused =
                assertInstanceOf(JwtVerifier.Decision.Refused.class, decide(authorization));
        assertEquals(401, refused.status());
        assertEquals(
                "Bearer scope=\"\" error=\"invalid_token\" error_description=\"" + why + "\"", refused.challenge());
    }

    @Test
    void aTokenOfTheIssuerIsGrantedWithAndWithoutBearer() {
        String token = SIGNER.token("mina", List.of("payments-admin"));

        assertGranted("Bearer " + token);
        assertGranted("bearer " + token);
        assertGranted(token);
    }

    @Test
    void noTokenIsRefusedWithABareChallenge() {
        assertEquals(new JwtVerifier.Decision.Refused(401, "Bearer"), decide(null));
        assertEquals(new JwtVerifier.Decision.Refused(401, "Bearer"), decide(" "));
    }

    @Test
    void anExpiredTokenIsRefused() {
        assertRefused("the token has expired", token(claims -> claims.expirationTime(Date.from(NOW))));
    }

    @Test
    void aTokenThatNeverExpiresIsRefused() {
        assertRefused("the token has expired", token(claims -> claims.expirationTime(null)));
    }

    @Test
    void aTokenFromTheFutureIsRefused() {
        Date later = Date.from(NOW.plusSeconds(1));
        assertRefused("the token is not valid yet", token(claims -> claims.notBeforeTime(later)));
        assertRefused("the token is not valid yet", token(claims -> claims.issueTime(later)));
    }

    @Test
    void anotherIssuersTokenIsRefused() {
        assertRefused("the token does not have a valid issuer", token(claims -> claims.issuer("https://evil.example")));
        assertRefused("the token does not have a valid issuer", token(claims -> claims.issuer(null)));
    }

    @Test
    void aTokenForAnotherAudienceIsRefused() {
        assertRefused("the token does not have a valid audience", token(claims -> claims.audience("another")));
    }

    @Test
    void oneOfSeveralAudiencesIsEnough() {
        assertGranted(token(claims -> claims.audience(List.of("another", TokenIssuer.AUDIENCE))));
    }

    @Test
    void theClientIdCountsOnlyWhereThereIsNoAudience() {
        assertGranted(token(claims -> claims.audience((String) null).claim("client_id", TokenIssuer.AUDIENCE)));
        assertRefused(
                "the token does not have a valid audience",
                token(claims -> claims.audience("another").claim("client_id", TokenIssuer.AUDIENCE)));
    }

    @Test
    void anUnsignedTokenIsRefused() {
        assertRefused(
                "unable to decode the token",
                new PlainJWT(new JWTClaimsSet.Builder().subject("mina").build()).serialize());
    }

    @Test
    void aTokenSignedWithThePublicKeyAsASharedSecretIsRefused() throws JOSEException {
        SignedJWT forged = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256),
                new JWTClaimsSet.Builder().subject("mina").build());
        forged.sign(new MACSigner(SIGNER.keys().toString().getBytes(StandardCharsets.UTF_8)));

        assertRefused("signing method HS256 is invalid", forged.serialize());
    }

    @Test
    void aTamperedTokenIsRefused() {
        String[] parts = token(claims -> claims).split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String other = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.replace("mina", "boss").getBytes(StandardCharsets.UTF_8));

        assertRefused("the token's signature is invalid", parts[0] + "." + other + "." + parts[2]);
    }

    @Test
    void aTokenSignedWithAnotherKeyIsRefused() {
        assertRefused(
                "the token's key is not one of the issuer's", new TokenIssuer(ISSUER, CLOCK).token("mina", List.of()));
    }

    @Test
    void whatIsNoTokenIsRefused() {
        assertRefused("unable to decode the token", "Bearer rubbish");
        assertRefused("unable to decode the token", "Bearer a.b.c");
        assertRefused("unable to decode the token", "Basic dXNlcjpwYXNz");
        assertRefused("unable to decode the token", token(claims -> claims).replaceFirst("\\..*\\.", ".MQ."));
    }

    @Test
    void aRouteWithScopesWantsOneOfThem() {
        Authorizer scoped = new Authorizer(
                "Jwt", ISSUER.toString(), List.of(TokenIssuer.AUDIENCE), List.of("payments.read", "payments.write"));
        JwtVerifier verifier = new JwtVerifier(SIGNER, List.of(scoped), CLOCK);

        assertInstanceOf(
                JwtVerifier.Decision.Granted.class,
                verifier.decide(scoped, token(claims -> claims.claim("scope", "other payments.write"))));
        JwtVerifier.Decision.Refused refused = assertInstanceOf(
                JwtVerifier.Decision.Refused.class,
                verifier.decide(scoped, token(claims -> claims.claim("scope", "other"))));
        assertEquals(403, refused.status());
        assertTrue(refused.challenge().contains("scope=\"payments.read payments.write\" error=\"insufficient_scope\""));
    }
}
