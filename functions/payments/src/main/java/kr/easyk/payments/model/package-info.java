/** What a payment is and what may become of it: records and pure rules, with no notion of HTTP, JSON, Toss's wire or DynamoDB. */
@NullMarked
package kr.easyk.payments.model;

import org.jspecify.annotations.NullMarked;
