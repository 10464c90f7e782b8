package kr.easyk.payments.sandbox.store;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * LocalStack, the AWS that many have at hand. Its Secrets Manager is an implementation of its own. Its DynamoDB is DynamoDB Local
 * behind a proxy: what holds here as well says nothing of DynamoDB Local's quirks. {@link GivenAwsTest} does.
 */
@ExtendWith(LocalStackTest.ImageIsThere.class)
class LocalStackTest extends AwsContract {
    /** A version that starts without an account; later ones ask for a token. */
    private static final DockerImageName IMAGE = DockerImageName.parse("localstack/localstack:4.4.0");

    static final class ImageIsThere implements ExecutionCondition {
        /** Seconds in which the engine may fetch the image where it has none, some 500 MB: {@code -Dlocalstack.pull=600}. */
        private static final Duration PULL = Duration.ofSeconds(Long.getLong("localstack.pull", 60));

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            // Asked for the class, and then for each of its tests.
            Optional<String> trouble = context.getTestMethod().isPresent() ? Optional.empty() : trouble();
            return trouble.map(ConditionEvaluationResult::disabled)
                    .orElseGet(() -> ConditionEvaluationResult.enabled("LocalStack can be started"));
        }

        private static Optional<String> trouble() {
            Optional<DockerEngine> found = DockerEngine.find();
            if (found.isEmpty()) {
                return Optional.of("there is no Docker engine");
            }
            try (DockerEngine engine = found.get()) {
                return engine.whyNot(IMAGE, PULL);
            }
        }
    }

    /** Started when the first test needs it, and stopped by Testcontainers when the JVM ends. */
    private static final class Started {
        private static final LocalStackContainer LOCAL_STACK =
                new LocalStackContainer(IMAGE).withServices("dynamodb", "secretsmanager");

        static {
            LOCAL_STACK.start();
        }
    }

    LocalStackTest() {
        super(Aws.at(endpoint()));
    }

    private static URI endpoint() {
        return Started.LOCAL_STACK.getEndpoint();
    }

    @AfterAll
    static void stop() {
        Started.LOCAL_STACK.stop();
    }
}
