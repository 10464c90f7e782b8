package kr.easyk.payments;

import java.time.Duration;

/** How a request waits before it tries again. Lambda's do sleep; a test decides what happens meanwhile. */
@FunctionalInterface
public interface Pauses {
    void pause(Duration length) throws InterruptedException;
}
