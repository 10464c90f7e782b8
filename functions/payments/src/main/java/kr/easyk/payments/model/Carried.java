package kr.easyk.payments.model;

import org.jspecify.annotations.Nullable;

/**
 * What a record holds that this version of the code does not know: attributes, and names of states. A newer version may be running
 * beside this one, or have run before a roll-back. It is kept, written back, and nothing is decided on it.
 */
public interface Carried {
    Carried NOTHING = attribute -> null;

    /** The text of an attribute, such as the name of a status that this version has no constant for; null where there is none. */
    @Nullable
    String text(String attribute);
}
