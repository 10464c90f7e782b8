package kr.easyk.payments.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Measures in rounds, each subject once a round and in turn, so that what else the machine does hits all alike. */
final class Benchmark {
    /** Of the rounds, those that measure what takes longer. */
    private static final int ROUNDS_WITH_RESTORE = 5;

    private static final int ROUNDS_WITH_WARM = 2;

    private static final int REQUESTS_TO_WARM_UP = 1_000;
    private static final int REQUESTS_MEASURED = 500;

    private final Lambda lambda;
    private final Path work;

    Benchmark(Lambda lambda, Path work) {
        this.lambda = lambda;
        this.work = work;
    }

    void run(List<Figures> subjects, int rounds) {
        lambda.standIn().warmUp();
        subjects.forEach(this::count);
        List<Figures> order = new ArrayList<>(subjects);
        for (int round = 0; round < rounds; round++) {
            System.err.println("bench: round " + (round + 1) + " of " + rounds);
            for (Figures figures : order) {
                cold(figures);
                if (round < ROUNDS_WITH_RESTORE) {
                    restored(figures, round < ROUNDS_WITH_WARM);
                }
            }
            Collections.rotate(order, 1);
        }
    }

    /** What does not vary: which classes are loaded and what is called, so that counting need not slow a measured run. */
    private void count(Figures figures) {
        Path log = work.resolve("classes.log");
        try (RunningFunction function = lambda.startCold(figures.subject, "-Xlog:class+load:file=" + log)) {
            lambda.standIn().takeCalls();
            function.firstAnswer();
            figures.callsOfFirst = lambda.standIn().takeCalls();
            figures.classesLoaded = loaded(log);
            function.answer();
            figures.callsOfNext = lambda.standIn().takeCalls();
        }
    }

    private static long loaded(Path log) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(" source: ")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void cold(Figures figures) {
        try (RunningFunction function = lambda.startCold(figures.subject)) {
            RunningFunction.Cold cold = function.firstAnswer();
            figures.init.add(cold.init());
            figures.firstInvocation.add(cold.firstInvocation());
            figures.cold.add(cold.whole());
            figures.coldCpu.add(function.cpu().toNanos());
        }
    }

    private void restored(Figures figures, boolean andWarm) {
        try (RunningFunction function = lambda.startForSnapshot(figures.subject)) {
            lambda.standIn().takeCalls();
            figures.priming.add(function.untilFrozen());
            figures.callsOfPriming = lambda.standIn().takeCalls();
            figures.restored.add(function.firstAnswerAfterRestore());
            if (andWarm) {
                warm(figures, function);
            }
        }
    }

    private static void warm(Figures figures, RunningFunction function) {
        for (int i = 0; i < REQUESTS_TO_WARM_UP; i++) {
            function.answer();
        }
        long allocated = function.allocated();
        long cpu = function.cpu().toNanos();
        for (int i = 0; i < REQUESTS_MEASURED; i++) {
            figures.warm.add(function.answer());
        }
        figures.warmCpu.add((function.cpu().toNanos() - cpu) / REQUESTS_MEASURED);
        long bytes = (function.allocated() - allocated) / REQUESTS_MEASURED;
        figures.bytesPerRequest = Math.min(figures.bytesPerRequest, bytes);
    }
}
