package kr.easyk.payments.sandbox.explore;

/** What becomes of one outside call. All but the first cost one of the faults that a schedule may have. */
enum Fate {
    DONE("done"),
    CRASH("done, and then the function dies"),
    ANSWER_LOST("done, and its answer is lost"),
    SENT_AGAIN("done, and its answer is lost, so that it is sent again"),
    NOT_SENT("never got there, and nobody says so"),
    LATE("given up, and carried out later"),
    LATE_AND_AGAIN("given up, sent again, and the first carried out later"),
    CRASH_LATE("the function dies, and it is carried out later"),
    REFUSED("refused for now"),
    ERROR("answered with an error of 500, and not done"),
    DONE_WITH_ERROR("done, and answered with an error of 500"),
    SLOW("given up while Toss is still at it"),
    TIME_OVER("done, and its answer is lost, and the request's time is over"),
    STALE("answered from an index that lacks the last write");

    private final String words;

    Fate(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
