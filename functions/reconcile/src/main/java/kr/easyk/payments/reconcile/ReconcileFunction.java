package kr.easyk.payments.reconcile;

import static kr.easyk.payments.telemetry.Field.field;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import kr.easyk.payments.ReconcilePayments;
import kr.easyk.payments.ReconcilePayments.Run;
import kr.easyk.payments.Wiring;
import kr.easyk.payments.edge.Telemetry;
import kr.easyk.payments.json.Json;
import kr.easyk.payments.rehearsal.Rehearsal;
import kr.easyk.payments.rehearsal.Scene;
import kr.easyk.payments.telemetry.Journal;
import kr.easyk.payments.telemetry.Metric;
import kr.easyk.payments.toss.TossClient;
import org.crac.Resource;

/**
 * Scheduled: settles what a crash, a timeout or a lost webhook left open. By hand it can be told what to go through ({@link
 * ScopeReader}). A run that fails as a whole fails the invocation, so that Lambda tries it again and then puts it where an alarm sees
 * it.
 */
public final class ReconcileFunction implements RequestStreamHandler, Resource {
    /** What alarms hold against each other: zeros on a schedule give each a value also while nothing happens. */
    private static final List<Metric> COMPARED =
            List.of(Metric.PAYMENT_READY, Metric.PAYMENT_APPROVED, Metric.PAYMENT_DECLINED, Metric.WEBHOOK_HEARD);

    /** A few times in the shortest period over which they are compared. */
    private static final Duration BETWEEN_ZEROS = Duration.ofMinutes(10);

    private final Wiring wiring;
    private final ReconcilePayments payments;
    private final Telemetry telemetry;
    private Instant zerosDue = Instant.EPOCH;

    public ReconcileFunction() {
        this(Wiring.fromEnvironment());
    }

    public ReconcileFunction(Wiring wiring) {
        this.wiring = wiring;
        payments = ReconcilePayments.with(wiring, TossClient.with(wiring));
        telemetry = new Telemetry(wiring, "reconcile");
        wiring.beforeSnapshot(this);
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        wiring.deadline().begin(Duration.ofMillis(context.getRemainingTimeInMillis()));
        try (Journal journal = telemetry.journal(context.getAwsRequestId())) {
            addZeros(journal);
            Run run = payments.run(ScopeReader.read(Json.read(in)), journal);
            if (run.checked() > 0) {
                journal.info(
                        "reconciled",
                        field("checked", run.checked()),
                        field("settled", run.settled()),
                        field("still_open", run.stillOpen()),
                        field("unanswered", run.unanswered()),
                        field("failed", run.failed()));
            }
            Json.write(answer(run), out);
        }
    }

    private void addZeros(Journal journal) {
        Instant now = wiring.clock().instant();
        if (!now.isBefore(zerosDue)) {
            COMPARED.forEach(metric -> journal.measure(metric, 0));
            zerosDue = now.plus(BETWEEN_ZEROS);
        }
    }

    private static ObjectNode answer(Run run) {
        ObjectNode answer = Json.object()
                .put("checked", run.checked())
                .put("settled", run.settled())
                .put("still_open", run.stillOpen())
                .put("unanswered", run.unanswered())
                .put("failed", run.failed())
                .put("complete", run.complete());
        ObjectNode open = answer.putObject("open")
                .put("count", run.open().count())
                .put("oldest_since", run.open().oldestSince());
        ArrayNode oldest = open.putArray("payment_ids");
        run.open().oldest().forEach(oldest::add);
        return answer;
    }

    @Override
    public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
        try (Journal journal = telemetry.journal("rehearsal")) {
            new Rehearsal(
                            ReconcileFunction::new,
                            Scene.approving(wiring.clock().instant()),
                            Json.object(),
                            "\"checked\":1,\"settled\":1,\"still_open\":0,\"unanswered\":0,\"failed\":0")
                    .play(wiring, journal);
        }
    }

    @Override
    public void afterRestore(org.crac.Context<? extends Resource> context) {
        // Nothing was open.
    }
}
