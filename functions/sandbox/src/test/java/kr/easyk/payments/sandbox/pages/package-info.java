/** The checkout in a real browser, against the functions and the simulator: what a payer sees, and what became of the money. */
@NullMarked
package kr.easyk.payments.sandbox.pages;

import org.jspecify.annotations.NullMarked;
