package kr.easyk.payments.sandbox.explore;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * 128 bits that stand for what went into them: FNV-1a twice, each mixed at the end as MurmurHash does. Of ten million states, two would
 * have to share a digest by a chance of one in 10^24 for a count to be wrong.
 */
record Digest(long one, long other) {
    static final Digest NOTHING = new Digest(0, 0);

    private static final long PRIME = 0x100000001b3L;
    private static final long ANOTHER_PRIME = 0x9E3779B97F4A7C15L;

    static Digest of(String text) {
        long one = 0xcbf29ce484222325L;
        long other = 0x84222325cbf29ce4L;
        for (int i = 0; i < text.length(); i++) {
            one = (one ^ text.charAt(i)) * PRIME;
            other = (other ^ text.charAt(i)) * ANOTHER_PRIME;
            other ^= other >>> 29;
        }
        return new Digest(mixed(one), mixed(other));
    }

    static Digest of(byte[] bytes) {
        long one = 0xcbf29ce484222325L;
        long other = 0x84222325cbf29ce4L;
        for (byte each : bytes) {
            one = (one ^ each) * PRIME;
            other = (other ^ each) * ANOTHER_PRIME;
            other ^= other >>> 29;
        }
        return new Digest(mixed(one), mixed(other));
    }

    static Digest of(long number) {
        return new Digest(mixed(number + PRIME), mixed(number ^ ANOTHER_PRIME));
    }

    static Digest of(Map<String, AttributeValue> item) {
        Digest all = NOTHING;
        for (Map.Entry<String, AttributeValue> each : item.entrySet()) {
            all = all.beside(of(each.getKey()).then(of(each.getValue())));
        }
        return all.then(item.size());
    }

    private static Digest of(AttributeValue value) {
        return switch (value.type()) {
            case S -> of(value.s());
            case N -> of(value.n()).then(1);
            case BOOL -> of(value.bool() ? 3 : 2);
            case M -> of(value.m());
            case L -> {
                Digest all = of(4);
                for (AttributeValue each : value.l()) {
                    all = all.then(of(each));
                }
                yield all;
            }
            default -> of(value.toString());
        };
    }

    /** This, and then that: the order matters. */
    Digest then(Digest next) {
        return new Digest(mixed(one * 31 + next.one), mixed(other * ANOTHER_PRIME + next.other));
    }

    Digest then(long next) {
        return then(of(next));
    }

    Digest then(String next) {
        return then(of(next));
    }

    /** This and that, in whatever order. */
    Digest beside(Digest another) {
        return new Digest(one + another.one, other + another.other);
    }

    Digest without(Digest another) {
        return new Digest(one - another.one, other - another.other);
    }

    private static long mixed(long h) {
        long x = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        x = (x ^ (x >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return x ^ (x >>> 33);
    }
}
