package kr.easyk.payments.sandbox;

import java.io.PrintStream;

/** What the console says once all is up: where things are, what to try, how to stop. */
final class Banner {
    private Banner() {}

    static void print(PrintStream out, Sandbox sandbox, SandboxOptions options, String seconds) {
        String toss = options.tossKeys() == null
                ? sandbox.toss() + "  simulator, key " + Sandbox.SECRET_KEY
                : sandbox.toss()
                        + "  Toss's own test environment, with your keys; its webhooks do not reach this machine";
        String reconcile = options.scheduleEvery() == null
                ? "when asked to"
                : "every " + options.scheduleEvery().toSeconds() + " s";
        String issuer = options.parameters().get("JwtIssuer");
        String tokens = issuer == null ? "the sandbox's own" : "the sandbox's own, and those of " + issuer;
        out.printf("""

                easyK Payments sandbox, ready in %1$s s

                  Pay in a browser %2$s
                  See inside       %2$s/sandbox
                  API              %2$s/api/payments
                  Toss Payments    %3$s
                  Access tokens    %7$s
                  DynamoDB         %4$s
                  Secrets Manager  %5$s
                  Reconcile        runs %6$s; now: curl -X POST %2$s/sandbox/reconcile

                Or try a first payment from another terminal:

                  TOKEN=$(curl -s %2$s/sandbox/token -d '{"user_id":"mina"}' | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
                  ID=$(curl -s %2$s/sandbox/consultations -d '{"user_id":"mina","title":"Visa consultation","amount":30000}' | sed 's/.*"consultation_id":"\\([^"]*\\)".*/\\1/')
                  curl -s %2$s/api/payments/ready -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d "{\\"consultation_id\\":\\"$ID\\"}"

                Ctrl-C stops everything and forgets it.

                """, seconds, sandbox.api(), toss, sandbox.dynamoDb(), sandbox.secretsManager(), reconcile, tokens);
        out.flush();
    }
}
