package kr.easyk.payments.model;

/**
 * Who asks, as the authorizer vouches for it.
 *
 * @param userId the token's {@code sub}
 * @param admin whether the token's groups hold the administrators'
 * @param language what the caller wants to be answered in
 */
public record Caller(String userId, boolean admin, Language language) {
    public boolean maySee(Payment payment) {
        return admin || payment.order().userId().equals(userId);
    }
}
