package kr.easyk.payments.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code mvn -q -Pbench verify}. */
public final class Main {
    private Main() {}

    /**
     * @param args the directory of the modules, the directory for the results, how many rounds, whether over TLS, and whom to
     *     measure (names with commas between; all of them where there are none)
     */
    public static void main(String[] args) throws IOException {
        Path functions = Path.of(args[0]).toAbsolutePath().normalize();
        Path results = Path.of(args[1]).toAbsolutePath().normalize();
        int rounds = Integer.parseInt(args[2]);
        boolean tls = Boolean.parseBoolean(args[3]);
        List<String> wanted = args.length < 5 || args[4].isBlank() ? List.of() : List.of(args[4].split(","));

        Path work = functions.resolve("bench/target/work");
        Path javaHome = Path.of(System.getProperty("java.home"));
        Files.createDirectories(work);
        Files.createDirectories(results);
        Certificate certificate = Certificate.make(javaHome, work);
        try (StandIn standIn = tls ? StandIn.overTls(certificate) : StandIn.plain()) {
            Lambda lambda = new Lambda(javaHome, functions, work, certificate, standIn);
            List<Figures> figures = Subject.all(functions, work).stream()
                    .filter(subject -> wanted.isEmpty() || wanted.contains(subject.name()))
                    .map(Figures::new)
                    .toList();
            new Benchmark(lambda, work).run(figures, rounds);
            Report report = new Report(figures, rounds, tls);
            System.out.println(report.table());
            Files.writeString(results.resolve("table.md"), report.table());
            Files.writeString(results.resolve("figures.csv"), report.csv());
            Files.writeString(results.resolve("chart.svg"), Chart.of(figures));
        }
    }
}
