package kr.easyk.payments.sandbox.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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
                "https://login.example.com/realms/easyk"
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
        "TossClientKey, test_gck_docs, true",
        "TossClientKey, test_gsk_docs, false"
    })
    void aValueIsTakenOrRefused(String parameter, String value, boolean taken) {
        assertEquals(taken, takes(parameter, value));
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
