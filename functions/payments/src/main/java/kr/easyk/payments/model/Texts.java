package kr.easyk.payments.model;

/** Texts from outside, cut so that a record stays far below the 400 KB that DynamoDB takes. */
final class Texts {
    private Texts() {}

    /** At most so many characters, counted as people do: a cut text ends with an ellipsis, and no character is halved. */
    static String cut(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest - 1)) + "…";
    }
}
