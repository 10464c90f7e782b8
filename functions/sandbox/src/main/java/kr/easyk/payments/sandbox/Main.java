package kr.easyk.payments.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import kr.easyk.payments.sandbox.http.PortTakenException;
import kr.easyk.payments.sandbox.template.TemplateException;

/**
 * {@code mvn -q -Psandbox}. Reads from the environment: {@code TOSS_CLIENT_KEY} and {@code TOSS_SECRET_KEY} (Toss's own test
 * environment), {@code SANDBOX_HOST}, {@code SANDBOX_RECONCILE_SECONDS}, {@code SANDBOX_JWT_ISSUER},
 * {@code SANDBOX_JWT_AUDIENCE}, {@code FRONT_END_ORIGIN}, {@code TOSS_SUCCESS_URL}, {@code TOSS_FAIL_URL}.
 */
public final class Main {
    private Main() {}

    /** @param arguments the template */
    public static void main(String[] arguments) throws InterruptedException {
        long start = System.nanoTime();
        try {
            SandboxOptions options = options(Path.of(arguments[0]).normalize(), System.getenv());
            Sandbox sandbox = Sandbox.start(options);
            Runtime.getRuntime().addShutdownHook(new Thread(sandbox::close, "sandbox-stop"));
            DemoBookings.make(sandbox);
            double seconds = (System.nanoTime() - start) / 1e9;
            Banner.print(System.out, sandbox, options, String.format(Locale.ROOT, "%.1f", seconds));
        } catch (PortTakenException | TemplateException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
        // Until Ctrl-C; the shutdown hook does the rest.
        new CountDownLatch(1).await();
    }

    static SandboxOptions options(Path template, Map<String, String> environment) {
        Map<String, String> parameters = new HashMap<>();
        take(environment, "FRONT_END_ORIGIN", parameters, "FrontEndOrigin");
        take(environment, "TOSS_SUCCESS_URL", parameters, "TossSuccessUrl");
        take(environment, "TOSS_FAIL_URL", parameters, "TossFailUrl");
        take(environment, "SANDBOX_JWT_ISSUER", parameters, "JwtIssuer");
        take(environment, "SANDBOX_JWT_AUDIENCE", parameters, "JwtAudience");
        if (parameters.containsKey("JwtAudience") && !parameters.containsKey("JwtIssuer")) {
            throw new IllegalArgumentException(
                    "SANDBOX_JWT_AUDIENCE is the audience of SANDBOX_JWT_ISSUER's tokens, and that is not set.");
        }
        SandboxOptions options = SandboxOptions.of(template)
                .withParameters(parameters)
                .withTossKeys(TossKeys.from(environment))
                .withHost(environment.getOrDefault("SANDBOX_HOST", "127.0.0.1"));
        String seconds = environment.get("SANDBOX_RECONCILE_SECONDS");
        return seconds == null ? options : options.withScheduleEvery(Duration.ofSeconds(number(seconds)));
    }

    private static void take(Map<String, String> environment, String name, Map<String, String> to, String parameter) {
        String value = environment.get(name);
        if (value != null && !value.isBlank()) {
            to.put(parameter, value);
        }
    }

    private static long number(String seconds) {
        try {
            long number = Long.parseLong(seconds);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("SANDBOX_RECONCILE_SECONDS must be a whole number of seconds, at least 1.");
    }
}
