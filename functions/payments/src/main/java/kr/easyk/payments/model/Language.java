package kr.easyk.payments.model;

/** The languages people are spoken to in. Korean where nothing else fits. */
public enum Language {
    KOREAN("ko", "ko-KR"),
    ENGLISH("en", "en-US");

    private final String tag;
    private final String tossTag;

    Language(String tag, String tossTag) {
        this.tag = tag;
        this.tossTag = tossTag;
    }

    /** The BCP 47 language tag: {@code ko} or {@code en}. */
    public String tag() {
        return tag;
    }

    /** What Toss takes as {@code Accept-Language}. Its messages are Korean unless {@code en-US} is asked for. */
    public String tossTag() {
        return tossTag;
    }
}
