package kr.easyk.payments.sandbox.template;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A function of the template. */
public record LambdaFunction(
        String logicalId,
        String handler,
        Duration limit,
        int memoryMegabytes,
        Map<String, String> environment,
        List<Route> routes,
        List<Schedule> schedules) {
    public String name() {
        return SandboxStack.functionName(logicalId);
    }
}
