package kr.easyk.payments.sandbox.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kr.easyk.payments.sandbox.gateway.HttpApiEvent;
import kr.easyk.payments.sandbox.promises.ApiDescription.Documented;
import kr.easyk.payments.sandbox.template.Route;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Holds the functions to {@code functions/openapi.yaml}, and it to them. Each single answer the {@link World} checks by itself. */
class ApiContractTest {
    private static final ApiDescription API = ApiDescription.PAYMENTS;

    @RegisterExtension
    final World world = new World();

    @Test
    void everyAnswerThatIsDescribedIsGivenAndNoOther() {
        Set<Documented> given = new Tour(world).walk();

        assertEquals(lines(API.answers()), lines(given));
    }

    @Test
    void whatOnlyTheGatewayAnswersIsKnown() {
        assertEquals(Set.of(401, 413, 429, 500, 503, 504), API.givenByTheGateway());
    }

    @Test
    void theRoutesAreThoseOfTheTemplate() {
        Map<String, Boolean> deployed = World.TEMPLATE.functions().stream()
                .flatMap(function -> function.routes().stream())
                .collect(Collectors.toMap(Route::key, route -> route.authorizer() != null));
        Map<String, Boolean> described =
                API.operations().keySet().stream().collect(Collectors.toMap(Function.identity(), API::needsToken));

        assertEquals(deployed, described);
    }

    @TestFactory
    Stream<DynamicTest> everyExampleOfARequestIsTaken() {
        Payer payer = world.payer();
        world.putConsultation("c-2026-0001", payer.userId(), 50_000);
        return examples()
                .map(example -> dynamicTest(example.toString(), () -> {
                    assertTrue(API.takes(example.route(), example.body().toString()));
                    Reply reply = send(payer, example.route(), example.body().toString());
                    assertNotEquals(
                            "INVALID_REQUEST",
                            reply.text("code"),
                            () -> reply.body().toString());
                    assertTrue(reply.status() < 500, () -> reply.body().toString());
                }));
    }

    /** Both ways: what the description of a request refuses is invalid to the functions, and nothing else is. */
    @TestFactory
    Stream<DynamicTest> theFunctionsRefuseWhatTheDescriptionOfARequestRefuses() {
        Payer payer = world.payer();
        world.putConsultation("c-2026-0001", payer.userId(), 50_000);
        return examples()
                .map(example -> dynamicTest(example.toString(), () -> {
                    for (OddJson odd : OddJson.of((ObjectNode) example.body())) {
                        Reply reply = send(payer, example.route(), odd.body());
                        boolean taken = API.takes(example.route(), odd.body());
                        boolean refused = reply.text("code").equals("INVALID_REQUEST");
                        assertTrue(taken || refused, () -> odd.name() + " is taken");
                        assertTrue(!taken || !refused || isBeyondSchemas(odd), () -> odd.name() + ": " + reply.body());
                        assertTrue(reply.status() < 500, () -> odd.name() + ": " + reply.body());
                    }
                }));
    }

    /**
     * What is refused although the validator takes it: to JSON Schema 1.0 is an integer and half a character a text, and to the
     * JDK's regular expressions, unlike ECMAScript's, an ideographic or a no-break space is none.
     */
    private static boolean isBeyondSchemas(OddJson odd) {
        return Set.of("50000.0", "5e4", "\"\\ud83d\"", "\"\u3000\u3000\"", "\"\u00a0\"")
                .contains(odd.value());
    }

    @TestFactory
    Stream<DynamicTest> theExamplesOfProblemsSpeakAsTheFunctionsDo() {
        return API.problemExamples().entrySet().stream()
                .map(each -> dynamicTest(each.getKey(), () -> {
                    JsonNode problem = each.getValue();
                    Properties texts =
                            texts(each.getKey().substring(each.getKey().length() - 2));
                    String code = problem.path("code").asText();
                    String field = problem.path("field").asText("detail");
                    assertEquals(
                            texts.getProperty(code + ".title"),
                            problem.path("title").asText());
                    String detail = texts.getProperty(code + "." + field, texts.getProperty(code + ".detail"));
                    assertTrue(
                            problem.path("detail").asText().endsWith(detail.replace("{field}", field)),
                            () -> problem.path("detail").asText() + "\nis not: " + detail);
                }));
    }

    private static Properties texts(String language) throws IOException {
        String file = "/kr/easyk/payments/edge/messages_" + language + ".properties";
        try (Reader reader =
                new InputStreamReader(ApiContractTest.class.getResourceAsStream(file), StandardCharsets.UTF_8)) {
            Properties texts = new Properties();
            texts.load(reader);
            return texts;
        }
    }

    private record Example(String route, String name, JsonNode body) {
        @Override
        public String toString() {
            return route + ": " + name;
        }
    }

    private static Stream<Example> examples() {
        return API.operations().keySet().stream()
                .flatMap(route -> API.requestExamples(route).entrySet().stream()
                        .map(each -> new Example(route, each.getKey(), each.getValue())));
    }

    private Reply send(Payer payer, String route, String body) {
        HttpApiEvent event = HttpApiEvent.request("POST", route.substring("POST ".length()))
                .header("idempotency-key", "5f0e2f0b-6b0e-4a86-9c86-0f2f6c8c1d55")
                .json(body);
        boolean signedIn = API.needsToken(route);
        return world.invoke(route.substring(route.lastIndexOf('/') + 1), signedIn ? event.user(payer.userId()) : event);
    }

    private static String lines(Set<Documented> answers) {
        return answers.stream().map(Documented::toString).collect(Collectors.joining("\n"));
    }
}
