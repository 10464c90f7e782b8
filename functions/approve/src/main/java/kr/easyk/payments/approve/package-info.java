/** POST /api/payments/approve: captures the money the payer has just authenticated with Toss. */
@NullMarked
package kr.easyk.payments.approve;

import org.jspecify.annotations.NullMarked;
