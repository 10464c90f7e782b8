package kr.easyk.payments.telemetry;

import org.jspecify.annotations.Nullable;

/** A named value of an event. One that is null is left out. */
public record Field(String name, @Nullable Object value) {
    public static Field field(String name, @Nullable Object value) {
        return new Field(name, value);
    }
}
