package kr.easyk.payments.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The figures as people and programs read them. */
final class Report {
    private static final List<String> HEAD = List.of(
            "",
            "cold, ms",
            "x usual",
            "init + first",
            "restored, ms",
            "x usual",
            "x own warm",
            "warm p50, ms",
            "x usual",
            "p99",
            "KB/request",
            "x usual",
            "requests/s",
            "classes",
            "MB",
            "snapshot, s");

    private static final String LEGEND = """
            Medians, with the least and the most in brackets. Cold: from the start of the process to the first answer, and of
            that what init and the first invocation take. Restored: from the restore to the first answer. Requests/s: on one
            core, by CPU time. Classes: loaded at a cold start. MB: what is deployed. Snapshot: until it can be taken.
            """;

    private final List<Figures> all;
    private final int rounds;
    private final boolean tls;

    Report(List<Figures> all, int rounds, boolean tls) {
        this.all = all;
        this.rounds = rounds;
        this.tls = tls;
    }

    String table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        rows.add(HEAD.stream().map(each -> "---").toList());
        all.forEach(each -> rows.add(row(each)));
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            text.append('|');
            for (int column = 0; column < row.size(); column++) {
                int width = widest(rows, column);
                String padded = column == 0 ? "%-" + width + "s" : "%" + width + "s";
                text.append(' ').append(String.format(padded, row.get(column))).append(" |");
            }
            text.append('\n');
        }
        return text.append('\n')
                .append(LEGEND)
                .append('\n')
                .append(calls())
                .append('\n')
                .append(targets())
                .toString();
    }

    private static int widest(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private List<String> row(Figures each) {
        return List.of(
                each.subject.name(),
                each.cold.toString(),
                ofUsual(each, figures -> figures.cold.median()),
                number(each.init.median()) + " + " + number(each.firstInvocation.median()),
                each.restored.toString(),
                ofUsual(each, figures -> figures.restored.median()),
                fine(each.restoredToWarm()),
                fine(each.warm.median()),
                ofUsual(each, figures -> figures.warm.median()),
                fine(each.warm.percentile(99)),
                number(each.bytesPerRequest / 1024.0),
                ofUsual(each, figures -> figures.bytesPerRequest),
                number(each.requestsPerCpuSecond()),
                Long.toString(each.classesLoaded),
                fine(each.subject.jarBytes() / 1e6),
                fine(each.priming.median() / 1_000));
    }

    private String ofUsual(Figures each, ToDoubleFunction<Figures> what) {
        return usual().map(usual -> fine(what.applyAsDouble(each) / what.applyAsDouble(usual)))
                .orElse("-");
    }

    private String calls() {
        StringBuilder text =
                new StringBuilder("Outside calls: of the first request / each one after / before a snapshot\n");
        all.forEach(each -> text.append("  %-10s %s / %s / %s%n"
                .formatted(
                        each.subject.name(),
                        text(each.callsOfFirst),
                        text(each.callsOfNext),
                        text(each.callsOfPriming))));
        return text.toString();
    }

    private static String text(Map<String, Integer> calls) {
        return calls.isEmpty()
                ? "none"
                : calls.entrySet().stream()
                        .map(call -> call.getValue() + " " + call.getKey())
                        .collect(Collectors.joining(", "));
    }

    private String targets() {
        List<String> lines = new ArrayList<>();
        for (Figures each : all) {
            String name = each.subject.name();
            if (!Subject.OURS.contains(name)) {
                continue;
            }
            usual().ifPresent(usual -> {
                double cold = each.cold.median() / usual.cold.median();
                if (name.equals("approve")) {
                    lines.add(target("approve cold, of the usual way", cold, 0.6));
                    lines.add(target(
                            "approve bytes per request, of the usual way",
                            (double) each.bytesPerRequest / usual.bytesPerRequest,
                            0.4));
                }
                if (name.equals("lookup")) {
                    lines.add(target("lookup cold, of the usual way", cold, 0.5));
                }
            });
            if (name.equals("approve")) {
                named(Subject.BARE)
                        .ifPresent(bare -> lines.add(target(
                                "approve warm, of its calls with nothing around them",
                                each.warm.median() / bare.warm.median(),
                                1.1)));
            }
            lines.add(target(name + " restored, of its own warm p50", each.restoredToWarm(), 2.5));
            lines.add(target(name + " jar MB", each.subject.jarBytes() / 1e6, name.equals("lookup") ? 9 : 11));
        }
        return "Targets (" + rounds + " rounds, Java " + System.getProperty("java.version") + (tls ? ", over TLS" : "")
                + ")\n" + String.join("\n", lines) + "\n";
    }

    private static String target(String what, double is, double most) {
        return String.format(
                Locale.ROOT, "  %-52s %6.2f  at most %5.2f  %s", what, is, most, is <= most ? "met" : "NOT MET");
    }

    String csv() {
        StringBuilder text = new StringBuilder(
                "name,cold_ms,cold_min,cold_max,cold_cpu_ms,init_ms,first_ms,restored_ms,restored_min,restored_max,warm_p50_ms,"
                        + "warm_p99_ms,bytes_per_request,requests_per_cpu_second,classes,jar_bytes,until_frozen_ms\n");
        for (Figures each : all) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s,%.1f,%.1f,%.1f,%.1f,%.1f,%.1f,%.2f,%.2f,%.2f,%.3f,%.3f,%d,%.0f,%d,%d,%.0f%n",
                    each.subject.name(),
                    each.cold.median(),
                    each.cold.least(),
                    each.cold.most(),
                    each.coldCpu.median(),
                    each.init.median(),
                    each.firstInvocation.median(),
                    each.restored.median(),
                    each.restored.least(),
                    each.restored.most(),
                    each.warm.median(),
                    each.warm.percentile(99),
                    each.bytesPerRequest,
                    each.requestsPerCpuSecond(),
                    each.classesLoaded,
                    each.subject.jarBytes(),
                    each.priming.median()));
        }
        return text.toString();
    }

    private Optional<Figures> usual() {
        return named(Subject.USUAL);
    }

    private Optional<Figures> named(String name) {
        return all.stream().filter(each -> each.subject.name().equals(name)).findFirst();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    private static String fine(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
