package kr.easyk.payments;

import java.util.HashMap;
import java.util.Map;

/** What a function is told by its environment variables. */
public final class Settings {
    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    public static Settings of(Map<String, String> values) {
        return new Settings(values);
    }

    /** The same with these in place of those of the same names. */
    Settings with(Map<String, String> others) {
        Map<String, String> changed = new HashMap<>(values);
        changed.putAll(others);
        return new Settings(changed);
    }

    /**
     * A setting that has no default.
     *
     * @throws IllegalStateException naming it, where it is missing or blank
     */
    public String get(String name) {
        String value = get(name, "");
        if (value.isEmpty()) {
            throw new IllegalStateException("the environment variable " + name + " is not set");
        }
        return value;
    }

    /** @param otherwise where it is missing or blank */
    public String get(String name, String otherwise) {
        String value = values.get(name);
        return value == null || value.isBlank() ? otherwise : value;
    }
}
