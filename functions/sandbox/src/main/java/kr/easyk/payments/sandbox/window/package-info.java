/** The sandbox's window: a page that shows live what happens inside, and lets somebody meddle with it. */
@NullMarked
package kr.easyk.payments.sandbox.window;

import org.jspecify.annotations.NullMarked;
