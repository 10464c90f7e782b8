/**
 * Toss Payments as its documentation describes it and integrators measured it: stateful, strict, and able to fail on request. It
 * shares no code with the library or the functions, because it is the witness of what happened to the money.
 */
@NullMarked
package kr.easyk.payments.sandbox.toss;

import org.jspecify.annotations.NullMarked;
