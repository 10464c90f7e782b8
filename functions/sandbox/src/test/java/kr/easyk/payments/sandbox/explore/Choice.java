package kr.easyk.payments.sandbox.explore;

/**
 * What happens next.
 *
 * @param index which actor, event or late call
 */
record Choice(Kind kind, int index, Fate fate) {
    enum Kind {
        STEP,
        EVENT,
        LATE
    }
}
