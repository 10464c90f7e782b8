/** POST /api/payments/cancel: refunds a payment in full or in part. */
@NullMarked
package kr.easyk.payments.cancel;

import org.jspecify.annotations.NullMarked;
