package kr.easyk.payments.sandbox.template;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What CloudFormation would have filled in had it deployed the template here: names, ARNs and pseudo parameters. */
public final class SandboxStack {
    public static final String NAME = "easyk-sandbox";
    public static final String REGION = "ap-northeast-2";
    public static final String ACCOUNT = "000000000000";
    public static final String API_ID = "sandbox";

    private SandboxStack() {}

    /** {@code PaymentsTable} becomes {@code easyk-sandbox-payments}, whatever name the template gives it. */
    static String tableName(String logicalId) {
        String word = logicalId.endsWith("Table") ? logicalId.substring(0, logicalId.length() - 5) : logicalId;
        return NAME + "-" + word.toLowerCase(Locale.ROOT);
    }

    public static String functionName(String logicalId) {
        return NAME + "-" + logicalId;
    }

    static @Nullable String pseudoParameter(String name) {
        return switch (name) {
            case "AWS::Region" -> REGION;
            case "AWS::AccountId" -> ACCOUNT;
            case "AWS::StackName" -> NAME;
            case "AWS::StackId" -> arn("cloudformation", "stack/" + NAME + "/sandbox");
            case "AWS::Partition" -> "aws";
            case "AWS::URLSuffix" -> "amazonaws.com";
            default -> null;
        };
    }

    static String ref(String logicalId, String type) {
        return switch (type) {
            case "AWS::DynamoDB::Table" -> tableName(logicalId);
            case "AWS::Serverless::HttpApi", "AWS::ApiGatewayV2::Api" -> API_ID;
            case "AWS::Serverless::Function", "AWS::Lambda::Function" -> functionName(logicalId);
            case "AWS::SNS::Topic", "AWS::SecretsManager::Secret" -> attribute(logicalId, type, "Arn", logicalId);
            default -> NAME + "-" + logicalId;
        };
    }

    static String attribute(String logicalId, String type, String attribute, String where) {
        if (attribute.equals("Arn")) {
            return switch (type) {
                case "AWS::DynamoDB::Table" -> arn("dynamodb", "table/" + tableName(logicalId));
                case "AWS::Serverless::Function", "AWS::Lambda::Function" ->
                    arn("lambda", "function:" + functionName(logicalId));
                case "AWS::SQS::Queue" -> arn("sqs", NAME + "-" + logicalId);
                case "AWS::SNS::Topic" -> arn("sns", NAME + "-" + logicalId);
                case "AWS::SecretsManager::Secret" -> arn("secretsmanager", "secret:" + NAME + "-" + logicalId);
                default -> throw unknown(logicalId, type, attribute, where);
            };
        }
        if (attribute.equals("QueueName")) {
            return NAME + "-" + logicalId;
        }
        throw unknown(logicalId, type, attribute, where);
    }

    private static TemplateException unknown(String logicalId, String type, String attribute, String where) {
        return new TemplateException(where + " asks for " + attribute + " of " + logicalId + ", a " + type
                + ", which the sandbox cannot tell");
    }

    public static String arn(String service, String resource) {
        return "arn:aws:" + service + ":" + REGION + ":" + ACCOUNT + ":" + resource;
    }
}
