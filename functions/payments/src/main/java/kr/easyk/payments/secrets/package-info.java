/** The key to Toss, from Secrets Manager. */
@NullMarked
package kr.easyk.payments.secrets;

import org.jspecify.annotations.NullMarked;
