/** The use cases of easyK Payments, one class each, and {@link kr.easyk.payments.Wiring}, what they get from outside. */
@NullMarked
package kr.easyk.payments;

import org.jspecify.annotations.NullMarked;
