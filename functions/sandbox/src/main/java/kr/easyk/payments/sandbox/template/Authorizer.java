package kr.easyk.payments.sandbox.template;

import java.util.List;

/**
 * A JWT authorizer.
 *
 * @param scopes a token needs one of these; none are needed where the list is empty
 */
public record Authorizer(String name, String issuer, List<String> audience, List<String> scopes) {}
