package kr.easyk.payments.sandbox.template;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A SAM template, as far as a laptop needs it: functions with their routes and schedules, the API's authorizers and CORS, tables.
 *
 * <pre>{@code
 * Template template = Template.read(Path.of("template.yaml")).with(Map.of("TossClientKey", "test_gck_sandbox"));
 * template.function("ReadyFunction").environment();
 * }</pre>
 */
public final class Template {
    /** Of an HTTP API; a route can only ask for less. */
    private static final int GATEWAY_LIMIT_MS = 30_000;

    private static final int LAMBDA_DEFAULT_SECONDS = 3;
    private static final int LAMBDA_DEFAULT_MEGABYTES = 128;

    private final Map<?, ?> document;
    private final Intrinsics intrinsics;

    private Template(Map<?, ?> document, Map<String, String> parameters) {
        this.document = document;
        this.intrinsics = new Intrinsics(document, parameters);
    }

    /** @throws TemplateException where the file is missing or is no template */
    public static Template read(Path file) {
        return new Template(Loops.writtenOut(CloudFormationYaml.read(file)), Map.of());
    }

    /** The same template with these parameter values; a parameter not among them has its default. */
    public Template with(Map<String, String> parameters) {
        return new Template(document, Map.copyOf(parameters));
    }

    /** The names of the parameters the template asks for. */
    public Set<String> parameters() {
        return document.get("Parameters") instanceof Map<?, ?> parameters
                ? Set.copyOf(parameters.keySet().stream().map(String::valueOf).toList())
                : Set.of();
    }

    public List<LambdaFunction> functions() {
        List<LambdaFunction> functions = new ArrayList<>();
        resources("AWS::Serverless::Function").forEach((id, properties) -> functions.add(function(id, properties)));
        return List.copyOf(functions);
    }

    public LambdaFunction function(String logicalId) {
        return functions().stream()
                .filter(function -> function.logicalId().equals(logicalId))
                .findFirst()
                .orElseThrow(() -> new TemplateException("the template has no function " + logicalId));
    }

    /** The API's CORS configuration; null where it has none, so that no answer carries a CORS header. */
    public @Nullable Cors cors() {
        Node cors = api().get("CorsConfiguration");
        if (cors.isAbsent()) {
            return null;
        }
        if (cors.isFlag()) {
            return cors.flag() ? new Cors(List.of("*"), List.of("*"), List.of("*"), List.of(), 0, false) : null;
        }
        return new Cors(
                cors.get("AllowOrigins").texts(),
                upperCase(cors.get("AllowMethods").texts()),
                cors.get("AllowHeaders").texts(),
                cors.get("ExposeHeaders").texts(),
                cors.get("MaxAge").number(0),
                cors.get("AllowCredentials").flag());
    }

    public List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        resources("AWS::DynamoDB::Table").forEach((id, properties) -> tables.add(table(id, properties)));
        return List.copyOf(tables);
    }

    /** The name a table has here, such as {@code easyk-sandbox-payments} for {@code PaymentsTable}. */
    public String tableName(String logicalId) {
        return tables().stream()
                .filter(table -> table.logicalId().equals(logicalId))
                .map(Table::name)
                .findFirst()
                .orElseThrow(() -> new TemplateException("the template has no table " + logicalId));
    }

    private LambdaFunction function(String id, Node properties) {
        Node globals = global("Function");
        Map<String, String> environment = new LinkedHashMap<>();
        globals.get("Environment").get("Variables").forEach((name, value) -> environment.put(name, value.text()));
        properties.get("Environment").get("Variables").forEach((name, value) -> environment.put(name, value.text()));

        List<Route> routes = new ArrayList<>();
        List<Schedule> schedules = new ArrayList<>();
        properties.get("Events").forEach((name, event) -> {
            String type = event.get("Type").text();
            Node settings = event.get("Properties");
            switch (type) {
                case "HttpApi" -> routes.add(route(settings));
                case "Schedule" -> schedules.add(schedule(settings.get("Schedule"), "aws.events", settings));
                case "ScheduleV2" ->
                    schedules.add(schedule(settings.get("ScheduleExpression"), "aws.scheduler", settings));
                default ->
                    throw new TemplateException(
                            event.where() + " is a " + type + " event, which the sandbox cannot send");
            }
        });
        return new LambdaFunction(
                id,
                either(properties, globals, "Handler").text(),
                Duration.ofSeconds(either(properties, globals, "Timeout").number(LAMBDA_DEFAULT_SECONDS)),
                either(properties, globals, "MemorySize").number(LAMBDA_DEFAULT_MEGABYTES),
                Map.copyOf(environment),
                List.copyOf(routes),
                List.copyOf(schedules));
    }

    private static Node either(Node properties, Node globals, String name) {
        return properties.get(name).isAbsent() ? globals.get(name) : properties.get(name);
    }

    private Route route(Node event) {
        String method = event.get("Method").text("ANY").toUpperCase(Locale.ROOT);
        String format = event.get("PayloadFormatVersion").text("2.0");
        if (!format.equals("2.0")) {
            throw new TemplateException(
                    event.where() + " asks for payload format " + format + "; the sandbox sends 2.0");
        }
        return new Route(
                method.equals("X-AMAZON-APIGATEWAY-ANY-METHOD") ? "ANY" : method,
                event.get("Path").text(),
                authorizer(event.get("Auth")),
                Duration.ofMillis(event.get("TimeoutInMillis").number(GATEWAY_LIMIT_MS)));
    }

    private @Nullable Authorizer authorizer(Node auth) {
        Node all = api().get("Auth");
        String name = auth.get("Authorizer").text(all.get("DefaultAuthorizer").text("NONE"));
        if (name.equals("NONE")) {
            return null;
        }
        Node settings = all.get("Authorizers").get(name);
        Node jwt = settings.get("JwtConfiguration");
        if (jwt.isAbsent()) {
            throw new TemplateException(settings.where() + " is not a JWT authorizer, the only kind the sandbox has");
        }
        String source = settings.get("IdentitySource").text("$request.header.Authorization");
        if (!source.equalsIgnoreCase("$request.header.Authorization")) {
            throw new TemplateException(settings.where() + " reads the token from " + source
                    + "; the sandbox, from the Authorization header");
        }
        Node scopes = auth.get("AuthorizationScopes").isAbsent()
                ? settings.get("AuthorizationScopes")
                : auth.get("AuthorizationScopes");
        return new Authorizer(
                name, jwt.get("issuer").text(), jwt.get("audience").texts(), scopes.texts());
    }

    private static Schedule schedule(Node expression, String source, Node settings) {
        Node input = settings.get("Input");
        return new Schedule(expression.text(), source, input.isAbsent() ? null : input.text());
    }

    private static Table table(String id, Node properties) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (Node attribute : properties.get("AttributeDefinitions").items()) {
            attributes.put(
                    attribute.get("AttributeName").text(),
                    attribute.get("AttributeType").text());
        }
        List<Table.Index> indexes = properties.get("GlobalSecondaryIndexes").items().stream()
                .map(index -> new Table.Index(
                        index.get("IndexName").text(),
                        key(index),
                        index.get("Projection").get("ProjectionType").text(),
                        index.get("Projection").get("NonKeyAttributes").texts()))
                .toList();
        return new Table(id, SandboxStack.tableName(id), Map.copyOf(attributes), key(properties), indexes);
    }

    private static Table.Key key(Node owner) {
        String hash = null;
        String range = null;
        for (Node part : owner.get("KeySchema").items()) {
            if (part.get("KeyType").text().equals("HASH")) {
                hash = part.get("AttributeName").text();
            } else {
                range = part.get("AttributeName").text();
            }
        }
        if (hash == null) {
            throw new TemplateException(owner.where() + ".KeySchema names no HASH key");
        }
        return new Table.Key(hash, range);
    }

    private static List<String> upperCase(List<String> texts) {
        return texts.stream().map(text -> text.toUpperCase(Locale.ROOT)).toList();
    }

    /** The one HTTP API: its own resource, or what {@code Globals} says of it. */
    private Node api() {
        Map<String, Node> apis = resources("AWS::Serverless::HttpApi");
        if (apis.size() > 1) {
            throw new TemplateException(
                    "the template has several HTTP APIs " + apis.keySet() + "; the sandbox runs one");
        }
        return apis.isEmpty() ? global("HttpApi") : apis.values().iterator().next();
    }

    private Node global(String kind) {
        Object globals = document.get("Globals") instanceof Map<?, ?> map ? map.get(kind) : null;
        return new Node(globals, "Globals." + kind, intrinsics);
    }

    Map<String, Node> resources(String type) {
        Map<String, Node> found = new LinkedHashMap<>();
        if (document.get("Resources") instanceof Map<?, ?> resources) {
            resources.forEach((key, value) -> {
                if (value instanceof Map<?, ?> resource && type.equals(resource.get("Type")) && exists(resource)) {
                    String id = String.valueOf(key);
                    found.put(id, new Node(resource.get("Properties"), id, intrinsics));
                }
            });
        }
        return found;
    }

    private boolean exists(Map<?, ?> resource) {
        return resource.get("Condition") == null || intrinsics.condition(String.valueOf(resource.get("Condition")));
    }
}
