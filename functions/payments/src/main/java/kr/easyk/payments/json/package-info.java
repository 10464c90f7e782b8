/** JSON as trees. Knows Jackson and nothing of payments. */
@NullMarked
package kr.easyk.payments.json;

import org.jspecify.annotations.NullMarked;
