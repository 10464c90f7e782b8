/** Runs the handlers as Lambda does: one invocation, one context, one time limit. */
@NullMarked
package kr.easyk.payments.sandbox.lambda;

import org.jspecify.annotations.NullMarked;
