package kr.easyk.payments.edge;

import java.util.regex.Pattern;

/** What ids look like wherever a caller may write one: in a body, a path or a query. */
public final class Ids {
    /** A UUID in lower case, as records have it. */
    public static final Pattern PAYMENT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** The platform's. */
    public static final Pattern CONSULTATION = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    private Ids() {}
}
