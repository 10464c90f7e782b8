package kr.easyk.payments.sandbox;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kr.easyk.payments.model.PaymentStatus;
import kr.easyk.payments.sandbox.template.Alarm;
import kr.easyk.payments.sandbox.template.Template;
import kr.easyk.payments.sandbox.toss.TossSimulator;
import kr.easyk.payments.telemetry.Metric;
import org.junit.jupiter.api.Test;

/** README and {@code functions/docs} name what there is, all of it where they list it, and every link leads somewhere. */
class DocsTest {
    private static final Path TOP = Path.of("../..").toAbsolutePath().normalize();
    private static final Path README = TOP.resolve("README.md");
    private static final Path DOCS = TOP.resolve("functions/docs");
    private static final int MOST_LINES = 250;

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");

    /** {@code SNAKE_CAPS}, {@code snake_case}, {@code CamelCase} and {@code camelCase}: somebody else's word is none of these. */
    private static final Pattern NAME =
            Pattern.compile("(?<![\\w$])(?:[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+|[A-Za-z][a-z0-9]+[A-Z][A-Za-z0-9]*)(?!\\w)");

    /** Stand for what the reader puts in. */
    private static final Set<String> PLACEHOLDERS =
            Set.of("PAYMENT_KEY", "TRANSMISSION_ID", "CONSULTATION_ID", "POOL_ID");

    @Test
    void theReadmeIsReadInAHurry() {
        long lines = read(README).lines().count();

        assertTrue(
                lines <= MOST_LINES,
                "README.md has " + lines + " lines; at most " + MOST_LINES + ", the rest is for functions/docs");
    }

    @Test
    void everyLinkLeadsSomewhere() {
        Set<String> broken = new TreeSet<>();
        for (Path page : pages()) {
            for (String link : all(LINK, withoutBlocks(read(page)), 1)) {
                if (!link.contains("://") && !leadsSomewhere(page, link)) {
                    broken.add(TOP.relativize(page) + ": " + link);
                }
            }
        }

        assertEquals(Set.of(), broken);
    }

    @Test
    void theReadmeLinksEveryPage() {
        Set<Path> linked = all(LINK, read(README), 1).stream()
                .filter(link -> !link.contains("://"))
                .map(link -> TOP.resolve(link.replaceFirst("#.*", "")))
                .collect(Collectors.toSet());

        assertEquals(
                List.of(),
                pagesInDocs().stream().filter(page -> !linked.contains(page)).toList());
    }

    @Test
    void everyNameIsOneThatTheProjectKnows() {
        Set<String> known = words();
        Set<String> unknown = new TreeSet<>();
        for (Path page : pages()) {
            for (String code : all(CODE, withoutBlocks(read(page)), 1)) {
                for (String name : all(NAME, code, 0)) {
                    if (!PLACEHOLDERS.contains(name) && !known.contains(name)) {
                        unknown.add(TOP.relativize(page) + ": " + name);
                    }
                }
            }
        }

        assertEquals(Set.of(), unknown);
    }

    @Test
    void everyFileThatIsNamedIsThere() {
        Set<String> missing = new TreeSet<>();
        for (Path page : pages()) {
            for (String code : all(CODE, withoutBlocks(read(page)), 1)) {
                if (code.matches("(functions|events|\\.ci|\\.images)/[\\w./-]+")
                        && !code.contains("/target")
                        && !Files.exists(TOP.resolve(code))) {
                    missing.add(TOP.relativize(page) + ": " + code);
                }
            }
        }

        assertEquals(Set.of(), missing);
    }

    @Test
    void everyRouteIsInTheDescription() {
        Set<String> routes = new TreeSet<>();
        for (Path page : pages()) {
            routes.addAll(all(Pattern.compile("`(?:GET|POST) (/api/[\\w/{}]+)`"), read(page), 1));
        }

        String description = read(TOP.resolve("functions/openapi.yaml"));
        assertFalse(routes.isEmpty());
        routes.removeIf(route -> description.contains("\n  " + route + ":\n"));
        assertEquals(Set.of(), routes);
    }

    @Test
    void theRunbookHasEveryAlarmAndNoOther() {
        Template template = Template.read(TOP.resolve("template.yaml"));
        Set<String> alarms = new TreeSet<>(Alarm.of(template).keySet());

        assertEquals(alarms, firstColumn("operating.md", "Alarms"));
        assertEquals(alarms, new TreeSet<>(Alarm.queries(template).keySet()));
        for (Alarm alarm : Alarm.of(template).values()) {
            assertFalse(section("operating.md", alarm.name()).isBlank(), alarm.name() + " has no section");
            assertTrue(alarm.description().endsWith("/operating.md#" + alarm.name()), alarm.description());
            assertTrue(alarm.description().contains("/" + alarm.name() + "."), alarm.description());
        }
    }

    @Test
    void everyMetricIsExplainedAndNoOther() {
        Set<String> metrics = Arrays.stream(Metric.values()).map(Metric::title).collect(toCollection(TreeSet::new));

        assertEquals(metrics, firstColumn("operating.md", "Metrics"));
    }

    @Test
    void everyParameterStandsWithItsDefault() {
        String parameters = template().replaceFirst("(?s).*\nParameters:\n(.*?)\n\\w.*", "$1");
        Map<String, String> defaults = new TreeMap<>();
        for (String parameter : parameters.split("\n(?=  \\w)")) {
            List<String> given = all(Pattern.compile("\n    Default: (.*)"), parameter, 1);
            String value = given.isEmpty() ? "" : given.get(0).equals("\"\"") ? "empty" : given.get(0);
            defaults.put(parameter.strip().replaceFirst("(?s):.*", ""), value);
        }

        Map<String, String> documented = new TreeMap<>();
        for (List<String> row : rows("deploying.md", "Parameters")) {
            List<String> names = all(CODE, row.get(0), 1);
            String[] values = row.get(1).replace("`", "").split(", ", -1);
            for (int i = 0; i < names.size(); i++) {
                documented.put(names.get(i), values[Math.min(i, values.length - 1)]);
            }
        }
        assertEquals(defaults, documented);
    }

    @Test
    void everyVariableOfTheFunctionsIsExplained() {
        Set<String> variables = new TreeSet<>(all(Pattern.compile("\n {8,10}([A-Z]+(?:_[A-Z]+)+): "), template(), 1));
        Pattern read = Pattern.compile("(?:setting\\(|limit\\(wiring,)\\s*\"((?!AWS_)\\w+)\"");
        filesUnder(TOP.resolve("functions"))
                .filter(file -> file.toString().endsWith(".java"))
                .filter(file -> file.toString().contains("/src/main/"))
                .filter(file -> !file.startsWith(TOP.resolve("functions/bench")))
                .forEach(file -> variables.addAll(all(read, read(file), 1)));

        assertEquals(variables, firstColumn("deploying.md", "The functions' environment"));
    }

    @Test
    void everySettingOfTheSandboxIsExplained() {
        Path main = TOP.resolve("functions/sandbox/src/main/java/kr/easyk/payments/sandbox");
        String readers = read(main.resolve("Main.java")) + read(main.resolve("TossKeys.java"));
        Set<String> read = new TreeSet<>(all(Pattern.compile("\"([A-Z]+(?:_[A-Z]+)+)\""), readers, 1));

        assertEquals(read, firstColumn("sandbox.md", "Settings"));
    }

    @Test
    void everyStatusIsExplained() {
        Set<String> statuses = Arrays.stream(PaymentStatus.values())
                // What stands for the names that only a newer version has.
                .filter(status -> status != PaymentStatus.UNRECOGNISED)
                .map(PaymentStatus::wireName)
                .collect(toCollection(TreeSet::new));

        assertEquals(statuses, firstColumn("front-end.md", "What a payment can be"));
    }

    @Test
    void everyKindOfFaultIsExplained() {
        Set<String> kinds = all(Pattern.compile("\n    ([A-Z_0-9]+)[,;]"), simulator("FaultKind"), 1).stream()
                .map(kind -> kind.toLowerCase(Locale.ROOT))
                .collect(toCollection(TreeSet::new));

        assertEquals(kinds, firstColumn("sandbox.md", "Faults"));
    }

    @Test
    void everyCardAndAccountIsListed() {
        Pattern number = Pattern.compile("(\\d{4}(?:-\\d{4}){2}|\\d{3}-\\d{3})?-(\\d{4,6})(?: to -(\\d{4,6}))?");
        Set<String> listed = new TreeSet<>();
        for (String row : section("sandbox.md", "Cards and accounts").split("\n")) {
            String prefix = "";
            for (MatchResult match : number.matcher(row.replaceFirst("^\\|([^|]*)\\|.*", "$1"))
                    .results()
                    .toList()) {
                prefix = match.group(1) == null ? prefix : match.group(1);
                int first = Integer.parseInt(match.group(2));
                int last = match.group(3) == null ? first : Integer.parseInt(match.group(3));
                for (int i = first; i <= last; i++) {
                    listed.add(prefix + "-"
                            + String.format(Locale.ROOT, "%0" + match.group(2).length() + "d", i));
                }
            }
        }

        assertEquals(
                new TreeSet<>(all(Pattern.compile("\\(\"([\\d-]+)\", Method"), simulator("TestMeans"), 1)), listed);
    }

    /** Sent without what it needs, a call that exists complains of that; one that does not exist is not found. */
    @Test
    void everyCallOfTheSandboxExists() {
        Set<String> unknown = new TreeSet<>();
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.forTests(TOP.resolve("template.yaml")))) {
            TossSimulator toss = sandbox.simulator();
            String payment = toss.authenticate("easyk_docs", 1_000);
            toss.expire("easyk_docs");
            Map<String, URI> ports = Map.of("3000", sandbox.api(), "3001", toss.uri());
            Map<String, String> ids = Map.of(
                    "PAYMENT_KEY", payment,
                    "TRANSMISSION_ID", toss.webhooks().get(0).transmissionId(),
                    "CONSULTATION_ID", sandbox.createConsultation("mina", "Visa consultation", 30_000));
            Pattern call = Pattern.compile("`(GET|POST|DELETE) :(\\d+)(/sandbox/[\\w/]+)`");
            List<MatchResult> calls = call.matcher(section("sandbox.md", "Calls beside the API"))
                    .results()
                    .toList();
            assertFalse(calls.isEmpty());
            for (MatchResult each : calls) {
                String path = each.group(3);
                for (Map.Entry<String, String> id : ids.entrySet()) {
                    path = path.replace(id.getKey(), id.getValue());
                }
                byte[] body = each.group(1).equals("POST") ? "{}".getBytes(StandardCharsets.UTF_8) : new byte[0];
                Http.Answer answer = new Http(ports.get(each.group(2))).send(each.group(1), path, body);
                if (answer.status() == 404) {
                    unknown.add(each.group());
                }
            }
        }

        assertEquals(Set.of(), unknown);
    }

    private static List<Path> pages() {
        return Stream.concat(Stream.of(README), pagesInDocs().stream()).toList();
    }

    private static List<Path> pagesInDocs() {
        return filesUnder(DOCS).filter(file -> file.toString().endsWith(".md")).toList();
    }

    private static boolean leadsSomewhere(Path page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    /** As GitHub makes them of the headings. */
    private static Set<String> anchors(Path page) {
        return all(Pattern.compile("(?m)^#+ (.*)$"), withoutBlocks(read(page)), 1).stream()
                .map(heading -> heading.strip()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    /** The names in code that stand in the first column of the tables under a heading. */
    private static Set<String> firstColumn(String page, String heading) {
        return rows(page, heading).stream()
                .flatMap(row -> all(CODE, row.get(0), 1).stream())
                .collect(toCollection(TreeSet::new));
    }

    private static List<List<String>> rows(String page, String heading) {
        return section(page, heading)
                .lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> Arrays.stream(line.substring(1).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .filter(row -> row.get(0).contains("`"))
                .toList();
    }

    /** From a heading to the next one. */
    private static String section(String page, String heading) {
        List<String> found = all(
                Pattern.compile("(?ms)^#+ " + Pattern.quote(heading) + "$(.*?)(?=^#+ |\\z)"),
                withoutBlocks(read(DOCS.resolve(page))),
                1);
        assertEquals(1, found.size(), page + " has no heading " + heading);
        return found.get(0);
    }

    private static String withoutBlocks(String markdown) {
        return markdown.replaceAll("(?ms)^ *```.*?^ *```$", "");
    }

    /** Every word of what is deployed, run or described, and of what runs it; not of this test, which would find its own. */
    private static Set<String> words() {
        Stream<Path> settings = Stream.of("template.yaml", "samconfig.toml", "pom.xml", "functions/openapi.yaml")
                .map(TOP::resolve);
        Stream<Path> sources = Stream.of(".ci", "events", "functions")
                .flatMap(folder -> filesUnder(TOP.resolve(folder)))
                .filter(file -> !file.toString().contains("/target/"))
                .filter(file -> file.toString().matches(".*(\\.java|\\.js|\\.html|\\.json|/pom\\.xml|/\\.ci/.*)"))
                .filter(file -> !file.endsWith("DocsTest.java"));
        return Stream.concat(settings, sources)
                .flatMap(file -> Arrays.stream((file.getFileName() + " " + read(file)).split("\\W+")))
                .collect(Collectors.toSet());
    }

    private static String simulator(String type) {
        return read(TOP.resolve("functions/sandbox/src/main/java/kr/easyk/payments/sandbox/toss/" + type + ".java"));
    }

    private static String template() {
        return read(TOP.resolve("template.yaml"));
    }

    private static List<String> all(Pattern pattern, String text, int group) {
        return pattern.matcher(text).results().map(match -> match.group(group)).toList();
    }

    private static Stream<Path> filesUnder(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
