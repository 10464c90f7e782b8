/** POST /api/payments/ready: fixes the price of a consultation and opens a payment for it. */
@NullMarked
package kr.easyk.payments.ready;

import org.jspecify.annotations.NullMarked;
