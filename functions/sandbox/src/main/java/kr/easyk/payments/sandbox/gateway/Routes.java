package kr.easyk.payments.sandbox.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kr.easyk.payments.sandbox.template.LambdaFunction;
import kr.easyk.payments.sandbox.template.Route;
import org.jspecify.annotations.Nullable;

/** Picks the most specific route, as API Gateway does: fixed words before parameters, a method before {@code ANY}. */
final class Routes {
    private final List<Entry> entries = new ArrayList<>();

    Routes(List<LambdaFunction> functions) {
        for (LambdaFunction function : functions) {
            function.routes().forEach(route -> entries.add(new Entry(route, function.logicalId())));
        }
    }

    @Nullable
    Match find(String method, String path) {
        Match best = null;
        int bestScore = -1;
        for (Entry entry : entries) {
            boolean any = entry.route.method().equals("ANY");
            Map<String, String> parameters = any || entry.route.method().equals(method) ? entry.match(path) : null;
            if (parameters != null) {
                int score = entry.fixedWords() * 2 + (any ? 0 : 1);
                if (score > bestScore) {
                    best = new Match(entry.route, entry.function, parameters);
                    bestScore = score;
                }
            }
        }
        return best;
    }

    record Match(Route route, String function, Map<String, String> pathParameters) {}

    private record Entry(Route route, String function) {
        /** The path parameters; null where the path is another. */
        @Nullable
        Map<String, String> match(String path) {
            String[] wanted = route.path().split("/", -1);
            String[] given = path.split("/", -1);
            Map<String, String> parameters = new LinkedHashMap<>();
            for (int i = 0; i < wanted.length; i++) {
                String word = wanted[i];
                if (i >= given.length) {
                    return null;
                }
                if (word.startsWith("{") && word.endsWith("+}")) {
                    String rest = String.join("/", List.of(given).subList(i, given.length));
                    parameters.put(word.substring(1, word.length() - 2), rest);
                    return rest.isEmpty() ? null : parameters;
                }
                if (word.startsWith("{") && word.endsWith("}")) {
                    if (given[i].isEmpty()) {
                        return null;
                    }
                    parameters.put(word.substring(1, word.length() - 1), given[i]);
                } else if (!word.equals(given[i])) {
                    return null;
                }
            }
            return wanted.length == given.length ? parameters : null;
        }

        int fixedWords() {
            int words = 0;
            for (String word : route.path().split("/", -1)) {
                words += word.startsWith("{") ? 0 : 1;
            }
            return words;
        }
    }
}
