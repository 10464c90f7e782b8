package kr.easyk.payments.sandbox.aws;

import java.util.Map;
import kr.easyk.payments.sandbox.template.SandboxStack;

/** What stands in for AWS credentials here. DynamoDB Local takes any, as long as they are letters and digits. */
public final class SandboxCredentials {
    public static final String ACCESS_KEY = "sandbox";
    public static final String SECRET_KEY = "sandbox";

    private SandboxCredentials() {}

    /** As the environment variables the AWS SDKs read. */
    public static Map<String, String> environment() {
        return Map.of(
                "AWS_REGION", SandboxStack.REGION,
                "AWS_ACCESS_KEY_ID", ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY", SECRET_KEY);
    }
}
