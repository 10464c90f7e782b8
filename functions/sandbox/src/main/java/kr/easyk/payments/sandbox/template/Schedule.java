package kr.easyk.payments.sandbox.template;

import org.jspecify.annotations.Nullable;

/**
 * When a function runs by itself.
 *
 * @param expression {@code rate(…)}, {@code cron(…)} or {@code at(…)}
 * @param source what the event names as its source: {@code aws.events} or {@code aws.scheduler}
 * @param input JSON that takes the event's place
 */
public record Schedule(
        String expression, String source, @Nullable String input) {}
