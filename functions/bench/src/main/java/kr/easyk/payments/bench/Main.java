package kr.easyk.payments.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code mvn -q -Pbench verify}. */
public final class Main {
    private Main() {}

    /** @param args the directory of the modules, the directory for the results, how many rounds, and whom to measure (all) */
    public static void main(String[] args) throws IOException {
        Path functions = Path.of(args[0]).toAbsolutePath().normalize();
        Path results = Path.of(args[1]).toAbsolutePath().normalize();
        int rounds = Integer.parseInt(args[2]);
        List<String> wanted = List.of(args).subList(3, args.length);

        Path work = functions.resolve("bench/target/work");
        Path javaHome = Path.of(System.getProperty("java.home"));
        Files.createDirectories(work);
        Files.createDirectories(results);
        Certificate certificate = Certificate.make(javaHome, work);
        try (StandIn standIn = Boolean.getBoolean("bench.plain") ? StandIn.plain() : StandIn.start(certificate)) {
            Lambda lambda = new Lambda(javaHome, functions, work, certificate, standIn);
            List<Figures> figures = Subject.all(functions, work).stream()
                    .filter(subject -> wanted.isEmpty() || wanted.contains(subject.name()))
                    .map(Figures::new)
                    .toList();
            new Benchmark(lambda, work).run(figures, rounds);
            Report report = new Report(figures, rounds);
            System.out.println(report.table());
            Files.writeString(results.resolve("table.md"), report.table());
            Files.writeString(results.resolve("figures.csv"), report.csv());
            Files.writeString(results.resolve("chart.svg"), Chart.of(figures));
        }
    }
}
