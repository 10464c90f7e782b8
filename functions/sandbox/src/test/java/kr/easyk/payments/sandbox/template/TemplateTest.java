package kr.easyk.payments.sandbox.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kr.easyk.payments.telemetry.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateTest {
    private static final Map<String, String> VALUES = Map.of(
            "JwtIssuer", "http://localhost:3000/sandbox",
            "JwtAudience", "easyk-sandbox",
            "FrontEndOrigin", "http://localhost:3000");
    private static final Template TEMPLATE =
            Template.read(Path.of("src/test/resources/template.yaml")).with(VALUES);

    @TempDir
    private Path directory;

    private Template template(String yaml) throws IOException {
        return Template.read(Files.writeString(directory.resolve("template.yaml"), yaml));
    }

    private static String function(String properties) {
        return "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: a.B\n"
                + properties.indent(6);
    }

    private static void assertBroken(String message, Template template) {
        TemplateException broken = assertThrows(TemplateException.class, template::functions);
        assertTrue(String.valueOf(broken.getMessage()).contains(message), broken.getMessage());
    }

    @Test
    void aFunctionHasItsOwnSettingsBeforeTheGlobalOnes() {
        LambdaFunction echo = TEMPLATE.function("EchoFunction");
        LambdaFunction answer = TEMPLATE.function("AnswerFunction");

        assertEquals(Duration.ofSeconds(10), echo.limit());
        assertEquals(Duration.ofSeconds(1), answer.limit());
        assertEquals(512, echo.memoryMegabytes());
        assertEquals("global", answer.environment().get("GREETING"));
    }

    @Test
    void theFunctionsOfCloudFormationAreEvaluated() {
        Map<String, String> environment = TEMPLATE.function("EchoFunction").environment();

        assertEquals("easyk-sandbox-payments", environment.get("PAYMENTS_TABLE"));
        assertEquals("hello from ap-northeast-2 ${literal}", environment.get("GREETING"));
        assertEquals("a:hello:y", environment.get("JOINED"));
        assertEquals(
                "arn:aws:dynamodb:ap-northeast-2:000000000000:table/easyk-sandbox-payments",
                environment.get("TABLE_ARN"));
        assertEquals("plain", environment.get("CHOSEN"));
    }

    @Test
    void aSettingThatIsNoValueIsAbsent() {
        assertFalse(TEMPLATE.function("EchoFunction").environment().containsKey("EXTRA"));

        Template other = TEMPLATE.with(Map.of("Extra", "more", "JwtIssuer", "i", "JwtAudience", "a"));
        assertEquals("more", other.function("EchoFunction").environment().get("EXTRA"));
        assertEquals("fancy", other.function("EchoFunction").environment().get("CHOSEN"));
    }

    @Test
    void aResourceWhoseConditionIsFalseIsNotThere() {
        assertEquals(
                Set.of("EchoFunction", "AnswerFunction", "TickFunction"),
                TEMPLATE.functions().stream().map(LambdaFunction::logicalId).collect(Collectors.toSet()));
    }

    @Test
    void aRouteHasTheDefaultAuthorizerUnlessItSaysNone() {
        List<Route> routes = TEMPLATE.function("EchoFunction").routes();

        Authorizer authorizer = routes.get(0).authorizer();
        assertEquals(
                new Authorizer("Jwt", "http://localhost:3000/sandbox", List.of("easyk-sandbox"), List.of()),
                authorizer);
        assertNull(routes.stream()
                .filter(route -> route.path().equals("/api/open"))
                .findFirst()
                .orElseThrow()
                .authorizer());
    }

    @Test
    void aParameterWithoutDefaultAndValueIsNamed() {
        Template bare = Template.read(Path.of("src/test/resources/template.yaml"));

        assertBroken("the template's parameter JwtIssuer has no default, and the sandbox has no value for it", bare);
    }

    @Test
    void aFunctionTheSandboxDoesNotKnowIsNamedWithItsPlace() throws IOException {
        assertBroken(
                "F.Environment.Variables.X uses Fn::GetAZs, which the sandbox does not know",
                template(function("Environment: {Variables: {X: !GetAZs here}}")));
    }

    @Test
    void anAttributeTheSandboxCannotTellIsNamed() throws IOException {
        assertBroken(
                "asks for Arn of Q, a AWS::Other::Thing, which the sandbox cannot tell",
                template(function("Environment: {Variables: {X: !GetAtt Q.Arn}}")
                        + "  Q:\n    Type: AWS::Other::Thing\n"));
    }

    @Test
    void aNameThatIsNothingIsSaid() throws IOException {
        assertBroken(
                "names Nothing, which is no parameter or resource of the template",
                template(function("Environment: {Variables: {X: !Sub \"${Nothing}\"}}")));
    }

    @Test
    void anEventTheSandboxCannotSendIsSaid() throws IOException {
        assertBroken(
                "F.Events.E is a SQS event, which the sandbox cannot send",
                template(function("Events: {E: {Type: SQS, Properties: {Queue: x}}}")));
    }

    @Test
    void theOldPayloadFormatIsRefused() throws IOException {
        assertBroken(
                "asks for payload format 1.0; the sandbox sends 2.0",
                template(
                        function(
                                "Events: {E: {Type: HttpApi, Properties: {Path: /x, Method: get, PayloadFormatVersion: '1.0'}}}")));
    }

    @Test
    void aMissingFileAndBrokenYamlAreSaid() {
        Path nowhere = directory.resolve("nowhere.yaml");
        assertTrue(assertThrows(TemplateException.class, () -> Template.read(nowhere))
                .getMessage()
                .contains("cannot read the template"));
        assertTrue(assertThrows(TemplateException.class, () -> template("a: ["))
                .getMessage()
                .contains("is not valid YAML"));
    }

    @Test
    void aLoopIsWrittenOut() throws IOException {
        Template looped = template("""
                Resources:
                  Fn::ForEach::Each:
                    - Name
                    - [Red, dark-blue]
                    - F&{Name}:
                        Type: AWS::Serverless::Function
                        Properties:
                          Handler: a.${Name}
                          Environment: {Variables: {NAME: !Ref Name, TEXT: !Sub "${Name} in ${AWS::Region}"}}
                """);

        assertEquals("a.Red", looped.function("FRed").handler());
        assertEquals(
                Map.of("NAME", "dark-blue", "TEXT", "dark-blue in ap-northeast-2"),
                looped.function("Fdarkblue").environment());
    }

    @Test
    void aLoopThatIsNoneIsSaid() {
        assertTrue(assertThrows(
                        TemplateException.class,
                        () -> template("Resources: {'Fn::ForEach::Each': [Name, !Ref Names, {F: {}}]}"))
                .getMessage()
                .contains("Fn::ForEach::Each should be a name, a list of texts and what to repeat"));
    }

    @Test
    void theDeployedTemplateIsUnderstoodInFull() {
        Template deployed = deployed(Map.of());

        Set<String> routes = deployed.functions().stream()
                .flatMap(function -> function.routes().stream())
                .map(Route::key)
                .collect(Collectors.toSet());
        assertEquals(
                Set.of(
                        "POST /api/payments/ready",
                        "POST /api/payments/approve",
                        "POST /api/payments/cancel",
                        "GET /api/payments",
                        "GET /api/payments/{payment_id}",
                        "POST /api/payments/webhook"),
                routes);
        assertNull(deployed.function("WebhookFunction").routes().get(0).authorizer());
        assertEquals(1, deployed.function("ReconcileFunction").schedules().size());
        assertEquals("easyk-sandbox-consultations", deployed.tableName("ConsultationsTable"));
        Cors cors = deployed.cors();
        assertEquals(List.of("http://localhost:3000"), cors == null ? List.of() : cors.allowOrigins());
        assertEquals(List.of("retry-after", "apigw-requestid"), cors == null ? List.of() : cors.exposeHeaders());
        for (Table.Index index : deployed.tables().get(0).indexes()) {
            // Since when something is open tells nobody who pays, nor what.
            String most = index.name().equals("open_payments") ? "INCLUDE" : "KEYS_ONLY";
            assertEquals(most, index.projection(), "the index " + index.name() + " holds what only the table should");
        }
    }

    private static Template deployed(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(more);
        values.put("JwtIssuer", "http://localhost:3000/sandbox");
        values.put("JwtAudience", "easyk-sandbox");
        values.put("FrontEndOrigin", "http://localhost:3000");
        values.put("TossSecretArn", "arn");
        values.put("TossClientKey", "test_gck_sandbox");
        values.put("TossSuccessUrl", "http://localhost:3000/checkout/success");
        values.put("TossFailUrl", "http://localhost:3000/checkout/fail");
        return Template.read(Path.of("../../template.yaml")).with(values);
    }

    /** The alarm holds each function's time against its limit, which stands elsewhere in the template. */
    @Test
    void theSlowAlarmGoesByTheFunctionsTimeLimits() {
        Template deployed = deployed(Map.of());
        String expression = Alarm.of(deployed).get("slow").expression();

        for (LambdaFunction function : deployed.functions()) {
            if (!function.routes().isEmpty()) {
                String name = function.logicalId().replace("Function", "").toLowerCase(Locale.ROOT);
                assertTrue(
                        expression.matches(
                                ".*\\b" + name + " / " + function.limit().toSeconds() + "\\b.*"),
                        name + " has " + function.limit() + ": " + expression);
            }
        }
    }

    @Test
    void theDashboardShowsMetricsThatAreWrittenAndTheTablesInUse() throws IOException {
        String body = deployed(Map.of("TableSuffix", "-r1"))
                .resources("AWS::CloudWatch::Dashboard")
                .get("Dashboard")
                .get("DashboardBody")
                .text();
        Set<String> shown = new TreeSet<>();
        for (JsonNode widget : new ObjectMapper().readTree(body).path("widgets")) {
            JsonNode before = MissingNode.getInstance();
            for (JsonNode metric : widget.at("/properties/metrics")) {
                boolean samePlace = metric.path(0).asText().startsWith(".");
                String namespace = (samePlace ? before : metric).path(0).asText();
                String name = metric.path(0).asText().equals("...")
                        ? before.path(1).asText()
                        : metric.path(1).asText();
                if (namespace.equals("easyk/payments")) {
                    shown.add(name);
                }
                before = samePlace ? before : metric;
            }
        }

        Set<String> written = Arrays.stream(Metric.values()).map(Metric::title).collect(Collectors.toSet());
        assertTrue(shown.contains("SettledByReconcile"), shown.toString());
        assertTrue(written.containsAll(shown), shown + " of " + written);
        assertTrue(
                body.contains("(\\\"easyk-sandbox-payments-r1\\\" OR \\\"easyk-sandbox-consultations-r1\\\")"), body);
    }
}
