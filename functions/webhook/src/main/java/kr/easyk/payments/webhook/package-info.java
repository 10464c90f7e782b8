/** POST /api/payments/webhook: hears from Toss that something changed, and asks Toss what. */
@NullMarked
package kr.easyk.payments.webhook;

import org.jspecify.annotations.NullMarked;
