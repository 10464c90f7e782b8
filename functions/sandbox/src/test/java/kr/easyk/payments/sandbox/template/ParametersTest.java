package kr.easyk.payments.sandbox.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What CloudFormation takes for a parameter, and what it refuses before anything is made. */
class ParametersTest {
    private static final Map<?, ?> PARAMETERS =
            (Map<?, ?>) CloudFormationYaml.read(Path.of("../../template.yaml")).get("Parameters");

    private static String setting(String parameter, String name) {
        return String.valueOf(((Map<?, ?>) PARAMETERS.get(parameter)).get(name));
    }

    private static boolean takes(String parameter, String value) {
        return Pattern.matches(setting(parameter, "AllowedPattern"), value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://cognito-idp.ap-northeast-2.amazonaws.com/ap-northeast-2_AbCdEf123",
                "https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_AbCdEf123",
                "https://easyk.eu.auth0.com/",
                "https://accounts.example.com",
                "https://login.example.com/realms/easyk",
                "https://login.example.com/keystone"
            })
    void anIssuerIsTaken(String issuer) {
        assertTrue(takes("JwtIssuer", issuer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://cognito-idp.REGION.amazonaws.com/POOL_ID",
                "https://cognito-idp.ap-northeast-2.amazonaws.com/POOL_ID",
                "https://cognito-idp.ap-northeast-2.amazonaws.com/ap-northeast-2_AbCdEf123/",
                "https://cognito-idp.ap-northeast-2.amazonaws.com/ap-northeast-2_AbCdEf123/.well-known/jwks.json",
                "https://cognito-idp.ap-northeast-2.amazonaws.com/",
                "https://cognito-idp.ap-northeast-2.amazonaws.com",
                "https://login.example.com/.well-known/openid-configuration",
                "https://login.example.com/realms/easyk/protocol/openid-connect/certs",
                "https://login.example.com/oauth2/v1/keys",
                "https://login.example.com/jwks.json",
                "http://login.example.com",
                "login.example.com",
                "https://login.example.com?x=1"
            })
    void whatIsNoIssuerIsRefused(String issuer) {
        assertEquals(false, takes("JwtIssuer", issuer));
    }

    @ParameterizedTest
    @CsvSource({
        "AdminGroup, payments-admin, true",
        "AdminGroup, payments admin, false",
        "AdminGroup, [payments-admin], false",
        "TableSuffix, -r1, true",
        "TableSuffix, r1, false",
        "DomainName, api.example.com, true",
        "DomainName, https://api.example.com, false",
        "FrontEndOrigin, https://www.example.com, true",
        "FrontEndOrigin, https://www.example.com/, false",
        "FrontEndOrigin, http://localhost:5173, true",
        "FrontEndOrigin, http://www.example.com, false",
        "TossClientKey, test_gck_docs, true",
        "TossClientKey, test_gsk_docs, false"
    })
    void aValueIsTakenOrRefused(String parameter, String value, boolean taken) {
        assertEquals(taken, takes(parameter, value));
    }

    private static final String ARN = "arn:aws:%s:%s:123456789012:%s";

    /** A live stack, but for these. */
    private static Map<String, String> live(Map<String, String> changes) {
        Map<String, String> values = new HashMap<>(Map.of(
                "Stage", "live",
                "JwtIssuer", "https://issuer.example",
                "JwtAudience", "web",
                "FrontEndOrigin", "https://a.example,https://b.example",
                "TossSecretArn", ARN.formatted("secretsmanager", "ap-northeast-2", "secret:toss-AbCdEf"),
                "TossClientKey", "live_gck_x",
                "TossSuccessUrl", "https://a.example/s",
                "TossFailUrl", "https://a.example/f",
                "AlarmTopicArn", ARN.formatted("sns", "ap-northeast-2", "alarms")));
        values.putAll(changes);
        return values;
    }

    /** What the rules say against these values. */
    private static List<String> objections(Map<String, String> values) {
        List<String> objections = new ArrayList<>();
        Map<?, ?> rules = (Map<?, ?>)
                CloudFormationYaml.read(Path.of("../../template.yaml")).get("Rules");
        for (Object each : rules.values()) {
            Map<?, ?> rule = (Map<?, ?>) each;
            if (holds(rule.get("RuleCondition"), values)) {
                for (Object assertion : (List<?>) rule.get("Assertions")) {
                    if (!holds(((Map<?, ?>) assertion).get("Assert"), values)) {
                        objections.add(String.valueOf(((Map<?, ?>) assertion).get("AssertDescription")));
                    }
                }
            }
        }
        return objections;
    }

    private static boolean holds(Object rule, Map<String, String> values) {
        Map.Entry<?, ?> call = ((Map<?, ?>) rule).entrySet().iterator().next();
        List<?> operands = (List<?>) call.getValue();
        return switch (String.valueOf(call.getKey())) {
            case "Fn::Not" -> !holds(operands.get(0), values);
            case "Fn::Equals" -> text(operands.get(0), values).equals(text(operands.get(1), values));
            default -> throw new IllegalArgumentException("not known here: " + rule);
        };
    }

    private static String text(Object node, Map<String, String> values) {
        if (!(node instanceof Map<?, ?> ref)) {
            return String.valueOf(node);
        }
        String parameter = String.valueOf(ref.get("Ref"));
        return values.getOrDefault(parameter, setting(parameter, "Default"));
    }

    /** Whether there is every resource that the template names. */
    private static boolean isComplete(Map<String, String> values) {
        return Template.read(Path.of("../../template.yaml"))
                        .with(values)
                        .resources("AWS::CloudFormation::WaitConditionHandle")
                        .size()
                == 2;
    }

    @Test
    void aLiveStackThatFitsIsTaken() {
        assertEquals(List.of(), objections(live(Map.of())));
        assertTrue(isComplete(live(Map.of())));
    }

    @Test
    void aLiveStackNobodyWatchesIsRefused() {
        Map<String, String> unwatched = Map.of("AlarmTopicArn", "");

        assertEquals(List.of("Live payments need an AlarmTopicArn"), objections(live(unwatched)));
        assertEquals(List.of(), objections(live(Map.of("AlarmTopicArn", "", "Stage", "test"))));
    }

    @Test
    void aDomainWithoutCertificateIsRefused() {
        assertEquals(
                List.of("A DomainName needs its DomainCertificateArn"),
                objections(live(Map.of("DomainName", "api.example.com"))));
        assertEquals(
                List.of(),
                objections(live(Map.of(
                        "DomainName",
                        "api.example.com",
                        "DomainCertificateArn",
                        ARN.formatted("acm", "ap-northeast-2", "certificate/x")))));
    }

    @ParameterizedTest
    @CsvSource({
        "TossSecretArn, secretsmanager, secret:toss-AbCdEf",
        "TossSecretKmsKeyArn, kms, key/x",
        "AlarmTopicArn, sns, alarms",
        "DomainCertificateArn, acm, certificate/x"
    })
    void anArnOfAnotherRegionIsRefused(String parameter, String service, String resource) {
        assertTrue(isComplete(live(Map.of(parameter, ARN.formatted(service, "ap-northeast-2", resource)))));
        assertFalse(isComplete(live(Map.of(parameter, ARN.formatted(service, "us-east-1", resource)))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "live | TossClientKey | test_gck_x | false",
                "test | TossClientKey | test_gck_x | true",
                "test | TossClientKey | live_gck_x | false",
                "live | FrontEndOrigin | https://a.example,http://localhost:5173 | false",
                "live | FrontEndOrigin | http://localhost:3000 | false",
                "live | TossSuccessUrl | http://localhost:3000/s | false",
                "live | TossFailUrl | http://localhost:3000/f | false"
            })
    void whatIsOfAnotherStageIsRefused(String stage, String parameter, String value, boolean taken) {
        assertEquals(taken, isComplete(live(Map.of("Stage", stage, parameter, value))));
    }

    @Test
    void aTestStacksPagesMayBeOnTheDevelopersMachine() {
        assertTrue(isComplete(live(Map.of(
                "Stage", "test",
                "TossClientKey", "test_gck_x",
                "TossSuccessUrl", "http://localhost:3000/s",
                "FrontEndOrigin", "http://localhost:5173"))));
    }

    /** CloudFormation refuses what names a resource that is not there: something that is always there has to name each. */
    @Test
    void whatMayBeLeftOutIsNamed() {
        Map<?, ?> resources = (Map<?, ?>)
                CloudFormationYaml.read(Path.of("../../template.yaml")).get("Resources");
        Map<?, ?> dashboard = (Map<?, ?>) resources.get("Dashboard");

        assertEquals(null, dashboard.get("Condition"));
        assertEquals(
                List.of(Map.of("Ref", "EveryArnOfThisRegion"), Map.of("Ref", "StageWithItsKeyAndHttps")),
                ((Map<?, ?>) dashboard.get("Metadata")).get("RefusedWithout"));
    }

    /** A list is held against the pattern item by item. */
    @ParameterizedTest
    @ValueSource(strings = {"JwtAudience", "FrontEndOrigin"})
    void severalAreGivenWithCommasBetween(String parameter) {
        assertEquals("CommaDelimitedList", setting(parameter, "Type"));
        Template two = Template.read(Path.of("../../template.yaml"))
                .with(Map.of(
                        "JwtIssuer", "https://issuer.example",
                        "JwtAudience", "web, app",
                        "FrontEndOrigin", "https://a.example,https://b.example",
                        "TossSecretArn", "arn",
                        "TossClientKey", "test_gck_x",
                        "TossSuccessUrl", "https://a.example/s",
                        "TossFailUrl", "https://a.example/f"));
        Cors cors = two.cors();
        assertEquals(List.of("https://a.example", "https://b.example"), cors == null ? List.of() : cors.allowOrigins());
        Authorizer authorizer = two.function("ReadyFunction").routes().get(0).authorizer();
        assertEquals(List.of("web", "app"), authorizer == null ? List.of() : authorizer.audience());
    }

    /** A version's description names what its function depends on, in 256 characters: the longest of all must fit. */
    @ParameterizedTest
    @ValueSource(
            strings = {"ReadyFunction", "ApproveFunction", "CancelFunction", "LookupFunction", "ReconcileFunction"})
    void theLongestParametersFitIntoAVersionsDescription(String function) {
        Map<?, ?> resources = (Map<?, ?>)
                CloudFormationYaml.read(Path.of("../../template.yaml")).get("Resources");
        Map<?, ?> properties = (Map<?, ?>) ((Map<?, ?>) resources.get(function)).get("Properties");
        String description = String.valueOf(((Map<?, ?>) properties.get("VersionDescription")).get("Fn::Sub"));

        String longest = Pattern.compile("\\$\\{(\\w+)}")
                .matcher(description)
                .replaceAll(name -> "x".repeat(longest(name.group(1))));
        assertTrue(longest.length() <= 256, longest.length() + " characters");
    }

    private static int longest(String parameter) {
        String given = setting(parameter, "MaxLength");
        if (!given.equals("null")) {
            return Integer.parseInt(given);
        }
        Object values = ((Map<?, ?>) PARAMETERS.get(parameter)).get("AllowedValues");
        return values instanceof List<?> list
                ? list.stream()
                        .mapToInt(value -> String.valueOf(value).length())
                        .max()
                        .orElseThrow()
                : setting(parameter, "MaxValue").length();
    }
}
