/** GET /api/payments and /api/payments/{payment_id}: what became of a payment. Reads only. */
@NullMarked
package kr.easyk.payments.lookup;

import org.jspecify.annotations.NullMarked;
