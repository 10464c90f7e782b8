package kr.easyk.payments.sandbox.store;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Whatever speaks as AWS does, given by its address. {@code .ci/foreign} gives MiniStack's, whose DynamoDB shares no code with
 * DynamoDB Local: what holds on both rests on neither's quirks.
 *
 * <pre>{@code
 * mvn -q test -pl functions/sandbox -am -Dtest=GivenAwsTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Daws=http://localhost:4566
 * }</pre>
 *
 * <p>With {@code -Daws='https://{service}.ap-northeast-2.amazonaws.com'} it is AWS itself, as whoever the environment's
 * {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY}, {@code AWS_SESSION_TOKEN} and {@code AWS_REGION} name. Tables
 * {@code easyk-sandbox-…} and a secret are made for each test and deleted again.
 */
@EnabledIfSystemProperty(named = "aws", matches = ".+", disabledReason = "no address is given with -Daws")
class GivenAwsTest extends AwsContract {
    GivenAwsTest() {
        super(Aws.at(System.getProperty("aws"), System.getenv()));
    }
}
