/** Payments and consultations in DynamoDB: items in, items out, conditions, nothing else. */
@NullMarked
package kr.easyk.payments.store;

import org.jspecify.annotations.NullMarked;
