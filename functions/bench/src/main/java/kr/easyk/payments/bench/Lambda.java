package kr.easyk.payments.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts functions as Lambda's Java 25 runtime starts them: its runtime client, its JVM flags, its environment variables. */
final class Lambda {
    private static final String CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

    private final Path java;
    private final Path work;
    private final Path nativeClient;
    private final String classPath;
    private final String ourOptions;
    private final Certificate certificate;
    private final StandIn standIn;

    Lambda(Path javaHome, Path functions, Path work, Certificate certificate, StandIn standIn) {
        this.java = javaHome.resolve("bin/java");
        this.work = work;
        this.certificate = certificate;
        this.standIn = standIn;
        this.ourOptions = jvmOptions(functions.resolveSibling("template.yaml"));
        List<Path> runtime = Subject.list(functions.resolve("bench/target/runtime"));
        this.nativeClient = NativeClient.unpacked(runtime, work.resolve("libaws-lambda-jni.so"));
        this.classPath = runtime.stream().map(Path::toString).collect(Collectors.joining(":"));
    }

    /** What the template has Lambda add to the JVM's options. */
    private static String jvmOptions(Path template) {
        String name = "JAVA_TOOL_OPTIONS:";
        try (Stream<String> lines = Files.lines(template)) {
            return lines.map(String::strip)
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(name.length()).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    StandIn standIn() {
        return standIn;
    }

    /** On demand: compiled by C1 only, credentials in environment variables. */
    RunningFunction startCold(Subject subject, String... flags) {
        List<String> command = command(subject);
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(List.of(flags));
        command.add(CLIENT);
        return start(
                subject,
                command,
                Map.of("AWS_ACCESS_KEY_ID", "BENCH", "AWS_SECRET_ACCESS_KEY", "bench", "AWS_SESSION_TOKEN", "bench"),
                null);
    }

    /** To be frozen and restored: both compilers, as since Java 25, and credentials from the endpoint, as a snapshot must hold none. */
    RunningFunction startForSnapshot(Subject subject) {
        AllocationProbe probe = new AllocationProbe();
        List<String> command = command(subject);
        command.add("-Dbench.probe=" + probe.port());
        command.add(Probe.class.getName());
        return start(
                subject,
                command,
                Map.of(
                        "AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start",
                        "AWS_CONTAINER_CREDENTIALS_FULL_URI", standIn.credentialsAddress(),
                        "AWS_CONTAINER_AUTHORIZATION_TOKEN", "bench"),
                probe);
    }

    private List<String> command(Subject subject) {
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-XX:+UseSerialGC",
                "-XX:MaxHeapSize=900m",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
                "-Dcom.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI=" + nativeClient,
                "-Djavax.net.ssl.trustStore=" + certificate.trusted()));
        String bench = Path.of(Lambda.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        command.add("-cp");
        command.add(probeClasses(bench) + ":" + classPath);
        return command;
    }

    /** Only the probe: the other classes here would come before the ones in the function's own code. */
    private String probeClasses(String bench) {
        String file = Probe.class.getName().replace('.', '/') + ".class";
        Path copy = work.resolve("probe").resolve(file);
        try {
            Files.createDirectories(copy.getParent());
            if (!Files.exists(copy)) {
                Files.copy(Path.of(bench).resolve(file), copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return work.resolve("probe").toString();
    }

    private RunningFunction start(
            Subject subject, List<String> command, Map<String, String> credentials, AllocationProbe probe) {
        RuntimeApi api = new RuntimeApi();
        command.add(subject.handler());
        Path log = work.resolve(subject.name().replace(' ', '-') + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(subject.taskRoot().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(settings(subject));
        environment.putAll(credentials);
        if (subject.asOurs()) {
            environment.put("JAVA_TOOL_OPTIONS", ourOptions);
        }
        environment.put("AWS_LAMBDA_RUNTIME_API", api.address());
        environment.put("_HANDLER", subject.handler());
        environment.put("LAMBDA_TASK_ROOT", subject.taskRoot().toString());
        long started = System.nanoTime();
        try {
            Process process = builder.start();
            process.onExit().thenRun(() -> api.fail(subject.name() + " ended; its log is " + log));
            return new RunningFunction(subject, process, api, started, probe, standIn);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> settings(Subject subject) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "PATH", "/usr/local/bin:/usr/bin:/bin",
                "LANG", "en_US.UTF-8",
                "TZ", ":UTC",
                "AWS_REGION", "ap-northeast-2",
                "AWS_DEFAULT_REGION", "ap-northeast-2",
                "AWS_EXECUTION_ENV", "AWS_Lambda_java25",
                "AWS_LAMBDA_FUNCTION_NAME", subject.name(),
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024",
                "AWS_LAMBDA_FUNCTION_VERSION", "1",
                "AWS_LAMBDA_LOG_FORMAT", "JSON"));
        settings.putAll(Map.of(
                "AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/bench",
                "AWS_LAMBDA_LOG_STREAM_NAME", "bench",
                "TOSS_SECRET_ARN", "arn:aws:secretsmanager:ap-northeast-2:000000000000:secret:bench",
                "PAYMENTS_TABLE", "payments",
                "CONSULTATIONS_TABLE", "consultations"));
        settings.putAll(standIn.addresses());
        settings.putAll(Map.of(
                "TOSS_CLIENT_KEY", "test_gck_sandbox",
                "TOSS_SUCCESS_URL", "https://easyk.example/consultations/{consultation_id}/payment/success",
                "TOSS_FAIL_URL", "https://easyk.example/consultations/{consultation_id}/payment/fail"));
        return settings;
    }
}
