package kr.easyk.payments.bench;

import java.util.Map;
import java.util.TreeMap;

/** What was measured of one subject. */
final class Figures {
    final Subject subject;

    /** From the start of the process to the first request for work. */
    final Samples init = new Samples();

    final Samples firstInvocation = new Samples();

    /** Both together: from the start of the process to the first answer. */
    final Samples cold = new Samples();

    /** Of all its threads until then. On Lambda a function of 1,024 MB gets 58 % of a CPU, so there this is what takes time. */
    final Samples coldCpu = new Samples();

    /** From the start of the process to where the snapshot is taken: paid when a version is published. */
    final Samples priming = new Samples();

    /** From the restore to the first answer. */
    final Samples restored = new Samples();

    final Samples warm = new Samples();
    final Samples warmCpu = new Samples();
    long bytesPerRequest = Long.MAX_VALUE;
    long classesLoaded;
    Map<String, Integer> callsOfFirst = new TreeMap<>();
    Map<String, Integer> callsOfNext = new TreeMap<>();
    Map<String, Integer> callsOfPriming = new TreeMap<>();

    Figures(Subject subject) {
        this.subject = subject;
    }

    /** After a restore, against warm: the measure of priming. */
    double restoredToWarm() {
        return restored.median() / warm.median();
    }

    double requestsPerCpuSecond() {
        return 1_000 / warmCpu.median();
    }
}
