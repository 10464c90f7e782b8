package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What {@code functions/openapi.yaml} says of the API: the requests it takes and the answers it gives. */
final class ApiDescription {
    static final ApiDescription PAYMENTS = new ApiDescription(Path.of("../openapi.yaml"));

    private static final String JSON_TYPE = "application/json";
    private static final String PROBLEM_TYPE = "application/problem+json";
    private static final String GATEWAY_MESSAGE = "#/components/schemas/GatewayMessage";
    private static final String URI = "https://easyk.example/openapi.json";

    /**
     * One kind of answer.
     *
     * @param what a problem's {@code code}, the {@code status} of what is in the body, or nothing where it has neither
     */
    record Documented(String route, int status, String what) implements Comparable<Documented> {
        static Documented of(String route, Reply reply) {
            JsonNode body = reply.body();
            return new Documented(
                    route,
                    reply.status(),
                    body.path(body.has("code") ? "code" : "status").asText());
        }

        @Override
        public int compareTo(Documented other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return route + " → " + status + " " + what;
        }
    }

    private final JsonNode document;
    private final Map<String, JsonNode> operations;
    private final SchemaRegistry schemas;

    private ApiDescription(Path file) {
        document = read(file);
        operations = operations(document);
        schemas = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemas(Map.of(URI, document.toString()))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build()));
    }

    private static JsonNode read(Path file) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try (Reader text = Files.newBufferedReader(file)) {
            return World.JSON.valueToTree(new Yaml(new SafeConstructor(options)).load(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Such as {@code POST /api/payments/ready}. */
    Map<String, JsonNode> operations() {
        return operations;
    }

    private static Map<String, JsonNode> operations(JsonNode document) {
        Map<String, JsonNode> operations = new LinkedHashMap<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> operations.put(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                operation.getValue())));
        return operations;
    }

    /** Whether callers need a token for it. */
    boolean needsToken(String route) {
        return operation(route).path("security").isMissingNode();
    }

    /** The examples of request bodies, by name. */
    Map<String, JsonNode> requestExamples(String route) {
        Map<String, JsonNode> examples = new LinkedHashMap<>();
        operation(route)
                .at("/requestBody/content/application~1json/examples")
                .properties()
                .forEach(each -> examples.put(each.getKey(), each.getValue().path("value")));
        return examples;
    }

    /** The examples of problems, each named by its code and its language. */
    Map<String, JsonNode> problemExamples() {
        Map<String, JsonNode> examples = new LinkedHashMap<>();
        document.at("/components/examples").properties().forEach(each -> {
            JsonNode value = each.getValue().path("value");
            if (value.has("code")) {
                examples.put(each.getKey(), value);
            }
        });
        return examples;
    }

    /** Whether a request body is as the description has it. */
    boolean takes(String route, String body) {
        return errors(pointer(route) + "/requestBody/content/application~1json/schema", body)
                .isEmpty();
    }

    /** Every kind of answer that is ours to give; API Gateway's own ones are {@link #givenByTheGateway}. */
    Set<Documented> answers() {
        Set<Documented> all = new TreeSet<>();
        operations()
                .forEach((route, operation) -> operation
                        .path("responses")
                        .properties()
                        .forEach(response -> contents(response.getValue()).forEach((type, schema) -> {
                            if (!isTheGateways(schema)) {
                                values(schema, type.equals(PROBLEM_TYPE) ? "code" : "status")
                                        .forEach(value -> all.add(
                                                new Documented(route, Integer.parseInt(response.getKey()), value)));
                            }
                        })));
        return all;
    }

    /** The statuses that API Gateway may answer with by itself. */
    Set<Integer> givenByTheGateway() {
        Set<Integer> statuses = new TreeSet<>();
        operations()
                .values()
                .forEach(operation -> operation
                        .path("responses")
                        .properties()
                        .forEach(response -> contents(response.getValue()).forEach((type, schema) -> {
                            if (isTheGateways(schema)) {
                                statuses.add(Integer.parseInt(response.getKey()));
                            }
                        })));
        return statuses;
    }

    private static boolean isTheGateways(JsonNode schema) {
        return schema.path("$ref").asText().equals(GATEWAY_MESSAGE);
    }

    private Map<String, JsonNode> contents(JsonNode response) {
        Map<String, JsonNode> schemas = new LinkedHashMap<>();
        resolved(response)
                .path("content")
                .properties()
                .forEach(each -> schemas.put(each.getKey(), each.getValue().path("schema")));
        return schemas;
    }

    /** The values a property may have, as the schema itself or the one it builds on lists them; an empty text where neither does. */
    private List<String> values(JsonNode schema, String property) {
        for (JsonNode each : List.of(schema, resolved(schema))) {
            JsonNode allowed = each.path("properties").path(property);
            if (allowed.has("const")) {
                return List.of(allowed.path("const").asText());
            }
            if (allowed.has("enum")) {
                return StreamSupport.stream(allowed.path("enum").spliterator(), false)
                        .map(JsonNode::asText)
                        .toList();
            }
        }
        return List.of("");
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    private JsonNode operation(String route) {
        JsonNode operation = operations.get(route);
        return operation == null ? fail(route + " is not described") : operation;
    }

    private static String pointer(String route) {
        String[] parts = route.split(" ", 2);
        return "/paths/" + parts[1].replace("/", "~1") + "/" + parts[0].toLowerCase(Locale.ROOT);
    }

    /** Fails unless the route is said to give this answer: its status, its headers, and its body by the schema. */
    void check(String route, Reply reply) {
        String what = route + " → " + reply.status() + " " + reply.body();
        String at = pointer(route) + "/responses/" + reply.status();
        JsonNode response = document.at(at);
        assertTrue(response.isObject(), () -> "not described: " + what);
        if (response.has("$ref")) {
            at = response.path("$ref").asText().substring(1);
        }
        String type = reply.headers().getOrDefault("content-type", "");
        assertEquals(reply.status() < 400 ? JSON_TYPE : PROBLEM_TYPE, type, what);
        for (Map.Entry<String, JsonNode> header : document.at(at + "/headers").properties()) {
            checkHeader(header.getKey(), resolved(header.getValue()), at, reply, what);
        }
        List<String> errors = errors(
                at + "/content/" + type.replace("/", "~1") + "/schema",
                reply.body().toString());
        assertEquals(List.of(), errors, what);
    }

    private void checkHeader(String name, JsonNode header, String at, Reply reply, String what) {
        String value = reply.headers().get(name.toLowerCase(Locale.ROOT));
        if (value == null) {
            assertTrue(!header.path("required").asBoolean(), () -> "without " + name + ": " + what);
            return;
        }
        boolean number = header.at("/schema/type").asText().equals("integer");
        JsonNode declared = document.at(at + "/headers/" + name);
        String schema = (declared.has("$ref") ? declared.path("$ref").asText().substring(1) : at + "/headers/" + name)
                + "/schema";
        String json =
                number ? value : World.JSON.getNodeFactory().textNode(value).toString();
        assertEquals(List.of(), errors(schema, json), () -> name + ": " + value + " in " + what);
    }

    private List<String> errors(String pointer, String json) {
        List<String> errors = new ArrayList<>();
        schemas.getSchema(SchemaLocation.of(URI + "#" + pointer))
                .validate(json, InputFormat.JSON)
                .forEach(error -> errors.add(error.toString()));
        return errors;
    }
}
