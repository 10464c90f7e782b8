/**
 * Every order of events, within bounds: the real use cases over tables in memory and the simulator's model of Toss, one outside call
 * at a time, under a scheduler that tries each order, each crash, each lost and each late call.
 */
@NullMarked
package kr.easyk.payments.sandbox.explore;

import org.jspecify.annotations.NullMarked;
