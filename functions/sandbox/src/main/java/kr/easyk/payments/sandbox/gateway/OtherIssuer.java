package kr.easyk.payments.sandbox.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;

/**
 * Finds another issuer's keys where API Gateway looks for them: its discovery document names itself and its {@code jwks_uri}.
 */
final class OtherIssuer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_MS = 5_000;
    private static final int LARGEST_ANSWER = 1 << 20;

    /** A key that was withdrawn is believed no longer than this; API Gateway keeps keys for up to two hours. */
    private static final Duration KEPT = Duration.ofMinutes(5);

    /** A token with a key nobody knows has the keys fetched again, but a flood of such tokens does not flood the issuer. */
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(5);

    private static final ResourceRetriever WEB = new DefaultResourceRetriever(PATIENCE_MS, PATIENCE_MS, LARGEST_ANSWER);

    private OtherIssuer() {}

    /**
     * The keys as they are whenever they are asked for.
     *
     * @param issuer as it stands in its tokens' {@code iss}
     * @throws IllegalArgumentException with a message for a person, where it cannot be reached or is no issuer
     */
    static JWKSource<SecurityContext> keys(String issuer) {
        URL discovery = url(issuer, withoutSlash(issuer) + "/.well-known/openid-configuration");
        JsonNode configuration = configuration(issuer, discovery);
        String itself = configuration.path("issuer").asText();
        if (!itself.equals(issuer)) {
            throw noIssuer(issuer, discovery + " says that its issuer is \"" + itself + "\"");
        }
        URL jwks = url(issuer, configuration.path("jwks_uri").asText());
        JWKSource<SecurityContext> keys = JWKSourceBuilder.<SecurityContext>create(jwks, WEB)
                .refreshAheadCache(false)
                .cache(KEPT.toMillis(), 3L * PATIENCE_MS)
                .rateLimited(BETWEEN_FETCHES.toMillis())
                .build();
        requireRsa(issuer, jwks, keys);
        return keys;
    }

    private static JsonNode configuration(String issuer, URL discovery) {
        try {
            return JSON.readTree(WEB.retrieveResource(discovery).getContent());
        } catch (JsonProcessingException e) {
            throw noIssuer(issuer, discovery + " is not JSON");
        } catch (IOException e) {
            throw noIssuer(issuer, discovery + " cannot be fetched (" + e.getMessage() + ")");
        }
    }

    private static void requireRsa(String issuer, URL jwks, JWKSource<SecurityContext> keys) {
        JWKMatcher rsa = new JWKMatcher.Builder().keyType(KeyType.RSA).build();
        try {
            if (keys.get(new JWKSelector(rsa), null).isEmpty()) {
                throw noIssuer(issuer, jwks + " has no RSA key, and an HTTP API takes no other");
            }
        } catch (KeySourceException e) {
            throw noIssuer(issuer, jwks + " cannot be fetched, or holds no keys (" + e.getMessage() + ")");
        }
    }

    private static URL url(String issuer, String address) {
        try {
            URL url = URI.create(address).toURL();
            if (url.getProtocol().matches("https?") && !url.getHost().isEmpty()) {
                return url;
            }
        } catch (IllegalArgumentException | MalformedURLException e) {
            // Said below.
        }
        throw noIssuer(issuer, "\"" + address + "\" is no address on the web");
    }

    private static String withoutSlash(String issuer) {
        return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    }

    private static IllegalArgumentException noIssuer(String issuer, String why) {
        return new IllegalArgumentException("\"" + issuer + "\" cannot be the issuer of tokens: " + why + ".");
    }
}
