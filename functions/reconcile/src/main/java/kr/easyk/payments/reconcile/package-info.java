/** Scheduled: settles what a crash, a timeout or a lost webhook left open. */
@NullMarked
package kr.easyk.payments.reconcile;

import org.jspecify.annotations.NullMarked;
