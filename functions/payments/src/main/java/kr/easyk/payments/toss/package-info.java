/** Toss Payments over HTTP: what is asked, what is answered, and what each error means for the money. */
@NullMarked
package kr.easyk.payments.toss;

import org.jspecify.annotations.NullMarked;
