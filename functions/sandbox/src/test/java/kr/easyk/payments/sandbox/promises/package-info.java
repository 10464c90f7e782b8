/**
 * The promises, each as a test: the real handlers, given what API Gateway would give them, with DynamoDB Local and the Toss
 * simulator behind them.
 */
@NullMarked
package kr.easyk.payments.sandbox.promises;

import org.jspecify.annotations.NullMarked;
